"""Grades as the files that learning platforms read. Work that is not graded has an empty cell there, never a zero."""
import csv
import io
from pathlib import Path

from grader.course import CourseError, write_file
from grader.nbgrader.standings import assignments, standings

CANVAS = ["Student", "ID", "SIS User ID", "SIS Login ID", "Section"]
MOODLE = ["Username", "First name", "Last name", "ID number", "Email address"]
GRADESCOPE = [
    "First Name", "Last Name", "SID", "Email", "Sections", "Total Score", "Max Points", "Status", "Submission ID",
    "Submission Time", "Lateness (H:M:S)",
]  # fmt: skip


def export_lms(course: Path, to: Path, platform: str, chapters: list[str]) -> int:
    """Write the grades of these chapters, or of all, for "canvas", "moodle" or "gradescope".

    Returns how many cells are empty though something was handed in.
    """
    known = assignments(course)
    missing = [name for name in chapters if name not in known]
    if missing or not known:
        raise CourseError(f"The gradebook does not know {', '.join(missing) or 'any chapter'}. First: grader release")
    names = [name for name in known if name in (chapters or known)]
    if platform == "gradescope" and len(names) > 1:
        raise CourseError(f"Gradescope has a file for each assignment. Name one of: {', '.join(names)}.")
    found = {name: standings(course, name) for name in names}
    points = {name: known[name] for name in names}
    rows = {"canvas": canvas, "moodle": moodle, "gradescope": gradescope}[platform](found, points)
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerows(rows)
    write_file(to, text.getvalue().encode("utf-8", "replace"))
    return sum(one["handed in"] and not one["graded"] for students in found.values() for one in students.values())


def canvas(found: dict[str, dict], points: dict[str, float]) -> list[list[str]]:
    """Canvas's gradebook: it finds a student by its own ID where the gradebook has that, else by the login."""
    rows = [[*CANVAS, *found], ["    Points Possible", "", "", "", "", *(f"{points[name]:g}" for name in found)]]
    for student, about in _students(found).items():
        name = ", ".join(filter(None, [about["last name"], about["first name"]])) or student
        rows.append([name, about["lms id"], "", student, "", *(_score(of[student]) for of in found.values())])
    return rows


def moodle(found: dict[str, dict], points: dict[str, float]) -> list[list[str]]:
    """Moodle's grade import: there one says which column names the student, and which column is which grade."""
    rows = [[*MOODLE, *found]]
    for student, about in _students(found).items():
        names = [about["first name"], about["last name"], about["lms id"], about["email"]]
        rows.append([student, *names, *(_score(of[student]) for of in found.values())])
    return rows


def gradescope(found: dict[str, dict], points: dict[str, float]) -> list[list[str]]:
    """The columns of Gradescope's "Download Grades" for one assignment, one column for each graded cell."""
    ((name, students),) = found.items()
    cells = list(dict.fromkeys(cell for about in students.values() for cell in about["cells"]))
    questions = [f"{k}: {cell.removeprefix('test_')}" for k, cell in enumerate(cells, 1)]
    rows = [[*GRADESCOPE, *questions]]
    for student, about in students.items():
        status = "Graded" if about["graded"] else "Ungraded" if about["handed in"] else "Missing"
        when = f"{about['timestamp']:%Y-%m-%d %H:%M:%S} +0000" if about["timestamp"] else ""
        rows.append(
            [about["first name"], about["last name"], student, about["email"], "", _score(about)]
            + [f"{points[name]:g}", status, "", when, _clock(about["late"]) if about["handed in"] else ""]
            + [_number(about["cells"].get(cell, {}).get("score")) for cell in cells]
        )
    return rows


def _students(found: dict[str, dict]) -> dict[str, dict]:
    return next(iter(found.values()))  # everyone is in all of them


def _score(about: dict) -> str:
    return _number(about["score"]) if about["graded"] else ""


def _number(score: float | None) -> str:
    return "" if score is None else f"{score:.10g}"


def _clock(late) -> str:
    seconds = int(late.total_seconds())
    return f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"
