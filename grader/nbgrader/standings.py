"""What the gradebook says of each student of a chapter: the score, what is given by hand, what waits for a person."""
from pathlib import Path

from nbgrader.api import BaseCell, Grade, Student, SubmittedAssignment, SubmittedNotebook
from sqlalchemy import select

from grader.nbgrader.driver import open_app
from grader.nbgrader.gradebook import Ledger, open_ledger


def standings(course: Path, chapter: str) -> dict[str, dict]:
    """{student: {"name", "email", "handed in", "graded", "score", "of", "late", "timestamp", "cells"}}, everyone
    whom the gradebook knows. A student is graded when no cell of theirs is without a score."""
    app = open_app(course)
    with open_ledger(app, chapter) as ledger:
        found = {one.id: _nobodys(one) for one in ledger.db.scalars(select(Student).order_by(Student.id))}
        for student, cell, automatic, manual, needs in ledger.db.execute(_grades(ledger)):
            score = automatic if manual is None else manual
            given = {"automatic": automatic, "score": score, "by hand": manual is not None}
            found[student]["cells"][cell] = {**given, "waits": manual is None and (needs or automatic is None)}
        for student, timestamp in ledger.db.execute(_submissions(ledger)):
            found[student] |= {"handed in": True, "timestamp": timestamp}
        scores = ledger.scored([name for name, one in found.items() if one["handed in"]])
        most = ledger.assignment.max_score
    for student, score in scores.items():
        cells = found[student]["cells"].values()
        graded = bool(cells) and all(one["score"] is not None and not one["waits"] for one in cells)
        found[student] |= {"score": score, "of": most, "graded": graded}
    return found


def _nobodys(student: Student) -> dict:
    first, last = student.first_name or "", student.last_name or ""
    about = {"first name": first, "last name": last, "email": student.email or "", "lms id": student.lms_user_id or ""}
    return {**about, "handed in": False, "graded": False, "timestamp": None, "cells": {}}


def _submissions(ledger: Ledger):
    joined = select(SubmittedAssignment.student_id, SubmittedAssignment.timestamp)
    return joined.where(SubmittedAssignment.assignment_id == ledger.assignment.id)


def _grades(ledger: Ledger):
    columns = (BaseCell.name, Grade.auto_score, Grade.manual_score, Grade.needs_manual_grade)
    joined = select(SubmittedAssignment.student_id, *columns).join(
        SubmittedNotebook, SubmittedNotebook.assignment_id == SubmittedAssignment.id
    )
    joined = joined.join(Grade, Grade.notebook_id == SubmittedNotebook.id).join(BaseCell, Grade.cell_id == BaseCell.id)
    return joined.where(SubmittedNotebook.notebook_id == ledger.notebook_id)
