"""What a check is made of, and how a check and a seed become a card."""
import ast
import hashlib
import importlib
import inspect
import warnings
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from types import SimpleNamespace

import numpy as np

from convlab import card as cards
from convlab.check import probes_of, stem
from convlab.run import Outcome, as_judged, run_case
from convlab.verdict import array_fault

PUBLIC_SEED = "public"  # the cards that students get; grading uses the course's secret seed


@dataclass
class Part:
    """A share of the points. `cases(rng)` yields the probe's inputs, from small to large; one whose name begins with
    an underscore is for the probe alone and not shown to students.

    Parts that name the same `cases` function share its cases and look at different `outputs`.
    """

    name: str
    points: float
    cases: Callable[[np.random.Generator], Iterable[dict]]
    outputs: list[str] | None = None
    probe: str | None = None  # when it is not the exercise's own


@dataclass
class Misconception:
    """A wrong implementation and the sentence for someone who wrote it.

    wrong: edits of the reference's source, [(old, new), …], each old text occurring exactly once;
           or a function that uses nothing but numpy as `np` and the names of other exercises
    """

    name: str
    wrong: list[tuple[str, str]] | Callable
    message: str


@dataclass
class Check:
    """How an exercise is judged. `accepts` are implementations that are right too, given like `wrong`.

    needs: exercises that this one may call. When the student's own are not right, it is judged a
           second time with the course's in their place, so that an error costs points once.
    """

    exercise: str
    parts: list[Part]
    misconceptions: list[Misconception]
    accepts: list = field(default_factory=list)
    needs: list[str] = field(default_factory=list)
    rtol: float = 1e-7
    atol: float = 1e-9


def checks_of(chapter: str) -> list[Check]:
    """The checks of a chapter ('01_convolution'), in the order of the notebook."""
    return importlib.import_module(f"grader.checks.{stem(chapter)}").CHECKS


def reference_of(chapter: str):
    """The module of solutions of a chapter."""
    return importlib.import_module(f"solutions.{stem(chapter)}")


def source_of(chapter: str, exercise: str, wrong=None) -> str:
    """Source that defines `exercise`: the reference's, or that of a misconception or alternative."""
    if callable(wrong):
        return f"{inspect.getsource(wrong)}\n\n{exercise} = {wrong.__name__}\n"
    source = inspect.getsource(getattr(reference_of(chapter), exercise))
    if wrong:
        source = without_docstrings(source)
    for old, new in wrong or []:
        if source.count(old) != 1:
            raise ValueError(f"{chapter}, {exercise}: {old!r} occurs {source.count(old)} times in the reference")
        source = source.replace(old, new)
    return source


def reference_sources(chapter: str) -> dict[str, str]:
    """Right sources of all exercises of a chapter: {exercise: source}."""
    return {check.exercise: source_of(chapter, check.exercise) for check in checks_of(chapter)}


def without_docstrings(source: str) -> str:
    """`source` less its docstrings, so that an edit meets code only."""
    lines = source.splitlines(keepends=True)
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, (ast.FunctionDef, ast.ClassDef)) and ast.get_docstring(node):
            text = node.body[0]
            lines[text.lineno - 1:text.end_lineno] = [""] * (text.end_lineno - text.lineno + 1)
    return "".join(lines)


def implementation(chapter: str, exercise: str, wrong=None) -> SimpleNamespace:
    """The reference's names with `exercise` replaced by a misconception or alternative."""
    names = dict(vars(reference_of(chapter)))
    if wrong is not None:
        exec(compile(source_of(chapter, exercise, wrong), f"<{exercise}>", "exec"), names)
    return SimpleNamespace(**names)


def make_card(chapter: str, check: Check, seed: str) -> cards.Card:
    """Run the check's probe on its cases with the reference and with each misconception."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # wrong code divides by zero
        return _card(chapter, check, seed)


def _card(chapter: str, check: Check, seed: str) -> cards.Card:
    probes = probes_of(chapter)
    right = [implementation(chapter, check.exercise, wrong) for wrong in [None, *check.accepts]]
    wrongs = {m.name: implementation(chapter, check.exercise, m.wrong) for m in check.misconceptions}
    made: dict[tuple, list[int]] = {}
    parts, cases = [], []
    for part in check.parts:
        probe_name = part.probe or check.exercise
        probe = getattr(probes, probe_name)
        key = (part.cases, probe_name)
        if key not in made:
            inputs = list(part.cases(rng_for(seed, check.exercise, part.cases.__name__)))
            made[key] = list(range(len(cases), len(cases) + len(inputs)))
            for one in inputs:
                returned = [run_case(probe, student, one) for student in right]
                expected = [_expected(chapter, check, probe, one, outcome) for outcome in returned]
                outcomes = {name: as_judged(probe, one, run_case(probe, s, one)) for name, s in wrongs.items()}
                wrong = {name: o.message if o.arrays is None else o.arrays for name, o in outcomes.items()}
                sizes = {name: array.nbytes for name, array in returned[0].arrays.items()}
                cases.append(cards.Case(probe_name, one, _distinct(expected, check), wrong, sizes))
        parts.append(cards.Part(part.name, part.points, made[key], part.outputs))
    messages = {m.name: m.message for m in check.misconceptions}
    return cards.Card(check.exercise, parts, cases, messages, check.needs, check.rtol, check.atol)


def make_cards(chapter: str, seed: str) -> list[cards.Card]:
    """The cards of all exercises of a chapter."""
    return [make_card(chapter, check, seed) for check in checks_of(chapter)]


def rng_for(seed: str, *names: str) -> np.random.Generator:
    """A generator that depends on the seed and the names alone."""
    digest = hashlib.sha256("\0".join([seed, *names]).encode()).digest()
    return np.random.default_rng(list(digest))


def small(rng: np.random.Generator, *shape: int) -> np.ndarray:
    """Distinct whole numbers from 1 on, as floats: a counterexample that can be worked by hand."""
    return rng.permutation(np.arange(1.0, np.prod(shape) + 1)).reshape(shape)


def _expected(chapter: str, check: Check, probe, inputs: dict, outcome: Outcome) -> dict:
    judged = as_judged(probe, inputs, outcome)
    if judged.arrays is None:
        raise RuntimeError(f"{chapter}, {check.exercise}: the reference fails on {inputs}: {judged.message}")
    return judged.arrays


def _distinct(expected: list[dict], check: Check) -> list[dict]:
    """The reference's arrays, then those of the alternatives that really differ from it here."""
    first, *others = expected
    return [first, *(one for one in others if any(_differs(one[name], first[name], check) for name in first))]


def _differs(one: np.ndarray, other: np.ndarray, check: Check) -> bool:
    return bool(array_fault("", other, one, check.rtol, check.atol))
