"""The course on disk: chapters, their notebooks and exercises, and the secret seed of a course folder."""
import copy
import functools
import json
import os
import re
import secrets
import stat
from dataclasses import dataclass, replace
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent  # of the packages: a clone, or where a wheel was installed


def place(in_wheel: str, in_clone: str) -> Path:
    """A folder of the course: setup.py puts into packages what a clone has beside them."""
    return ROOT / in_wheel if (ROOT / in_wheel).is_dir() else ROOT / in_clone


NOTEBOOKS = place("grader/notebooks", "notebooks")
DATA = place("convlab/files", "data")
MAX_NOTEBOOK = 20 << 20  # bytes of a submitted file
MAX_CELLS = 2000
CONFLICT = re.compile(r"^(?:<{7}|={7}|>{7})(?: .*)?$", re.MULTILINE)
DEFINED = re.compile(r"^(?:def|class) (\w+)", re.MULTILINE)
# In any language: the words for "Exercise" and "minutes" are free.
HEADING = re.compile(r"^### \w+ ([\d.]+) · `(\w+)` · ([●○]{3}) · (\d+) \w+$", re.MULTILINE)
SELF_SEED = "self"  # of who grades their own work, without a course folder
SOURCE = "source"  # in a course folder: its own copies of chapters, with questions of its own, and other assignments


class CourseError(Exception):
    """Something a person can mend; the message names the file and says what to do."""


@dataclass(frozen=True)
class Exercise:
    """One exercise as its chapter's notebook states it."""

    name: str
    number: str
    difficulty: int  # 1 to 3
    minutes: int
    points: float


@dataclass(frozen=True)
class OwnQuestion:
    """A cell with points that an instructor added to a chapter."""

    name: str  # its grade_id
    points: float
    by_hand: bool  # an answer or a task that a person marks; else a test that is run


@dataclass(frozen=True)
class Chapter:
    """One chapter: a folder in notebooks/, and an nbgrader assignment of the same name."""

    name: str
    title: str
    notebook: dict
    exercises: tuple[Exercise, ...]
    path: Path  # of the notebook: the one that comes with the course, or the course folder's own copy
    own: tuple[OwnQuestion, ...] = ()

    @property
    def points(self) -> float:
        return sum(one.points for one in (*self.exercises, *self.own))

    @functools.cached_property
    def grade_ids(self) -> set[str]:
        """The marks of the exercises' cells; any other is an instructor's own."""
        return {mark for one in self.exercises for mark in (one.name, f"test_{one.name}")}

    @functools.cached_property
    def by_mark(self) -> dict[str, str]:
        """The id of each cell that has a grade_id."""
        return {grade_id(cell): cell["id"] for cell in self.notebook["cells"] if grade_id(cell)}

    @functools.cached_property
    def answers(self) -> dict[str, str]:
        """The id of each cell that is filled in, by its mark."""
        return {grade_id(cell): cell["id"] for cell in self.notebook["cells"] if is_solution(cell)}

    @functools.cached_property
    def by_text(self) -> dict[tuple[str, str], str]:
        """The id of the first cell of each text."""
        return {squeezed(cell): cell["id"] for cell in reversed(self.notebook["cells"])}

    @functools.cached_property
    def run(self) -> list[tuple[int, dict]]:
        """The cells of the course itself that are run when grading, each with its position."""
        return [(place, cell) for place, cell in enumerate(self.notebook["cells"]) if is_run(cell)]

    @functools.cached_property
    def tests(self) -> list[tuple[int, dict]]:
        """The test cells, each with its position."""
        return [(place, cell) for place, cell in enumerate(self.notebook["cells"]) if is_test(cell)]

    @functools.cached_property
    def drawn(self) -> set[tuple[str, str]]:
        """The texts of demonstrations, which are not run."""
        return {squeezed(cell) for cell in self.notebook["cells"] if is_demo(cell)}

    @functools.cached_property
    def places(self) -> dict[str, int]:
        """The position of each cell, by its id."""
        return {cell["id"]: number for number, cell in enumerate(self.notebook["cells"])}

    @property
    def minutes(self) -> int:
        return sum(exercise.minutes for exercise in self.exercises)


def chapter_names() -> list[str]:
    """All chapters in order."""
    return sorted(path.parent.name for path in NOTEBOOKS.glob("*/*.ipynb") if path.stem == path.parent.name)


