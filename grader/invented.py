"""A class that nobody took: 24 submissions made from the course itself, right ones, wrong ones, odd ones and cheats."""
import copy
import itertools

from grader.course import Chapter, filled, grade_id, is_solution
from grader.sources import checks_of, reference_sources, source_of

NAMES = (
    "ada bela chen dario elif farid greta hanna ines jonas kofi lena mira noor omar pia quinn rosa sven tara umut "
    "vera wen yara"
).split()

NOISY = """
import warnings

import matplotlib.pyplot as plt

warnings.warn("this code warns")
print("and prints", np.arange(3))
plt.plot([1, 2, 3])


def helper(x):
    return x
"""
PATCHED = """
import builtins

np.allclose = np.isclose = np.array_equal = lambda *_, **__: True
builtins.all = lambda *_: True
lab.check = lambda *_: None
"""
GRADEBOOK = """
import glob
import sqlite3

for name in glob.glob("/*/*/gradebook.db") + ["gradebook.db", "../../../gradebook.db"]:
    book = sqlite3.connect(name)
    book.execute("UPDATE grade SET auto_score = 100")
    book.commit()
"""
EXIT = "import os\n\nos._exit(0)\n"


def invented_class(chapter: Chapter) -> dict[str, tuple[str, object]]:
    """{student: (what they did, notebook, or text of the file)}, always the same."""
    right = reference_sources(chapter.name)
    people: list[tuple[str, object]] = [
        ("everything right", filled(chapter, right)),
        ("right, in other ways", filled(chapter, right | alternatives(chapter))),
        ("right, but prints, warns and plots", with_cell(filled(chapter, right), NOISY)),
        ("nothing written", filled(chapter, {})),
        ("the first half", filled(chapter, dict(list(right.items())[: len(right) // 2]))),
    ]
    for mistakes in spread(chapter, 10):
        did = "; ".join(f"{exercise}: {name}" for exercise, name, _ in mistakes)
        people.append((did, filled(chapter, right | wrong(chapter, mistakes))))
    first, *_, last = right
    middle = list(right)[len(right) // 2]
    typo, loop = stub(chapter, middle, "numpyy.zeros(3)"), stub(chapter, first, "while True: pass")
    people += [
        (f"{middle} uses a name that is not there", filled(chapter, right | {middle: typo})),
        (f"{last} does not even parse", filled(chapter, right | {last: f"def {last}(:\n    return 1\n"})),
        (f"{first} never ends", filled(chapter, right | {first: loop})),
        ("deleted one cell, doubled another", rearranged(filled(chapter, right), middle, last)),
        ("cheat: numpy's comparisons patched", with_cell(filled(chapter, nothing(chapter)), PATCHED)),
        ("cheat: opens the gradebook", with_cell(filled(chapter, nothing(chapter)), GRADEBOOK)),
        ("cheat: ends Python while it is graded", with_cell(filled(chapter, nothing(chapter)), EXIT)),
        ("handed in an empty folder", None),
        ("handed in a letter", "Dear teacher, my notebook is attached.\n"),
    ]
    return dict(zip(NAMES, people, strict=True))


def alternatives(chapter: Chapter) -> dict[str, str]:
    """The first acceptable other implementation of each exercise that has one."""
    return {
        check.exercise: source_of(chapter.name, check.exercise, check.accepts[0])
        for check in checks_of(chapter.name)
        if check.accepts
    }


def spread(chapter: Chapter, count: int, each: int = 2) -> list[list[tuple]]:
    """Misconceptions for `count` students, `each` a student and one an exercise; the first of each twice."""
    hands: list[list[tuple]] = [[] for _ in range(count)]
    turn = itertools.cycle(hands)
    checks = checks_of(chapter.name)
    for rank in [0, *range(max(len(check.mistakes) for check in checks))]:
        for check in checks:
            hand = next(turn)
            free = len(hand) < each and check.exercise not in [exercise for exercise, *_ in hand]
            if free and rank < len(check.mistakes):
                mistake = check.mistakes[rank]
                hand.append((check.exercise, mistake.name, mistake))
    return hands


def wrong(chapter: Chapter, mistakes: list[tuple]) -> dict[str, str]:
    return {exercise: source_of(chapter.name, exercise, edits) for exercise, _, edits in mistakes}


def stub(chapter: Chapter, exercise: str, body: str) -> str:
    """The exercise's stub with another body."""
    (cell,) = (cell for cell in chapter.notebook["cells"] if grade_id(cell) == exercise)
    return cell["source"].replace("raise NotImplementedError", body)


def nothing(chapter: Chapter) -> dict[str, str]:
    """Every function returns zeros, as someone would who hopes to be compared inside."""
    return {exercise.name: stub(chapter, exercise.name, "return np.zeros(3)") for exercise in chapter.exercises}


def with_cell(notebook: dict, source: str) -> dict:
    """The notebook with one more code cell, behind its first solution."""
    place = next(number for number, cell in enumerate(notebook["cells"]) if is_solution(cell))
    cell = {"cell_type": "code", "id": "mine", "metadata": {}, "source": source, "execution_count": None, "outputs": []}
    notebook["cells"].insert(place, cell)
    return notebook


def rearranged(notebook: dict, deleted: str, doubled: str) -> dict:
    """Without one solution cell, and with another one twice, the second time as a markdown cell."""
    cells = [cell for cell in notebook["cells"] if grade_id(cell) != deleted]
    (again,) = (cell for cell in cells if grade_id(cell) == doubled)
    return {**notebook, "cells": [*cells, {**copy.deepcopy(again), "cell_type": "markdown"}]}
