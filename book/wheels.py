"""Small wheels that are made here, for what the browser's Python should find installed."""
import base64
import hashlib
import io
import zipfile

EPOCH = (2020, 1, 1, 0, 0, 0)


def wheel(name: str, version: str, files: dict[str, bytes]) -> tuple[str, bytes]:
    """File name and content of a wheel with these files. The same files give the same bytes."""
    info = f"{name}-{version}.dist-info"
    files = files | {
        f"{info}/METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n".encode(),
        f"{info}/WHEEL": b"Wheel-Version: 1.0\nGenerator: convnet-course\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    record = "".join(f"{place},sha256={digest(content)},{len(content)}\n" for place, content in files.items())
    files[f"{info}/RECORD"] = f"{record}{info}/RECORD,,\n".encode()
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for place, content in files.items():
            archive.writestr(zipfile.ZipInfo(place, EPOCH), content, zipfile.ZIP_DEFLATED)
    return f"{name}-{version}-py3-none-any.whl", made.getvalue()


def digest(content: bytes) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b"=").decode()