def notebook_path(name: str, course: Path | None = None) -> Path:
    """A chapter's notebook: the copy in the course folder's source/ when there is one, else that of the course."""
    own = course / SOURCE / name / f"{name}.ipynb" if course else None
    return own if own and own.exists() else NOTEBOOKS / name / f"{name}.ipynb"


def load_chapter(name: str, course: Path | None = None) -> Chapter:
    """A chapter by its name; '01' or 'convolution' will do. CourseError when there is none.

    course: the course folder, whose own copy of the chapter counts; None for the chapter as it comes
    """
    names = chapter_names()
    found = [full for full in names if name in (full, *full.split("_", 1))]
    if not found:
        raise CourseError(f"There is no chapter {name!r}. The chapters are: {', '.join(names)}.")
    path = notebook_path(found[0], course)
    return _load(found[0], path, path.stat().st_mtime_ns)


@functools.lru_cache(64)
def _load(name: str, path: Path, _changed: int) -> Chapter:
    return made_chapter(name, path, read_notebook(path))


def made_chapter(name: str, path: Path, notebook: dict) -> Chapter:
    """The chapter that a notebook makes. path: where it lies, for messages; another than the course's own is a copy."""
    for cell in notebook["cells"]:
        if cell["cell_type"] == "code":
            cell |= {"outputs": [], "execution_count": None}  # an instructor's copy may hold what they saw
    prose = "\n".join(cell["source"] for cell in notebook["cells"] if cell["cell_type"] == "markdown")
    exercises = _exercises(name, path, notebook["cells"], prose)
    title = re.search(r"^# (?:\d+\. )?(.+)$", prose, re.MULTILINE)
    chapter = Chapter(name, title[1] if title else name, notebook, exercises, path)
    return replace(chapter, own=_own_questions(chapter))


def _exercises(name: str, path: Path, cells: list[dict], prose: str) -> tuple[Exercise, ...]:
    """By their headings; those of a course folder's copy by their cells, as its headings may be gone."""
    marked = {grade_id(cell): cell["metadata"]["nbgrader"] for cell in cells if grade_id(cell)}
    heads = {exercise: (number, level.count("●"), int(m)) for number, exercise, level, m in HEADING.findall(prose)}
    if path != notebook_path(name):
        whole = load_chapter(name)
        kept = [one for one in whole.exercises if _is_kept(one.name, whole, marked, cells)]
        heads = {e.name: heads.get(e.name, (e.number, e.difficulty, e.minutes)) for e in kept}
    for mark in [mark for exercise in heads for mark in (exercise, f"test_{exercise}") if mark not in marked]:
        raise CourseError(f"{path} has no cell with the nbgrader ID {mark!r}. Put that of the course's notebook back.")
    return tuple(Exercise(one, *head, _points(path, f"test_{one}", marked)) for one, head in heads.items())


def _is_kept(exercise: str, whole: Chapter, marked: dict, cells: list[dict]) -> bool:
    """Whether any cell of an exercise is there; one that has lost its mark was not left out on purpose."""
    ours = {grade_id(cell): cell for cell in whole.notebook["cells"]}
    own, test = ours[exercise], ours[f"test_{exercise}"]
    lost = any(cell.get("id") in (own["id"], test["id"]) or cell["source"] == own["source"] for cell in cells)
    return lost or exercise in marked or f"test_{exercise}" in marked


def _points(path: Path, mark: str, marked: dict[str, dict]) -> float:
    try:
        return float(marked[mark]["points"])
    except (KeyError, TypeError, ValueError):
        raise CourseError(f"{path}: the cell {mark!r} has no points. Set them in nbgrader's toolbar.") from None


def _own_questions(chapter: Chapter) -> tuple[OwnQuestion, ...]:
    marked = {grade_id(cell): cell["metadata"]["nbgrader"] for cell in chapter.notebook["cells"] if grade_id(cell)}
    return tuple(
        OwnQuestion(name, _points(chapter.path, name, marked), not is_own_test(chapter, cell))
        for cell in chapter.notebook["cells"]
        if (name := grade_id(cell)) and name not in chapter.grade_ids and (is_test(cell) or is_task(cell))
    )


