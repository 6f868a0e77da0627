"""Grades into nbgrader's gradebook: the rows that nbgrader itself would write, in few statements."""
import contextlib
import datetime
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from nbgrader.api import (
    Comment,
    Grade,
    Gradebook,
    MissingEntry,
    Student,
    SubmittedAssignment,
    SubmittedNotebook,
    new_uuid,
)
from nbgrader.apps.baseapp import NbGrader
from sqlalchemy import bindparam, insert, make_url, null, or_, select, update
from sqlalchemy.exc import ArgumentError, DatabaseError, IntegrityError, OperationalError

from grader.course import Chapter, CourseError
from grader.graded import Graded
from grader.terminal import plain

# SQL states of a transaction that another one stood in the way of: rolled back, to be tried again.
DISTURBED = {"40001", "40P01"}


class Disturbed(CourseError):
    """Somebody else changed the gradebook at the same time. Trying again is all that it takes."""


@dataclass
class Entry:
    """What one submission gets. A score of None waits for a person."""

    student: str
    scores: dict[str, float | None]  # exercise -> score
    comments: dict[str, str]
    own: dict[str, float | None] = field(default_factory=dict)  # cell of an instructor's own with points -> score
    answers: dict[str, str] | None = None  # to own questions: cell -> source; None where there is no notebook

    @classmethod
    def of(cls, student: str, graded: Graded) -> "Entry":
        """From the judge's verdicts. A fault of the grader is no score at all, never a zero."""
        scores = {v.exercise: None if v.outcome == "grader fault" else float(v.score) for v in graded.verdicts}
        own = {one.name: one.score for one in graded.own}
        comments = {v.exercise: plain(v.message) for v in graded.verdicts}
        return cls(student, scores, comments, own, graded.answers)

    @classmethod
    def missing(cls, student: str, chapter: Chapter) -> "Entry":
        """Nothing was handed in: zero for all, as nbgrader has it."""
        exercises = [exercise.name for exercise in chapter.exercises]
        comments = dict.fromkeys(exercises, "No notebook was handed in.")
        return cls(student, dict.fromkeys(exercises, 0.0), comments, {one.name: 0.0 for one in chapter.own})


