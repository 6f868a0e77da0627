"""Submissions by value, for workers that do not see the course folder."""
import atexit
import contextlib
import functools
import os
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from grader.course import MAX_NOTEBOOK, SOURCE, Chapter, load_chapter, notebook_path, read_regular
from grader.handed_in import MAX_ZIP, carriers, is_zip
from grader.intake import check_folder
from grader.judge import Judge
from grader.nbgrader.times import SECRET, TIMESTAMP, read_secret, read_timestamp
from grader.pool import Job, Result, grade_one
from grader.submissions import Submission


@dataclass(frozen=True)
class Parcel:
    """What a worker needs of one submission."""

    student: str
    place: str  # submitted/ on the machine that has it, for messages
    files: dict[str, bytes]  # path below submitted/STUDENT/ -> what is in it


@dataclass(frozen=True)
class Order:
    """A Job for a worker that does not see the course folder: what the job has there, by value."""

    job: Job
    copy: bytes | None  # the course folder's own copy of the chapter


def order_of(job: Job, chapter: Chapter) -> Order:
    """The order for a job of this machine."""
    own = chapter.path != notebook_path(chapter.name)
    return Order(replace(job, course=None), chapter.path.read_bytes() if own else None)


def chapter_of(order: Order) -> Chapter:
    """The chapter of an order, on the machine of a worker."""
    if order.copy is None:
        return load_chapter(order.job.chapter)
    return load_chapter(order.job.chapter, _folder_with(order.job.chapter, order.copy))


@functools.lru_cache(8)
def _folder_with(chapter: str, copy: bytes) -> Path:
    """A course folder that has nothing but its own copy of a chapter, until this process ends."""
    folder = Path(tempfile.mkdtemp(prefix="grader-course-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    path = folder / SOURCE / chapter / f"{chapter}.ipynb"
    path.parent.mkdir(parents=True)
    path.write_bytes(copy)
    return folder


def packed(submission: Submission, chapter: str) -> Parcel:
    """A submission as a parcel; no files where no notebook was handed in. CourseError for what may not be opened."""
    folder = submission.folder
    check_folder(folder)
    files = {}
    for path in carriers(folder, chapter):
        # One byte too many, where it is too large: who opens it refuses it in the words of a folder's.
        payload = read_regular(path, MAX_ZIP if is_zip(path.name) else MAX_NOTEBOOK)
        files[os.path.relpath(path, folder.parent)] = payload
    for name, read in ((TIMESTAMP, read_timestamp), (SECRET, read_secret)) if files else ():
        with contextlib.suppress(FileNotFoundError):
            files[f"{folder.name}/{name}"] = read(folder)
    return Parcel(submission.student, str(folder.parent.parent), files)


def grade_parcel(judge: Judge, chapter: Chapter, parcel: Parcel) -> Result:
    """Grade a parcel as its folder would be graded, and say of it what would be said there."""
    with _unpacked(parcel, chapter.name) as submission:
        result = grade_one(judge, chapter, submission)
        result.error = result.error.replace(str(submission.folder.parent.parent), parcel.place)
        return result


@contextlib.contextmanager
def _unpacked(parcel: Parcel, chapter: str) -> Iterator[Submission]:
    with tempfile.TemporaryDirectory(prefix="grader-parcel-") as place:
        folder = Path(place, parcel.student, chapter)
        folder.mkdir(parents=True)
        for name, payload in parcel.files.items():
            path = folder.parent / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(payload)
        yield Submission(parcel.student, folder)
