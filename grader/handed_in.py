"""Which file of a submission is its notebook: by whatever name, in whatever folder, or in a zip, it came."""
import hashlib
import io
import os
import re
import stat
import zipfile
from dataclasses import dataclass
from pathlib import Path

from grader.course import MAX_NOTEBOOK, Chapter, CourseError, grade_id, is_solution, notebook_of, read_regular
from grader.rebuild import check_chapter, identified, squeezed

MAX_ZIP = 50 << 20  # bytes of a zip
MAX_MEMBERS = 5000  # of a zip
MAX_CANDIDATES = 40  # notebooks of one submission that are looked into
SHOWN = 100  # characters of a file's name that are told
ASIDE = {".ipynb_checkpoints", "__MACOSX", ".git"}  # folders that programs make
NOTHING = {"timestamp.txt", "submission_secret.txt", ".DS_Store", "Thumbs.db", "desktop.ini"}  # nobody's work
OLDER = "of an older release of the chapter, or its locked cells were changed"
CENTRAL = b"PK\x01\x02"  # what each member's entry in a zip's list begins with


@dataclass(frozen=True)
class File:
    """A notebook that was handed in: a file, or a member of a zip, which is read in memory alone."""

    path: Path
    member: str = ""

    def __str__(self) -> str:
        return f"{self.path}: {self.member[:SHOWN]}" if self.member else str(self.path)

    def shown(self, folder: Path) -> str:
        """Its name as seen from the submission's folder."""
        return str(File(Path(os.path.relpath(self.path, folder)), self.member))

    def read(self) -> bytes:
        """Its bytes, up to the first one too many."""
        if not self.member:
            return read_regular(self.path, MAX_NOTEBOOK)
        with _unpacking(self.path) as archive:
            info = archive.getinfo(self.member)
            # Other ways to pack may ask for any amount of memory.
            if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
                raise NotImplementedError("packed in an uncommon way")
            with archive.open(info) as file:
                return file.read(MAX_NOTEBOOK + 1)


@dataclass(frozen=True)
class HandedIn:
    """The notebook of a submission that is graded, and what the instructor should know of the choice."""

    name: str
    notebook: dict
    note: str = ""


def find_notebook(folder: Path, chapter: Chapter) -> HandedIn | None:
    """The submitted notebook; None where nothing was handed in, CourseError where it is unclear or unreadable."""
    files = [file for path in carriers(folder, chapter.name) for file in _notebooks_in(path, chapter.name)]
    if not files:
        others = [os.path.relpath(path, folder)[:SHOWN] for path in _work(folder)]
        if others:
            raise CourseError(f"{folder} has no notebook, only {_few(others)}. Hand in the .ipynb file itself.")
        return None
    named = File(folder / f"{chapter.name}.ipynb")
    chosen = files[0] if len(files) == 1 else _choose(files, named, folder, chapter)
    try:
        notebook = notebook_of(chosen.read(), str(chosen))
    except CourseError as error:
        if chosen == named:
            raise
        raise CourseError(f"{error} Rename it to {named.path.name} once it is mended, and grade again.") from None
    notes = [_note(chosen, files, named, folder), OLDER if is_older(chapter, notebook) else ""]
    return HandedIn(str(chosen), notebook, "; ".join(filter(None, notes)))


def digest(folder: Path, chapter: str) -> str | None:
    """A hash of the files that the notebook is taken from, to tell what was handed in again; None where none is."""
    paths = carriers(folder, chapter)
    found = hashlib.sha256()
    for path in paths:
        found.update(hashlib.sha256(os.fsencode(os.path.relpath(path, folder))).digest())
        found.update(hashlib.sha256(read_regular(path, MAX_ZIP)).digest())
    return found.hexdigest() if paths else None


def carriers(folder: Path, chapter: str) -> list[Path]:
    """The files of a submission that are notebooks or zips; where it has none, those put one level too high."""
    return [path for path in _files(folder) if _is_carrier(path.name, chapter)] or files_above(folder, chapter)


def files_above(folder: Path, chapter: str) -> list[Path]:
    """Notebooks and zips of the chapter's name beside its folder, in submitted/STUDENT/."""
    if not folder.parent.is_dir():
        return []
    named = [path for path in folder.parent.iterdir() if path.name.lower().startswith(chapter.lower())]
    return sorted(path for path in named if _is_carrier(path.name, chapter) and stat.S_ISREG(path.lstat().st_mode))


def is_anything(folder: Path, chapter: str) -> bool:
    """Whether anything was handed in, be it a notebook or not."""
    return bool(carriers(folder, chapter) or _work(folder))


def is_notebook(name: str, chapter: str = "") -> bool:
    """Whether a file of this name may be a notebook: browsers and mail programs put endings of theirs behind it."""
    name = name.lower()
    bare = chapter and name in {f"{chapter.lower()}{ending}" for ending in ("", ".json", ".txt")}
    return bool(bare) or ".ipynb" in name and not name.startswith("._") and not is_zip(name)


def is_zip(name: str) -> bool:
    return name.lower().endswith(".zip")


def _is_carrier(name: str, chapter: str) -> bool:
    return is_notebook(name, chapter) or is_zip(name)


def _files(folder: Path) -> list[Path]:
    """All files below a folder, but for those that programs put there on their own."""
    found = []
    for parent, folders, names in os.walk(folder):
        folders[:] = sorted(set(folders) - ASIDE)
        found += [Path(parent, name) for name in sorted(names)]
    return found


