"""Folders as nbgrader can read them: it takes their paths for patterns, of files and of regular expressions."""
import atexit
import functools
import glob
import os
import re
import shutil
import tempfile
from pathlib import Path

from grader.course import CourseError


@functools.cache
def for_nbgrader(folder: Path) -> Path:
    """`folder`; a link to it, until this process ends, where its path is a pattern, as in c++ or class [1]."""
    if reads_as_itself(folder):
        return folder
    try:
        part = Path(tempfile.mkdtemp(prefix="grader-")).resolve()
        atexit.register(_remove, part, os.getpid())
        link = part / "folder"
        link.symlink_to(folder, target_is_directory=True)
    except OSError as error:
        raise CourseError(f"{folder} is no path for nbgrader, nor can a link be made: {error.strerror}.") from None
    if not reads_as_itself(link):
        raise CourseError(f"{part} is no path for nbgrader either. Set TMPDIR to one without + ( or [.")
    return link


def reads_as_itself(folder: Path) -> bool:
    """Whether the path, taken for a pattern, means itself."""
    place = str(folder)
    try:
        return glob.escape(place) == place and bool(re.fullmatch(place, place))
    except re.error:
        return False


def _remove(part: Path, owner: int) -> None:
    if os.getpid() == owner:  # and not a worker that was forked
        shutil.rmtree(part, ignore_errors=True)
