"""Two mistakes at once: where no single one explains what fails, two edits of the reference are tried together."""
import itertools
import math
import time

from convlab.diagnosis import Finding, likeness
from grader.checks import Mistake
from grader.sources import checks_of
from grader.tries import Tries

SECONDS = 1.0  # of processor time, for one exercise


def pair_of(tries: Tries, until: float = math.inf) -> Finding | None:
    """The two mistakes whose edits together give what came, in every case that they speak of; None when no two do.

    until: the time.process_time at which to give up
    """
    if tries.first is None:
        return None
    source, until = tries.source(), min(until, time.process_time() + SECONDS)
    for one, other in _candidates(tries):
        if time.process_time() > until:
            return None
        edited = _both(source, one, other)
        work = tries.work(edited) if edited else None
        parts = tries.explained_by(work, tries.first) if work else []
        if parts:
            name, said = f"{one.name}; {other.name}", f"{one.sentence} And: {other.sentence}"
            return Finding(parts, f"Two mistakes at once give your results: {said}", name, name)
    return None


def _candidates(tries: Tries) -> list[tuple[Mistake, Mistake]]:
    """Mistakes that are edits of the reference, two by two: of those that spoil nothing that is right, and that leave
    the arrays of the first case in the shapes that came.
    """
    card, outcomes = tries.card, tries.outcomes
    check = next(check for check in checks_of(tries.chapter) if check.exercise == card.exercise)
    passed = {c for part in card.parts for c in part.cases} - {c for _, c in tries.faults}
    edits = [
        one for one in check.mistakes
        if isinstance(one.wrong, list) and one.of is None
        and all(likeness(card, card.cases[c], one.name, outcomes[c]) for c in passed)
    ]  # fmt: skip
    case, came = card.cases[tries.first], _shapes(outcomes[tries.first].arrays)
    fits = {one.name: _shapes(case.wrong[one.name]) == came for one in edits}
    both = _shapes(case.expected[0]) == came
    found = [(fits[one.name] + fits[other.name], one, other) for one, other in itertools.combinations(edits, 2)]
    # Two that each change a shape may give it back: those come last.
    return [(one, other) for count, one, other in sorted(found, key=lambda each: -each[0]) if count or both]


def _shapes(arrays) -> dict | None:
    return None if isinstance(arrays, str) else {name: array.shape for name, array in arrays.items()}


def _both(source: str, one: Mistake, other: Mistake) -> str | None:
    """The reference with both edits; None where they do not fit together."""
    for old, new in [*one.wrong, *other.wrong]:
        if source.count(old) != 1:
            return None
        source = source.replace(old, new)
    return source
