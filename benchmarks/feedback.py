"""What a feedback page costs beside the grade it tells of, in processor time, on the demonstration's invented class.

    python benchmarks/feedback.py [--chapter 01_convolution] [--copies 5] [--rounds 3]

Grades and pages are made one after the other, by one worker each, with all that they start: the sandbox counts
for the grade. Who never ends or cheats is left out: that costs grading its time limits, and a page nothing.
The median over the rounds stands in the last line; it should be at most 1.
"""
import argparse
import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from grader.course import ROOT, load_chapter
from grader.demo import hand_in
from grader.invented import invented_class
from grader.release import release_chapter

SLOW = ("never ends", "cheat")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--chapter", default="01_convolution")
    parser.add_argument("--copies", type=int, default=5, help="of each of the 20 submissions")
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    chapter = load_chapter(options.chapter)
    usual = {name: one for name, one in invented_class(chapter).items() if not any(s in one[0] for s in SLOW)}
    classes = [{f"{name}-{k}": one for name, one in usual.items()} for k in range(options.copies)]
    count = sum(map(len, classes))
    ratios = []
    with tempfile.TemporaryDirectory() as folder:
        course = Path(folder)
        (course / "course_seed").write_text("the benchmark's seed\n")
        release_chapter(course, chapter.name)
        for people in classes:
            hand_in(course, chapter, people)
        for _ in range(options.rounds):
            grades = seconds(course, "autograde", chapter.name, "--force", "--workers=1")
            pages = seconds(course, "feedback", chapter.name, "--force")
            ratios.append(pages / grades)
            each = f"{grades / count:.3f} s a grade, {pages / count:.3f} s a page"
            print(f"{count} submissions, processor time with start-up: {each}, {ratios[-1]:.2f} of it")
    print(f"median: a page costs {statistics.median(ratios):.2f} of its grade")


def seconds(course: Path, *command: str) -> float:
    """Processor time of a command and of all that it starts."""
    before = os.times()
    start = [sys.executable, "-m", "grader.cli", "--course", course, *command]
    done = subprocess.run(start, env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True, text=True)
    if done.returncode > 1:  # 1: somebody handed in a letter
        sys.exit(f"{' '.join(command)} failed:\n{done.stdout[-2000:]}\n{done.stderr[-2000:]}")
    after = os.times()
    return after.children_user + after.children_system - before.children_user - before.children_system


if __name__ == "__main__":
    main()
