"""What is wrong with an exercise: named mistakes, each for the parts that it explains, and relations where none does.

A mistake is the cause of what fails in a part only where its run agrees with the student's in every case of that part
and in every case that passed: what is right is evidence too.
"""
import functools
from dataclasses import dataclass, replace

import numpy as np

from .card import Card, Case, largest
from .compare import CHANGES, Fault, find_fault, same_kind, tolerance, wrong_entries
from .contrasts import contrast
from .kinds import kind, symptom
from .relations import is_evidence, relation
from .run import CHANGED, Outcome

LARGE = 10_000  # as large counts what is larger, or no whole number
MOST = 3  # things that a verdict tells
NEARER = 100  # times as near to a mistake's numbers as to the right ones are those that it may have led to
PARTLY = "In the cases of "  # begins what is said of some failing parts, where others fail otherwise


@dataclass
class Finding:
    """One thing that is wrong."""

    parts: list[int]  # places of the parts that it explains
    message: str
    name: str = ""  # of its cause, or of how the answer relates to what is right; "" where neither is known
    mistake: str = ""  # of the card, of which it speaks
    case: int = -1  # the smallest case that shows it
    stops: bool = False  # what it speaks of is an error, or a time limit


def diagnose(card: Card, outcomes: list[Outcome], faults: dict[tuple[int, int], Fault], known: list[Finding] | None):
    """Findings for all parts that fail, those of the most points first; of equals mistakes, then what has a name.

    faults: {(part, case): fault}
    known:  what other cases have shown of mistakes, which is taken over, and no others looked for; None for no cases
    """
    one = Evidence(card, outcomes, faults)
    if known is None:
        found = one.causes()
        found += one.likely(one.left_by(found))
    else:
        parts = [(finding, [p for p in finding.parts if p in one.failing]) for finding in known]
        found = [replace(finding, parts=p, case=one.smallest(p, finding.mistake)) for finding, p in parts if p]
    found += one.described(one.left_by(found))
    return sorted(found, key=lambda finding: (-one.points(finding.parts), not finding.mistake, not finding.name))


def told(card: Card, findings: list[Finding]) -> str:
    """The findings in words: the first one, and the parts that others are about, each sentence once.

    What stops a run is told though there are many others: nothing else can be seen before that is mended.
    """
    shown = findings[:MOST]
    if not any(finding.stops for finding in shown):
        shown[-1:] = [next((finding for finding in findings if finding.stops), shown[-1])]
    first, *others = shown
    others = [other for other in others if other.message != first.message]
    besides = [f"Besides, i{other.message[1:]}" if other.message.startswith(PARTLY) else
               f"Besides, in {quoted(card, other.parts)}: {other.message}" for other in others]  # fmt: skip
    return " ".join([first.message, *besides])


def quoted(card: Card, places: list[int]) -> str:
    """“stride” and “padding”; of many parts the first."""
    names = [f"“{card.parts[p].name}”" for p in places]
    return " and ".join(names) if len(names) < 3 else f"{names[0]} and {len(names) - 1} other parts"


def faults_of(card: Card, outcomes: list[Outcome]) -> dict[tuple[int, int], Fault]:
    """{(part, case): what is wrong}"""
    found = {(p, c): find_fault(card, card.cases[c], part, outcomes[c]) for p, part in enumerate(card.parts)
             for c in part.cases}  # fmt: skip
    return {pair: fault for pair, fault in found.items() if fault}


