"""A semester through nbgrader's own commands: the exchange, "Generate", own questions, changes on the way."""
import json
from pathlib import Path

import pytest
from classroom import CHAPTER, gradebook, new_course, points, run_warm, submit

from grader.course import filled, load_chapter
from grader.sources import reference_sources

TOTAL = sum(points().values())


@pytest.fixture(scope="module")
def chapter():
    return load_chapter(CHAPTER)


@pytest.fixture
def course(released, tmp_path):
    return new_course(released, tmp_path / "course", CHAPTER)


def files_of(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


# --- the exchange -----------------------------------------------------------------------------


def test_the_exchange_carries_the_bundle_out_and_the_feedback_back(course, chapter, tmp_path):
    exchange, home = tmp_path / "exchange", tmp_path / "home"
    exchange.mkdir(mode=0o777)
    exchange.chmod(0o777)
    home.mkdir()
    settings = f"c.Exchange.root = {str(exchange)!r}\nc.Exchange.cache = {str(tmp_path / 'cache')!r}\n"
    with open(course / "nbgrader_config.py", "a") as config:
        config.write(settings)
    (home / "nbgrader_config.py").write_text(f"c = get_config()\n{settings}c.CourseDirectory.course_id = 'convnet'\n")

    run_warm("nbgrader", "release_assignment", CHAPTER, cwd=course)
    run_warm("nbgrader", "fetch_assignment", CHAPTER, cwd=home)
    assert files_of(home / CHAPTER) == files_of(course / "release" / CHAPTER)
    notebook = home / CHAPTER / f"{CHAPTER}.ipynb"
    notebook.write_text(json.dumps(filled(chapter, reference_sources(CHAPTER))))
    run_warm("nbgrader", "submit", CHAPTER, cwd=home)
    run_warm("nbgrader", "collect", CHAPTER, cwd=course)
    run_warm("grader", "autograde", CHAPTER, cwd=course)
    (student,) = gradebook(course)
    assert sum(row[1] for row in gradebook(course)[student].values()) == TOTAL
    run_warm("grader", "feedback", CHAPTER, cwd=course)
    run_warm("nbgrader", "release_feedback", CHAPTER, cwd=course)
    run_warm("nbgrader", "fetch_feedback", CHAPTER, cwd=home)
    (page,) = (home / CHAPTER / "feedback").rglob("*.html")
    assert page.read_bytes() == (course / "feedback" / student / CHAPTER / f"{CHAPTER}.html").read_bytes()


# --- "Generate" -------------------------------------------------------------------------------


def test_nbgraders_generate_gives_the_bundle_that_release_gives(course):
    ours, zipped = files_of(course / "release" / CHAPTER), course / "release" / f"{CHAPTER}.zip"
    assert {"cards.npz", "README.md", "convlab/__init__.py"} < set(ours)
    whole = zipped.read_bytes()
    zipped.write_bytes(b"of an older release")
    run_warm("nbgrader", "generate_assignment", CHAPTER, "--force", cwd=course)
    assert files_of(course / "release" / CHAPTER) == ours and zipped.read_bytes() == whole


# --- other assignments, own chapters ----------------------------------------------------------


def cell(cell_type: str, source: str, **marks) -> dict:
    made = {"cell_type": cell_type, "id": marks.get("grade_id", "text"), "metadata": {}, "source": source}
    if marks:
        base = {"schema_version": 3, "grade": False, "solution": False, "locked": False, "task": False}
        made["metadata"]["nbgrader"] = base | marks
    return made | ({"outputs": [], "execution_count": None} if cell_type == "code" else {})


def notebook_of(*cells: dict) -> dict:
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    return {"nbformat": 4, "nbformat_minor": 5, "metadata": {"kernelspec": kernel}, "cells": list(cells)}


def write_source(course: Path, assignment: str, notebook: dict) -> None:
    path = course / "source" / assignment / f"{assignment}.ipynb"
    path.parent.mkdir(parents=True)
    path.write_text(json.dumps(notebook))


def test_a_plain_assignment_beside_ours_is_nbgraders_alone(course):
    answer = cell("code", "### BEGIN SOLUTION\ntwice = 4\n### END SOLUTION", grade_id="twice", solution=True)
    test = cell("code", "assert twice == 4\nprint('passed')", grade_id="test_twice", grade=True, locked=True, points=3)
    write_source(course, "ps1", notebook_of(answer, test))
    run_warm("nbgrader", "generate_assignment", "ps1", cwd=course)
    assert set(files_of(course / "release" / "ps1")) == {"ps1.ipynb"}
    released = (course / "release" / "ps1" / "ps1.ipynb").read_text()
    assert "twice = 4" not in released and "YOUR CODE HERE" in released
    for student, source in [("ada", "twice = 4"), ("bob", "twice = 5")]:
        handed_in = json.loads(released)
        handed_in["cells"][0]["source"] = source
        submit(course, student, handed_in, "ps1")
    run_warm("nbgrader", "autograde", "ps1", cwd=course)
    assert [gradebook(course, "ps1")[one]["twice"][1] for one in ("ada", "bob")] == [3, 0]
    assert "passed" in (course / "autograded" / "ada" / "ps1" / "ps1.ipynb").read_text(), "run by nbgrader's Execute"
