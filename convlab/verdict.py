"""Compare what a student's code gave with a card, and say what is wrong.

The notebook's `check` and the grader both call `judge`; only the cards and the process differ.
"""
from dataclasses import dataclass, field

import numpy as np

from .card import Card, Case, Part
from .run import CHANGED, Outcome

KIND_NAMES = {"b": "booleans", "i": "integers", "u": "integers", "f": "floats", "c": "complex numbers"}
NOT_WRITTEN = "The function is not written yet."
DIED = Outcome(failure="died", message="Python itself ended (an exit, or a crash inside a library)")


@dataclass
class Fault:
    """Why one case is not right."""

    sentence: str
    output: str = ""
    expected: np.ndarray | None = None
    got: np.ndarray | None = None
    labels: tuple[str, str] = ("expected", "got")


@dataclass
class Counterexample:
    """The smallest failing case, ready to be shown."""

    part: str
    inputs: dict
    fault: Fault

    def to_json(self) -> dict:
        return {
            "part": self.part,
            "inputs": {name: _jsonable(value) for name, value in self.inputs.items() if not name.startswith("_")},
            "output": self.fault.output or None,
            "expected": _jsonable(self.fault.expected),
            "got": _jsonable(self.fault.got),
            "reason": self.fault.sentence,
        }


@dataclass
class Verdict:
    """What one exercise is worth and why."""

    exercise: str
    outcome: str  # "right", "wrong", "crashed", "timed out", "not attempted", "grader fault"
    parts: list[tuple[str, float, float]] = field(default_factory=list)  # name, score, max score
    message: str = ""
    misconception: dict | None = None  # {"name", "message"}
    counterexample: Counterexample | None = None

    @property
    def score(self) -> float:
        return sum(score for _, score, _ in self.parts)

    @property
    def max_score(self) -> float:
        return sum(points for _, _, points in self.parts)

    def to_json(self) -> dict:
        return {
            "name": self.exercise,
            "outcome": self.outcome,
            "score": self.score,
            "max_score": self.max_score,
            "parts": [{"name": n, "score": s, "max_score": m} for n, s, m in self.parts],
            "misconception": self.misconception,
            "counterexample": self.counterexample.to_json() if self.counterexample else None,
            "message": self.message,
        }


def blank(card: Card, outcome: str, message: str) -> Verdict:
    """A verdict without points: nothing was run, or nothing came back."""
    return Verdict(card.exercise, outcome, [(part.name, 0, part.points) for part in card.parts], message)


def judge(card: Card, outcomes: list[Outcome]) -> Verdict:
    """Verdict on the outcomes of the card's cases, in the card's order.

    Cases for which nothing came back (a list too short) count as cut off like the last one.
    """
    last = outcomes[-1] if outcomes and outcomes[-1].failure in ("timed out", "died") else DIED
    outcomes = list(outcomes) + [last] * (len(card.cases) - len(outcomes))
    faults: dict[tuple[int, int], Fault] = {}  # (part, case) -> fault
    parts = []
    for p, part in enumerate(card.parts):
        for c in part.cases:
            fault = find_fault(card, card.cases[c], part, outcomes[c])
            if fault:
                faults[p, c] = fault
        right = not any((p, c) in faults for c in part.cases)
        parts.append((part.name, part.points if right else 0, part.points))
    if not faults:
        return Verdict(card.exercise, "right", parts, "Every case is right.")
    failed = sorted({c for _, c in faults})
    if all(outcomes[c].failure == "not implemented" for c in range(len(card.cases))):
        # A needed function that is still a stub says so itself.
        return Verdict(card.exercise, "not attempted", parts, NOT_WRITTEN)
    told = failed
    misconception = match_misconception(card, outcomes, failed)
    if not misconception:
        # Another probe (of refusals, say) asks another question: who computes wrongly may not have come to it yet.
        first = [c for c in failed if card.cases[c].probe == card.cases[failed[0]].probe]
        misconception = match_misconception(card, outcomes, first)
        told = first if misconception else failed
    pairs = [pair for pair in faults if pair[1] in told]
    p, c = min(pairs, key=lambda pair: (_size(card.cases[pair[1]].inputs), pair[1], pair[0]))
    example = Counterexample(card.parts[p].name, card.cases[c].inputs, faults[p, c])
    message = misconception["message"] if misconception else faults[p, c].sentence
    return Verdict(card.exercise, _outcome(outcomes, failed), parts, message, misconception, example)


def find_fault(card: Card, case: Case, part: Part, outcome: Outcome) -> Fault | None:
    """The first thing wrong with an outcome, as far as a part looks at it; None when it is right."""
    if outcome.failure == "timed out":
        return Fault(f"Your code did not finish: {outcome.message}.")
    if outcome.failure:
        return Fault(f"Your code stopped: {outcome.message}.")
    for name, array in outcome.arrays.items():
        changed = name.removeprefix(CHANGED)
        if changed != name:
            said = f"Your code changes its input {changed}; work on a copy."
            before = case.inputs.get(changed)
            if not isinstance(before, np.ndarray):
                return Fault(said, changed)
            return Fault(said, changed, before, array, (f"{changed} before", f"{changed} after your call"))
    faults = [_compare(card, expected, part.outputs or list(expected), outcome.arrays) for expected in case.expected]
    # Of several right answers the student meant the one that is nearest: of the same shape, and of the same kind.
    return None if None in faults else min(faults, key=_distance)


