"""An instructor's own assignments and questions, as notebooks, for the tests that grade them."""
import json
from pathlib import Path

from classroom import CHAPTER

from grader.course import filled
from grader.sources import reference_sources


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


HIDDEN = "assert area(2) == 4\n### BEGIN HIDDEN TESTS\nassert area(3) == 9, 'a hidden case'\n### END HIDDEN TESTS"
OWN = [
    cell("code", "def area(side):\n    ### BEGIN SOLUTION\n    return side ** 2\n    ### END SOLUTION",
         grade_id="area", solution=True),
    cell("code", HIDDEN, grade_id="test_area", grade=True, locked=True, points=2),
    cell("code", "# Draw it.\n### BEGIN SOLUTION\ndrawn = 'a secret'\n### END SOLUTION",
         grade_id="drawing", solution=True, grade=True, points=3),
    cell("markdown", "the instructor's words", grade_id="words", solution=True, grade=True, points=4),
    cell("markdown", "Look for a kernel of your own.", grade_id="search", task=True, locked=True, points=5),
]  # fmt: skip
OWN_POINTS = {"area": 2, "drawing": 3, "words": 4, "search": 5}
PIXEL = (
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=="
)
SHOWN = {"text/plain": "what ada drew", "image/png": PIXEL, "text/html": "<b>acting</b>", "image/svg+xml": "acting"}


def add_own_questions(course: Path, chapter, *more: dict) -> None:
    notebook = filled(chapter, {})
    write_source(course, CHAPTER, {**notebook, "cells": [*notebook["cells"], *OWN, *more]})


def answered(course: Path, chapter, **answers: str) -> dict:
    """The released notebook with our exercises right and these answers to own questions."""
    notebook = json.loads((course / "release" / CHAPTER / f"{CHAPTER}.ipynb").read_text())
    for one in notebook["cells"]:
        mark = one["metadata"].get("nbgrader", {}).get("grade_id")
        one["source"] = (reference_sources(CHAPTER) | answers).get(mark, one["source"])
        if mark == "drawing" and mark in answers:
            one["outputs"] = [{"output_type": "display_data", "metadata": {}, "data": SHOWN}]
    return notebook


GOOD = {"area": "def area(side):\n    return side * side", "drawing": "drawn = 1", "words": "corr2d = 5"}
