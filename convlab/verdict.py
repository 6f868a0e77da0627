"""Compare what a student's code gave with a card, and say what is wrong.

The notebook's `check` and the grader both call `judge`; only the cards and the process differ.
"""
from dataclasses import dataclass, field

import numpy as np

from .card import Card, Case, Part, largest
from .run import CHANGED, Outcome

KIND_NAMES = {"b": "booleans", "i": "integers", "u": "integers", "f": "floats", "c": "complex numbers"}
NOTHING_WRITTEN = "The function is not written yet."
DIED = Outcome(failure="died", message="Python itself ended (an exit, or a crash inside a library)")
SINGLE = 16 * float(np.finfo(np.float32).eps)  # what a few roundings in single precision leave, of the largest number
TOO_COARSE = "Something is computed in float32, and its seven digits are too few here; use float64."
UNKNOWN = "not asked yet"  # of the mistake behind what is wrong
COARSE = 0.01  # up to this error, numbers of float32 are taken to be wrong by their precision, not by their formula


@dataclass
class Fault:
    """Why one case is not right."""

    sentence: str
    output: str = ""
    expected: np.ndarray | None = None
    got: np.ndarray | None = None
    labels: tuple[str, str] = ("expected", "got")
    tolerance: tuple[float, float] = (0.0, 0.0)  # rtol and atol with which they were compared


@dataclass
class Counterexample:
    """The smallest failing case, ready to be shown."""

    part: str
    inputs: dict
    fault: Fault
    printed: str = ""  # what the student's code printed in this case; known at home only

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


def judge(card: Card, outcomes: list[Outcome], explain: bool = True, known: dict | None | str = UNKNOWN) -> Verdict:
    """Verdict on the outcomes of the card's cases, in the card's order.

    Each part is judged by what came out. An input changed in place is a fault of its own: it costs one part.
    Cases for which nothing came back (a list too short) count as cut off like the last one.

    explain: say what is wrong, by what mistake and in which case. It takes longer than the points
    known:   the mistake, None for none, where other cases have told; else these are asked
    """
    last = outcomes[-1] if outcomes and outcomes[-1].failure in ("timed out", "died") else DIED
    outcomes = list(outcomes) + [last] * (len(card.cases) - len(outcomes))
    found = [(p, c, find_fault(card, card.cases[c], part, outcomes[c])) for p, part in enumerate(card.parts)
             for c in part.cases]  # fmt: skip
    faults = {(p, c): fault for p, c, fault in found if fault}  # (part, case) -> fault
    changes = {c: change for c, case in enumerate(card.cases) if (change := find_change(case, outcomes[c]))}
    wrong, charged = {p for p, _ in faults}, _charged(card, {p for p, _ in faults}, set(changes))
    parts = [(part.name, _paid(card, part, p in wrong, p == charged), part.points) for p, part in enumerate(card.parts)]
    if not faults and not changes:
        return Verdict(card.exercise, "right", parts, "Every case is right.")
    if all(outcomes[c].failure == "not implemented" for c in range(len(card.cases))):
        # A needed function that is still a stub says so itself.
        return Verdict(card.exercise, "not attempted", parts, NOTHING_WRITTEN)
    if not explain:
        failed = sorted({c for _, c in faults} or changes)
        return Verdict(card.exercise, _outcome(outcomes, failed), parts)
    if not faults:
        shown = {(charged, c): changes[c] for c in card.parts[charged].cases if c in changes}
        return _explained(card, outcomes, parts, shown, known)
    verdict = _explained(card, outcomes, parts, faults, known)
    besides = _changed_besides(card, outcomes, verdict.misconception)
    if besides:
        verdict.message += f" Besides, your code changes its input {' and '.join(besides)}; work on a copy."
    return verdict


def _charged(card: Card, wrong: set[int], changed: set[int]) -> int | None:
    """The part that a changed input costs: the cheapest of those that show it and are right otherwise.

    wrong: parts; changed: cases in which an input is changed
    """
    showing = [p for p, part in enumerate(card.parts) if p not in wrong and changed & set(part.cases)]
    return min(showing, key=lambda p: card.parts[p].points, default=None)


def _paid(card: Card, part: Part, wrong: bool, charged: bool) -> float:
    if charged and len(card.parts) == 1:
        return part.points / 2  # right numbers are worth something, also where they are all that is asked for
    return 0 if wrong or charged else part.points


def _changed_besides(card: Card, outcomes: list[Outcome], misconception: dict | None) -> list[str]:
    """The inputs that are changed in place, less those that the misconception's own run changes."""
    names = list(dict.fromkeys(name for outcome in outcomes for name in _changed(outcome)))
    runs = [case.wrong[misconception["name"]] for case in card.cases] if misconception else []
    return [name for name in names if not any(CHANGED + name in run for run in runs)]


def _explained(card: Card, outcomes: list[Outcome], parts: list, faults: dict, known) -> Verdict:
    """The verdict on a wrong exercise: its mistake, if that is known, and the smallest of the failed cases.

    faults: {(part, case): fault}, those that may be shown
    """
    failed = sorted({c for _, c in faults})
    misconception = find_mistake(card, outcomes, failed) if known == UNKNOWN else known
    pairs = list(faults)
    if misconception:  # what is shown belongs to the sentence above it
        its = [c for c in failed if _likeness(card, card.cases[c], misconception["name"], outcomes[c])]
        pairs = [pair for pair in faults if pair[1] in its] or pairs
    p, c = min(pairs, key=lambda pair: (_size(card.cases[pair[1]].inputs), pair[1], pair[0]))
    example = Counterexample(card.parts[p].name, card.cases[c].inputs, faults[p, c], outcomes[c].printed)
    message = misconception["message"] if misconception else faults[p, c].sentence
    return Verdict(card.exercise, _outcome(outcomes, failed), parts, message, misconception, example)


