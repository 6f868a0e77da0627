"""What lies in submitted/: whose it is, when it was handed in, and what is still to grade."""
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from grader.course import Chapter, CourseError, chapter_names
from grader.handed_in import digest, files_above, find_notebook, is_notebook, is_zip
from grader.intake import check_folder, check_name
from grader.nbgrader.times import timestamp_of
from grader.rebuild import rebuild
from grader.receipts import read_receipt, sources_hash

HANDED_IN = "handed_in_sha256"  # in a receipt: hash of the files that were handed in


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
    found = Found()
    for place in sorted((course / "submitted").glob("*")):
        if student not in (None, place.name):
            continue
        folder = place / chapter.name
        if not place.is_dir():
            _refuse_stray(found, place, chapter)
        elif folder.is_dir() or files_above(folder, chapter.name):
            _sort_in(found, course, chapter, folder, force)
        else:
            found.refused += _in_another_folder(place, chapter)
    if not (found.todo or found.skipped or found.refused):
        who = student or "STUDENT"
        raise CourseError(
            f"{course / 'submitted'} has no folder {who}/{chapter.name}/. "
            f"Put each notebook at submitted/STUDENT/{chapter.name}/{chapter.name}.ipynb."
        )
    return found


def _sort_in(found: Found, course: Path, chapter: Chapter, folder: Path, force: bool) -> None:
    name = folder.parent.name
    graded = course / "autograded" / name / chapter.name
    try:
        check_name(folder.parent)
        new, old = timestamp_of(folder), timestamp_of(graded)
    except CourseError as error:
        found.refused.append(Refusal(name, str(error)))
        return
    done = (graded / f"{chapter.name}.ipynb").exists() and not force
    if done and new in (None, old) and not handed_in_again(course, chapter, folder):
        found.skipped.append(name)
    else:
        found.todo.append(Submission(name, folder, new))


def handed_in_again(course: Path, chapter: Chapter, folder: Path) -> bool:
    """Whether the files are others than those that the receipt was written for: downloads come without a time."""
    receipt = read_receipt(course, chapter.name, folder.parent.name) or {}
    try:
        new = digest(folder, chapter.name)
        if new is None or HANDED_IN in receipt:
            return new is not None and new != receipt[HANDED_IN]
        # nbgrader's own autograde wrote the receipt, or an older grader.
        handed_in = find_notebook(folder, chapter)
        judged = sources_hash(rebuild(chapter, handed_in.notebook).notebook) if handed_in else ""
        return judged != receipt.get("sources_sha256")
    except (CourseError, OSError):
        return True  # whoever grades it says why it cannot be read


def overtaken(course: Path, chapter: Chapter) -> list[Refusal]:
    """Students whose grade is of what they handed in before, and why what came later has none."""
    found = []
    for folder in sorted((course / "submitted").glob(f"*/{chapter.name}")):
        if read_receipt(course, chapter.name, folder.parent.name) is not None:
            why = _why_not_graded(course, chapter, folder)
            found += [Refusal(folder.parent.name, why)] if why else []
    return found


def _why_not_graded(course: Path, chapter: Chapter, folder: Path) -> str:
    """Of a submission that has a grade; "" where the grade is of what lies there."""
    graded = course / "autograded" / folder.parent.name / chapter.name
    try:
        check_name(folder.parent)
        if timestamp_of(folder) in (None, timestamp_of(graded)) and not handed_in_again(course, chapter, folder):
            return ""
        check_folder(folder)
        notebook = find_notebook(folder, chapter)
        if notebook:
            rebuild(chapter, notebook.notebook, notebook.name)
    except (CourseError, OSError) as error:
        return str(error).replace(f"{folder}/", "")
    return f"not graded yet. Run: grader autograde {chapter.name}"


# --- in the wrong place -----------------------------------------------------------------------


def _refuse_stray(found: Found, path: Path, chapter: Chapter) -> None:
    if is_notebook(path.name) or is_zip(path.name):
        place = f"submitted/STUDENT/{chapter.name}/{chapter.name}.ipynb"
        found.refused.append(Refusal(path.name, f"{path} is in no student's folder. Put it at {place}."))


def _in_another_folder(place: Path, chapter: Chapter) -> list[Refusal]:
    """A notebook of the chapter's name in a folder that is no chapter's."""
    known = set(chapter_names())
    found = [path for path in sorted(place.glob("*/*")) if path.name.lower().startswith(chapter.name.lower())]
    found = [path for path in found if is_notebook(path.name) and path.parent.name not in known]
    return [Refusal(place.name, f"{path} is not in {chapter.name}/. Move it there.") for path in found[:1]]
