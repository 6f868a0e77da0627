"""Grade a class: submitted/*/CHAPTER/ through judges in worker processes, into nbgrader's gradebook."""
import contextlib
import json
import multiprocessing
import multiprocessing.util
import os
import signal
import time
from collections.abc import Iterator
from concurrent.futures import FIRST_COMPLETED, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from grader.card_cache import cards_of
from grader.course import Chapter, CourseError, check_folder, course_seed, load_chapter, read_notebook, read_regular
from grader.judge import Judge
from grader.sandbox import SandboxError
from grader.terminal import right

MAX_TIMESTAMP = 200  # bytes of timestamp.txt
MAX_NAME = 200  # bytes of a student's name: files are named after it
BATCH = 64  # submissions a commit
SECONDS = 2.0  # or as many as come in this time


@dataclass
class Submission:
    """One student's folder submitted/STUDENT/CHAPTER/."""

    student: str
    folder: Path
    timestamp: datetime | None = None


@dataclass
class Row:
    """A graded submission, as the summary shows it."""

    student: str
    score: float
    max_score: float
    outcomes: dict[str, str] = field(default_factory=dict)  # exercise -> outcome
    note: str = ""


@dataclass
class Summary:
    """What a run of `autograde` did."""

    chapter: str
    graded: list[Row] = field(default_factory=list)
    skipped: list[str] = field(default_factory=list)
    refused: list[tuple[str, str]] = field(default_factory=list)  # student, why and what to do
    isolation: str = ""
    seconds: float = 0.0

    def to_json(self) -> dict:
        refused = [{"student": student, "error": error} for student, error in self.refused]
        return {**vars(self), "graded": [vars(row) for row in self.graded], "refused": refused}


def autograde(course: Path, name: str, workers=None, isolation="auto", student=None, force=False, advance=None):
    """Grade every submission of a chapter that is new; see `grader autograde --help`. Returns a Summary.

    advance: called as advance(done, total)
    """
    started = time.monotonic()
    chapter = load_chapter(name)
    summary = Summary(chapter.name)
    todo = find_submissions(course, chapter, student, force, summary)
    desk = Desk(course, chapter, summary)
    seed = course_seed(course)
    cards_of(chapter.name, seed)  # before the workers are forked: they need not make them again
    workers = min(workers or cores(), max(len(todo), 1))
    try:
        for count, result in enumerate(judged(todo, (chapter.name, seed, isolation), workers), 1):
            desk.take(*result)
            if advance:
                advance(count, len(todo))
    finally:
        desk.close()
    summary.graded.sort(key=lambda row: row.student)
    summary.seconds = time.monotonic() - started
    return summary


def cores() -> int:
    """Cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def find_submissions(course: Path, chapter: Chapter, student, force: bool, summary: Summary) -> list[Submission]:
    """Submissions to grade now; the others go to the summary as skipped or refused."""
    folders = [path for path in sorted(course.glob(f"submitted/*/{chapter.name}")) if path.is_dir()]
    folders = [path for path in folders if student in (None, path.parent.name)]
    if not folders:
        who = student or "STUDENT"
        raise CourseError(
            f"{course / 'submitted'} has no folder {who}/{chapter.name}/. "
            f"Put each notebook at submitted/STUDENT/{chapter.name}/{chapter.name}.ipynb."
        )
    todo = []
    for folder in folders:
        name = folder.parent.name
        try:
            check_name(folder.parent)
            new, old = timestamp_of(folder), timestamp_of(course / "autograded" / name / chapter.name)
        except CourseError as error:
            summary.refused.append((name, str(error)))
            continue
        done = (course / "autograded" / name / chapter.name / f"{chapter.name}.ipynb").exists()
        if done and not force and not (new and old and new > old):
            summary.skipped.append(name)
        else:
            todo.append(Submission(name, folder, new))
    return todo


def check_name(folder: Path) -> None:
    """CourseError when a student's folder has a name that no gradebook and no file can hold."""
    try:
        if len(folder.name.encode()) <= MAX_NAME:
            return
    except UnicodeEncodeError:
        pass
    raise CourseError(f"{folder} is no name for a student: too long, or not UTF-8. Rename the folder.")


def timestamp_of(folder: Path) -> datetime | None:
    """When a submission was handed in (UTC), from timestamp.txt as nbgrader writes it."""
    from nbgrader.utils import parse_utc

    try:
        payload = read_regular(folder / "timestamp.txt", MAX_TIMESTAMP)
        if len(payload) > MAX_TIMESTAMP:
            raise ValueError("too long")
        text = payload.decode().strip()
        return parse_utc(text) if text else None
    except FileNotFoundError:
        return None
    except (ValueError, ArithmeticError, OSError):
        raise CourseError(
            f"{folder / 'timestamp.txt'} holds no time such as 2026-01-31 12:00:00 UTC. Mend or delete it."
        ) from None