class Evidence:
    """What was right and what was wrong, and which mistakes agree with it."""

    def __init__(self, card: Card, outcomes: list[Outcome], faults: dict[tuple[int, int], Fault]):
        self.card, self.outcomes, self.faults = card, outcomes, faults
        self.failing: dict[int, list[int]] = {}  # part -> its cases that fail
        for p, c in faults:
            self.failing.setdefault(p, []).append(c)
        self.passed = [(p, c) for p, part in enumerate(card.parts) for c in part.cases if (p, c) not in faults]
        self.changes = all(fault.sentence.startswith(CHANGES) for fault in faults.values())  # and nothing else is wrong
        self.outputs = {p: set(card.parts[p].outputs or ()) for p in self.failing}
        self.beside = {p: self._of_the_same_arrays(p) for p in self.failing}
        self.ignored = {p: self._of_others(p) for p in range(len(card.parts))}

    def left_by(self, found: list[Finding]) -> set[int]:
        """The failing parts of which no finding speaks."""
        return set(self.failing).difference(*(finding.parts for finding in found))

    def points(self, parts: list[int]) -> float:
        return sum(self.card.parts[p].points for p in parts)

    def likeness(self, name: str, p: int, c: int) -> int:
        """In all arrays but those of which another part that fails speaks."""
        return self._likeness(name, c, self.ignored[p])

    def _of_others(self, p: int) -> frozenset[str]:
        """The arrays of which a part does not speak, and another one that fails does."""
        others = set().union(*(outputs for q, outputs in self.outputs.items() if q != p))
        return frozenset(others - set(self.card.parts[p].outputs or others))

    @functools.cache  # noqa: B019 -- lives as long as one verdict
    def _likeness(self, name: str, c: int, ignored: frozenset[str]) -> int:
        return likeness(self.card, self.card.cases[c], name, self.outcomes[c], ignored, self.changes)

    def agrees(self, name: str, p: int) -> bool:
        """Whether a mistake's run equals the student's wherever a part of the same arrays fails."""
        if not all(self.likeness(name, p, c) for c in self.beside[p]) or not self._is_wrong_alike(name, p):
            return False
        # Two runs that raise are no evidence: some wrong arrays must be equal, or the words of an error.
        return any(self.outcomes[c].arrays is not None or self.likeness(name, p, c) == 2 for c in self.failing[p])

    def _of_the_same_arrays(self, p: int) -> list[int]:
        """Cases that fail, of those probes, in parts that look at the arrays of this one."""
        probes = {self.card.cases[c].probe for c in self.failing[p]}
        found = (c for q, c in self.faults if self.card.cases[c].probe in probes and self._overlap(p, q))
        return list(dict.fromkeys(found))

    def _overlap(self, p: int, q: int) -> bool:
        """Whether two parts that fail look at the same arrays."""
        return p == q or not self.outputs[p] or not self.outputs[q] or bool(self.outputs[p] & self.outputs[q])

    def is_cause(self, name: str) -> bool:
        """Whether it agrees with all that is right, be it right in another way."""
        return all(self.likeness(name, p, c) or self._is_right(name, p, c) for p, c in self.passed)

    def _is_wrong_alike(self, name: str, p: int) -> bool:
        """Whether its numbers are of the student's kind where nothing but their kind is wrong in a part."""
        return all(self.likeness(name, p, c) == 2 for c in self.failing[p]
                   if symptom(self.faults[p, c], self.outcomes[c])[0] == "kind")  # fmt: skip

    @functools.cache  # noqa: B019 -- as above
    def _is_right(self, name: str, p: int, c: int) -> bool:
        run = self.card.cases[c].wrong[name]
        right = not isinstance(run, str) and not any(one.startswith(CHANGED) for one in run)
        return right and find_fault(self.card, self.card.cases[c], self.card.parts[p], Outcome(run)) is None

    def explained_by(self, name: str) -> list[int]:
        """The parts of which a mistake is the cause."""
        parts = [p for p in self.failing if self.agrees(name, p)]
        return parts if parts and self.is_cause(name) else []  # most differ in the first case that is looked at

    def spoils_no_more(self, name: str, parts: list[int]) -> bool:
        """Whether it spoils nothing else that fails in another way: its sentence may speak of that."""
        return not any(self._is_wrong(name, p) for p in self.failing if p not in parts)

    def _is_wrong(self, name: str, p: int) -> bool:
        return not all(self._is_right(name, p, c) for c in self.failing[p])

    def weight(self, name: str, parts: list[int]) -> tuple:
        """To choose among mistakes that agree: the points that they explain, then whether that is all that they spoil,
        then in how many cases they agree, how.
        """
        alike = [self._likeness(name, c, frozenset()) for c in range(len(self.card.cases))]
        return self.points(parts), self.spoils_no_more(name, parts), sum(map(bool, alike)), sum(alike)

    def causes(self) -> list[Finding]:
        """Mistakes that agree with everything that they speak of, as few as explain the most."""
        explains = {name: parts for name in self.card.messages if (parts := self.explained_by(name))}
        found: list[Finding] = []
        left = set(self.failing)
        while left and explains:
            best = max(explains, key=lambda name: self.weight(name, [p for p in explains[name] if p in left]))
            parts = [p for p in explains.pop(best) if p in left]
            if parts:
                found.append(Finding(parts, self.card.messages[best], best, best, self.smallest(parts, best)))
                left -= set(parts)
        return found

    def likely(self, parts: set[int]) -> list[Finding]:
        """What a mistake says that agrees where a part fails, and would have failed where the student does not."""
        found = []
        while parts:
            agree = {name: like for name in self.card.messages if (like := self._like(name, parts))}
            agree = agree or {name: like for name in self.card.messages if (like := self.parts_like(name, parts))}
            if not agree:
                break
            best = max(agree, key=lambda name: self.weight(name, agree[name]))
            said = self.card.messages[best]
            if self.related(agree[best]) <= set(agree[best]):
                message = f"In the cases that fail: {said} The others are right{self.apart(agree[best])}."
            else:
                message = f"{PARTLY}{quoted(self.card, agree[best])} that fail: {said}"
            found.append(Finding(agree[best], message, "", best, self.smallest(agree[best], best)))
            parts = parts - set(agree[best])
        return found

    def _like(self, name: str, parts: set[int]) -> list[int]:
        return [p for p in sorted(parts)
                if self.agrees(name, p) and not self._is_absent(p) and self._is_nearer(name, p)
                and not self._is_round(p)]  # fmt: skip

    def _is_round(self, p: int) -> bool:
        """Whether all that is wrong in a part is one round number in one case: many errors may arrive there."""
        fault = self.faults[p, self.failing[p][0]]
        if len(self.failing[p]) > 1 or fault.got is None or fault.got.shape != fault.expected.shape:
            return False
        wrong = fault.got[wrong_entries(fault.expected, fault.got, *fault.tolerance)]
        return fault.expected.dtype.kind == "f" and wrong.size == 1 and bool(wrong[0].real % 1 == 0)

    def _is_nearer(self, name: str, p: int) -> bool:
        """Whether its numbers are much nearer to the student's than what is right, wherever a part fails: numbers that
        are wrong by little more than the tolerance are alike within it, whatever they come from.
        """
        for c in self.failing[p]:
            fault, run = self.faults[p, c], self.card.cases[c].wrong[name]
            its = None if isinstance(run, str) else run.get(fault.output)
            if fault.got is None or its is None or not its.shape == fault.got.shape == fault.expected.shape:
                continue
            off, wrong = (largest(np.atleast_1d(fault.got * 1.0 - one)) for one in (its, fault.expected))
            if off > wrong / NEARER > 0:
                return False
        return True

    def _is_absent(self, p: int) -> bool:
        """Whether all that is wrong in a part is that an array is missing, which has many reasons."""
        return all(self.faults[p, c].got is None and self.outcomes[c].arrays is not None for c in self.failing[p])

    def parts_like(self, name: str, parts: set[int]) -> list[int]:
        """The parts in all of whose failing cases a mistake agrees, and in all that passed, though not in other parts
        of the same arrays: there another mistake hides it.
        """
        found = [p for p in sorted(parts) if all(self.likeness(name, p, c) for c in self.failing[p])
                 and self._has_numbers(p) and self._is_wrong_alike(name, p)
                 and self._is_nearer(name, p)]  # fmt: skip
        return found if found and self.is_cause(name) else []

    def _has_numbers(self, p: int) -> bool:
        """Whether a part fails with enough numbers: nan is nan and nothing is 0, from wherever they come."""
        faults = [self.faults[p, c] for c in self.failing[p]]
        return is_evidence([one.expected for one in faults if one.got is not None and _says_something(one.got)], 9)

    def related(self, parts: list[int]) -> set[int]:
        """The failing parts that look at the same arrays of the same probes as these."""
        probes = {self.card.cases[c].probe for p in parts for c in self.failing[p]}
        return {q for p in parts for q, cases in self.failing.items()
                if self._overlap(p, q) and any(self.card.cases[c].probe in probes for c in cases)}  # fmt: skip

    def described(self, parts: set[int]) -> list[Finding]:
        """What can be said of the rest. Cases that show the same are taken together: what is wrong in the smallest of
        them, how what came relates to what is right, and what sets the failing cases apart.
        """
        alike: dict[tuple, list[tuple[int, int]]] = {}
        for p in sorted(parts):
            found = {c: symptom(self.faults[p, c], self.outcomes[c]) for c in self.failing[p]}
            wrong = {output for what, output, *_ in found.values() if what == "values"}
            for c, (what, output, *more) in found.items():
                if what != "kind" or output not in wrong:  # where numbers differ, too, there is more to see
                    alike.setdefault((what, output, *more), []).append((p, c))
        found = [finding for pairs in alike.values() for finding in self._described(pairs)]
        found.sort(key=lambda finding: self._size(finding.case))
        plain = next((finding for finding in found if not finding.name), None)
        where = self.apart(plain.parts) if plain else ""
        if where:
            plain.message += f" The cases that are right are those{where.removeprefix(':')}."
        return found

    def _described(self, pairs: list[tuple[int, int]]) -> list[Finding]:
        """Findings for cases of one symptom: one for all where they have one kind; else one for each relation that
        holds in all cases of some parts, and one for the rest.
        """
        places = sorted({p for p, _ in pairs})
        pairs = sorted(pairs, key=self._order)
        kinds = [kind(self.faults[p, c], self.outcomes[c]) for p, c in pairs]
        if len({name for name, _ in kinds}) == 1 and kinds[0][0]:
            c = pairs[0][1]
            return [Finding(places, kinds[0][1], kinds[0][0], "", c, bool(self.outcomes[c].failure))]
        whole, said = self._related(pairs), {}
        for p in places:
            own = self._related([pair for pair in pairs if pair[0] == p])
            said[p] = own if own[0] and own[0] != whole[0] else whole  # what holds in all may be vaguer
        return [self._relation([pair for pair in pairs if said[pair[0]] == one], *one)
                for one in dict.fromkeys(said.values())]  # fmt: skip

    def _related(self, pairs: list[tuple[int, int]]) -> tuple[str, str]:
        return relation([(self.card.cases[c], self.faults[p, c]) for p, c in pairs])

    def _relation(self, pairs: list[tuple[int, int]], name: str, said: str) -> Finding:
        """What is wrong in the first of these cases, the smallest, and the relation that holds in all of them."""
        p, c = pairs[0]
        message = " ".join(filter(None, [self.faults[p, c].sentence, said]))
        return Finding(sorted({p for p, _ in pairs}), message, name, "", c, bool(self.outcomes[c].failure))

    def _order(self, pair: tuple[int, int]) -> tuple[float, int]:
        return self._size(pair[1])

    def _size(self, c: int) -> tuple[float, int]:
        return size_of(self.card.cases[c].inputs), c

    def apart(self, parts: list[int]) -> str:
        """": where pad is 0", say, of the cases that are right; "" where nothing does, or no part is right."""
        if len(self.failing) == len(self.card.parts):
            return ""  # a few cases that are right by chance tell nothing to who has no points
        failing = {c for p in self.related(parts) for c in self.failing[p]}
        probes = {self.card.cases[c].probe for c in failing}
        right = {c for p, c in self.passed if self.card.cases[c].probe in probes and self._alike(p, parts)} - failing
        said = contrast([self.card.cases[c].inputs for c in right], [self.card.cases[c].inputs for c in failing])
        return f": {said}" if said else ""

    def _alike(self, p: int, parts: list[int]) -> bool:
        """Whether a part looks at an array at which one of these looks."""
        ours, its = [set(self.card.parts[q].outputs or ()) for q in parts], set(self.card.parts[p].outputs or ())
        return not its or any(not one or one & its for one in ours)

    def smallest(self, parts: list[int], name: str = "") -> int:
        """The smallest failing case of the parts, of those in which the named mistake agrees."""
        pairs = [(p, c) for p in parts for c in self.failing[p]]
        if name in self.card.messages:
            pairs = [(p, c) for p, c in pairs if self.likeness(name, p, c)] or pairs
            pairs = [(p, c) for p, c in pairs if symptom(self.faults[p, c], self.outcomes[c])[0] != "kind"] or pairs
        return min(pairs, key=self._order)[1]


