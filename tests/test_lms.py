"""Grades for learning platforms: the columns that each documents, and no zero for work that is not graded."""
import csv
import io
import re
from datetime import datetime, timedelta

import pytest
from classroom import CHAPTER, run, run_warm
from nbgrader.api import Gradebook

from grader.cli import main
from grader.course import ROOT, CourseError
from grader.nbgrader.lms import CANVAS, MOODLE, export_lms
from grader.nbgrader.standings import standings

DUE = datetime(2026, 1, 31, 12)


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """A course folder whose gradebook knows five students and two assignments; nothing was graded by us."""
    folder = tmp_path_factory.mktemp("lms")
    with Gradebook(f"sqlite:///{folder / 'gradebook.db'}", "convnet") as book:
        for name in [CHAPTER, "an essay"]:
            book.add_assignment(name, duedate=DUE)
            book.add_notebook(name, name)
            for cell in ["test_one", "test_two"]:
                book.add_grade_cell(cell, name, name, max_score=5, cell_type="code")
        book.add_student("ada", first_name="Ada", last_name="Byron, of L.", email="ada@example.org", lms_user_id="42")
        for student in ["ben", "cem", "dan", "zoe"]:
            book.add_student(student)
        for student, scores in {"ada": (5, 2.5), "ben": (5, None), "cem": (None, None), "dan": (0, 0)}.items():
            when = DUE + timedelta(hours=25, seconds=5) if student == "ada" else DUE
            book.add_submission(CHAPTER, student, timestamp=when)
            for cell, score in zip(["test_one", "test_two"], scores):
                grade = book.find_grade(cell, CHAPTER, CHAPTER, student)
                grade.auto_score, grade.needs_manual_grade = score, score is None
        book.find_submission_notebook(CHAPTER, CHAPTER, "ada").late_submission_penalty = 1
        book.db.commit()
    return folder


def rows_of(course, platform, *chapters) -> list[list[str]]:
    empty = export_lms(course, course / "out.csv", platform, list(chapters))
    assert empty == 2  # of ben one cell, of cem all
    return list(csv.reader(io.StringIO((course / "out.csv").read_bytes().decode(), newline="")))


def test_canvas_finds_its_columns_and_its_points(course):
    head, points, *rows = rows_of(course, "canvas")
    assert head[:5] == ["Student", "ID", "SIS User ID", "SIS Login ID", "Section"]
    assert sorted(head[5:]) == sorted([CHAPTER, "an essay"])
    at = head.index(CHAPTER)
    assert points[0].strip() == "Points Possible" and points[at] == "10"
    assert rows[0][:5] == ["Byron, of L., Ada", "42", "", "ada", ""]
    assert [row[at] for row in rows] == ["6.5", "", "", "0", ""]  # penalty taken off; nothing for what is not graded
    assert [row[11 - at] for row in rows] == [""] * 5


def test_moodle_can_map_its_users_and_its_grades(course):
    head, *rows = rows_of(course, "moodle", CHAPTER)
    assert head == ["Username", "First name", "Last name", "ID number", "Email address", CHAPTER]
    assert rows[0] == ["ada", "Ada", "Byron, of L.", "42", "ada@example.org", "6.5"]
    assert [row[5] for row in rows[1:]] == ["", "", "0", ""]


def test_gradescope_has_a_status_a_lateness_and_a_column_for_each_cell(course):
    head, *rows = rows_of(course, "gradescope", CHAPTER)
    assert head[:11] == (
        "First Name,Last Name,SID,Email,Sections,Total Score,Max Points,Status,Submission ID,Submission Time,"
        "Lateness (H:M:S)"
    ).split(",")
    assert head[11:] == ["1: one", "2: two"]
    assert rows[0][5:] == ["6.5", "10", "Graded", "", "2026-02-01 13:00:05 +0000", "25:00:05", "5", "2.5"]
    assert [row[5] for row in rows[1:]] == ["", "", "0", ""]
    assert [row[7] for row in rows[1:]] == ["Ungraded", "Ungraded", "Graded", "Missing"]
    with pytest.raises(CourseError, match="a file for each assignment"):
        export_lms(course, course / "out.csv", "gradescope", [])


def test_what_waits_and_what_is_given_by_hand_is_told_apart(course):
    found = standings(course, CHAPTER)
    assert found["ben"]["cells"]["test_two"]["waits"] and not found["ben"]["cells"]["test_one"]["waits"]
    assert not found["zoe"]["handed in"] and found["dan"]["graded"] and found["dan"]["score"] == 0
    for name in ["nothing", "an essays"]:
        with pytest.raises(CourseError, match="does not know"):
            export_lms(course, course / "out.csv", "canvas", [name])


def test_the_command_writes_the_format_that_is_asked_for(course):
    said = run("grader", "export", "01", "--format", "moodle", "--to", "m.csv", cwd=course).stdout
    assert said == f"m.csv: {CHAPTER} grades. 2 without a score, as they are not graded to the end.\n"
    assert (course / "m.csv").read_text().startswith("Username,")
    run_warm("grader", "export", "01", "--to", "n.csv", cwd=course)
    stock = (course / "n.csv").read_text().splitlines()
    assert stock[0].startswith("assignment,duedate") and {line.split(",")[0] for line in stock[1:]} == {CHAPTER}


def test_the_page_on_a_semester_says_the_columns_and_the_commands_that_there_are():
    text = (ROOT / "docs" / "semester.md").read_text(encoding="utf-8")
    assert ", ".join(CANVAS) in text and ", ".join(MOODLE) in text
    named = set(re.findall(r"\bgrader (\w+)", "\n".join(re.findall(r"^    .*|`[^`\n]+`", text, re.MULTILINE))))
    assert {"autograde", "report", "export", "check"} <= named <= set(main.commands)
    options = {option for command in main.commands.values() for one in command.params for option in one.opts}
    asked = {o for line in re.findall(r"\bgrader \w+[^`\n]*", text) for o in re.findall(r"(?<=\s)--\w+", line)}
    assert asked and asked <= options