def judged(todo: list[Submission], job: tuple, workers: int) -> Iterator[tuple]:
    """What `grade_one` gives for each, in any order."""
    if workers == 1:
        with contextlib.ExitStack() as stack:
            global _judge
            _judge = stack.enter_context(Judge(*job[1:])) if todo else None
            yield from (grade_one(submission, job) for submission in todo)
        return
    waiting, running = list(reversed(todo)), {}
    # Ctrl-C reaches the workers too; stopping is the parent's business.
    calm = {"initializer": signal.signal, "initargs": (signal.SIGINT, signal.SIG_IGN)}
    with ProcessPoolExecutor(workers, multiprocessing.get_context("fork"), **calm) as pool:
        try:
            while waiting or running:
                while waiting and len(running) < 4 * workers:
                    submission = waiting.pop()
                    running[pool.submit(grade_one, submission, job)] = submission
                for future in wait(running, return_when=FIRST_COMPLETED).done:
                    yield _result(future, running.pop(future))
        except BrokenProcessPool:
            raise CourseError(
                "A worker process was ended from outside (out of memory?). Run this again, with fewer --workers."
            ) from None
        finally:
            pool.shutdown(cancel_futures=True)


def _result(future, submission: Submission) -> tuple:
    try:
        return future.result()
    except (CourseError, BrokenProcessPool):
        raise
    except Exception as error:  # what the worker found did not survive the way here
        return submission, None, {}, failed(submission, error)


def failed(submission: Submission, error: Exception) -> str:
    """A bug or a broken machine costs one student a second look, never the class its grades."""
    said = f"the grader failed ({type(error).__name__}: {error})"
    return f"{submission.folder}: {said}. Grade it again; if that fails too, look at it yourself."


_judge: Judge | None = None  # one for each worker process, opened with its first submission


def grade_one(submission: Submission, job: tuple) -> tuple:
    """Grade one submission in a worker: (submission, graded or None, files, error).

    files: {path in the course folder: bytes}, made here so that none can fail once the grades are stored
    """
    global _judge
    chapter = load_chapter(job[0])
    if _judge is None:
        _judge = Judge(*job[1:])
        multiprocessing.util.Finalize(_judge, _judge.__exit__, exitpriority=1)
    try:
        check_folder(submission.folder)
        path = find_notebook(submission.folder, chapter.name)
        if path is None:
            return submission, None, {}, ""
        graded = _judge.grade(chapter, read_notebook(path), str(path))
        files = files_of(submission, graded)
    except SandboxError:
        raise
    except CourseError as error:
        return submission, None, {}, str(error)
    except Exception as error:
        return submission, None, {}, failed(submission, error)
    for verdict in graded.verdicts:
        verdict.counterexample = None  # its arrays are in the notebook and the receipt already
    graded.notebook = {}
    return submission, graded, files, ""


def files_of(submission: Submission, graded) -> dict[str, bytes]:
    """What is written for a graded submission: {path in the course folder: bytes}, its notebook last."""
    from grader.gradebook import receipt_file

    place = f"autograded/{submission.student}/{graded.chapter}"
    files = dict([receipt_file(submission.student, graded.receipt)])
    with contextlib.suppress(FileNotFoundError):
        # nbgrader compares the two to see what was handed in again.
        files[f"{place}/timestamp.txt"] = read_regular(submission.folder / "timestamp.txt", MAX_TIMESTAMP)
    notebook = json.dumps(graded.notebook, indent=1, ensure_ascii=False).encode("utf-8", "replace")
    return files | {f"{place}/{graded.chapter}.ipynb": notebook}


def find_notebook(folder: Path, chapter: str) -> Path | None:
    """The submitted notebook; None when there is none at all, CourseError when it has another name."""
    path = folder / f"{chapter}.ipynb"
    if path.exists():
        return path
    others = sorted(other.name for other in folder.glob("*.ipynb"))
    if others:
        raise CourseError(f"{folder} has {', '.join(others)} but no {path.name}. Rename it to that and grade again.")
    return None


