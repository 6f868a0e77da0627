"""The demonstration: everything the grader does, done to an invented class."""
import json
import shutil
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

from grader.autograde import autograde
from grader.course import Chapter, CourseError, chapter_names, load_chapter
from grader.invented import NAMES, invented_class
from grader.nbgrader.driver import export_grades, generate_feedback
from grader.receipts import receipt_path
from grader.release import release_chapter
from grader.sandbox import SandboxError, open_rooms
from grader.summary import Summary
from grader.terminal import number_column, show, shown, table

MARKER = ".invented-class"  # says that a folder is the demo's own and may be emptied
OURS = ["release", "submitted", "autograded", "feedback", "receipts"]
FILES = ["gradebook.db", "grades.csv", "nbgrader_config.py", "course_seed"]


def run_demo(folder: Path, progress: Callable) -> None:
    """Make the class, release, autograde, feed back, export; print who got what and why."""
    started = time.monotonic()
    empty(folder)
    folder = folder.resolve()
    chapter = load_chapter(chapter_names()[0])
    isolation = usable_isolation()
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


def usable_isolation() -> str:
    """The isolation to grade with. The class is our own, so here alone no wall at all will do, if it must."""
    try:
        for room in open_rooms("auto"):
            room.close()
    except SandboxError as error:
        show(f"{error}\nThe demo's class is made by the course itself, so it is graded without a wall.")
        return "process"
    return "auto"


def hand_in(folder: Path, chapter: Chapter, people: dict) -> None:
    """submitted/STUDENT/CHAPTER/ for each, with a timestamp as nbgrader's collect writes it."""
    first = datetime(2026, 1, 12, 10)
    for minute, (name, (_, notebook)) in enumerate(people.items()):
        place = folder / "submitted" / name / chapter.name
        place.mkdir(parents=True)
        (place / "timestamp.txt").write_text(f"{first + timedelta(minutes=minute)} UTC\n")
        if notebook is not None:
            text = notebook if isinstance(notebook, str) else json.dumps(notebook, indent=1, ensure_ascii=False)
            (place / f"{chapter.name}.ipynb").write_text(text, encoding="utf-8")


def who_got_what(folder: Path, chapter: Chapter, people: dict, summary: Summary):
    """The table at the end: student, score, what they did, what the grader found."""
    lines = table("student", number_column("score"), "what the demo wrote", "what the grader found")
    rows = {row.student: row for row in summary.graded}
    refused = dict(summary.refused)
    for name, (did, _) in people.items():
        if name in refused:
            lines.add_row(name, "-", did, "not graded: " + refused[name].split(f"{chapter.name}.ipynb ")[-1])
            continue
        row = rows[name]
        found = found_in(folder / receipt_path(chapter.name, name)) or row.note or "all right"
        lines.add_row(name, f"{row.score:g}/{row.max_score:g}", did, found)
    return lines


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
