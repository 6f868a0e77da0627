"""Compare what a student's code gave with a card, and say what is wrong.

The notebook's `check` and the grader both call `judge`; only the cards and the process differ.
"""
from dataclasses import dataclass, field

import numpy as np

from .card import Card, Part
from .compare import Fault, argument, changed_inputs, find_change
from .diagnosis import Finding, diagnose, faults_of, told
from .run import CHANGED, Outcome

NOTHING_WRITTEN = "The function is not written yet."
DIED = Outcome(failure="died", message="Python itself ended (an exit, or a crash inside a library)")


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
    findings: list[Finding] = field(default_factory=list)  # what the message is made of
    withheld: list[str] = field(default_factory=list)  # parts that are right, but pay beside another one alone

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
            "parts": [self._part_json(*part) for part in self.parts],
            "misconception": self.misconception,
            "counterexample": self.example_json(),
            "message": self.message,
        }

    def _part_json(self, name: str, score: float, points: float) -> dict:
        withheld = {"withheld": True} if name in self.withheld else {}
        return {"name": name, "score": score, "max_score": points, **withheld}

    def example_json(self) -> dict | None:
        return self.counterexample.to_json() if self.counterexample else None


def blank(card: Card, outcome: str, message: str) -> Verdict:
    """A verdict without points: nothing was run, or nothing came back."""
    return Verdict(card.exercise, outcome, [(part.name, 0, part.points) for part in card.parts], message)


@np.errstate(all="ignore")  # a student would take what NumPy warns of here for a warning about their own code
def judge(card: Card, outcomes: list[Outcome], explain: bool = True, known: list[Finding] | None = None) -> Verdict:
    """Verdict on the outcomes of the card's cases, in the card's order.

    Each part is judged by what came out. An input changed in place is a fault of its own: it costs one part.
    Cases for which nothing came back (a list too short) count as cut off like the last one.

    explain: say what is wrong, by what mistake and in which case. It takes longer than the points
    known:   the findings with a name, where other cases have told them; else these are asked
    """
    outcomes = padded(card, outcomes)
    faults = faults_of(card, outcomes)
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
    shown = faults or {(charged, c): changes[c] for c in card.parts[charged].cases if c in changes}
    verdict = _explained(card, outcomes, parts, shown, known)
    besides = _changed_besides(card, outcomes, verdict.misconception) if faults else []
    if besides:
        names = " and ".join(map(argument, besides))
        verdict.message += f" Besides, your code changes its input {names}; work on a copy."
    return verdict


def padded(card: Card, outcomes: list[Outcome]) -> list[Outcome]:
    """One outcome for each case of the card."""
    last = outcomes[-1] if outcomes and outcomes[-1].failure in ("timed out", "died") else DIED
    return list(outcomes) + [last] * (len(card.cases) - len(outcomes))


def _explained(card: Card, outcomes: list[Outcome], parts: list, faults: dict, known: list[Finding] | None) -> Verdict:
    """The verdict on a wrong exercise: what is wrong, and the smallest case that shows the first of it.

    faults: {(part, case): fault}, those that may be shown
    """
    findings = diagnose(card, outcomes, faults, known)
    named = next((finding for finding in findings if finding.name), None)
    misconception = {"name": named.name, "message": named.message} if named else None
    c = findings[0].case
    p = next(p for p in findings[0].parts if (p, c) in faults)
    example = Counterexample(card.parts[p].name, card.cases[c].inputs, faults[p, c], outcomes[c].printed)
    outcome = _outcome(outcomes, sorted({c for _, c in faults}))
    return Verdict(card.exercise, outcome, parts, told(card, findings), misconception, example, findings)


def _changed_besides(card: Card, outcomes: list[Outcome], misconception: dict | None) -> list[str]:
    """The inputs that are changed in place, less those that the mistake's own run changes."""
    names = list(dict.fromkeys(name for outcome in outcomes for name in changed_inputs(outcome)))
    runs = [case.wrong.get(misconception["name"], {}) for case in card.cases] if misconception else []
    return [name for name in names if not any(CHANGED + name in run for run in runs)]


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


def _outcome(outcomes: list[Outcome], failed: list[int]) -> str:
    failures = [outcomes[c].failure if outcomes[c].stopped else "" for c in failed]
    if "" in failures:
        return "wrong"
    return "timed out" if "timed out" in failures else "crashed"


def _jsonable(value):
    """A value of a case as JSON can hold it; arrays may be inside lists and dictionaries, such as params."""
    if isinstance(value, dict):
        return {name: _jsonable(one) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [_jsonable(one) for one in value]
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
