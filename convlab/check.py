"""`lab.check(corr2d)`: instant feedback in the notebook, from the chapter's public cards."""
import dataclasses
import sys
import textwrap
from pathlib import Path

from . import card as cards_file
from . import render
from .calls import NOT_RIGHT, NOT_WRITTEN, blame, names_below
from .console import say
from .printed import kept_apart
from .probes import probes_of
from .run import Outcome, Student, as_judged, run_case
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
    _check(written, sys._getframe(1).f_globals)


class checking:
    """`with lab.checking(corr2d):` and asserts below it: whatever comes of them, the verdict is shown.

    An assert that fails, or code that crashes in one, would otherwise end the cell before its last line. Raises
    what `check` raises; if that finds nothing wrong, what was raised inside. What the function prints for the asserts
    is not shown: it stands under the smallest case that fails.
    """

    def __init__(self, written):
        self.written, self.names = written, sys._getframe(1).f_globals

    def __enter__(self):
        self.prints = kept_apart()
        self.prints.__enter__()
        return self

    def __exit__(self, *_):
        self.prints.__exit__(None, None, None)
        try:
            _check(self.written, self.names)
        except CheckFailed as failure:
            raise failure from None


def _check(written, names: dict) -> None:
    chapter, cards, drawn = cards_file.load(_cards_path())
    card = cards[_exercise(written, names, cards)]
    student, probes = Student(names), probes_of(chapter)
    verdict = judge(card, run_card(card, student, probes))
    used = names_below(names.get(card.exercise), names)
    if verdict.outcome != "right":
        called = [cards[name] for name in cards if name in used and name != card.exercise]
        blame(verdict, first_wrong(called, student, probes))
    show(verdict)
    borrowed = sorted(drawn & set(names) & used)
    if borrowed:
        say(
            f"But: {card.exercise} uses {', '.join(borrowed)}, made by a cell that draws figures. Such cells do not "
            "run when your work is graded, and it would fail: use arguments, or another name in a cell of your own."
        )
    if verdict.outcome != "right":
        raise CheckFailed(f"{card.exercise}, {verdict.score:g} of {verdict.max_score:g} points. {verdict.message}")


def first_wrong(cards: list, student, probes) -> dict[str, str]:
    """{exercise: why} of the first of these that is not right yet; nothing when all are."""
    for card in map(_numbers_of, cards):
        outcome = judge(card, run_card(card, student, probes)).outcome
        if outcome != "right":
            return {card.exercise: NOT_WRITTEN if outcome == "not attempted" else NOT_RIGHT}
    return {}


def _numbers_of(card):
    """A card less the parts that ask something else than what comes out, such as whether there is a loop."""
    asked = [part for part in card.parts if card.cases[part.cases[0]].probe == card.exercise]
    return dataclasses.replace(card, parts=asked)


def run_card(card, student, probes) -> list:
    """Outcomes of all cases of a card, in order. What NumPy warns of is in the verdict, if it matters."""
    return [_outcome(getattr(probes, case.probe), student, case.inputs) for case in card.cases]


def _outcome(probe, student, inputs: dict) -> Outcome:
    with kept_apart() as printed:
        outcome = run_case(probe, student, inputs)
    return dataclasses.replace(as_judged(probe, inputs, outcome), printed=printed.screen())


def show(verdict: Verdict) -> None:
    """HTML in a notebook, text elsewhere."""
    try:
        shell = get_ipython()
    except NameError:
        say(render.text(verdict))
        return
    from IPython.display import display  # here, because importing convlab should be quick

    if shell.__class__.__name__ == "TerminalInteractiveShell":
        say(render.text(verdict))
    else:
        display({"text/plain": render.text(verdict), "text/html": render.html(verdict)}, raw=True)


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
