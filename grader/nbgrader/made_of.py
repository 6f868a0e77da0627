"""What a feedback page was made of, as a hash in its last line: a page of yesterday's grades never passes for new."""
import hashlib
import json
from collections import defaultdict
from pathlib import Path

from nbgrader.api import (
    Assignment,
    BaseCell,
    Comment,
    Grade,
    Gradebook,
    GradeCell,
    Notebook,
    SubmittedAssignment,
    SubmittedNotebook,
)
from nbgrader.apps.baseapp import NbGrader
from sqlalchemy import select

from grader import __version__
from grader.nbgrader.gradebook import usable

MARK = "<!-- made of {} -->\n"


def made_of(app: NbGrader, chapter: str, notebooks: dict[str, Path]) -> dict[str, str]:
    """{student: hash} of all that a page shows: the graded notebook, scores and comments, the judge's and by hand."""
    rows = _rows(app, chapter)
    return {name: _hash([__version__, rows[""], rows[name]], path) for name, path in notebooks.items()}


def is_made_of(page: Path, hash_now: str) -> bool:
    """Whether a page is there and shows what is in the gradebook now."""
    mark = MARK.format(hash_now).encode()
    try:
        with open(page, "rb") as file:
            file.seek(max(page.stat().st_size - len(mark), 0))
            return file.read() == mark
    except FileNotFoundError:
        return False


def stamp(page: Path, hash_now: str) -> None:
    """Write into a page what it was made of."""
    with open(page, "ab") as file:
        file.write(MARK.format(hash_now).encode())


def _hash(known: list, notebook: Path) -> str:
    text = json.dumps(known, default=str)
    return hashlib.sha256(text.encode() + hashlib.sha256(notebook.read_bytes()).digest()).hexdigest()


def _rows(app: NbGrader, chapter: str) -> dict[str, list]:
    """{student: rows of the gradebook}, in one order; under "" what all share."""
    url, rows = app.coursedir.db_url, defaultdict(list)
    mine = (SubmittedNotebook.assignment_id == SubmittedAssignment.id, Assignment.name == chapter)
    penalties = select(SubmittedAssignment.student_id, SubmittedNotebook.late_submission_penalty)
    asked = [penalties.where(*mine)]
    for model, columns in [
        (Grade, [Grade.auto_score, Grade.manual_score, Grade.extra_credit, Grade.needs_manual_grade]),
        (Comment, [Comment.auto_comment, Comment.manual_comment]),
    ]:
        joined = select(SubmittedAssignment.student_id, BaseCell.name, *columns).order_by(BaseCell.name)
        asked.append(joined.where(model.cell_id == BaseCell.id, model.notebook_id == SubmittedNotebook.id, *mine))
    with usable(url), Gradebook(url, app.coursedir.course_id) as book:
        points = select(GradeCell.name, GradeCell.max_score).order_by(GradeCell.name)
        notebook = (GradeCell.notebook_id == Notebook.id, Notebook.assignment_id == Assignment.id)
        rows[""] = [list(row) for row in book.db.execute(points.where(*notebook, Assignment.name == chapter))]
        for statement in asked:
            for name, *known in book.db.execute(statement.where(SubmittedAssignment.assignment_id == Assignment.id)):
                rows[name].append(known)
    return rows
