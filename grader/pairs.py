"""Two mistakes at once: where no single one explains what fails, two edits of the reference are tried together."""
import itertools
import time
import warnings
from dataclasses import replace
from types import SimpleNamespace

from convlab.card import Card, Case
from convlab.diagnosis import Evidence, Finding, faults_of, likeness, size_of
from convlab.probes import probes_of
from convlab.run import Outcome, as_judged, run_case
from grader.checks import Mistake
from grader.sources import checks_of, reference_of, source_of, without_docstrings

SECONDS = 1.0  # of processor time, for one exercise


def pair_of(chapter: str, card: Card, outcomes: list[Outcome], places: list[int]) -> Finding | None:
    """The two mistakes whose edits together give what came, in every case that they speak of; None when no two do.

    places: the parts that no single mistake explains
    """
    until = time.process_time() + SECONDS
    faults = faults_of(card, outcomes)
    failing = {c for p, c in faults if p in places and outcomes[c].arrays is not None}
    if not failing:
        return None  # only errors came, and they are no evidence
    first = min(failing, key=lambda c: (size_of(card.cases[c].inputs), c))
    ignored = _ignored(card, places)
    for one, other in _candidates(chapter, card, outcomes, faults, first):
        if time.process_time() > until:
            return None
        work = _both(chapter, card.exercise, one, other)
        if work is None:
            continue
        name = f"{one.name}; {other.name}"
        case = _with_run(chapter, card.cases[first], name, work)
        if likeness(card, case, name, outcomes[first], ignored):
            cases = [_with_run(chapter, case, name, work) for case in card.cases]
            evidence = Evidence(replace(card, cases=cases, messages={name: ""}), outcomes, faults)
            parts = evidence.explained_by(name)
            if set(parts) & set(places):
                message = f"Two things at once: {one.sentence} And: {other.sentence}"
                return Finding(sorted(parts), message, name, name)
    return None


def _candidates(chapter: str, card: Card, outcomes: list[Outcome], faults: dict, first: int) -> list[tuple]:
    """Mistakes that are edits of the reference, two by two: of those that spoil nothing that is right, and that leave
    the arrays of the first case in the shapes that came.
    """
    check = next(check for check in checks_of(chapter) if check.exercise == card.exercise)
    passed = {c for part in card.parts for c in part.cases} - {c for _, c in faults}
    edits = [
        one for one in check.mistakes
        if isinstance(one.wrong, list) and one.of is None
        and all(likeness(card, card.cases[c], one.name, outcomes[c]) for c in passed)
    ]  # fmt: skip
    case, came = card.cases[first], _shapes(outcomes[first].arrays)
    fits = {one.name: _shapes(case.wrong[one.name]) == came for one in edits}
    both = _shapes(case.expected[0]) == came
    found = [(fits[one.name] + fits[other.name], one, other) for one, other in itertools.combinations(edits, 2)]
    # Two that each change a shape may give it back: those come last.
    return [pair for count, *pair in sorted(found, key=lambda each: -each[0]) if count or both]


def _shapes(arrays) -> dict | None:
    return None if isinstance(arrays, str) else {name: array.shape for name, array in arrays.items()}


def _both(chapter: str, exercise: str, one: Mistake, other: Mistake) -> SimpleNamespace | None:
    """The reference's names with both edits; None where they do not fit together."""
    source = without_docstrings(source_of(chapter, exercise))
    for old, new in [*one.wrong, *other.wrong]:
        if source.count(old) != 1:
            return None
        source = source.replace(old, new)
    names = dict(vars(reference_of(chapter)))
    try:
        exec(compile(source, "<two mistakes>", "exec"), names)
    except SyntaxError:
        return None
    return SimpleNamespace(**names)


def _with_run(chapter: str, case: Case, name: str, work: SimpleNamespace) -> Case:
    """The case with what such work gives, under a name."""
    probe = getattr(probes_of(chapter), case.probe)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)
        outcome = as_judged(probe, case.inputs, run_case(probe, work, case.inputs))
    return replace(case, wrong={name: outcome.message if outcome.arrays is None else outcome.arrays})


def _ignored(card: Card, places: list[int]) -> frozenset[str]:
    """Arrays of which only other parts speak."""
    ours = [card.parts[p].outputs for p in places]
    if not all(ours):
        return frozenset()
    return frozenset(name for part in card.parts for name in part.outputs or ()) - frozenset().union(*ours)
