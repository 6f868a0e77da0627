"""Edited references against what a student's code returned: whether one gives the same, in every case."""
import warnings
from dataclasses import replace
from types import SimpleNamespace

from convlab.card import Card, Case
from convlab.diagnosis import Evidence, faults_of, likeness, size_of
from convlab.probes import probes_of
from convlab.run import Outcome, as_judged, run_case
from grader.sources import reference_of, source_of, without_docstrings


class Tries:
    """What is left of an exercise's faults, and the edits that are tried on it.

    places: the parts that no single mistake explains
    """

    def __init__(self, chapter: str, card: Card, outcomes: list[Outcome], places: list[int]):
        self.chapter, self.card, self.outcomes, self.places = chapter, card, outcomes, places
        self.faults = faults_of(card, outcomes)
        failing = {c for p, c in self.faults if p in places and outcomes[c].arrays is not None}
        # Where only errors came, there is no evidence.
        self.first = min(failing, key=lambda c: (size_of(card.cases[c].inputs), c), default=None)
        self.ignored = _ignored(card, places)

    def source(self) -> str:
        """The reference's."""
        return without_docstrings(source_of(self.chapter, self.card.exercise))

    def work(self, source: str) -> SimpleNamespace | None:
        """The chapter's names with a reference of this source; None where it defines nothing."""
        names = dict(vars(reference_of(self.chapter)))
        try:
            exec(compile(source, "<an edited reference>", "exec"), names)
        except Exception:
            return None
        return SimpleNamespace(**names)

    def explained_by(self, work: SimpleNamespace) -> list[int]:
        """The parts that are wrong just as they are with such work, which is right where the student's is."""
        case = self._run(self.card.cases[self.first], work)
        if not likeness(self.card, case, "", self.outcomes[self.first], self.ignored):
            return []  # most differ in the first case that is looked at
        card = replace(self.card, cases=[self._run(case, work) for case in self.card.cases], messages={"": ""})
        parts = Evidence(card, self.outcomes, self.faults).explained_by("")
        return sorted(parts) if set(parts) & set(self.places) else []

    def _run(self, case: Case, work: SimpleNamespace) -> Case:
        """The case with what such work gives, for a mistake of no name."""
        probe = getattr(probes_of(self.chapter), case.probe)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            outcome = as_judged(probe, case.inputs, run_case(probe, work, case.inputs))
        return replace(case, wrong={"": outcome.message if outcome.arrays is None else outcome.arrays})


def _ignored(card: Card, places: list[int]) -> frozenset[str]:
    """Arrays of which only other parts speak."""
    ours = [card.parts[p].outputs for p in places]
    if not all(ours):
        return frozenset()
    return frozenset(name for part in card.parts for name in part.outputs or ()) - frozenset().union(*ours)
