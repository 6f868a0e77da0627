"""The course in the browser: JupyterLite with every chapter's bundle, and Pyodide beside it.

All packages are in Pyodide's own list, the kernel's among them, so that one step loads them all and nothing is asked of
a package index.
"""
import hashlib
import json
import shutil
import subprocess
import zipfile
from pathlib import Path

import comm

from book.fonts import font_list
from book.places import LITE, SITE, WORK
from book.pyodide import WANTED, fetch, lock
from book.wheels import wheel
from grader.course import CourseError

PYODIDE = WORK / "pyodide"  # what was fetched, for the next run
SETTINGS = WORK / "lite"  # what JupyterLite is built from
FONTS = "matplotlib_fonts"  # a package of ours with one file for Matplotlib's folder
KERNEL = "@jupyterlite/pyodide-kernel-extension:kernel"
AFTER = {FONTS: ["matplotlib"]}  # whose wheel has a list of somebody else's fonts, which ours must replace
OF_KERNEL = ["piplite", "ipykernel", "comm", "pyodide_kernel"]  # wheels that JupyterLite's kernel brings or needs


def write_lite(python: str, source: Path | None, bundles: dict[str, Path]) -> None:
    """build/site/lite. python: one that has JupyterLite; source: where Pyodide is, None to ask pip."""
    fetch(source, PYODIDE)
    lay_out(bundles)
    build(python)
    put_pyodide()
    shutil.copyfile(Path(__file__).with_name("serve.py"), SITE / "serve.py")


def lay_out(bundles: dict[str, Path]) -> None:
    """The files and settings that JupyterLite is to serve."""
    shutil.rmtree(SETTINGS, ignore_errors=True)
    left = shutil.ignore_patterns("__pycache__", ".ipynb_checkpoints")
    for name, bundle in bundles.items():
        shutil.copytree(bundle, SETTINGS / "files" / name, ignore=left)
    configuration = {"jupyter-lite-schema-version": 0, "jupyter-config-data": settings()}
    (SETTINGS / "jupyter-lite.json").write_text(json.dumps(configuration))
    (SETTINGS / "overrides.json").write_text(json.dumps(overrides()))


def settings() -> dict:
    # Compiled files would lie among the student's own.
    options = {"packages": [*WANTED, *OF_KERNEL, FONTS], "env": {"PYTHONDONTWRITEBYTECODE": "1"}}
    return {
        "appName": "Write a ConvNet in NumPy",
        "contentsStorageName": "convnet-course",
        "settingsStorageName": "convnet-course-settings",
        "litePluginSettings": {
            KERNEL: {
                "pyodideUrl": "./static/pyodide/pyodide.js",
                "disablePyPIFallback": True,
                "pipliteUrls": [],
                "loadPyodideOptions": options,
            }
        },
    }


def overrides() -> dict:
    """Nothing is asked of a server, what is written is kept soon, and the browser's own search finds all cells."""
    return {
        "@jupyterlab/notebook-extension:tracker": {"windowingMode": "none"},
        "@jupyterlab/apputils-extension:notification": {"fetchNews": "false", "checkForUpdates": False},
        "@jupyterlab/docmanager-extension:plugin": {"autosaveInterval": 20},
    }


def build(python: str) -> None:
    shutil.rmtree(LITE, ignore_errors=True)
    command = [python, "-m", "jupyterlite_core", "build", "--lite-dir", SETTINGS, "--output-dir", LITE]
    command += ["--contents", SETTINGS / "files", "--apps", "lab", "--no-sourcemaps"]
    done = subprocess.run(command, cwd=SETTINGS, capture_output=True, text=True)
    if done.returncode:
        raise CourseError(f"JupyterLite could not be built:\n{(done.stdout + done.stderr)[-3000:]}")


def put_pyodide() -> None:
    """Pyodide, its wheels and ours, and the list that names them all with their hashes."""
    target = LITE / "static" / "pyodide"
    shutil.copytree(PYODIDE, target)
    listed = lock()
    for file, payload in [*kernel_wheels(), comm_wheel(), fonts_wheel()]:
        (target / file).write_bytes(payload)
        name = file.split("-")[0]
        listed["packages"][name.replace("_", "-")] = entry(name, file, payload)
    (target / "pyodide-lock.json").write_text(json.dumps(listed))


def entry(name: str, file: str, payload: bytes) -> dict:
    """What Pyodide's list says of a wheel."""
    fixed = {"install_dir": "site", "package_type": "package", "unvendored_tests": False}
    said = {"name": name, "version": file.split("-")[1], "file_name": file, "imports": [name]}
    return fixed | said | {"depends": AFTER.get(name, []), "sha256": hashlib.sha256(payload).hexdigest()}


def kernel_wheels() -> list[tuple[str, bytes]]:
    """Those that JupyterLite's kernel brings along."""
    folder = LITE / "extensions/@jupyterlite/pyodide-kernel-extension/static/pypi"
    found = [path for path in sorted(folder.glob("*.whl")) if path.name.split("-")[0] in OF_KERNEL]
    return [(path.name, path.read_bytes()) for path in found]


def comm_wheel() -> tuple[str, bytes]:
    """A package that the kernel needs and Pyodide has not, as it is installed here."""
    files = {f"comm/{path.name}": path.read_bytes() for path in sorted(Path(comm.__file__).parent.glob("*.py"))}
    return wheel("comm", comm.__version__, files)


def fonts_wheel() -> tuple[str, bytes]:
    """Matplotlib's list of fonts, where Pyodide's Matplotlib looks for it: beside its own code."""
    content = font_list(next(PYODIDE.glob("matplotlib-[0-9]*.whl")))
    return wheel(FONTS, "1", {"matplotlib/fontlist.json": content.encode()})


def pack(target: Path) -> None:
    """The whole site as one file."""
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(path for path in SITE.rglob("*") if path.is_file()):
            archive.write(path, path.relative_to(SITE.parent))
