"""A class that nobody took: 24 submissions made from the course itself, then everything done to them."""
import copy
import itertools
import json
import shutil
import time
from collections.abc import Callable
from pathlib import Path

from grader.course import Chapter, CourseError, chapter_names, grade_id, is_solution, load_chapter
from grader.rebuild import filled
from grader.sandbox import SandboxError, open_sandbox
from grader.sources import checks_of, reference_sources, source_of
from grader.terminal import right, show, shown

MARKER = ".invented-class"  # says that a folder is the demo's own and may be emptied
OURS = ["release", "submitted", "autograded", "feedback", "receipts"]
FILES = ["gradebook.db", "grades.csv", "nbgrader_config.py", "course_seed"]
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
                hand.append((check.exercise, mistake.name, mistake.wrong))
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


def run_demo(folder: Path, progress: Callable) -> None:
    """Make the class, release, autograde, feed back, export; print who got what and why."""
    from grader.autograde import autograde
    from grader.nbgrader_app import export_grades, generate_feedback
    from grader.release import release_chapter

    started = time.monotonic()
    empty(folder)
    folder = folder.resolve()
    chapter = load_chapter(chapter_names()[0])
    isolation = wall()
    with progress("Releasing", None):
        release_chapter(folder, chapter.name)
        people = invented_class(chapter)
        hand_in(folder, chapter, people)
    with progress("Grading", 0) as advance:
        summary = autograde(folder, chapter.name, isolation=isolation, advance=advance)
    with progress("Writing pages", 0) as advance:
        generate_feedback(folder, chapter.name, None, False, advance)
        export_grades(folder, folder / "grades.csv")
    show(who_got_what(folder, chapter, people, summary))
    show(f"{len(people)} submissions, {len(summary.graded)} graded, in {time.monotonic() - started:.0f} s.")
    show(f"Student code ran behind: {summary.isolation}.", "Where to look:")
    page = folder / "feedback" / NAMES[5] / chapter.name / f"{chapter.name}.html"
    for path, what in [
        (folder / "release" / f"{chapter.name}.zip", "what students get"),
        (page, "what a student gets back"),
        (folder / "grades.csv", "all grades"),
        (folder / "receipts", "how each grade came about"),
    ]:
        show(f"  {shown(path)}  {what}")
    show(f"  grader --course {shown(folder)} report {chapter.name}  what the class misunderstood")
    show(f"  cd {shown(folder)}; jupyter lab  the class in nbgrader's formgrader")


def empty(folder: Path) -> None:
    """Make the folder ready; one that is not the demo's own is left alone."""
    if folder.exists() and any(folder.iterdir()) and not (folder / MARKER).exists():
        raise CourseError(f"{folder} has files that are not the demo's. Name another folder: grader demo FOLDER")
    folder.mkdir(parents=True, exist_ok=True)
    (folder / MARKER).write_text("Made by `grader demo`, which empties this folder when it runs again.\n")
    for name in OURS:
        shutil.rmtree(folder / name, ignore_errors=True)
    for name in FILES:
        (folder / name).unlink(missing_ok=True)
    (folder / "course_seed").write_text("the demo's seed, the same every time\n")


def wall() -> str:
    """The isolation to grade with. The class is our own, so here alone no wall at all will do, if it must."""
    try:
        open_sandbox("auto").close()
    except SandboxError as error:
        show(f"{error}\nThe demo's class is made by the course itself, so it is graded without a wall.")
        return "process"
    return "auto"


def hand_in(folder: Path, chapter: Chapter, people: dict) -> None:
    """submitted/STUDENT/CHAPTER/ for each, with a timestamp as nbgrader's collect writes it."""
    for minute, (name, (_, notebook)) in enumerate(people.items()):
        place = folder / "submitted" / name / chapter.name
        place.mkdir(parents=True)
        (place / "timestamp.txt").write_text(f"2026-01-12 10:{minute:02d}:00 UTC\n")
        if notebook is not None:
            text = notebook if isinstance(notebook, str) else json.dumps(notebook, indent=1, ensure_ascii=False)
            (place / f"{chapter.name}.ipynb").write_text(text, encoding="utf-8")


def who_got_what(folder: Path, chapter: Chapter, people: dict, summary):
    """The table at the end: student, score, what they did, what the grader found."""
    from rich.table import Table

    table = Table("student", right("score"), "what the demo wrote", "what the grader found", box=None)
    rows = {row.student: row for row in summary.graded}
    refused = dict(summary.refused)
    for name, (did, _) in people.items():
        if name in refused:
            table.add_row(name, "-", did, "not graded: " + refused[name].split(f"{chapter.name}.ipynb ")[-1])
            continue
        row = rows[name]
        found = found_in(folder / "receipts" / chapter.name / f"{name}.json") or row.note or "all right"
        table.add_row(name, f"{row.score:g}/{row.max_score:g}", did, found)
    return table


def found_in(receipt: Path) -> str:
    """What is not right, from a receipt: misconceptions by name, the rest by outcome."""
    if not receipt.exists():
        return ""
    exercises = json.loads(receipt.read_text())["exercises"]
    lines: dict[str, list[str]] = {}
    for exercise in exercises:
        known = exercise["misconception"]
        if known:
            lines[f"{exercise['name']}: {known['name']}"] = []
        elif exercise["outcome"] != "right":
            lines.setdefault(exercise["outcome"], []).append(exercise["name"])
    return "; ".join(_listed(what, names, len(exercises)) for what, names in lines.items())


def _listed(what: str, names: list[str], of: int) -> str:
    if not names:
        return what
    return f"{what}: {', '.join(names) if len(names) <= 2 else f'{len(names)} of {of} exercises'}"
