"""What hostile submissions cost a class: the same honest students alone, and with every fifth one hostile or broken.

    python benchmarks/hostile.py [--submissions 200] [--workers 2] [--isolation auto]

The others are attacks of tests/attacks/ and accidents of tests/hospital/ on the first chapter, as many of both kinds
as there is room for, spread over all groups. Printed are the times of both classes, of which the second should be at
most three times the first; the most memory that a process of the grader's own took, which should be at most 500 MB;
and the submission that takes longest by itself, which should be at most 20 seconds.
"""
import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from grader.course import ROOT, Chapter, CourseError, chapter_names, filled, load_chapter, notebook_of
from grader.judge import Judge
from grader.release import release_chapter
from grader.sources import reference_sources

sys.path.append(str(ROOT / "tests"))
from recipes import handed_in, recipes

SEED = "the benchmark's seed"
EVERY = 5


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--submissions", type=int, default=200)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--isolation", default="auto")
    options = parser.parse_args()
    chapter = load_chapter(chapter_names()[0])
    right = json.dumps(filled(chapter, reference_sources(chapter.name))).encode()
    others = spread(hostile(chapter), options.submissions // EVERY)
    rows = []
    for label, hands in [("honest", []), (f"every {EVERY}th hostile or broken", list(others.values()))]:
        with tempfile.TemporaryDirectory() as folder:
            course = class_of(Path(folder), chapter, right, hands, options.submissions)
            rows.append((label, *timed(course, chapter, options)))
    print(f"{options.submissions} submissions of {chapter.name}, {options.workers} workers")
    for label, seconds, memory in rows:
        print(f"{label:32}{seconds:8.1f} s{seconds / rows[0][1]:8.2f}x{memory >> 20:8} MB")
    seconds, name = slowest(others, chapter, options.isolation)
    print(f"the slowest by itself: {name}, {seconds:.1f} s")


def hostile(chapter: Chapter) -> dict[str, bytes]:
    """All attacks and accidents on a chapter: {name: file}."""
    found = {}
    for folder in ("attacks", "hospital"):
        for one in recipes(folder):
            if one.chapter.name == chapter.name and "file" not in one.wanted:
                places = {"course": "/nowhere", "root": "/nowhere", "cache": "/nowhere"}
                found[f"{folder}/{one.name}"] = handed_in(one, folder, places)
    return found


def spread(found: dict[str, bytes], count: int) -> dict[str, bytes]:
    """So many of them, at even distances; all of them again where there are too few."""
    names = list(found)
    return {f"{names[k * len(names) // count % len(names)]}": found[names[k * len(names) // count % len(names)]]
            for k in range(count)}  # fmt: skip


def class_of(course: Path, chapter: Chapter, right: bytes, others: list[bytes], count: int) -> Path:
    (course / "course_seed").write_text(SEED + "\n")
    release_chapter(course, chapter.name)
    for number in range(count):
        folder = course / "submitted" / f"student-{number:03d}" / chapter.name
        folder.mkdir(parents=True)
        hand = others[number // EVERY % len(others)] if others and number % EVERY == 0 else right
        (folder / f"{chapter.name}.ipynb").write_bytes(hand)
    return course


def timed(course: Path, chapter: Chapter, options) -> tuple[float, int]:
    """Seconds of grading the class, and the most bytes that a process of the grader's own took."""
    command = [sys.executable, "-m", "grader.cli", "autograde", chapter.name, "--workers", str(options.workers),
               "--isolation", options.isolation]  # fmt: skip
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    environment = {**os.environ, "PATH": path, "PYTHONPATH": str(ROOT)}
    started, most = time.monotonic(), 0
    with subprocess.Popen(command, cwd=course, env=environment, stdout=subprocess.DEVNULL) as grader:
        while grader.poll() is None:
            most = max([most, *map(peak, own_processes(grader.pid))])
            time.sleep(0.1)
    return time.monotonic() - started, most


def own_processes(pid: int) -> list[int]:
    """The grader's process and its workers; not the rooms, which have limits of their own."""
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        own = Path(f"/proc/{pid}/cmdline").read_bytes()
        return [pid, *(int(one) for one in children if Path(f"/proc/{one}/cmdline").read_bytes() == own)]
    except OSError:
        return []


def peak(pid: int) -> int:
    """The most bytes that a process has taken; 0 for one that is gone."""
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) << 10 for line in lines if line.startswith("VmHWM")), 0)


def slowest(others: dict[str, bytes], chapter: Chapter, isolation: str) -> tuple[float, str]:
    """The submission that takes longest to grade by itself, and how long."""
    found = []
    with Judge(SEED, isolation) as judge:
        for name, payload in others.items():
            started = time.monotonic()
            try:
                judge.grade(chapter, notebook_of(payload, name))
            except CourseError:
                pass
            found.append((time.monotonic() - started, name))
    return max(found)


if __name__ == "__main__":
    main()
