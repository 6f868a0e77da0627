"""What is refused of a submission before anything in it is opened or copied."""
import os
import stat
from pathlib import Path

from grader.course import CourseError

MAX_NAME = 200  # bytes of a student's name: files are named after it


def check_name(folder: Path) -> None:
    """CourseError when a student's folder is a link, or has a name that no gradebook and no file can hold."""
    if folder.is_symlink():
        raise CourseError(f"{folder} is a link, perhaps to another student's folder. Put the files themselves there.")
    if not is_name(folder.name):
        said = "too long, not UTF-8, or with a line break or other signs that cannot be seen"
        raise CourseError(f"{str(folder)!r} is no name for a student: {said}. Rename the folder.")


def is_name(name: str) -> bool:
    """Whether a gradebook and a file can hold a student's name."""
    try:
        return len(name.encode()) <= MAX_NAME and name.isprintable()
    except UnicodeEncodeError:
        return False


def check_folder(folder: Path) -> None:
    """CourseError when a submission's folder has links or special files: whoever copies it would follow them."""
    for parent, folders, files in os.walk(folder):
        for path in [folder, *(Path(parent, name) for name in sorted(folders + files))]:
            mode = path.lstat().st_mode
            if stat.S_ISLNK(mode):
                raise CourseError(f"{path} is a link. Put the file itself there, or delete the link.")
            if not stat.S_ISREG(mode) and not stat.S_ISDIR(mode):
                raise CourseError(f"{path} is neither a file nor a folder. Delete it.")
