"""`grader preflight`: what can be mended in a notebook before it is handed in. Nothing of the notebook is run."""
import ast
import copy
import json
from dataclasses import dataclass, field
from pathlib import Path

from grader import cells
from grader.course import (
    Chapter,
    CourseError,
    chapter_by_cells,
    chapter_of,
    grade_id,
    is_solution,
    load_chapter,
    read_notebook,
)
from grader.handed_in import OLDER, is_older
from grader.rebuild import Piece, Rebuilt, identified, rebuild, squeezed

LARGE = 5 << 20  # bytes of a notebook that some places do not take
SAID = {
    "written": "written", "unchanged": "not written yet",
    "missing": "its cell is missing", "unreadable": "its cell does not run",
}  # fmt: skip


@dataclass
class Preflight:
    """What was found in one notebook."""

    notebook: str
    chapter: str
    size: int
    exercises: list[dict] = field(default_factory=list)  # {"name", "state": one of SAID}
    mend: list[str] = field(default_factory=list)  # what may cost points, each with its remedy
    notes: list[str] = field(default_factory=list)
    repaired: str | None = None  # the copy that was written

    def as_text(self) -> str:
        lines = [f"{self.notebook}: a notebook of {self.chapter}, {self.size / 1e6:.1f} MB."]
        lines += [f"  {one['name']}: {SAID[one['state']]}" for one in self.exercises]
        lines += [f"To mend: {said}" for said in self.mend] + [f"Note: {said}" for said in self.notes]
        if self.repaired:
            lines.append(f"{self.repaired}: a copy with the course's cells restored. Look at it before you hand it in.")
        return "\n".join([*lines, *([] if self.mend else ["It can be handed in."])])


def preflight(path: Path, repair: bool = False) -> Preflight:
    """Look at one notebook. CourseError when it cannot be read, or is of no chapter."""
    notebook = read_notebook(path)
    chapter = load_chapter(chapter_by_cells(notebook) or chapter_of(path, notebook))
    rebuilt = rebuild(chapter, notebook, str(path))
    pieces = identified(chapter, notebook["cells"])
    found = Preflight(str(path), chapter.name, path.stat().st_size)
    no_python = _no_python(pieces)
    for exercise in chapter.exercises:
        state = _state(exercise.name, rebuilt, no_python)
        found.exercises.append({"name": exercise.name, "state": state})
    found.mend = [*_file(path, chapter), *_exercises(found, rebuilt, no_python), *_conflicts(pieces)]
    found.notes = _notes(chapter, notebook, pieces, found.size)
    if repair:
        found.repaired = _write(path, chapter, notebook)
    return found


def _state(name: str, rebuilt: Rebuilt, no_python: dict[str, str]) -> str:
    if name in no_python:
        return "unreadable"
    return "unchanged" if name in rebuilt.unchanged else "missing" if name in rebuilt.missing else "written"


def _no_python(pieces: list[Piece]) -> dict[str, str]:
    """{exercise: why} of solution cells that Python does not read."""
    found = {}
    for piece in pieces:
        text = cells.as_python(piece.source).text
        if piece.ours and is_solution(piece.ours) and cells.parsed(text) is None:
            found[grade_id(piece.ours)] = cells.why_no_python(piece.source, piece.cell["cell_type"]) or _syntax(text)
    return found


def _syntax(text: str) -> str:
    try:
        ast.parse(text)
    except SyntaxError as error:
        return f"line {error.lineno}: {error.msg}"
    except (ValueError, RecursionError, MemoryError) as error:
        return str(error) or "it is nested too deeply"
    return ""


def _file(path: Path, chapter: Chapter) -> list[str]:
    name = f"{chapter.name}.ipynb"
    return [] if path.name == name else [f"The file is named {path.name}. Rename it to {name}."]