def likeness(card: Card, case: Case, name: str, outcome: Outcome, ignored: frozenset[str] = frozenset(),
             changes: bool = False) -> int:  # fmt: skip
    """0 when the wrong run of a case and the student's differ, 1 for equal numbers or two errors, 2 for numbers of one
    kind or errors of the same words. Numbers count, not their kind: a mistake made in floats is one made in integers.

    ignored: arrays that are not looked at
    changes: an input that is changed in place is all that is wrong: it must be the same
    """
    wrong = case.wrong[name]
    if isinstance(wrong, str) or outcome.arrays is None:
        raised = isinstance(wrong, str) and outcome.failure == "raised"
        return raised + (raised and outcome.message.startswith(wrong))
    its, changed = ({one for one in run if one.startswith(CHANGED)} for run in (wrong, outcome.arrays))
    names = set(wrong) - its - ignored
    if names != set(outcome.arrays) - changed - ignored:
        return 0
    if any(_loses_more(wrong[one], outcome.arrays[one]) for one in ignored & set(wrong) & set(outcome.arrays)):
        return 0
    pairs = [(wrong[one], outcome.arrays[one]) for one in [*names, *(its & changed)]]
    if any(one.shape != got.shape or wrong_entries(one, got, *tolerance(card, case, one, got)).any()
           for one, got in pairs):  # fmt: skip
        return 0
    if changes and its != changed:
        return 0
    return 1 + (its == changed and all(same_kind(got, one) and same_kind(one, got) for one, got in pairs))


def _says_something(got: np.ndarray) -> bool:
    return bool(np.isfinite(got).all() and got.size and np.ptp(got * 1.0))


def _loses_more(wrong: np.ndarray, got: np.ndarray) -> bool:
    """Whether a run has nan or inf where the student's has none: what else is wrong there would not take them away."""
    return wrong.shape == got.shape and bool((~np.isfinite(wrong) & np.isfinite(got)).any())


def size_of(inputs: dict) -> float:
    """How much there is to look at in a case's inputs; of equals, those of smaller whole numbers are less."""
    shown = [value for name, value in inputs.items() if not name.startswith("_")]
    numbers = [value for value in shown if type(value) in (int, float)]
    plain = sum(abs(value) if abs(value) < LARGE and value % 1 == 0 else LARGE for value in numbers)
    return sum(map(np.size, shown)) + plain / (1 + plain)