def chapter_of(path: Path, notebook: dict) -> str:
    """The chapter that a notebook belongs to: by its file name, else by its cells' marks and what they define."""
    names = chapter_names()
    if path.stem in names:
        return path.stem
    best = chapter_by_cells(notebook)
    if best is None:
        raise CourseError(
            f"{path} has no cell of any chapter. Is it the right notebook? Chapters: {', '.join(names)}."
        )
    return best


def chapter_by_cells(notebook: dict) -> str | None:
    """The chapter whose exercises a notebook has: by its marks, else by what its code defines; None for none.

    Marks come first: the `given` cell of a late chapter defines more of an early one's functions than of its own.
    """
    code = "\n".join(cell["source"] for cell in notebook["cells"] if cell["cell_type"] == "code")
    marks = {grade_id(cell) for cell in notebook["cells"] if is_solution(cell)}
    for found in (marks, set(DEFINED.findall(code))):
        shared = {name: sum(e.name in found for e in load_chapter(name).exercises) for name in chapter_names()}
        best = max(shared, key=shared.get, default=None)
        if best and shared[best]:
            return best
    return None


def read_notebook(path: Path) -> dict:
    """A notebook's JSON with every cell's source as one text. CourseError that names the file otherwise."""
    try:
        payload = read_regular(path, MAX_NOTEBOOK, links=True)
    except FileNotFoundError:
        raise CourseError(f"{path} does not exist.") from None
    except OSError as error:
        raise CourseError(f"{path} cannot be read: {error.strerror}.") from None
    return notebook_of(payload, str(path))


def notebook_of(payload: bytes, name: str) -> dict:
    """The same, of a file's bytes."""
    if len(payload) > MAX_NOTEBOOK:
        raise CourseError(f"{name} is larger than {MAX_NOTEBOOK >> 20} MB. Clear its outputs and save it.")
    try:
        notebook = json.loads(text_of(payload))
    except (ValueError, RecursionError):
        raise CourseError(f"{name} is not a notebook: {why_no_json(text_of(payload))}") from None
    return checked_notebook(notebook, name)


def text_of(payload: bytes) -> str:
    """A file's text: UTF-8 or UTF-16 as JSON is written, else as an older Windows saves it."""
    try:
        return payload.decode(json.detect_encoding(payload))
    except UnicodeDecodeError:
        return payload.decode("cp1252", "replace")


def why_no_json(text: str) -> str:
    """What ails a file that is no JSON, and what to do."""
    if not text.strip():
        return "it is not JSON but empty. Save the notebook again and hand in that file."
    mark = CONFLICT.search(text)
    if mark:
        line = text.count("\n", 0, mark.start()) + 1
        return (
            f"it is not JSON: there are marks of a merge conflict in it ({mark[0].strip()} in line {line}). Take "
            "the file as it was before the merge, or keep one of the two versions and delete the marks."
        )
    if text.lstrip().startswith("{") and not text.rstrip().endswith("}"):
        return "it is not JSON to its end: it is cut off. Save or download it again, and hand in the whole file."
    return "it is not JSON. Hand in the .ipynb file itself."


def read_regular(path: Path, limit: int, links: bool = False) -> bytes:
    """Up to limit + 1 bytes of a file. CourseError when it is a pipe, a device, a folder or (unless links) a link."""
    flags = os.O_RDONLY | getattr(os, "O_BINARY", 0) | getattr(os, "O_NONBLOCK", 0)
    if not links:
        flags |= getattr(os, "O_NOFOLLOW", 0)
    if stat.S_ISREG((path.stat() if links else path.lstat()).st_mode):  # a device may mind even to be opened
        with open(os.open(path, flags), "rb") as file:
            if stat.S_ISREG(os.fstat(file.fileno()).st_mode):
                return file.read(limit + 1)
    raise CourseError(f"{path} is no regular file. Put the file itself there.")


def in_lines(value: dict, ascii_only: bool = True) -> str:
    """JSON of which each entry, and each item of a list that is one, is a line. Python's own way to indent takes ten
    times as long.
    """
    text = json.JSONEncoder(ensure_ascii=ascii_only).encode
    shown = {name: "[\n  " + ",\n  ".join(map(text, one)) + "\n ]" if type(one) is list and one else text(one)
             for name, one in value.items()}  # fmt: skip
    return "{\n " + ",\n ".join(f"{text(name)}: {one}" for name, one in shown.items()) + "\n}\n"


