"""No text promises what is not there: chapters, exercises and functions that texts name exist."""
import functools
import json
import re
from pathlib import Path

import pytest

from grader.course import chapter_names
from grader.sources import checks_of

ROOT = Path(__file__).resolve().parent.parent
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*/*.ipynb"))
PAGES = [*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").glob("*.md")), ROOT / "data" / "README.md"]
CODE = [path for folder in ("solutions", "convlab", "grader/checks") for path in sorted((ROOT / folder).rglob("*.py"))]
MISTAKES = sorted((ROOT / "grader" / "checks").rglob("*.toml"))

# "chapter 3", "chapters 3, 5 and 10", "chapters 1–5", and the exercises "6.3" behind "exercise" or "section".
CHAPTERS = re.compile(r"\bchapters?\s+((?:\d+(?:\s*(?:,|–|-|to|and|or)\s*(?:and\s+)?)?)+)", re.IGNORECASE)
EXERCISES = re.compile(r"\bexercises?\s+(\d+)\.(\d+)", re.IGNORECASE)
OF = re.compile(r"`?\b(\w+_\w+)`? of chapter (\d+)")
# Names with an underscore in backticks, as texts speak of functions: `conv_forward_fast(x, w)` and `relu_*`.
NAMES = re.compile(r"`([a-zA-Z]\w*_\w*\*?)(?:\([^`]*\))?`")


@functools.cache
def texts() -> dict[str, str]:
    """{where: text} of all that people read: cells of notebooks, pages, sources, the sentences of mistakes."""
    found = {}
    for path in NOTEBOOKS:
        for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
            found[f"{path.stem}, {cell['id']}"] = "".join(cell["source"])
    files = [*PAGES, *CODE, *MISTAKES]
    return found | {str(path.relative_to(ROOT)): path.read_text(encoding="utf-8") for path in files}


def chapters_in(text: str) -> list[int]:
    """The numbers of the chapters that a text names, those in between left out."""
    return [int(number) for named in CHAPTERS.findall(text) for number in re.findall(r"\d+", named)]


def test_the_numbers_of_chapters_are_found_in_the_ways_in_which_texts_name_them():
    said = "Chapter 3 and chapters 5, 7 and 10; chapters 1–4, chapter\n12, and in 13 ways"
    assert chapters_in(said) == [3, 5, 7, 10, 1, 4, 12]


def test_chapters_that_texts_name_exist():
    there = {int(name[:2]) for name in chapter_names()}
    named = {where: set(chapters_in(text)) - there for where, text in texts().items()}
    assert {where: numbers for where, numbers in named.items() if numbers} == {}
    assert sum(len(chapters_in(text)) for text in texts().values()) > 100, "a test of nothing"


def test_exercises_that_texts_count_exist():
    counts = {int(name[:2]): len(checks_of(name)) for name in chapter_names()}
    odd = {where: (int(chapter), int(number)) for where, text in texts().items()
           for chapter, number in EXERCISES.findall(text) if int(number) > counts.get(int(chapter), 0)}  # fmt: skip
    assert odd == {}


def test_functions_stand_in_the_chapter_that_texts_name():
    """ "What max_pool_forward_naive of chapter 4 returns": an exercise of that chapter."""
    there = {int(name[:2]): {check.exercise for check in checks_of(name)} for name in chapter_names()}
    found = [(where, name, int(chapter)) for where, text in texts().items() for name, chapter in OF.findall(text)]
    assert [one for one in found if one[1] not in there.get(one[2], set())] == []
    assert len(found) > 5, "a test of nothing"


@pytest.mark.parametrize("path", NOTEBOOKS, ids=[path.stem for path in NOTEBOOKS])
def test_functions_that_a_chapter_names_exist(path):
    """Exercises of any chapter, or names that the notebook's own code has."""
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    known = {check.exercise for chapter in chapter_names() for check in checks_of(chapter)}
    code = "\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "code")
    known |= set(re.findall(r"\w+", code))
    named = [(cell["id"], name) for cell in cells if cell["cell_type"] == "markdown"
             for name in NAMES.findall("".join(cell["source"]))]  # fmt: skip
    assert [(cell, name) for cell, name in named if not is_known(name, known)] == []


def is_known(name: str, known: set[str]) -> bool:
    """`conv_relu_pool_*` stands for all that begin so."""
    return any(one.startswith(name[:-1]) for one in known) if name.endswith("*") else name in known