class Ledger:
    """The rows of one chapter. The caller commits, so that a batch is written wholly or not at all."""

    def __init__(self, book: Gradebook, chapter: str):
        self.db = book.db
        try:
            self.assignment = book.find_assignment(chapter)
            notebook = book.find_notebook(chapter, chapter)
        except MissingEntry:
            raise CourseError(f"The gradebook does not know {chapter}. First run: grader release {chapter}") from None
        self.notebook_id = notebook.id
        # Tasks have points and are answered: nbgrader keeps both a grade and a comment of each.
        self.graded = {cell.name: cell.id for cell in (*notebook.grade_cells, *notebook.task_cells)}
        self.answered = {cell.name: cell.id for cell in (*notebook.solution_cells, *notebook.task_cells)}
        self.tasks = {cell.name for cell in notebook.task_cells}
        self.released = {cell.name: cell.source for cell in notebook.source_cells}

    def known(self, students: list[str]) -> set[str]:
        """Those of the students that the gradebook has."""
        return set(self.db.scalars(select(Student.id).where(Student.id.in_(students))))

    def add_submissions(self, students: dict[str, datetime.datetime | None]) -> None:
        """Rows for students and submissions that are new; timestamps (UTC) of all that have one."""
        known = self.known(list(students))
        self._insert(Student, [{"id": name} for name in students if name not in known])
        found = select(SubmittedAssignment.student_id).where(
            SubmittedAssignment.assignment_id == self.assignment.id, SubmittedAssignment.student_id.in_(students)
        )
        there = set(self.db.scalars(found))
        new = {name: (new_uuid(), new_uuid()) for name in students if name not in there}
        rows = [{"id": a, "assignment_id": self.assignment.id, "student_id": name} for name, (a, _) in new.items()]
        self._insert(SubmittedAssignment, rows)
        notebooks = [(n, a) for a, n in new.values()]
        rows = [{"id": n, "assignment_id": a, "notebook_id": self.notebook_id} for n, a in notebooks]
        self._insert(SubmittedNotebook, rows)
        for model, cells in [(Grade, self.graded), (Comment, self.answered)]:
            rows = [{"notebook_id": n, "cell_id": cell} for n, _ in notebooks for cell in cells.values()]
            self._insert(model, rows)
        dated = [{"name": name, "timestamp": when} for name, when in students.items() if when]
        table = SubmittedAssignment.__table__
        mine = (table.c.assignment_id == self.assignment.id) & (table.c.student_id == bindparam("name"))
        self._update(update(table).where(mine), dated)

    def save_grades(self, entries: list[Entry]) -> None:
        """Scores and comments of the judge. What a person entered stays, and is marked for another look."""
        ids = dict(self._rows([entry.student for entry in entries], SubmittedNotebook.id))
        grades, comments = [], []
        for entry in entries:
            place = {"of": ids[entry.student]}
            for name, score in self._scores(entry).items():
                cell = self._cell(self.graded, name)
                grades.append({**place, "cell": cell, "auto_score": score, "open": score is None})
            for name, text in self._comments(entry).items():
                comments.append({**place, "cell": self._cell(self.answered, name), "auto_comment": text or None})
        table = Grade.__table__
        look = or_(table.c.manual_score != null(), bindparam("open"))
        mine = (table.c.notebook_id == bindparam("of")) & (table.c.cell_id == bindparam("cell"))
        new = {"auto_score": bindparam("auto_score"), "needs_manual_grade": look}
        self._update(update(table).where(mine).values(new), grades)
        table = Comment.__table__
        mine = (table.c.notebook_id == bindparam("of")) & (table.c.cell_id == bindparam("cell"))
        self._update(update(table).where(mine).values(auto_comment=bindparam("auto_comment")), comments)

    def _scores(self, entry: Entry) -> dict[str, float | None]:
        """{cell: score}; as nbgrader has it, an own answer that is the stub still is worth nothing."""
        own = {n: 0.0 if s is None and self._untouched(entry, n) else s for n, s in entry.own.items()}
        return {f"test_{exercise}": score for exercise, score in entry.scores.items()} | own

    def _comments(self, entry: Entry) -> dict[str, str]:
        """{cell: comment}; nbgrader says of an own answer only when there is none."""
        own = set(self.answered) - set(entry.comments) - self.tasks
        return entry.comments | {name: "No response." if self._untouched(entry, name) else "" for name in own}

    def _untouched(self, entry: Entry, name: str) -> bool:
        """Whether an own answer is what was released."""
        if entry.answers is None or name not in self.answered or name in self.tasks:
            return False
        return entry.answers.get(name, "") in ("", self.released.get(name))

    def _cell(self, cells: dict[str, str], name: str) -> str:
        if name not in cells:
            raise CourseError(
                f"The gradebook does not know the cell {name} of {self.assignment.name}. "
                f"Run: grader release {self.assignment.name}"
            )
        return cells[name]

    def save_penalties(self, students: list[str], penalty: Callable) -> None:
        """Late penalties: penalty(student, submitted notebook, seconds late) for those that are late."""
        rows = self._rows(students, SubmittedNotebook.id, SubmittedAssignment.timestamp, SubmittedAssignment.extension)
        table, due = SubmittedNotebook.__table__, self.assignment.duedate
        none = update(table).where(table.c.id == bindparam("of")).values(late_submission_penalty=None)
        self._update(none, [{"of": notebook_id} for _, notebook_id, _, _ in rows])
        for name, notebook_id, handed_in, extension in rows:
            if due and handed_in and handed_in > due + (extension or datetime.timedelta()):
                notebook = self.db.get(SubmittedNotebook, notebook_id, populate_existing=True)
                late = notebook.assignment.total_seconds_late
                notebook.late_submission_penalty = penalty(name, notebook, late)

    def scored(self, students: list[str]) -> dict[str, float]:
        """Current scores as the gradebook counts them: by hand where there is one, less the penalty."""
        self.db.flush()
        found = self._rows(students, SubmittedNotebook.score, SubmittedNotebook.late_submission_penalty)
        return {name: score - (penalty or 0) for name, score, penalty in found}

    def commit(self) -> None:
        """Make all of it lasting."""
        self.db.commit()

    def _rows(self, students: list[str], *columns):
        joined = select(SubmittedAssignment.student_id, *columns).join(
            SubmittedAssignment, SubmittedNotebook.assignment_id == SubmittedAssignment.id
        )
        mine = (SubmittedNotebook.notebook_id == self.notebook_id, SubmittedAssignment.student_id.in_(students))
        return [tuple(row) for row in self.db.execute(joined.where(*mine))]

    def _insert(self, model, rows: list[dict]) -> None:
        if rows:
            self.db.execute(insert(model.__table__), rows)

    def _update(self, statement, rows: list[dict]) -> None:
        if rows:
            self.db.execute(statement, rows)


@contextlib.contextmanager
def open_ledger(app: NbGrader, chapter: str) -> Iterator[Ledger]:
    """The ledger of a chapter in the gradebook that `app`'s settings name. CourseError when that is of no use."""
    with usable(app.coursedir.db_url), Gradebook(app.coursedir.db_url, app.coursedir.course_id) as book:
        yield Ledger(book, chapter)


@contextlib.contextmanager
def usable(db_url: str) -> Iterator[None]:
    """What goes wrong with a gradebook in here is said in one sentence, as a CourseError."""
    try:
        yield
    except DatabaseError as error:
        if isinstance(error, IntegrityError) or getattr(error.orig, "sqlstate", "") in DISTURBED:
            said = "was changed by somebody else at the same moment. Run this again."
            raise Disturbed(f"The gradebook {_shown(db_url)} {said}") from error
        if not isinstance(error, OperationalError) and type(error) is not DatabaseError:
            raise  # of one row, not of the gradebook
        name, said = _shown(db_url), str(error.orig).strip().splitlines()[0]
        if "locked" in said:
            raise CourseError(f"{name} is in use by another program. Close that, then run this again.") from None
        raise CourseError(f"The gradebook {name} cannot be used: {said}. Mend that, then run this again.") from None
    except ModuleNotFoundError as error:
        raise CourseError(
            f"The gradebook {_shown(db_url)} needs {error.name}, which is not installed. For PostgreSQL: "
            "pip install 'convnet-course[cluster]', and an address that begins with postgresql+psycopg://"
        ) from None
    except ArgumentError:
        raise CourseError(f"{_shown(db_url)} is no address of a gradebook: c.CourseDirectory.db_url.") from None


def _shown(db_url: str) -> str:
    """A gradebook's address as a message may show it: without its password."""
    try:
        url = make_url(db_url)
    except ArgumentError:
        return re.sub(r"//.*@", "//", db_url)
    return str(url.database) if url.get_backend_name() == "sqlite" else url.render_as_string(hide_password=True)