def write_file(path: Path, payload: bytes) -> None:
    """Write a file wholly or not at all. CourseError when it cannot be written, as on a full disk."""
    part = path.with_name(f".{path.name}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        part.write_bytes(payload)
        os.replace(part, path)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise CourseError(f"{path} could not be written: {error.strerror}. Make room, then run this again.") from None


def checked_notebook(notebook, name: str) -> dict:
    """`notebook` with the shape that the grader relies on; odd cells are dropped, other files refused."""
    if not isinstance(notebook, dict) or not isinstance(notebook.get("nbformat"), int):
        raise CourseError(f"{name} is not a notebook: it says no nbformat.")
    if notebook["nbformat"] != 4 or not isinstance(notebook.get("cells"), list):
        raise CourseError(
            f"{name} has notebook format {notebook['nbformat']}; format 4 is needed. Open it in Jupyter and save it."
        )
    if len(notebook["cells"]) > MAX_CELLS:
        raise CourseError(f"{name} has more than {MAX_CELLS} cells. Delete those that are not needed.")
    return {**notebook, "cells": [_plain_cell(cell) for cell in notebook["cells"] if isinstance(cell, dict)]}


def _plain_cell(cell: dict) -> dict:
    source = cell.get("source", "")
    if isinstance(source, list):
        source = "".join(line for line in source if isinstance(line, str))
    metadata = cell.get("metadata")
    return {
        **cell,
        "cell_type": cell.get("cell_type") if cell.get("cell_type") in ("code", "markdown", "raw") else "raw",
        # Half of a surrogate pair fits in no file.
        "source": source.encode("utf-8", "replace").decode() if isinstance(source, str) else "",
        "metadata": metadata if isinstance(metadata, dict) else {},
    }


def grade_id(cell: dict) -> str:
    """The cell's nbgrader grade_id, or ""."""
    marks = cell["metadata"].get("nbgrader")
    name = marks.get("grade_id") if isinstance(marks, dict) else ""  # a NotebookNode is one, too
    return name if isinstance(name, str) else ""


def squeezed(cell: dict) -> tuple[str, str]:
    """A cell's type and its text without white space, to tell whether two are the same."""
    return cell["cell_type"], _without_space("".join(cell["source"]))


@functools.lru_cache(1000)
def _without_space(text: str) -> str:
    return "".join(text.split())


def is_solution(cell: dict) -> bool:
    return bool(grade_id(cell)) and cell["metadata"]["nbgrader"].get("solution") is True


def is_test(cell: dict) -> bool:
    return bool(grade_id(cell)) and cell["metadata"]["nbgrader"].get("grade") is True


def is_task(cell: dict) -> bool:
    """One of nbgrader's tasks: a locked text, answered by cells of the student's own, marked by hand."""
    return bool(grade_id(cell)) and cell["metadata"]["nbgrader"].get("task") is True


def is_own_test(chapter: Chapter, cell: dict) -> bool:
    """An autograded test that an instructor added."""
    own = is_test(cell) and not is_solution(cell) and cell["cell_type"] == "code"
    return own and grade_id(cell) not in chapter.grade_ids


def is_demo(cell: dict) -> bool:
    """Demonstrations (figures, training runs) are not run when grading."""
    return "demo" in cell["metadata"].get("tags", [])


def is_run(cell: dict) -> bool:
    """Cells of the course itself that are run when grading."""
    return cell["cell_type"] == "code" and not (is_solution(cell) or is_test(cell) or is_demo(cell))


def filled(chapter: Chapter, sources: dict[str, str]) -> dict:
    """A copy of the chapter's notebook with `sources` in the solution cells: {exercise: source}."""
    notebook = copy.deepcopy(chapter.notebook)
    for cell in notebook["cells"]:
        if is_solution(cell) and grade_id(cell) in sources:
            cell["source"] = sources[grade_id(cell)]
    return notebook


def course_seed(folder: Path) -> str:
    """The secret seed of a course folder, made on first use. It decides the hidden cases: keep it."""
    path = folder / "course_seed"
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        seed = path.read_text().strip()
        if not seed:
            raise CourseError(f"{path} is empty. Restore it from a backup, or delete it for a new seed.") from None
        return seed
    with os.fdopen(descriptor, "w") as file:
        file.write(secrets.token_hex(16) + "\n")
    return path.read_text().strip()
