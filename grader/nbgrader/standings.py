"""What the gradebook says of each student of a chapter: the score, what is given by hand, what waits for a person."""
import contextlib
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

from nbgrader.api import (
    Assignment,
    BaseCell,
    Grade,
    Gradebook,
    MissingEntry,
    Student,
    SubmittedAssignment,
    SubmittedNotebook,
)
from sqlalchemy import select

from grader.course import CourseError
from grader.nbgrader.driver import open_app
from grader.nbgrader.gradebook import usable


def standings(course: Path, chapter: str) -> dict[str, dict]:
    """{student: {"first name", "last name", "email", "lms id", "handed in", "graded", "score", "of", "timestamp",
    "late", "cells"}} of everyone whom the gradebook knows.

    A student is graded when no cell of theirs waits for a score; "score" and "of" are there once work is handed in.
    """
    with _open(course) as book:
        try:
            assignment = book.find_assignment(chapter)
        except MissingEntry:
            raise CourseError(f"The gradebook does not know {chapter}. First run: grader release {chapter}") from None
        found = {one.id: _nobodys(one) for one in book.db.scalars(select(Student).order_by(Student.id))}
        for student, cell, automatic, manual, needs in book.db.execute(_grades(assignment)):
            score = automatic if manual is None else manual
            given = {"automatic": automatic, "score": score, "by hand": manual is not None}
            found[student]["cells"][cell] = {**given, "waits": manual is None and (bool(needs) or automatic is None)}
        for student, timestamp, extension, score, penalty in book.db.execute(_submissions(assignment)):
            one, before = found[student], found[student].get("score", 0.0)
            one |= {"handed in": True, "timestamp": timestamp, "late": _late(timestamp, assignment.duedate, extension)}
            one |= {"score": max(0.0, before + score - (penalty or 0)), "of": assignment.max_score}
            one["graded"] = bool(one["cells"]) and not any(cell["waits"] for cell in one["cells"].values())
    return found


def assignments(course: Path) -> dict[str, float]:
    """{name: points} of all that the gradebook holds."""
    with _open(course) as book:
        return {one.name: one.max_score for one in book.assignments}


@contextlib.contextmanager
def _open(course: Path) -> Iterator[Gradebook]:
    settings = open_app(course).coursedir
    with usable(settings.db_url), Gradebook(settings.db_url, settings.course_id) as book:
        yield book


def _nobodys(student: Student) -> dict:
    first, last = student.first_name or "", student.last_name or ""
    about = {"first name": first, "last name": last, "email": student.email or "", "lms id": student.lms_user_id or ""}
    return {**about, "handed in": False, "graded": False, "timestamp": None, "late": timedelta(), "cells": {}}


def _late(timestamp: datetime | None, due: datetime | None, extension: timedelta | None) -> timedelta:
    return max(timestamp - due - (extension or timedelta()), timedelta()) if timestamp and due else timedelta()


def _submissions(assignment: Assignment):
    columns = (SubmittedAssignment.timestamp, SubmittedAssignment.extension)
    scores = (SubmittedNotebook.score, SubmittedNotebook.late_submission_penalty)
    return _of(assignment, select(SubmittedAssignment.student_id, *columns, *scores))


def _grades(assignment: Assignment):
    columns = (BaseCell.name, Grade.auto_score, Grade.manual_score, Grade.needs_manual_grade)
    joined = _of(assignment, select(SubmittedAssignment.student_id, *columns))
    return joined.join(Grade, Grade.notebook_id == SubmittedNotebook.id).join(BaseCell, Grade.cell_id == BaseCell.id)


def _of(assignment: Assignment, columns):
    """The columns, for every notebook handed in for the assignment."""
    joined = columns.select_from(SubmittedAssignment).join(
        SubmittedNotebook, SubmittedNotebook.assignment_id == SubmittedAssignment.id
    )
    return joined.where(SubmittedAssignment.assignment_id == assignment.id)
