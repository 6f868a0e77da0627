"""The trial of one exercise in one pass: what it is tested with, and what came of it."""
from dataclasses import dataclass, field

from convlab import verdict as verdicts
from convlab.card import Card
from convlab.run import Outcome
from convlab.verdict import Verdict


@dataclass
class Trial:
    """The pass prepares it, its conversations fill it, and its verdict says what it is worth."""

    card: Card
    given: list[str] = field(default_factory=list)  # needs for which it gets the course's functions
    lent: set[str] = field(default_factory=set)  # those of `given` that it called
    outcomes: list[Outcome] = field(default_factory=list)  # of the cases that were run, in the card's order
    error: Outcome | None = None  # why its cell did not run
    cut_off: bool = False  # its cell had to be killed
    blocked: bool = False  # not run, as it would have waited for one that is stuck
    finished: bool = False  # nothing more is to come

    @property
    def stuck(self) -> bool:
        """It ran out of time by itself."""
        return bool(self.outcomes) and self.outcomes[-1].failure == "timed out" and not self.blocked

    def verdict(self) -> Verdict:
        verdict = verdicts.judge(self.card, self.outcomes)
        nothing_came = all(outcome.arrays is None for outcome in self.outcomes)
        if self.error and verdict.outcome != "right" and nothing_came:
            outcome = "timed out" if self.error.failure == "timed out" else "crashed"
            return verdicts.blank(self.card, outcome, f"The exercise's cell did not run: {self.error.message}.")
        if self.lent:
            lent = " and ".join(need for need in self.given if need in self.lent)
            verdict.message += f" (Judged with the course's {lent}: yours is not right yet.)"
        return verdict
