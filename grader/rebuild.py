"""Rebuild a submission from the course's notebook: only the source of the student's cells is taken."""
from dataclasses import dataclass, field

from grader import cells
from grader.course import (
    Chapter,
    CourseError,
    chapter_by_cells,
    grade_id,
    is_demo,
    is_own_test,
    is_solution,
    squeezed,
)
from grader.outputs import harmless_attachments, harmless_outputs

MAX_SOURCE = 1 << 20  # characters of one cell
MAX_OWN = 2 << 20  # characters of all cells of a student's own
MAX_RUN = 200  # code cells of a student's own that are run
SHOWN = 500  # characters of one that is left out


@dataclass
class Step:
    """A cell to run or an exercise to test, in the order of the student's notebook."""

    source: str = ""
    exercise: str = ""  # the exercise that this cell defines
    test: str = ""  # the exercise that is tested here
    ours: bool = False  # a locked cell of the course
    own: str = ""  # the instructor's own test that this cell is: not run with our tests
    skipped: list[str] = field(default_factory=list)  # its lines for display and shell, which do nothing here
    trouble: str = ""  # what it raised first when it was run


@dataclass
class Rebuilt:
    """The notebook as it will be graded and shown."""

    notebook: dict
    steps: list[Step] = field(default_factory=list)
    unchanged: set[str] = field(default_factory=set)  # exercises of which there is nothing but the stub
    missing: set[str] = field(default_factory=set)  # exercises that no cell of the submission defines
    leftover: dict[str, int] = field(default_factory=dict)  # exercise -> line of a `raise NotImplementedError` in it
    unreadable: dict[str, str] = field(default_factory=dict)  # exercise -> why its cell is no Python, if one can tell


@dataclass
class Piece:
    """A cell that a student handed in, and what it is in the course."""

    cell: dict
    ours: dict | None = None  # the course's cell that it was; None for one of the student's own
    place: int = -1  # the position of that cell, or of the last such one before, in the course's notebook
    left_out: bool = False  # beyond the limits: not run

    @property
    def source(self) -> str:
        return self.cell["source"][:MAX_SOURCE]


@cells.bounded_reading()
def rebuild(chapter: Chapter, submission: dict, name: str = "the notebook") -> Rebuilt:
    """Course cells in the course's order, the student's own cells behind the course cell they followed.

    Tags, metadata, locked cells and cell types are the course's. What is run keeps the order of the student's notebook,
    so that the last definition of a name counts, wherever it was written; a stub never stands in the way of one.
    """
    check_chapter(chapter, submission, name)
    pieces = identified(chapter, submission["cells"])
    names = {exercise.name for exercise in chapter.exercises}
    solved = any(piece.ours and is_solution(piece.ours) for piece in pieces)
    if not solved and not any(_defined(piece, names) for piece in pieces):
        raise CourseError(f"{name} has none of the exercises' cells of {chapter.name}. Is it the right notebook?")
    rebuilt = Rebuilt({**chapter.notebook, "cells": []})
    _limit_own(pieces)
    _assemble(rebuilt, chapter, pieces)
    _order(rebuilt, chapter, pieces, names)
    return rebuilt


def check_chapter(chapter: Chapter, submission: dict, name: str = "the notebook") -> None:
    """Its `given` cell may define exercises of this chapter, as the course solves them: those are nobody's work."""
    marks = {grade_id(cell) for cell in submission["cells"] if is_solution(cell)}
    if marks and not any(exercise.name in marks for exercise in chapter.exercises):
        other = chapter_by_cells(submission)
        if other not in (None, chapter.name):
            raise CourseError(f"{name} is a notebook of {other}, not of {chapter.name}. Is it the right notebook?")


# --- which cell is which ----------------------------------------------------------------------