class Desk:
    """Takes what the workers bring and files it in batches: gradebook first, then the files.

    A submission counts as graded when its file is in autograded/, which is written last: whatever
    ends a run early, the next one grades the rest.
    """

    def __init__(self, course: Path, chapter: Chapter, summary: Summary):
        from grader.nbgrader_app import open_app

        self.course, self.chapter, self.summary = course, chapter, summary
        self.app = open_app(course)
        self.waiting: list[tuple] = []
        self.filed = time.monotonic()
        with self._book():
            pass  # the gradebook is there and knows the chapter, or we stop before any work

    def take(self, *result) -> None:
        self.waiting.append(result)
        if len(self.waiting) >= BATCH or time.monotonic() - self.filed > SECONDS:
            self.close()

    def close(self) -> None:
        """File all that waits."""
        batch, self.waiting = self.waiting, []
        if batch:
            self._file(batch)
        self.filed = time.monotonic()

    def _file(self, batch: list[tuple]) -> None:
        from sqlalchemy.exc import OperationalError

        from grader.gradebook import write_file

        try:
            self._record(batch)
        except (CourseError, OperationalError):  # the gradebook itself
            raise
        except Exception as error:  # nothing of the batch is stored; whose fault it is shows one by one
            for one in batch if len(batch) > 1 else []:
                self._file([one])
            if len(batch) == 1:
                self.summary.refused.append((batch[0][0].student, failed(batch[0][0], error)))
            return
        for submission, _, files, error in batch:
            if error:
                self.summary.refused.append((submission.student, error))
            for path, payload in files.items():
                write_file(self.course / path, payload)

    @contextlib.contextmanager
    def _book(self):
        from grader.gradebook import Gradebook, Ledger

        with Gradebook(self.app.coursedir.db_url, self.app.coursedir.course_id) as book:
            yield book, Ledger(book, self.chapter.name)

    def _record(self, batch: list[tuple]) -> None:
        """One transaction: students, submissions, grades, comments, penalties."""
        from grader.gradebook import Entry

        entries = []
        for submission, graded, _, error in batch:
            if graded:
                entries.append(Entry.of(submission.student, graded))
                self.summary.isolation = graded.isolation
            elif not error:
                exercises = [exercise.name for exercise in self.chapter.exercises]
                comments = dict.fromkeys(exercises, "No notebook was handed in.")
                entries.append(Entry(submission.student, dict.fromkeys(exercises, 0.0), comments))
        with self._book() as (book, ledger):
            ledger.add_submissions({submission.student: submission.timestamp for submission, *_ in batch})
            ledger.save_grades(entries)
            students = [entry.student for entry in entries]
            ledger.save_penalties(students, self._penalty)
            book.db.flush()
            scores = ledger.scored(students)
            book.db.commit()
        for submission, graded, _, error in batch:
            if not error:
                self.summary.graded.append(self._row(submission, graded, scores[submission.student]))

    def _penalty(self, student: str, notebook, late: float) -> float | None:
        """What nbgrader's late submission plugin takes off."""
        from nbgrader.preprocessors import AssignLatePenalties

        rule = AssignLatePenalties(parent=self.app)
        rule.init_plugin()
        penalty = rule.plugin_inst.late_submission_penalty(student, notebook.score, late)
        return penalty if penalty is None else rule._check_late_penalty(notebook, penalty)

    def _row(self, submission: Submission, graded, score: float) -> Row:
        if graded is None:
            return Row(submission.student, score, self.chapter.points, {}, "no notebook: zero")
        notes = []
        if graded.faulty:
            notes.append("the grader failed: needs a look")
        if score != graded.score:
            notes.append("with late penalty or scores by hand")
        outcomes = {verdict.exercise: verdict.outcome for verdict in graded.verdicts}
        return Row(submission.student, score, graded.max_score, outcomes, ", ".join(notes))


def summary_table(summary: Summary) -> list:
    """What `grader autograde` prints."""
    from rich.table import Table

    shown = []
    if summary.graded:
        table = Table("student", right("score"), right("of"), "exercises", box=None)
        for row in summary.graded[:60]:
            said = "; ".join(filter(None, [counts(row), row.note]))
            table.add_row(row.student, f"{row.score:g}", f"{row.max_score:g}", said)
        shown += [table, f"… and {len(summary.graded) - 60} more" if len(summary.graded) > 60 else ""]
    shown += [f"Not graded: {student}. {error}" for student, error in summary.refused]
    if summary.skipped:
        shown.append(f"{len(summary.skipped)} graded before and kept; --force grades them again.")
    seconds = max(summary.seconds, 1e-9)
    wall = f", isolation: {summary.isolation}" if summary.isolation else ""
    rate = f"{len(summary.graded)} graded in {seconds:.1f} s ({len(summary.graded) / seconds:.1f} a second{wall})."
    return [*filter(None, shown), rate]


def counts(row: Row) -> str:
    """'6 right, 1 wrong, 1 timed out'"""
    outcomes = list(row.outcomes.values())
    return ", ".join(f"{outcomes.count(outcome)} {outcome}" for outcome in dict.fromkeys(sorted(outcomes)))
