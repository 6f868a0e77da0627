"""Rebuild a submission from the course's notebook: only the source of the student's cells is taken."""
import copy
from dataclasses import dataclass, field

from grader.course import Chapter, CourseError, grade_id, is_demo, is_solution, is_test

MAX_SOURCE = 1 << 20  # characters of one cell
MAX_OWN = 2 << 20  # characters of all cells of a student's own
MAX_RUN = 200  # code cells of a student's own that are run
SHOWN = 500  # characters of one that is left out


@dataclass
class Step:
    """A cell to run or an exercise to test, at its place in the notebook."""

    cell: int  # position in Rebuilt.notebook["cells"]
    source: str = ""
    exercise: str = ""  # the exercise whose solution this cell is
    test: str = ""  # the exercise that is tested here
    ours: bool = False  # a locked cell of the course


@dataclass
class Rebuilt:
    """The notebook as it will be graded and shown."""

    notebook: dict
    steps: list[Step]
    unchanged: set[str] = field(default_factory=set)  # exercises whose cell is still the stub
    missing: set[str] = field(default_factory=set)  # exercises whose cell is not in the submission
    own: int = 0  # characters of the student's own cells so far
    own_code: int = 0  # how many of them are code


def rebuild(chapter: Chapter, submission: dict, name: str = "the notebook") -> Rebuilt:
    """Course cells in the course's order, the student's own cells behind the course cell they followed.

    Tags, metadata, locked cells and cell types are the course's. Of two cells that claim to be one
    solution the first counts as it; the other is run as a cell of the student's own.
    """
    ours = chapter.notebook["cells"]
    by_mark = {grade_id(cell): cell["id"] for cell in ours if grade_id(cell)}
    known = {cell["id"] for cell in ours}
    theirs: dict[str, dict] = {}
    extras: dict[str, list[dict]] = {}
    place = ""
    for cell in submission["cells"]:
        own_id = cell.get("id") if isinstance(cell.get("id"), str) else ""
        identity = by_mark.get(grade_id(cell)) or (own_id if own_id in known else "")
        if identity and identity not in theirs:
            theirs[identity] = cell
            place = identity
        else:
            extras.setdefault(place, []).append(cell)
    if not any(cell["id"] in theirs for cell in ours if is_solution(cell)):
        raise CourseError(f"{name} has none of the exercises' cells of {chapter.name}. Is it the right notebook?")
    return _assemble(chapter, theirs, extras)


def _assemble(chapter: Chapter, theirs: dict[str, dict], extras: dict[str, list[dict]]) -> Rebuilt:
    rebuilt = Rebuilt({**chapter.notebook, "cells": []}, [])
    for cell in extras.get("", []):
        _add_extra(rebuilt, cell)
    for ours in chapter.notebook["cells"]:
        cell = copy.deepcopy(ours)
        if is_solution(ours):
            exercise = grade_id(ours)
            if ours["id"] in theirs:
                cell["source"] = theirs[ours["id"]]["source"][:MAX_SOURCE]
            else:
                rebuilt.missing.add(exercise)
            if "".join(cell["source"].split()) == "".join(ours["source"].split()):
                rebuilt.unchanged.add(exercise)
            rebuilt.steps.append(Step(len(rebuilt.notebook["cells"]), cell["source"], exercise))
        elif is_test(ours):
            rebuilt.steps.append(Step(len(rebuilt.notebook["cells"]), test=grade_id(ours).removeprefix("test_")))
        elif ours["cell_type"] == "code" and not is_demo(ours):
            rebuilt.steps.append(Step(len(rebuilt.notebook["cells"]), cell["source"], ours=True))
        rebuilt.notebook["cells"].append(cell)
        for extra in extras.get(ours["id"], []):
            _add_extra(rebuilt, extra)
    return rebuilt


def _add_extra(rebuilt: Rebuilt, theirs: dict) -> None:
    """A cell of the student's own: its source is kept, and run when it is code; the start of it beyond the limits."""
    cells = rebuilt.notebook["cells"]
    cell = {"cell_type": theirs["cell_type"], "id": f"own-{len(cells)}", "metadata": {}}
    cell["source"] = theirs["source"][:MAX_SOURCE]
    runs = cell["cell_type"] == "code" and bool(cell["source"].strip())
    rebuilt.own += len(cell["source"])
    rebuilt.own_code += runs
    if rebuilt.own > MAX_OWN or runs and rebuilt.own_code > MAX_RUN:
        said = f"left out by the grader: own cells count up to {MAX_OWN >> 20} MB in all, {MAX_RUN} of them with code"
        cell["source"] = f"{cell['source'][:SHOWN]}\n\n{'# ' * runs}… {said}"
        runs = False
    if cell["cell_type"] == "code":
        cell |= {"execution_count": None, "outputs": []}
        if runs:
            rebuilt.steps.append(Step(len(cells), cell["source"]))
    cells.append(cell)
