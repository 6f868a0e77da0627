"""The desk: files what the workers bring, in batches, the gradebook first and then the files."""
import functools
import random
import shlex
import time
from datetime import datetime
from pathlib import Path

from sqlalchemy.exc import OperationalError

from grader.course import Chapter, CourseError, write_file
from grader.nbgrader.driver import late_penalty, open_app
from grader.nbgrader.gradebook import Disturbed, Entry, open_ledger
from grader.pool import Result, failed
from grader.receipts import read_receipt
from grader.submissions import Refusal, Submission
from grader.summary import Row, Summary

BATCH = 64  # submissions a commit
SECONDS = 2.0  # or as many as come in this time
TRIES = 5  # for a batch that others stand in the way of


class Desk:
    """Takes results one by one and files them in batches.

    A submission counts as graded when its file is in autograded/, which is written last: whatever
    ends a run early, the next one grades the rest.
    """

    def __init__(self, course: Path, chapter: Chapter, summary: Summary):
        self.course, self.chapter, self.summary = course, chapter, summary
        self.app = open_app(course)
        self.waiting: list[Result] = []
        self.filed = time.monotonic()
        with open_ledger(self.app, chapter.name):
            pass  # the gradebook is there and knows the chapter, or we stop before any work

    def admit(self, todo: list[Submission]) -> list[Submission]:
        """`todo` without those whom the gradebook does not know, where nbgrader is told to make no student."""
        if self.app.config.Autograde.get("create_student", True):
            return todo
        with open_ledger(self.app, self.chapter.name) as ledger:
            known = ledger.known([submission.student for submission in todo])
        self.summary.refused += [
            Refusal(
                one.student,
                "The gradebook does not know this student, and c.Autograde.create_student is False. "
                f"Rename the folder, or: nbgrader db student add {shlex.quote(one.student)}",
            )
            for one in todo if one.student not in known
        ]  # fmt: skip
        return [one for one in todo if one.student in known]

    def renew_penalties(self, students: list[str]) -> None:
        """Late penalties of students who are not graded again: the due date, or the rule, may be another now."""
        for start in range(0, len(students), BATCH):
            some = students[start:start + BATCH]
            with open_ledger(self.app, self.chapter.name) as ledger:
                before = ledger.scored(some)
                ledger.save_penalties(some, functools.partial(late_penalty, self.app))
                after = ledger.scored(some)
                ledger.commit()
            self.summary.penalties += [name for name in some if before.get(name) != after.get(name)]

    def take(self, result: Result) -> None:
        if result.graded:
            self.summary.isolation = result.graded.isolation
        self.waiting.append(result)
        if len(self.waiting) >= BATCH or time.monotonic() - self.filed > SECONDS:
            self.file_waiting()

    def file_waiting(self) -> None:
        """File all that waits; the last thing to do in a run, however it ends."""
        batch, self.waiting = self.waiting, []
        if batch:
            self._file(batch)
        self.filed = time.monotonic()

    def _file(self, batch: list[Result]) -> None:
        batch.sort(key=lambda result: result.submission.student)  # in one order, or two desks wait for each other
        try:
            self._record_at_last(batch)
        except Exception as error:  # nothing of the batch is stored; whose fault it is shows one by one
            if isinstance(error, CourseError | OperationalError) and not isinstance(error, Disturbed):
                raise  # the gradebook itself
            self._file_one_by_one(batch, error)
            return
        for result in batch:
            if result.error:
                self.summary.refused.append(Refusal(result.submission.student, result.error))
            for path, payload in result.files.items():
                write_file(self.course / path, payload)

    def _file_one_by_one(self, batch: list[Result], error: Exception) -> None:
        for one in batch if len(batch) > 1 else []:
            self._file([one])
        if len(batch) == 1:
            submission = batch[0].submission
            self.summary.refused.append(Refusal(submission.student, failed(submission, error)))

    def _record_at_last(self, batch: list[Result]) -> None:
        """Also where another desk adds the same students, or holds a row of theirs, at the same moment."""
        for attempt in range(1, TRIES + 1):
            try:
                return self._record(batch)
            except Disturbed:
                if attempt == TRIES:
                    raise
                time.sleep(random.uniform(0, 0.2 * attempt))  # or both come back at the same time

    def _record(self, batch: list[Result]) -> None:
        """One transaction: students, submissions, grades, comments, penalties."""
        entries = [self._entry(result) for result in batch if not result.error]
        with open_ledger(self.app, self.chapter.name) as ledger:
            ledger.add_submissions({result.submission.student: self._time(result) for result in batch})
            ledger.save_grades(entries)
            students = [entry.student for entry in entries]
            ledger.save_penalties(students, functools.partial(late_penalty, self.app))
            scores = ledger.scored(students)
            ledger.commit()
        for result in batch:
            if not result.error:
                self.summary.graded.append(self._row(result, scores[result.submission.student]))

    def _time(self, result: Result) -> datetime | None:
        """When the work was handed in that the score is of: not the time of what was refused later."""
        student = result.submission.student
        kept = result.error and read_receipt(self.course, self.chapter.name, student)
        return None if kept else result.submission.timestamp

    def _entry(self, result: Result) -> Entry:
        student = result.submission.student
        if result.graded:
            return Entry.of(student, result.graded)
        return Entry.missing(student, self.chapter)

    def _row(self, result: Result, score: float) -> Row:
        student, graded = result.submission.student, result.graded
        if graded is None:
            return Row(student, score, self.chapter.points, {}, "no notebook: zero")
        notes = [result.note] if result.note else []
        if graded.faulty:
            notes.append("the grader failed: needs a look")
        if score != graded.score:
            notes.append("with late penalty or scores by hand")
        outcomes = {verdict.exercise: verdict.outcome for verdict in graded.verdicts}
        return Row(student, score, graded.max_score, outcomes, ", ".join(notes))
