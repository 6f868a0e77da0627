"""What is refused of a submission before anything in it is opened or copied."""
import os
import stat
from pathlib import Path

from grader.course import CourseError

MAX_NAME = 200  # bytes of a student's name: files are named after it


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
