"""`lab.check(corr2d)`: instant feedback in the notebook, from the chapter's public cards."""
import importlib
import sys
import textwrap
from pathlib import Path

from . import card as cards_file
from .run import Student, run_case
from .verdict import Verdict, judge


class CheckFailed(AssertionError):
    """Raised by `check` when a case is wrong, so that nbgrader's Validate sees it."""

    def _render_traceback_(self):
        # Jupyter and nbgrader's Validate show this instead of a traceback through the kit.
        return textwrap.wrap(f"Not right yet: {self}", 90, break_on_hyphens=False)


def check(written) -> None:
    """Judge one exercise on the chapter's public cases and show the verdict.

    written: the function or class of an exercise, or its name

    Raises CheckFailed (an AssertionError) when it is not right, FileNotFoundError when the
    chapter's cards.npz is not beside the notebook, ValueError for something that is no exercise.
    """
    names = sys._getframe(1).f_globals
    chapter, cards = cards_file.load(_cards_path())
    card = cards[_exercise(written, names, cards)]
    verdict = judge(card, run_card(card, Student(names), probes_of(chapter)))
    show(verdict)
    if verdict.outcome != "right":
        raise CheckFailed(f"{card.exercise}, {verdict.score:g} of {verdict.max_score:g} points. {verdict.message}")


def run_card(card, student, probes) -> list:
    """Outcomes of all cases of a card, in order."""
    return [run_case(getattr(probes, case.probe), student, case.inputs) for case in card.cases]


def probes_of(chapter: str):
    """The probes' module of a chapter, named as in notebooks/: '01_convolution'."""
    return importlib.import_module(f"convlab.probes.{chapter.split('_', 1)[1]}")


def show(verdict: Verdict) -> None:
    """HTML in a notebook, text elsewhere."""
    try:
        shell = get_ipython()
    except NameError:
        print(verdict)
        return
    from IPython.display import display

    if shell.__class__.__name__ == "TerminalInteractiveShell":
        print(verdict)
    else:
        display({"text/plain": str(verdict), "text/html": verdict._repr_html_()}, raw=True)


def _cards_path() -> Path:
    path = Path.cwd() / "cards.npz"
    if not path.is_file():
        raise FileNotFoundError(
            f"cards.npz is not beside the notebook (looked in {path.parent}). "
            "Work in the unzipped bundle of the chapter, or run `grader study` to make a working copy."
        )
    return path


def _exercise(written, names: dict, cards: dict) -> str:
    for exercise in cards:
        if (isinstance(written, str) and written == exercise) or names.get(exercise, cards) is written:
            return exercise
    shown = getattr(written, "__name__", repr(written))
    raise ValueError(f"{shown} is no exercise of this chapter; its exercises are {', '.join(cards)}")
