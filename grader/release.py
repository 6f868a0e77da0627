"""What students get: a chapter's bundle, through nbgrader's generate_assignment."""
import os
import tempfile
from pathlib import Path

from grader.bundle import checked_chapter, make_zip
from grader.course import CourseError

CONFIG = """from grader.plugin import configure

c = get_config()
configure(c)
"""


def release_chapter(course: Path, name: str) -> Path:
    """Write release/CHAPTER/ and release/CHAPTER.zip, or leave what is there untouched. Returns the zip."""
    from grader.nbgrader.driver import generate_assignment  # loads nbgrader

    chapter = checked_chapter(name, course)  # what does not fit is said before anything is written
    release = course / "release"
    try:
        write_config(course)
        release.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".part-", dir=release) as part:
            generate_assignment(course, chapter.name, Path(part))
            bundle = Path(part) / chapter.name
            make_zip(bundle, Path(part) / "zip")
            _swap(bundle, release / chapter.name)
            os.replace(Path(part) / "zip", release / f"{chapter.name}.zip")
    except OSError as error:
        said = f"{release} could not be written: {error.strerror}. Make room, then run this again."
        raise CourseError(said) from None
    return release / f"{chapter.name}.zip"


def write_config(course: Path) -> None:
    """A course folder's nbgrader_config.py, if there is none; one that lacks our line is a CourseError."""
    path = course / "nbgrader_config.py"
    if not path.exists():
        course.mkdir(parents=True, exist_ok=True)
        path.write_text(CONFIG)
    elif "configure(" not in path.read_text():
        raise CourseError(
            f"{path} does not use the course's judge, so `nbgrader autograde` would run student code unprotected. "
            "Add below `c = get_config()`:  from grader.plugin import configure; configure(c)"
        )


def _swap(new: Path, place: Path) -> None:
    """Put the folder `new` where `place` is; the old one goes away with the temporary folder."""
    if place.exists():
        os.rename(place, new.with_name("old"))
    os.rename(new, place)
