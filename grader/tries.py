"""Edited references against what a student's code returned: whether one gives the same, in every case."""
import warnings
from dataclasses import replace
from types import SimpleNamespace

from convlab.card import Card, Case
from convlab.diagnosis import Evidence, faults_of, likeness, size_of
from convlab.kinds import is_refusal
from convlab.probes import probes_of
from convlab.run import Outcome, as_judged, run_case
from grader.sources import reference_of, source_of, without_docstrings


class Tries:
    """What is left of an exercise's faults, and the edits that are tried on it.

    written: the source of the student's cell
    places:  the parts that no single mistake explains
    """

    def __init__(self, chapter: str, written: str, card: Card, outcomes: list[Outcome], places: list[int]):
        self.written = written
        self.chapter, self.card, self.outcomes, self.places = chapter, card, outcomes, places
        self.faults = faults_of(card, outcomes)
        failing = {c for p, c in self.faults if p in places}
        self.failing = sorted(failing, key=lambda c: (size_of(card.cases[c].inputs), c))  # cases, the smallest first
        self.ignored = _ignored(card, places)

    @property
    def first(self) -> int | None:
        """The smallest failing case that returned something: where only errors came, no numbers are evidence."""
        return next((c for c in self.failing if self.outcomes[c].arrays is not None), None)

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

    def explained_by(self, work: SimpleNamespace, first: int, least: int = 1) -> list[int]:
        """The parts that are wrong just as they are with such work, which is right where the student's is.

        first: the failing case that is looked at before the others
        least: how alike two errors must be: 1 for any, 2 for the same words
        """
        if self._likeness(self._run(first, work), first) < least:
            return []  # most differ there
        card = replace(self.card, cases=[self._run(c, work) for c in range(len(self.card.cases))], messages={"": ""})
        parts = Evidence(card, self.outcomes, self.faults).explained_by("")
        ours = {c for p, c in self.faults if p in parts and self.outcomes[c].failure}  # others may fail otherwise
        if any(self._likeness(card.cases[c], c) < least for c in ours):
            return []
        return sorted(parts) if set(parts) & set(self.places) else []

    def _likeness(self, case: Case, c: int) -> int:
        return likeness(self.card, case, "", self.outcomes[c], self.ignored)

    def _run(self, c: int, work: SimpleNamespace) -> Case:
        """The case with what such work gives, for a mistake of no name."""
        case, came = self.card.cases[c], self.outcomes[c]
        probe = getattr(probes_of(self.chapter), case.probe)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            outcome = as_judged(probe, case.inputs, run_case(probe, work, case.inputs))
        said = outcome.message
        if is_refusal(came) and said.partition(":")[0] == came.message.partition(":")[0]:
            said = came.message  # everybody words a refusal otherwise
        return replace(case, wrong={"": said if outcome.arrays is None else outcome.arrays})


def _ignored(card: Card, places: list[int]) -> frozenset[str]:
    """Arrays of which only other parts speak."""
    ours = [card.parts[p].outputs for p in places]
    if not all(ours):
        return frozenset()
    return frozenset(name for part in card.parts for name in part.outputs or ()) - frozenset().union(*ours)
