"""Grade submissions: reading, judging and rendering, nothing of the gradebook; and who is given what, by whichever
workers there are (crew.py on this machine, cluster.py on others).
"""
import contextlib
from collections import Counter, deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from grader.course import Chapter, CourseError, in_lines
from grader.graded import Graded
from grader.handed_in import digest, find_notebook
from grader.intake import check_folder
from grader.judge import Judge
from grader.nbgrader.times import SECRET, TIMESTAMP, read_secret, read_timestamp
from grader.receipts import receipt_file
from grader.sandbox import SandboxError
from grader.submissions import HANDED_IN, Submission

ATTEMPTS = 3  # workers that one submission may lose; then it is for a person to look at
LOST_AT_MOST = 10  # workers that are lost one after the other, with no submission graded between: something is wrong
PATIENCE = 600.0  # seconds for one submission, the few that wait before it included; its own limits end it long before


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


class WorkerLost(Exception):
    """The worker of a submission ended or fell silent before it was graded."""


class Crew(Protocol):
    """Workers, wherever they are. What was given comes back once, graded or with what befell its worker."""

    left_out: dict[str, str]  # workers that are given no work -> why

    def room(self) -> int:
        """How many submissions may be given now; above 0 where none is under way."""

    def give(self, submission: Submission) -> None:
        """Have a submission graded."""

    def take(self) -> list[tuple[Submission, Result | WorkerLost]]:
        """Wait a while for what is done; nothing may be. CourseError where no work can go on."""

    def close(self) -> None:
        """Let go of all workers, at once."""


def grade_all(todo: list[Submission], crew: Crew) -> Iterator[Result]:
    """Grade all submissions, in any order. Those whose worker is lost are given to another, ATTEMPTS times in all."""
    waiting, away, lost, in_a_row = deque(todo), 0, Counter(), 0
    while waiting or away:
        while waiting and crew.room() > 0:
            crew.give(waiting.popleft())
            away += 1
        for submission, result in crew.take():
            away -= 1
            if isinstance(result, Result):
                in_a_row = 0
                yield result
                continue
            lost[submission.student] += 1
            in_a_row += 1
            if in_a_row >= LOST_AT_MOST:
                raise CourseError(
                    f"{in_a_row} workers were lost, one after the other: {result}. What was graded so far is saved. "
                    "Find out what ends them (out of memory?), then run this again, perhaps with fewer --workers."
                )
            if lost[submission.student] < ATTEMPTS:
                waiting.append(submission)  # behind all others: should it be to blame, they are done first
            else:
                yield Result(submission, error=failed(submission, result))


def failed(submission: Submission, error: Exception) -> str:
    """A bug or a broken machine costs one student a second look, never the class its grades."""
    said = f"the grader failed ({type(error).__name__}: {error})"
    return f"{submission.folder}: {said}. Grade it again; if that fails too, look at it yourself."


def grade_one(judge: Judge, chapter: Chapter, submission: Submission) -> Result:
    """Grade one submission. Whatever is wrong with it becomes the result's error; without a sandbox all stops."""
    return guarded(submission, lambda: _grade(judge, chapter, submission))


def guarded(submission: Submission, work: Callable[[], Result]) -> Result:
    """What work() returns, or what is wrong with the submission; a SandboxError goes on."""
    try:
        return work()
    except SandboxError:
        raise
    except CourseError as error:
        return Result(submission, error=str(error))
    except Exception as error:
        return Result(submission, error=failed(submission, error))


def _grade(judge: Judge, chapter: Chapter, submission: Submission) -> Result:
    check_folder(submission.folder)
    found = find_notebook(submission.folder, chapter)
    if found is None:
        return Result(submission)
    graded = judge.grade(chapter, found.notebook, found.name)
    graded.receipt[HANDED_IN] = digest(submission.folder, chapter.name)
    files = files_of(submission, graded)  # made here, so that none can fail once the grades are stored
    for verdict in graded.verdicts:
        verdict.counterexample = None  # its arrays are in the notebook and the receipt already
    graded.notebook, graded.receipt = {}, {}
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
    notebook = in_lines(graded.notebook, ascii_only=False).encode("utf-8", "replace")
    return files | {f"{place}/{graded.chapter}.ipynb": notebook}
