"""Which files make a chapter's cards and decide its grades, and a hash of them."""
import functools
import hashlib
import re
from collections.abc import Iterable
from pathlib import Path

from convlab.probes import stem
from grader.course import ROOT, Chapter

PACKAGES = ("convlab", "grader", "solutions")
IMPORT = re.compile(r"^\s*(?:from\s+([\w.]+)\s+import\s+(\([^)]*\)|[^\n]*)|import\s+([\w., ]+))", re.MULTILINE)
# The programs of both rooms: a submission's way to its points, with all that they import.
ROOMS = ("grader/examiner.py", "grader/inside/warm.py")
WORKER = "grader/cluster.py"  # what a worker on another machine runs, with all that it imports


def files_behind(chapter: str) -> list[Path]:
    """Every file that has a part in a chapter's cards: checks, mistakes, references, probes, all that they import,
    and what makes cards of them."""
    checks = ROOT / "grader" / "checks"
    name = stem(chapter)
    code = [ROOT / "grader" / "cards.py", ROOT / "solutions" / f"{name}.py", ROOT / "convlab" / "probes" / f"{name}.py"]
    code += (checks / name).glob("*.py")
    texts = [*(checks / name).glob("*.toml"), *(checks / "families").glob("*.toml")]
    return sorted({*imported_by(code), *texts})


def imported_by(files: Iterable[Path]) -> set[Path]:
    """The files, and those of the project that they import, directly or by way of others."""
    found: set[Path] = set()
    ahead = list(files)
    while ahead:
        path = ahead.pop()
        if path not in found:
            found.add(path)
            ahead += _imports(path)
    return found


@functools.cache
def _imports(path: Path) -> list[Path]:
    package = path.relative_to(ROOT).parent.as_posix().replace("/", ".")
    found = []
    for origin, names, plain in IMPORT.findall(path.read_text(encoding="utf-8")):
        if origin:
            module = _absolute(origin, package)
            listed = re.sub(r"#[^\n]*", "", names.strip("()"))  # a comment may stand among them
            parts = [f"{module}.{one.split()[0]}" for one in listed.split(",") if one.strip()]
            found += [_file(part) or _file(module) for part in parts]
        else:
            found += [_file(one.split()[0]) for one in plain.split(",") if one.strip()]
    return [one for one in found if one]


def _absolute(name: str, package: str) -> str:
    """A module's whole name; `name` may begin with dots, seen from `package`."""
    dots = len(name) - len(name.lstrip("."))
    above = package.split(".")[: len(package.split(".")) - dots + 1] if dots else []
    return ".".join([*above, *filter(None, [name.lstrip(".")])])


def _file(module: str) -> Path | None:
    """The file of a module or package of the project, None for anything else."""
    if module.split(".")[0] not in PACKAGES:
        return None
    path = ROOT.joinpath(*module.split("."))
    return next((one for one in (path.with_suffix(".py"), path / "__init__.py") if one.is_file()), None)


def cards_hash(chapter: str) -> str:
    """Hash of all that makes a chapter's cards, but for the seed, Python and NumPy."""
    return _hash_of(files_behind(chapter))


def course_hash(chapter: Chapter) -> str:
    """Hash of all that decides a chapter's grades: its notebook, what makes its cards, and how it is judged."""
    return _course_hash(chapter.name, chapter.path, chapter.path.stat().st_mtime_ns)


@functools.lru_cache(64)
def _course_hash(name: str, notebook: Path, _changed: int) -> str:
    return _hash_of([*files_behind(name), notebook, *imported_by(ROOT / file for file in ROOMS)])


def worker_hash(chapter: Chapter) -> str:
    """Hash of all that a worker needs to have like us: what decides the grades, and what brings them home."""
    return hashlib.sha256(f"{course_hash(chapter)}{_hash_of(imported_by([ROOT / WORKER]))}".encode()).hexdigest()


def _hash_of(files: Iterable[Path]) -> str:
    """By names and contents: where the course lies, and a copy of a chapter, changes nothing."""
    named = {path.relative_to(ROOT).as_posix() if path.is_relative_to(ROOT) else path.name: path for path in files}
    digest = hashlib.sha256()
    for name, path in sorted(named.items()):
        digest.update(f"{name}\0".encode())
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()