def identified(chapter: Chapter, submitted: list[dict], by_code: bool = True) -> list[Piece]:
    """The submitted cells in their order. A cell is known by its nbgrader mark, else by its id, else by its text, else
    by the exercise that it defines; of two that claim to be one cell the first is it.

    by_code: whether what a cell defines counts, for which its text has to be parsed
    """
    pieces = [Piece(cell) for cell in submitted]
    free, by_mark, by_text = {cell["id"]: cell for cell in chapter.notebook["cells"]}, chapter.by_mark, chapter.by_text

    def claim(identity_of) -> None:
        for piece in pieces:
            if piece.ours is None:
                piece.ours = free.pop(identity_of(piece), None)

    def by_definition(piece: Piece) -> str | None:
        found = [name for name in _defined(piece, set(chapter.answers)) if chapter.answers[name] in free]
        return chapter.answers[found[0]] if found else None

    claim(lambda piece: by_mark.get(grade_id(piece.cell)) or _id(piece.cell))
    claim(lambda piece: by_text.get(squeezed(piece.cell)) if piece.source.strip() else None)
    if by_code:
        claim(by_definition)
    place = -1
    for piece in pieces:
        piece.place = place = chapter.places[piece.ours["id"]] if piece.ours else place
    return pieces


def _id(cell: dict) -> str:
    return cell["id"] if isinstance(cell.get("id"), str) else ""


def _defined(piece: Piece, names: set[str]) -> dict[str, cells.Definition]:
    """What a code cell, or one that was a solution, defines of the exercises."""
    if not _is_code(piece):
        return {}
    return cells.definitions(cells.as_python(piece.source).text, names)


def _is_code(piece: Piece) -> bool:
    """Whether a cell is code: of an answer the course says it, so that one turned into text is code still."""
    return (piece.ours if piece.ours and is_solution(piece.ours) else piece.cell)["cell_type"] == "code"


# --- the notebook that is shown ---------------------------------------------------------------


def _limit_own(pieces: list[Piece]) -> None:
    """Cells beyond what the course's solution cells hold are not run past the limits; own ones keep their start."""
    characters = code = 0
    for piece in pieces:
        if piece.ours and is_solution(piece.ours):
            continue
        runs = piece.cell["cell_type"] == "code" and bool(piece.source.strip())
        characters += len(piece.source)
        code += runs and not piece.ours
        if characters > MAX_OWN or runs and code > MAX_RUN:
            said = f"own cells count up to {MAX_OWN >> 20} MB in all, {MAX_RUN} of them with code"
            text = f"{piece.source[:SHOWN]}\n\n{'# ' * runs}… left out by the grader: {said}"
            piece.cell, piece.left_out = {**piece.cell, "source": text}, True


def _assemble(rebuilt: Rebuilt, chapter: Chapter, pieces: list[Piece]) -> None:
    theirs = {piece.ours["id"]: piece for piece in pieces if piece.ours}
    shown = rebuilt.notebook["cells"]
    by_hand = {one.name for one in chapter.own if one.by_hand}

    def add_own(place: int) -> None:
        marked = place >= 0 and grade_id(chapter.notebook["cells"][place]) in by_hand
        for piece in pieces:
            if not piece.ours and piece.place == place:
                cell = {"cell_type": piece.cell["cell_type"], "id": f"own-{len(shown)}", "metadata": {}}
                cell["source"] = piece.source
                if cell["cell_type"] == "code":
                    cell |= {"execution_count": None, "outputs": harmless_outputs(piece.cell) if marked else []}
                elif marked:
                    _attach(cell, piece)
                shown.append(cell)

    add_own(-1)
    for place, ours in enumerate(chapter.notebook["cells"]):
        cell = {**ours}  # what is in it is replaced, never changed
        if is_solution(ours) and ours["id"] in theirs:
            cell["source"] = theirs[ours["id"]].source
            if cell["cell_type"] == "code" and grade_id(ours) in by_hand:
                cell["outputs"] = harmless_outputs(theirs[ours["id"]].cell)
            elif cell["cell_type"] == "markdown":
                _attach(cell, theirs[ours["id"]])
        elif is_solution(ours) and grade_id(ours) not in chapter.grade_ids:
            cell["source"] = ""  # the instructor's copy holds the solution
        shown.append(cell)
        add_own(place)


def _attach(cell: dict, piece: Piece) -> None:
    """Put the images of a submitted text, and no others, into the cell that shows it."""
    cell.pop("attachments", None)
    attached = harmless_attachments(piece.cell) if cell["cell_type"] == "markdown" else {}
    if attached:
        cell["attachments"] = attached


# --- what is run, and when --------------------------------------------------------------------