def _distance(fault: Fault) -> int:
    if fault.got is None or fault.got.shape != fault.expected.shape:
        return 2
    return 0 if _same_kind(fault.got, fault.expected) else 1


def array_fault(name: str, expected: np.ndarray, got: np.ndarray, rtol: float, atol: float) -> str:
    """What is wrong with `got`, in one sentence; "" when it is right: shape, dtype kind, finite, values."""
    if got.shape != expected.shape:
        return f"{name} has shape {got.shape}, expected {expected.shape}."
    if not _same_kind(got, expected):
        return f"{name} holds {KIND_NAMES[got.dtype.kind]}, expected {KIND_NAMES[expected.dtype.kind]}."
    bad = wrong_entries(expected, got, rtol, atol)
    if not bad.any():
        return ""
    if expected.dtype.kind == "b" and got.ndim == 0:
        return f"{name[:1].upper()}{name[1:]}: {_yes(got)}, expected: {_yes(expected)}."
    if got.size == 1:
        return f"{name} is {got}, expected {expected}."
    lost = ~np.isfinite(got) & np.isfinite(expected)
    if lost.any():
        return f"{_count(lost, name)} nan or inf, the first at {_first(lost)}."
    return f"{_count(bad, name)} wrong, the first at {_first(bad)}."


def _yes(value: np.ndarray) -> str:
    return "yes" if value else "no"


def _same_kind(got: np.ndarray, expected: np.ndarray) -> bool:
    if got.ndim == 0 and expected.dtype.kind == "f":
        return got.dtype.kind in "iuf"  # the number 0 is as good as 0.0
    return any(got.dtype.kind in kind and expected.dtype.kind in kind for kind in ("iu", "f", "b", "c"))


def wrong_entries(expected: np.ndarray, got: np.ndarray, rtol: float, atol: float) -> np.ndarray:
    """Boolean array: where two arrays of one shape differ by more than the tolerance."""
    return ~np.isclose(got, expected, rtol=rtol, atol=atol, equal_nan=True)


def match_misconception(card: Card, outcomes: list[Outcome], failed: list[int]) -> dict | None:
    """The misconception whose wrong run equals the student's in every case of `failed`, if there is one.

    Numbers count, not their kind: a mistake made in floats is the same as one made in integers. Of several that
    equal the student's, it is the one that does so in most cases, and then in most kinds.
    """
    best, most = None, (0, 0)
    for name, message in card.messages.items():
        alike = {}
        if not all(alike.setdefault(c, _likeness(card, card.cases[c], name, outcomes[c])) for c in failed):
            continue  # most differ in the first of them: the others are not looked at
        # Two runs that raise are no evidence: some wrong arrays must be equal, or the words of an error.
        if any(outcomes[c].arrays is not None or alike[c] == 2 for c in failed):
            others = [c for c in range(len(card.cases)) if c not in alike]
            found = [*alike.values(), *(_likeness(card, card.cases[c], name, outcomes[c]) for c in others)]
            count = (sum(map(bool, found)), sum(found))
            if count > most:
                best, most = {"name": name, "message": message}, count
    return best


def _likeness(card: Card, case: Case, misconception: str, outcome: Outcome) -> int:
    """0 when the wrong run of a case and the student's differ, 1 for equal numbers or two errors, 2 for numbers of one
    kind or errors of the same words."""
    wrong = case.wrong[misconception]
    if isinstance(wrong, str) or outcome.arrays is None:
        raised = isinstance(wrong, str) and outcome.failure == "raised"
        return raised + (raised and outcome.message.startswith(wrong))
    if set(wrong) != set(outcome.arrays):
        return 0
    pairs = [(wrong[name], outcome.arrays[name]) for name in wrong]
    if any(one.shape != got.shape or wrong_entries(one, got, card.rtol, card.atol).any() for one, got in pairs):
        return 0
    return 1 + all(_same_kind(got, one) and _same_kind(one, got) for one, got in pairs)


def _compare(card: Card, expected: dict, outputs: list[str], arrays: dict) -> Fault | None:
    for name in outputs:
        if name not in arrays:
            return Fault(f"{name} is missing from what your code returned.", name, expected[name])
        sentence = array_fault(name, expected[name], arrays[name], card.rtol, card.atol)
        if sentence:
            return Fault(sentence, name, expected[name], arrays[name])
    return None


def _outcome(outcomes: list[Outcome], failed: list[int]) -> str:
    failures = [outcomes[c].failure for c in failed]
    if "" in failures:
        return "wrong"
    return "timed out" if "timed out" in failures else "crashed"


def _count(mask: np.ndarray, name: str) -> str:
    return f"{int(mask.sum())} of {mask.size} entries of {name} {'is' if mask.sum() == 1 else 'are'}"


def _first(mask: np.ndarray) -> list[int]:
    return [int(i) for i in np.argwhere(mask)[0]]


def _size(inputs: dict) -> int:
    return sum(np.size(value) for value in inputs.values())


def _jsonable(value):
    if not isinstance(value, np.ndarray):
        return value
    values = value.tolist() if value.size <= 256 else None
    return {"shape": list(value.shape), "dtype": str(value.dtype), "values": _finite(values)}


def _finite(values):
    """JSON has no nan or inf: they become text."""
    if isinstance(values, list):
        return [_finite(one) for one in values]
    if isinstance(values, float) and not np.isfinite(values):
        return str(values)
    return str(values) if isinstance(values, complex) else values
