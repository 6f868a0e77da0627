"""What lies in submitted/: whose it is, when it was handed in, what must be refused, and what is still to grade."""
import os
import stat
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from grader.course import Chapter, CourseError, read_regular
from grader.nbgrader.times import utc

TIMESTAMP = "timestamp.txt"  # beside the notebook, as nbgrader's collect writes it
MAX_TIMESTAMP = 200  # bytes of it
MAX_NAME = 200  # bytes of a student's name: files are named after it


@dataclass
class Submission:
    """One student's folder submitted/STUDENT/CHAPTER/."""

    student: str
    folder: Path
    timestamp: datetime | None = None


class Refusal(NamedTuple):
    """A submission that is not graded: whose, and why and what to do."""

    student: str
    error: str


@dataclass
class Found:
    """The submissions of a chapter, sorted by what is to be done with them."""

    todo: list[Submission] = field(default_factory=list)
    skipped: list[str] = field(default_factory=list)  # students whose work was graded before
    refused: list[Refusal] = field(default_factory=list)


def find_submissions(course: Path, chapter: Chapter, student: str | None = None, force: bool = False) -> Found:
    """All submissions of a chapter, or one student's. CourseError when there is none.

    force: grade again what was graded and not handed in again since
    """
    folders = [path for path in sorted(course.glob(f"submitted/*/{chapter.name}")) if path.is_dir()]
    folders = [path for path in folders if student in (None, path.parent.name)]
    if not folders:
        who = student or "STUDENT"
        raise CourseError(
            f"{course / 'submitted'} has no folder {who}/{chapter.name}/. "
            f"Put each notebook at submitted/STUDENT/{chapter.name}/{chapter.name}.ipynb."
        )
    found = Found()
    for folder in folders:
        name = folder.parent.name
        graded = course / "autograded" / name / chapter.name
        try:
            check_name(folder.parent)
            new, old = timestamp_of(folder), timestamp_of(graded)
        except CourseError as error:
            found.refused.append(Refusal(name, str(error)))
            continue
        done = (graded / f"{chapter.name}.ipynb").exists()
        if done and not force and not (new and old and new > old):
            found.skipped.append(name)
        else:
            found.todo.append(Submission(name, folder, new))
    return found


def find_notebook(folder: Path, chapter: str) -> Path | None:
    """The submitted notebook; None when there is none at all, CourseError when it has another name."""
    path = folder / f"{chapter}.ipynb"
    if path.exists():
        return path
    others = sorted(other.name for other in folder.glob("*.ipynb"))
    if others:
        raise CourseError(f"{folder} has {', '.join(others)} but no {path.name}. Rename it to that and grade again.")
    return None


def timestamp_of(folder: Path) -> datetime | None:
    """When a submission was handed in (UTC); None where nothing says it."""
    try:
        payload = read_timestamp(folder)
        if len(payload) > MAX_TIMESTAMP:
            raise ValueError("too long")
        return utc(payload.decode().strip())
    except FileNotFoundError:
        return None
    except (ValueError, ArithmeticError, OSError):
        raise CourseError(
            f"{folder / TIMESTAMP} holds no time such as 2026-01-31 12:00:00 UTC. Mend or delete it."
        ) from None


def read_timestamp(folder: Path) -> bytes:
    """The submission's timestamp.txt as it is, up to the first byte too many. FileNotFoundError when there is none."""
    return read_regular(folder / TIMESTAMP, MAX_TIMESTAMP)


def check_name(folder: Path) -> None:
    """CourseError when a student's folder has a name that no gradebook and no file can hold."""
    try:
        if len(folder.name.encode()) <= MAX_NAME:
            return
    except UnicodeEncodeError:
        pass
    raise CourseError(f"{folder} is no name for a student: too long, or not UTF-8. Rename the folder.")


def check_folder(folder: Path) -> None:
    """CourseError when a submission's folder has links or special files: whoever copies it would follow them."""
    for parent, folders, files in os.walk(folder):
        for path in [folder, *(Path(parent, name) for name in sorted(folders + files))]:
            mode = path.lstat().st_mode
            if stat.S_ISLNK(mode):
                raise CourseError(f"{path} is a link. Put the file itself there, or delete the link.")
            if not stat.S_ISREG(mode) and not stat.S_ISDIR(mode):
                raise CourseError(f"{path} is neither a file nor a folder. Delete it.")