def _order(rebuilt: Rebuilt, chapter: Chapter, pieces: list[Piece], names: set[str]) -> None:
    """Steps in the order of the student's notebook; a cell of the course before whatever stood below it."""
    waiting = [*chapter.run]
    placed: list[tuple[int, Step]] = []  # each with its place in the course's notebook
    defined: dict[str, list[tuple[int, cells.Definition]]] = {name: [] for name in names}
    for piece in pieces:
        while waiting and waiting[0][0] <= piece.place:
            place, cell = waiting.pop(0)
            placed.append((place, Step(cell["source"], ours=True)))
        again = squeezed(piece.cell) in chapter.drawn  # also a second copy
        step, found = (None, {}) if again else _step_of(piece, names)
        if step is not None:
            placed.append((piece.place, step))
            for name, definition in found.items():
                defined[name].append((len(placed) - 1, definition))
            _note(rebuilt, piece, found)
    placed += [(place, Step(cell["source"], ours=True)) for place, cell in waiting]
    stubs = _choose(rebuilt, placed, defined, {grade_id(piece.ours) for piece in pieces if piece.ours})
    _insert_tests(rebuilt, chapter, placed, defined, stubs)


def _step_of(piece: Piece, names: set[str]) -> tuple[Step | None, dict[str, cells.Definition]]:
    """What is run of a cell, and which exercises it defines. None for what is not run."""
    ours = piece.ours
    solution = bool(ours and is_solution(ours))
    if piece.left_out or not piece.source.strip() or not _is_code(piece):
        return None, {}
    # A cell of the course that was changed is run too, as Jupyter ran it, unless it is locked.
    if ours and not solution and (grade_id(ours) or squeezed(ours) == squeezed(piece.cell)):
        return None, {}
    plain = cells.as_python(piece.source)
    if ours and is_demo(ours):
        plain.text = cells.only_definitions(plain.text)
    found = cells.definitions(plain.text, names)
    exercise = grade_id(ours) if solution else next((name for name, one in found.items() if one.written), "")
    return Step(plain.text, exercise, skipped=plain.skipped), found


def _note(rebuilt: Rebuilt, piece: Piece, found: dict[str, cells.Definition]) -> None:
    for name, definition in found.items():
        rebuilt.leftover.pop(name, None)
        if definition.leftover:
            rebuilt.leftover[name] = definition.leftover
    if piece.ours and is_solution(piece.ours) and cells.parsed(cells.as_python(piece.source).text) is None:
        said = cells.why_no_python(piece.source, piece.cell["cell_type"])
        if said:
            rebuilt.unreadable[grade_id(piece.ours)] = said


def _choose(rebuilt: Rebuilt, placed: list, defined: dict[str, list], handed_in: set[str]) -> set[int]:
    """Which exercises are not written or not there; the steps that are stubs of one that is written elsewhere."""
    stubs = set()
    for name, places in defined.items():
        if any(one.written and not one.assigned for _, one in places):
            stubs |= {n for n, one in places if not one.written and not _defines_more(n, name, defined)}
            places[:] = [(n, one) for n, one in places if not one.assigned]  # a variable of the same name, say
        elif any(one.written for _, one in places):
            continue
        elif places:
            rebuilt.unchanged.add(name)
        elif name not in handed_in:
            rebuilt.missing.add(name)
    return stubs


def _defines_more(number: int, name: str, defined: dict[str, list]) -> bool:
    return any(number == n for other, places in defined.items() if other != name for n, _ in places)


def _insert_tests(rebuilt: Rebuilt, chapter: Chapter, placed: list, defined: dict[str, list], stubs: set[int]) -> None:
    """Each test where it stood, but never before the last definition of its exercise; own tests among them."""
    due: dict[int, list[Step]] = {}
    for place, cell in chapter.tests:
        if grade_id(cell) in chapter.grade_ids or is_own_test(chapter, cell):
            name = grade_id(cell).removeprefix("test_")
            before = [n for n, (at, _) in enumerate(placed) if at < place]  # one's own below it has its place
            last = max([-1, *before, *(n for n, one in defined.get(name, []) if one.written)])
            own = Step(cells.as_python(cell["source"]).text, own=grade_id(cell))
            due.setdefault(last, []).append(own if is_own_test(chapter, cell) else Step(test=name))
    rebuilt.steps += due.get(-1, [])
    for number, (_, step) in enumerate(placed):
        rebuilt.steps += [step] * (number not in stubs) + due.get(number, [])
