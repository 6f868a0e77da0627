"""What a verdict says beyond the exercise itself: of the cell that it stands in, and of lines that were not run."""
import re

from convlab.verdict import Verdict
from grader import cells
from grader.course import is_demo
from grader.rebuild import Rebuilt

MOST = 3  # lines that are told
FIGURES = " Names from cells that draw figures do not exist when your work is graded."


def remark(verdict: Verdict, rebuilt: Rebuilt) -> Verdict:
    """The verdict with what the notebook tells of why an exercise is not right."""
    name = verdict.exercise
    if verdict.outcome in ("right", "grader fault") or name in rebuilt.missing or name in rebuilt.unchanged:
        return verdict
    if name in rebuilt.unreadable:
        verdict.message = f"The exercise's cell did not run: {rebuilt.unreadable[name]}."
    elif name in rebuilt.leftover and verdict.outcome == "not attempted":
        line = rebuilt.leftover[name]
        verdict.message = f"`raise NotImplementedError` is left in your function: delete line {line} of its cell."
    verdict.message += _not_run(verdict, rebuilt)
    return verdict


def _not_run(verdict: Verdict, rebuilt: Rebuilt) -> str:
    """The lines that may be why a name is missing: for display and shell, or stopped in cells of one's own."""
    if verdict.outcome not in ("crashed", "wrong") or not _lacks_something(verdict.message):
        return ""
    skipped = [f"`{line}`" for step in rebuilt.steps for line in step.skipped]
    stopped = [step.trouble for step in rebuilt.steps if step.trouble and not step.exercise]
    said = f" Lines for display and shell do nothing when graded: {_few(skipped)}." if skipped else ""
    said += f" In cells of your own: {_few(stopped)}." if stopped else ""
    return said + FIGURES * _drawn(verdict.message, rebuilt)


def _drawn(message: str, rebuilt: Rebuilt) -> bool:
    """Whether the name that is missing is one that a cell of the course makes which draws a figure."""
    missing = re.search(r"NameError: name '(\w+)'", message)
    drawing = [cell["source"] for cell in rebuilt.notebook["cells"] if is_demo(cell)]
    return bool(missing) and any(missing[1] in cells.made(source) for source in drawing)


def _lacks_something(message: str) -> bool:
    kinds = ("NameError", "ModuleNotFoundError", "ImportError", "AttributeError", "did not run")
    return any(kind in message for kind in kinds)


def _few(lines: list[str]) -> str:
    more = f" and {len(lines) - MOST} more" if len(lines) > MOST else ""
    return "; ".join(lines[:MOST]) + more
