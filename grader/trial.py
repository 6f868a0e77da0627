"""The trial of one exercise in one pass: what it is tested with, what came of it, and the better of two."""
from dataclasses import dataclass, field, replace

from convlab import verdict as verdicts
from convlab.calls import blame, clause
from convlab.card import Card, Part
from convlab.run import Outcome
from convlab.verdict import Verdict


@dataclass
class Trial:
    """The pass prepares it, its conversations fill it, and its verdict says what it is worth."""

    card: Card
    calls: list[str] = field(default_factory=list)  # exercises that it calls, of those that may be to blame
    given: list[str] = field(default_factory=list)  # those of `calls` for which it gets the course's functions
    lent: set[str] = field(default_factory=set)  # those of `given` that it called
    outcomes: list[Outcome] = field(default_factory=list)  # of the cases that were run, in the card's order
    error: Outcome | None = None  # why its cell did not run
    cut_off: bool = False  # its cell had to be killed
    blocked: bool = False  # not run, as it would have waited for one that is stuck
    finished: bool = False  # nothing more is to come
    scored: Verdict | None = None  # on all parts, without an explanation, once asked for

    @property
    def cut_short(self) -> bool:
        """The last of its cases did not come to an end."""
        return bool(self.outcomes) and self.outcomes[-1].failure in ("timed out", "died")

    @property
    def stuck(self) -> bool:
        """It ran out of time by itself."""
        return self.cut_short and self.outcomes[-1].failure == "timed out" and not self.blocked

    def score(self) -> Verdict:
        """The points of all parts, unexplained. Ask when the trial is over: it is made once."""
        self.scored = self.scored or self.verdict_on(self.card.parts, explain=False)
        return self.scored

    def verdict_on(self, parts: list[Part], explain: bool = True) -> Verdict:
        """The verdict on these parts of the card alone."""
        card = replace(self.card, parts=parts)
        verdict = verdicts.judge(card, self.outcomes, explain)
        nothing_came = all(outcome.arrays is None for outcome in self.outcomes)
        if self.error and verdict.outcome != "right" and nothing_came:
            outcome = "timed out" if self.error.failure == "timed out" else "crashed"
            return verdicts.blank(card, outcome, f"The exercise's cell did not run: {self.error.message}.")
        return verdict


def better_of(card: Card, runs: list[Trial], wrong: dict[str, str], explain: bool = True) -> Verdict:
    """The verdict on an exercise that was run once or twice: a part is right when it is in one of the runs.

    runs:  the last one has what was lent
    wrong: other exercises that are not right: {name: what they are not}

    What is said is about the parts that are wrong in every run, as they are in the run that is worth most; of equals
    in the last one, where what the exercise calls is right. A borrowed function is named where its run counts: for a
    part, or for what is said.
    """
    single = [run.score() for run in runs]
    best = max(range(len(runs)), key=lambda k: (single[k].score, k))
    parts = [max(same, key=lambda part: part[1]) for same in zip(*(verdict.parts for verdict in single), strict=True)]
    left = [part for part, (_, score, points) in zip(card.parts, parts, strict=True) if score < points]
    if not left:
        told = Verdict(card.exercise, "right", message="Every case is right.")
    else:
        told = runs[best].verdict_on(card.parts if parts == single[best].parts else left, explain)
    told.parts = parts
    last = runs[-1]
    gains = any(score > before for (_, score, _), (_, before, _) in zip(parts, single[0].parts, strict=True))
    lent = [name for name in last.given if name in last.lent and (gains or left and runs[best] is last)]
    if left:
        own = [name for name in last.calls if runs[best] is not last or name not in last.given]
        blame(told, {name: wrong[name] for name in own if name in wrong})
    if lent:
        its = {name: wrong[name] for name in lent}
        told.message += f" (Judged with the course's {' and '.join(lent)}: your code calls {clause(its)}.)"
    return told
