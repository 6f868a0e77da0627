"""What a student's answer shows, for the person who marks it: text and images below it or in it, nothing that acts."""
import base64
import binascii

from grader.terminal import plain

MAX_OUTPUTS = 20  # of one cell
MAX_TEXT = 20_000  # characters of one
MAX_IMAGE = 2 << 20  # characters of one, in base64
MAX_ATTACHED = 10  # images in one text
MAX_ALTERNATIVE = 1000  # characters of an image's alternative text
MAX_NAME = 200  # characters of an attached image's name
PNG = b"\x89PNG\r\n\x1a\n"
IMAGES = {"image/png": PNG, "image/jpeg": b"\xff\xd8\xff", "image/gif": b"GIF8"}  # each with what it begins with


def harmless_outputs(cell: dict) -> list[dict]:
    """A submitted cell's outputs made anew from their plain text and their images; nothing else of them is taken."""
    outputs = cell.get("outputs")
    found = outputs[:MAX_OUTPUTS] if isinstance(outputs, list) else []
    made = [_harmless(one) for one in found if isinstance(one, dict)]
    return [one for one in made if one]


def harmless_attachments(cell: dict) -> dict[str, dict[str, str]]:
    """The images that were pasted into a submitted text, encoded anew: {name: {type: base64}}."""
    attached = cell.get("attachments")
    kept = {}
    for name, data in list(attached.items())[:MAX_ATTACHED] if isinstance(attached, dict) else []:
        found = {kind: _image(data.get(kind), kind) for kind in IMAGES} if isinstance(data, dict) else {}
        if len(name) <= MAX_NAME and any(found.values()):
            kept[_text(name)] = {kind: image for kind, image in found.items() if image}
    return kept


def _harmless(output: dict) -> dict | None:
    kind = output.get("output_type")
    if kind == "stream":
        return _stream(output.get("text"))
    if kind == "error":
        return _stream(f"{_text(output.get('ename'))}: {_text(output.get('evalue'))}")
    data = output.get("data") if kind in ("display_data", "execute_result") else None
    if not isinstance(data, dict):
        return None
    kept = {"text/plain": plain(_text(data.get("text/plain"))[:MAX_TEXT])}
    image = _image(data.get("image/png"))
    words = plain(alternative(output))
    metadata = {"image/png": {"alt": words}} if image and words else {}
    return {"output_type": "display_data", "metadata": metadata, "data": kept | ({"image/png": image} if image else {})}


def alternative(output: dict, kind: str = "image/png") -> str:
    """What an image shows, in words, where the output's metadata says so."""
    metadata = output.get("metadata")
    about = metadata.get(kind) if isinstance(metadata, dict) else None
    return _text(about.get("alt"))[:MAX_ALTERNATIVE] if isinstance(about, dict) else ""


def _stream(text) -> dict:
    return {"output_type": "stream", "name": "stdout", "text": plain(_text(text)[:MAX_TEXT])}


def _text(value) -> str:
    """A notebook's text, which may be a list of lines."""
    if isinstance(value, list):
        value = "".join(line for line in value if isinstance(line, str))
    return value.encode("utf-8", "replace").decode() if isinstance(value, str) else ""


def _image(value, kind: str = "image/png") -> str:
    """An image in base64, encoded anew; "" for anything else."""
    text = "".join(_text(value).split())
    try:
        image = base64.b64decode(text, validate=True) if len(text) <= MAX_IMAGE else b""
    except (binascii.Error, ValueError):
        return ""
    return base64.b64encode(image).decode() if image.startswith(IMAGES[kind]) else ""
