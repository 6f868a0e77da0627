"""Grade submissions, in this process or in workers: reading, judging and rendering, nothing of the gradebook."""
import contextlib
import json
import multiprocessing
import multiprocessing.util
import signal
from collections.abc import Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field
from pathlib import Path

from grader.course import Chapter, CourseError, load_chapter
from grader.graded import Graded
from grader.handed_in import digest, find_notebook
from grader.intake import check_folder
from grader.judge import Judge
from grader.machine import end_with_parent
from grader.nbgrader.times import SECRET, TIMESTAMP, read_secret, read_timestamp
from grader.receipts import receipt_file
from grader.sandbox import SandboxError
from grader.submissions import HANDED_IN, Submission


@dataclass(frozen=True)
class Job:
    """What a worker needs to know beside the submissions."""

    chapter: str
    seed: str
    isolation: str
    course: Path | None = None  # the course folder, which may have a copy of the chapter of its own


@dataclass
class Result:
    """What came of one submission. Neither `graded` nor `error`: there is no notebook in it."""

    submission: Submission
    graded: Graded | None = None
    files: dict[str, bytes] = field(default_factory=dict)  # path in the course folder -> what is written there
    error: str = ""
    note: str = ""  # what the instructor should know of it


def grade_all(todo: list[Submission], job: Job, workers: int) -> Iterator[Result]:
    """Grade all submissions, in any order."""
    if not todo:
        return
    if workers == 1:
        with Judge(job.seed, job.isolation) as judge:
            yield from (grade_one(judge, load_chapter(job.chapter, job.course), submission) for submission in todo)
        return
    waiting, running = list(reversed(todo)), {}
    with ProcessPoolExecutor(workers, multiprocessing.get_context("fork"), initializer=_start_worker) as pool:
        try:
            while waiting or running:
                while waiting and len(running) < 4 * workers:
                    submission = waiting.pop()
                    running[pool.submit(_grade_in_worker, submission, job)] = submission
                for future in wait(running, return_when=FIRST_COMPLETED).done:
                    yield _result(future, running.pop(future))
        except BrokenProcessPool:
            raise CourseError(
                "A worker process was ended from outside (out of memory?). Run this again, with fewer --workers."
            ) from None
        finally:
            pool.shutdown(cancel_futures=True)


def _start_worker() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the workers too; stopping is the parent's business
    end_with_parent()


def _result(future: Future, submission: Submission) -> Result:
    try:
        return future.result()
    except (CourseError, BrokenProcessPool):
        raise
    except Exception as error:  # what the worker found did not survive the way here
        return Result(submission, error=failed(submission, error))


def failed(submission: Submission, error: Exception) -> str:
    """A bug or a broken machine costs one student a second look, never the class its grades."""
    said = f"the grader failed ({type(error).__name__}: {error})"
    return f"{submission.folder}: {said}. Grade it again; if that fails too, look at it yourself."


_workers_judge: Judge | None = None  # one for each worker process, opened with its first submission


def _grade_in_worker(submission: Submission, job: Job) -> Result:
    global _workers_judge
    if _workers_judge is None:
        _workers_judge = Judge(job.seed, job.isolation)
        multiprocessing.util.Finalize(_workers_judge, _workers_judge.__exit__, exitpriority=1)
    return grade_one(_workers_judge, load_chapter(job.chapter, job.course), submission)


def grade_one(judge: Judge, chapter: Chapter, submission: Submission) -> Result:
    """Grade one submission. Whatever is wrong with it becomes the result's error; without a sandbox all stops."""
    try:
        check_folder(submission.folder)
        found = find_notebook(submission.folder, chapter)
        if found is None:
            return Result(submission)
        graded = judge.grade(chapter, found.notebook, found.name)
        graded.receipt[HANDED_IN] = digest(submission.folder, chapter.name)
        files = files_of(submission, graded)  # made here, so that none can fail once the grades are stored
    except SandboxError:
        raise
    except CourseError as error:
        return Result(submission, error=str(error))
    except Exception as error:
        return Result(submission, error=failed(submission, error))
    for verdict in graded.verdicts:
        verdict.counterexample = None  # its arrays are in the notebook and the receipt already
    graded.notebook = {}
    return Result(submission, graded, files, note=found.note)


def files_of(submission: Submission, graded: Graded) -> dict[str, bytes]:
    """What is written for a graded submission: {path in the course folder: bytes}, its notebook last."""
    place = f"autograded/{submission.student}/{graded.chapter}"
    files = dict([receipt_file(submission.student, graded.receipt)])
    with contextlib.suppress(FileNotFoundError):
        # nbgrader compares the two to see what was handed in again.
        files[f"{place}/{TIMESTAMP}"] = read_timestamp(submission.folder)
    with contextlib.suppress(FileNotFoundError):
        # The exchange names a student's feedback after it.
        files[f"{place}/{SECRET}"] = read_secret(submission.folder)
    notebook = json.dumps(graded.notebook, indent=1, ensure_ascii=False).encode("utf-8", "replace")
    return files | {f"{place}/{graded.chapter}.ipynb": notebook}
