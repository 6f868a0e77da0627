"""What lies in submitted/: whose it is, when it was handed in, which notebook it is, and what is still to grade."""
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from grader.course import Chapter, CourseError
from grader.intake import check_name
from grader.nbgrader.times import timestamp_of


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
    others = other_notebooks(folder, chapter)
    if others:
        raise CourseError(f"{folder} has {', '.join(others)} but no {path.name}. Rename it to that and grade again.")
    return None


def other_notebooks(folder: Path, chapter: str) -> list[str]:
    """Names of the notebooks in a submission that are not the one that is graded."""
    return sorted(other.name for other in folder.glob("*.ipynb") if other.stem != chapter)