def _exercises(found: Preflight, rebuilt: Rebuilt, no_python: dict[str, str]) -> list[str]:
    states = {one["name"]: one["state"] for one in found.exercises}
    said = [f"The cell of {name} does not run: {why}." for name, why in no_python.items()]
    said += [
        f"{name} has no cell: write it in one of your own, or --repair puts the course's back."
        for name, state in states.items() if state == "missing"
    ]  # fmt: skip
    said += [
        f"`raise NotImplementedError` is left in {name}: delete line {line} of its cell."
        for name, line in rebuilt.leftover.items() if states.get(name) == "written"
    ]  # fmt: skip
    if not {"written", "unreadable"} & set(states.values()):
        said.append("No exercise is written. Is it the right file, and was it saved?")
    return said


def _conflicts(pieces: list[Piece]) -> list[str]:
    """Marks of a merge in cells that are no exercise's."""
    others = [(n, piece) for n, piece in enumerate(pieces, 1) if not (piece.ours and is_solution(piece.ours))]
    return [f"Cell {n}: {said}." for n, piece in others if (said := cells.why_no_python(piece.source))]


def _notes(chapter: Chapter, notebook: dict, pieces: list[Piece], size: int) -> list[str]:
    notes = [f"It is {OLDER}. It is graded with the cells of this release."] if is_older(chapter, notebook) else []
    gone = len(chapter.notebook["cells"]) - sum(piece.ours is not None for piece in pieces)
    if gone:
        notes.append(f"{gone} cells of the course are gone, which costs nothing. --repair puts them back.")
    if size > LARGE:
        notes.append("It is large. Clear its outputs if it cannot be uploaded.")
    return notes


# --- the mended copy --------------------------------------------------------------------------


def _write(path: Path, chapter: Chapter, notebook: dict) -> str:
    stem = path.name[:path.name.lower().find(".ipynb")] if ".ipynb" in path.name.lower() else path.name
    target = path.with_name(f"{stem}-repaired.ipynb")
    try:
        with open(target, "x", encoding="utf-8") as file:
            file.write(json.dumps(repaired(chapter, notebook), indent=1, ensure_ascii=False) + "\n")
    except FileExistsError:
        raise CourseError(f"{target} is there already. Move it away, then run this again.") from None
    except OSError as error:
        raise CourseError(f"{target} could not be written: {error.strerror}.") from None
    return str(target)


def repaired(chapter: Chapter, notebook: dict) -> dict:
    """The course's cells in their order, with all that the person wrote: in solutions, in own cells, over our text."""
    pieces = identified(chapter, notebook["cells"])
    theirs = {piece.ours["id"]: piece for piece in pieces if piece.ours}
    kept: list[dict] = []

    def keep(place: int) -> None:
        kept.extend(_own(piece, len(kept)) for piece in pieces if not piece.ours and piece.place == place)

    keep(-1)
    for place, ours in enumerate(chapter.notebook["cells"]):
        piece = theirs.get(ours["id"])
        kept.append(copy.deepcopy(ours))
        if piece and is_solution(ours):
            kept[-1]["source"] = piece.cell["source"]
        elif piece and squeezed(piece.cell) != squeezed(ours):
            kept.append(_own(piece, len(kept)))
        keep(place)
    return {**chapter.notebook, "cells": kept}


def _own(piece: Piece, number: int) -> dict:
    """A cell of the person's own; what was written over a locked cell is kept as text, for it was never run."""
    locked = bool(piece.ours and grade_id(piece.ours))
    kind = "raw" if locked else piece.cell["cell_type"]
    metadata = {name: value for name, value in piece.cell["metadata"].items() if name != "nbgrader"}
    own = {"cell_type": kind, "id": f"own-{number}", "metadata": metadata, "source": piece.cell["source"]}
    if kind == "code":
        return own | {"execution_count": None, "outputs": []}
    attached = piece.cell.get("attachments")
    return own | ({"attachments": attached} if isinstance(attached, dict) else {})