def find_mistake(card: Card, outcomes: list[Outcome], failed: list[int]) -> dict | None:
    """The mistake that explains the failed cases, {"name", "message"}; None when none of the card's does."""
    found = match_misconception(card, outcomes, failed)
    # Another probe (of refusals, say) asks another question: who computes wrongly may not have come to it yet.
    first = [c for c in failed if card.cases[c].probe == card.cases[failed[0]].probe]
    return found or (match_misconception(card, outcomes, first) if first != failed else None)


def find_fault(card: Card, case: Case, part: Part, outcome: Outcome) -> Fault | None:
    """The first thing wrong with what came out, as far as a part looks at it; None when it is right."""
    if outcome.failure == "timed out":
        return Fault(f"Your code did not finish: {outcome.message}.")
    if outcome.failure:
        return Fault(f"Your code stopped: {outcome.message}.")
    faults = [_compare(card, case, one, part.outputs or list(one), outcome.arrays) for one in case.expected]
    # Of several right answers the student meant the one that is nearest: of the same shape, and of the same kind.
    return None if None in faults else min(faults, key=_distance)


def find_change(case: Case, outcome: Outcome) -> Fault | None:
    """The first input that the student's code changed in place, None when it left them all as they were."""
    for name in _changed(outcome):
        said = f"Your code changes its input {name}; work on a copy. That costs one part of the points, not all."
        before, after = case.inputs.get(name), outcome.arrays[CHANGED + name]
        if not isinstance(before, np.ndarray):
            return Fault(said, name)
        return Fault(said, name, before, after, (f"{name} before", f"{name} after your call"))
    return None


def _changed(outcome: Outcome) -> list[str]:
    return [name.removeprefix(CHANGED) for name in outcome.arrays or {} if name.startswith(CHANGED)]


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
    """Boolean array: where two arrays of one shape differ by more than the tolerance. nan equals nan.

    As np.isclose has it, which takes ten times as long for a few numbers.
    """
    got, expected = got * 1.0, expected * 1.0  # booleans have no difference, and small integers none beyond their size
    with np.errstate(invalid="ignore", over="ignore"):
        close = np.abs(got - expected) <= atol + rtol * np.abs(expected)
    odd = ~np.isfinite(expected)
    if odd.any():
        close = np.where(odd, (got == expected) | (np.isnan(got) & np.isnan(expected)), close)
    return ~close


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
    kind or errors of the same words. An input that the student's code changes besides does not hide wrong numbers."""
    wrong = case.wrong[misconception]
    if isinstance(wrong, str) or outcome.arrays is None:
        raised = isinstance(wrong, str) and outcome.failure == "raised"
        return raised + (raised and outcome.message.startswith(wrong))
    besides = set(outcome.arrays) - set(wrong)
    if not set(wrong) <= set(outcome.arrays) or not all(name.startswith(CHANGED) for name in besides):
        return 0
    pairs = [(wrong[name], outcome.arrays[name]) for name in wrong]
    if any(one.shape != got.shape or wrong_entries(one, got, *tolerance(card, case, one, got)).any()
           for one, got in pairs):  # fmt: skip
        return 0
    if besides and any(_compare(card, case, right, list(right), wrong) is None for right in case.expected):
        return 0  # the numbers are right: only the change is wrong, and this mistake does not make it
    return 1 + (not besides and all(_same_kind(got, one) and _same_kind(one, got) for one, got in pairs))


def _compare(card: Card, case: Case, expected: dict, outputs: list[str], arrays: dict) -> Fault | None:
    for name in outputs:
        if name not in arrays:
            return Fault(f"{name} is missing from what your code returned.", name, expected[name])
        right, got = expected[name], arrays[name]
        allowed = tolerance(card, case, right, got)
        sentence = array_fault(name, right, got, *allowed)
        if sentence:
            scale = _scale(case, right)
            near = of_float32(right, got) and np.allclose(got, right, rtol=0, atol=COARSE * scale)
            return Fault(sentence + near * f" {TOO_COARSE}", name, right, got, tolerance=allowed)
    return None


def tolerance(card: Card, case: Case, expected: np.ndarray, got: np.ndarray) -> tuple[float, float]:
    """rtol and atol with which an array is compared. What is right in single precision is right.

    Where the card is `exact` that is so for float32 alone: float64 that ends after seven digits has another cause.
    """
    if expected.dtype.kind != "f" or (card.exact and not of_float32(expected, got)):
        return card.rtol, card.atol
    return card.rtol, max(card.atol, SINGLE * _scale(case, expected))


def _scale(case: Case, expected: np.ndarray) -> float:
    """What roundings are relative to: an array's largest number; where sums cancel, the largest input, if below 1."""
    return max(largest(expected), min(1.0, case.magnitude))


def of_float32(expected: np.ndarray, got: np.ndarray) -> bool:
    """Whether an array of the same shape is of float32, or was until it was stored as float64."""
    if got.dtype.kind != "f" or expected.dtype != np.float64 or got.shape != expected.shape:
        return False
    kept = np.array_equal(got, got.astype(np.float32)) and not np.array_equal(expected, expected.astype(np.float32))
    return got.dtype.itemsize <= 4 or kept


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
