"""How fast a class is graded: stock `nbgrader autograde` against `grader autograde`, on the same submissions.

    python benchmarks/grading.py [--submissions 40] [--without-figures-only]

The stock course has nbgrader's plain configuration. Its test cells hold the same hidden cases, with the
expected arrays written into them, and nbgrader's own partial credit; so the scores are comparable. Both
graders are pinned to one core, start-up included. What stock pays for: a kernel for each submission, every
cell of the notebook, figures too (measured with them and without), and two passes of nbconvert. What it does
not do: protect itself, name a misconception, or show a counterexample.
"""
import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

from convlab.probes import stem
from grader.cards import make_cards
from grader.course import ROOT, chapter_names, filled, grade_id, is_demo, is_solution, is_test, load_chapter
from grader.release import release_chapter
from grader.sources import calls_of, checks_of, reference_sources, source_of

SEED = "the benchmark's seed"
STOCK_TEST = """### BEGIN HIDDEN TESTS
import numpy as np
from convlab.probes import {stem} as probes
from convlab.run import Student

def same(got, expected):
    got, expected = np.asarray(got), np.asarray(expected)
    if got.shape != expected.shape:
        return False
    kinds = {{"b": "b", "i": "iu", "u": "iu"}}.get(expected.dtype.kind, "iuf" if expected.ndim == 0 else "f")
    if got.dtype.kind not in kinds:
        return False
    return bool(np.isclose(got, expected, rtol={rtol}, atol={atol}, equal_nan=True).all())

def passes(probe, inputs, expected, outputs):
    try:
        got = getattr(probes, probe)(Student(globals()), **inputs)
        return any(all(same(got[name], one[name]) for name in outputs or one) for one in expected)
    except Exception:
        return False

array = np.array
parts = {parts}
sum(points for points, cases in parts if all(passes(*case) for case in cases))
### END HIDDEN TESTS"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--submissions", type=int, default=40)
    parser.add_argument("--chapter", default=chapter_names()[0])
    parser.add_argument("--without-figures-only", action="store_true", help="leave out the slower stock run")
    options = parser.parse_args()
    chapter = load_chapter(options.chapter)
    people = submissions(chapter, options.submissions)
    rows, books = [], {}
    with tempfile.TemporaryDirectory() as folder:
        ours = our_course(Path(folder) / "ours", chapter, people)
        for workers in (1, 2):
            command = [sys.executable, "-m", "grader.cli", "autograde", chapter.name, "--force", f"--workers={workers}"]
            label = f"grader autograde, {workers} worker{'s' * (workers > 1)}"
            rows.append((label, timed(command, ours, workers), workers))
        books["ours"] = scores(ours, chapter.name)
        for figures in [False] if options.without_figures_only else [True, False]:
            stock = stock_course(Path(folder) / f"stock-{figures}", chapter, people, figures)
            command = [str(Path(sys.executable).parent / "nbgrader"), "autograde", chapter.name]
            label = "nbgrader autograde" + ("" if figures else ", figures taken out")
            rows.append((label, timed(command, stock, 1), 1))
            books["stock"] = scores(stock, chapter.name)
    print_table(rows, len(people))
    print_agreement(chapter, people, books)


def submissions(chapter, count: int) -> dict[str, tuple[dict, str]]:
    """Half right, half with one misconception, from the first exercise to the last: {student: (sources, exercise)}."""
    right = reference_sources(chapter.name)
    known = [(c.exercise, m) for c in checks_of(chapter.name) for m in c.mistakes]
    people = {}
    for number in range(count):
        exercise, wrong = known[number * len(known) // count]
        sources = right | {exercise: source_of(chapter.name, exercise, wrong)} if number % 2 else right
        people[f"student-{number:03d}"] = (sources, exercise if number % 2 else "")
    return people


def our_course(folder: Path, chapter, people: dict) -> Path:
    folder.mkdir()
    (folder / "course_seed").write_text(SEED)
    release_chapter(folder, chapter.name)
    for student, (sources, _) in people.items():
        hand_in(folder, student, chapter.name, filled(chapter, sources))
    return folder


def stock_course(folder: Path, chapter, people: dict, figures: bool) -> Path:
    """An nbgrader course without any of our machinery, but with the same cases in its hidden tests."""
    notebook = filled(chapter, reference_sources(chapter.name))
    tests = stock_tests(chapter)
    cells = [cell for cell in notebook["cells"] if figures or not is_demo(cell)]
    for cell in cells:
        if is_test(cell):
            cell["source"] = tests[grade_id(cell)]
        if is_solution(cell):
            cell["source"] = f"### BEGIN SOLUTION\n{cell['source']}\n### END SOLUTION"
    source = folder / "source" / chapter.name
    source.mkdir(parents=True)
    (source / f"{chapter.name}.ipynb").write_text(json.dumps({**notebook, "cells": cells}))
    config = "c = get_config()\nc.CourseDirectory.course_id = 'stock'\nc.ExecutePreprocessor.timeout = 300\n"
    (folder / "nbgrader_config.py").write_text(config)
    command = [str(Path(sys.executable).parent / "nbgrader"), "generate_assignment", chapter.name]
    subprocess.run(command, cwd=folder, env=environment(), check=True, capture_output=True)
    for student, (sources, _) in people.items():
        for cell in cells:
            if is_solution(cell):
                cell["source"] = sources[grade_id(cell)]
        hand_in(folder, student, chapter.name, {**notebook, "cells": cells})
    return folder


def stock_tests(chapter) -> dict[str, str]:
    """{test cell: source} with the cases of the seed, expected arrays and all, as plain Python."""
    sources = {}
    for card in make_cards(chapter.name, SEED):
        parts = [
            (part.points, [(c.probe, c.inputs, c.expected, part.outputs) for c in (card.cases[k] for k in part.cases)])
            for part in card.parts
        ]
        with np.printoptions(threshold=sys.maxsize, floatmode="unique", linewidth=sys.maxsize):
            text = repr(parts)
        told = {"stem": stem(chapter.name), "rtol": card.rtol, "atol": card.atol, "parts": text}
        sources[f"test_{card.exercise}"] = STOCK_TEST.format(**told)
    return sources


def hand_in(course: Path, student: str, chapter: str, notebook: dict) -> None:
    folder = course / "submitted" / student / chapter
    folder.mkdir(parents=True)
    (folder / f"{chapter}.ipynb").write_text(json.dumps(notebook))


def environment() -> dict:
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    # One thread for linear algebra, so that a pinned core means one core's work for both. And modules are compiled
    # once, as pip does, by whoever is first: else stock nbgrader compiles them anew in each kernel.
    set_here = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "PYTHONDONTWRITEBYTECODE": ""}
    return {**os.environ, "PATH": path, "PYTHONPATH": str(ROOT), **set_here}


def timed(command: list[str], folder: Path, cores: int) -> float:
    """Seconds that a command takes on so many cores, start-up included."""
    all_cores = os.sched_getaffinity(0)
    print(f"  running {Path(command[0]).name} {' '.join(command[1:])} …", file=sys.stderr, flush=True)
    try:
        os.sched_setaffinity(0, sorted(all_cores)[:cores])
        started = time.monotonic()
        done = subprocess.run(command, cwd=folder, env=environment(), capture_output=True, text=True)
        seconds = time.monotonic() - started
    finally:
        os.sched_setaffinity(0, all_cores)
    if done.returncode:
        sys.exit(f"{' '.join(command)} failed:\n{done.stdout[-2000:]}\n{done.stderr[-2000:]}")
    return seconds


def scores(course: Path, chapter: str) -> dict[str, dict[str, float]]:
    from nbgrader.api import Gradebook

    with Gradebook(f"sqlite:///{course / 'gradebook.db'}", "any") as book:
        return {
            s.student.id: {g.name.removeprefix("test_"): g.auto_score for n in s.notebooks for g in n.grades}
            for s in book.assignment_submissions(chapter)
        }


def print_table(rows: list[tuple[str, float, int]], count: int) -> None:
    print(f"\n{count} submissions, half of them wrong; start-up included; one core unless it says two workers")
    print(f"{'':42}{'seconds':>9}{'a second':>10}{'per core':>10}{'ours is':>9}")
    ours = count / rows[0][1]
    for label, seconds, cores in rows:
        ratio = "" if label.startswith("grader") else f"{ours / (count / seconds):.0f}x"
        print(f"{label:42}{seconds:9.1f}{count / seconds:10.2f}{count / seconds / cores:10.2f}{ratio:>9}")


def print_agreement(chapter, people: dict, books: dict) -> None:
    """Same scores? They may differ only where stock takes points again, in an exercise built on a wrong one."""
    calls = calls_of(chapter.name)
    same, twice, other = 0, 0, []
    for student, (_, wrong) in people.items():
        ours, stock = books["ours"][student], books["stock"][student]
        differ = [name for name in ours if ours[name] != stock[name]]
        if not differ:
            same += 1
        elif all(wrong in calls[name] and stock[name] < ours[name] for name in differ):
            twice += 1
        else:
            other.append((student, wrong, {name: (ours[name], stock[name]) for name in differ}))
    print(f"\nscores of all exercises equal: {same} of {len(people)} submissions")
    print(f"stock takes points again in exercises that call the wrong one (ours lends the course's): {twice}")
    print(f"any other difference: {len(other)} {other or ''}")


if __name__ == "__main__":
    main()