def _work(folder: Path) -> list[Path]:
    return [path for path in _files(folder) if path.name not in NOTHING]


def _notebooks_in(path: Path, chapter: str) -> list[File]:
    if not is_zip(path.name):
        return [File(path)]
    with _unpacking(path) as archive:
        names = [info.filename for info in archive.infolist() if not info.is_dir()]
    wanted = [name for name in names if not ASIDE & set(name.split("/"))]
    return [File(path, name) for name in wanted if is_notebook(name.rsplit("/", 1)[-1], chapter)]


class _unpacking:
    """A zip in memory, within bounds; what is wrong with it becomes a CourseError."""

    def __init__(self, path: Path):
        self.path = path

    def __enter__(self) -> zipfile.ZipFile:
        payload = read_regular(self.path, MAX_ZIP)
        if len(payload) > MAX_ZIP or payload.count(CENTRAL) > MAX_MEMBERS:
            raise CourseError(f"{self.path} is too large. Put the notebook itself beside it and delete the zip.")
        try:
            return zipfile.ZipFile(io.BytesIO(payload))
        except Exception:  # whatever is in it: names in no encoding, of a version that is not known, …
            raise self._refused("it is no zip, cut off, or written in an uncommon way") from None

    def __exit__(self, kind, error, trace) -> None:
        if isinstance(error, NotImplementedError | RuntimeError | KeyError):  # also: with a password
            raise self._refused("it has a password, or is packed in an uncommon way") from None
        if isinstance(error, Exception) and not isinstance(error, CourseError):
            raise self._refused("it is damaged") from None

    def _refused(self, why: str) -> CourseError:
        return CourseError(f"{self.path} cannot be unpacked: {why}. Put the notebook itself there.")


# --- of several -------------------------------------------------------------------------------


def _choose(files: list[File], named: File, folder: Path, chapter: Chapter) -> File:
    """The one that was worked on; of several the one with the chapter's name. CourseError where that leaves two."""
    if len(files) > MAX_CANDIDATES:
        raise CourseError(f"{folder} has {len(files)} notebooks. Delete all but {named.path.name}.")
    states = _states(files, chapter)
    worked = [file for file, state in states.items() if state == "worked"]
    if named in files and states.get(named) != "untouched":
        return named
    if len(worked) == 1:
        return worked[0]
    names = _few([file.shown(folder) for file in worked or files])
    if worked:
        raise CourseError(
            f"{folder} has several notebooks with work in them: {names}. "
            f"Name the one that counts {named.path.name} and grade again."
        )
    untouched = [file for file, state in states.items() if state == "untouched"]
    if not untouched:
        raise CourseError(
            f"{folder} has {names}, none of which is a notebook of {chapter.name}. Put {named.path.name} there."
        )
    return named if named in untouched else untouched[0]


def _states(files: list[File], chapter: Chapter) -> dict[File, str]:
    """worked, untouched or other, for each; a copy, byte for byte, of one before is left out."""
    states, seen = {}, set()
    for file in files:
        try:
            payload = file.read()
            key = hashlib.sha256(payload).digest()
            if key not in seen:
                seen.add(key)
                states[file] = "untouched" if is_untouched(chapter, notebook_of(payload, str(file))) else "worked"
        except CourseError:
            states[file] = "other"
    return states


def is_untouched(chapter: Chapter, notebook: dict) -> bool:
    """Whether no exercise was begun. CourseError when it is not a notebook of the chapter.

    By texts alone: here nothing of a student's is parsed.
    """
    check_chapter(chapter, notebook)
    pieces = identified(chapter, notebook["cells"], by_code=False)
    answers = [piece for piece in pieces if piece.ours and is_solution(piece.ours)]
    names = "|".join(exercise.name for exercise in chapter.exercises)
    gives = re.compile(rf"^\s*(?:(?:async\s+)?def|class)\s+(?:{names})\b|^\s*(?:{names})\s*=[^=]", re.MULTILINE)
    others = [piece.source for piece in pieces if not piece.ours]
    begun = any(squeezed(piece.ours) != squeezed(piece.cell) for piece in answers) or any(map(gives.search, others))
    if not answers and not begun:
        raise CourseError(f"It has none of the exercises' cells of {chapter.name}.")
    return not begun


def is_older(chapter: Chapter, notebook: dict) -> bool:
    """Whether a cell that the course locks has another text than in this release, or is of no exercise there is."""
    marked = [piece for piece in identified(chapter, notebook["cells"], by_code=False) if grade_id(piece.cell)]
    locked = [piece for piece in marked if piece.ours and not is_solution(piece.ours)]
    strange = any(grade_id(piece.cell) not in chapter.by_mark for piece in marked)
    return strange or any(squeezed(piece.ours) != squeezed(piece.cell) for piece in locked)


def _note(chosen: File, files: list[File], named: File, folder: Path) -> str:
    others = [file.shown(folder) for file in files if file not in (chosen, named)]
    notes = [f"graded: {chosen.shown(folder)}"] if chosen != named else []
    notes += [f"{named.path.name} is as it was released"] if named in files and chosen != named else []
    notes += [f"not looked at, though there: {_few(others)}"] if others else []
    return "; ".join(notes)


def _few(names: list[str], most: int = 6) -> str:
    more = f" and {len(names) - most} more" if len(names) > most else ""
    return ", ".join(names[:most]) + more
