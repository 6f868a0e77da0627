"""How a check and a seed become a card."""
import hashlib
import warnings

import numpy as np

from convlab import card as cards
from convlab.compare import array_fault, find_fault
from convlab.probes import probes_of
from convlab.run import Outcome, as_judged, run_case
from grader.checks import Check
from grader.sources import checks_of, implementation

PUBLIC_SEED = "public"  # the cards that students get; grading uses the course's secret seed


def make_card(chapter: str, check: Check, seed: str) -> cards.Card:
    """Run the check's probe on its cases with the reference and with each mistake."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # wrong code divides by zero
        return _card(chapter, check, seed)


def _card(chapter: str, check: Check, seed: str) -> cards.Card:
    probes = probes_of(chapter)
    right = [implementation(chapter, check.exercise, wrong) for wrong in [None, *check.accepts]]
    wrongs = {m.name: implementation(chapter, check.exercise, m) for m in check.mistakes}
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
    messages = {m.name: m.sentence for m in check.mistakes}
    card = cards.Card(check.exercise, parts, cases, messages, check.twins, check.rtol, check.atol, check.exact)
    if seed != PUBLIC_SEED:
        _mark_proofs(chapter, check, card)
    return card


def _mark_proofs(chapter: str, check: Check, card: cards.Card) -> None:
    """Which parts prove something: those that answer wrongly who answers as is right for the cards that students have.

    What is the same for every seed (a count, a refusal, a worked example) a student's process can claim without the
    function.
    """
    probes, right, known = probes_of(chapter), implementation(chapter, check.exercise), {}
    for part, made in zip(check.parts, card.parts, strict=True):
        public = part.cases(rng_for(PUBLIC_SEED, check.exercise, part.cases.__name__))
        for c, inputs in zip(made.cases, public, strict=True):
            case = card.cases[c]
            probe = getattr(probes, case.probe)
            if c not in known:
                known[c] = as_judged(probe, case.inputs, run_case(probe, right, inputs))
            made.proof = made.proof or find_fault(card, case, made, known[c]) is not None


def make_cards(chapter: str, seed: str) -> list[cards.Card]:
    """The cards of all exercises of a chapter."""
    return [make_card(chapter, check, seed) for check in checks_of(chapter)]


def rng_for(seed: str, *names: str) -> np.random.Generator:
    """A generator that depends on the seed and the names alone."""
    digest = hashlib.sha256("\0".join([seed, *names]).encode()).digest()
    return np.random.default_rng(list(digest))


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
