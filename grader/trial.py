"""The trial of one exercise in one pass: what it is tested with, what came of it, and the better of two."""
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from convlab import verdict as verdicts
from convlab.calls import blame, clause
from convlab.card import Card, Part
from convlab.diagnosis import Finding
from convlab.run import Outcome
from convlab.verdict import Verdict

ENDINGS = {"timed out": "did not finish", "died": "ended Python itself", "raised": "stopped"}


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

    def all_outcomes(self) -> list[Outcome]:
        """One for each case of the card, those that were not run cut off like the last."""
        return verdicts.padded(self.card, self.outcomes)

    def score(self) -> Verdict:
        """The points of all parts, unexplained. Ask when the trial is over: it is made once."""
        self.scored = self.scored or self.verdict_on(range(len(self.card.parts)), explain=False)
        return self.scored

    def verdict_on(self, places, explain: bool = True, known: list[Finding] | None = None) -> Verdict:
        """The verdict on the parts of the card at these places alone; `known` is as for convlab.verdict.judge."""
        card = replace(self.card, parts=[self.card.parts[place] for place in places])
        verdict = verdicts.judge(card, self.outcomes, explain, known)
        nothing_came = all(outcome.arrays is None for outcome in self.outcomes)
        if self.error and verdict.outcome != "right" and nothing_came:
            outcome = "timed out" if self.error.failure == "timed out" else "crashed"
            return verdicts.blank(card, outcome, f"The exercise's cell did not run: {self.error.message}.")
        return verdict


@dataclass
class Result:
    """What the hidden cases say of an exercise that was run once or twice.

    A part is right when it is right in one of the runs. `best` is the run that is worth most; of equals the last one,
    where what the exercise calls is right.
    """

    runs: list[Trial]
    parts: list[tuple[str, float, float]]  # name, score, points
    left: list[int]  # places of the parts that the verdict speaks of; none where all are right
    best: Trial
    outcome: str
    lent: list[str]  # exercises that were borrowed where that counts: for a part, or for what is said
    own: list[str]  # exercises that it called, in the run that is told of, as they stand in the notebook
    unpaid: list[str]  # parts that are right, but claims beside no proof
    mistakes: list[Finding] | None = None  # that explain what is wrong, once looked for

    def explain(self, search: Callable) -> None:
        """Look for the mistakes that explain what is wrong in the hidden cases; nothing that holds a number of theirs.

        search: called as search(card, outcomes, places) for parts that no single mistake explains
        """
        card = replace(self.best.card, parts=[self.best.card.parts[place] for place in self.left])
        found = self.best.verdict_on(self.left).findings
        causes = [finding for finding in found if finding.mistake and finding.name]
        rest = sorted({p for finding in found if finding not in causes for p in finding.parts})
        likely = [finding for finding in found if finding.mistake and not finding.name]
        self.mistakes = causes + likely  # stands where the search takes too long
        more = search(card, self.best.all_outcomes(), rest) if rest else None
        if more:
            self.mistakes = causes + [more] + [one for one in likely if not set(one.parts) & set(more.parts)]


def result_of(runs: list[Trial]) -> Result:
    """Of the runs of one exercise; the last one has what was lent."""
    single = [run.score() for run in runs]
    best = max(range(len(runs)), key=lambda k: (single[k].score, k))
    merged = [max(same, key=lambda part: part[1]) for same in zip(*(verdict.parts for verdict in single), strict=True)]
    left = [place for place, (_, score, points) in enumerate(merged) if score < points]
    last = runs[-1]
    gains = any(score > before for (_, score, _), (_, before, _) in zip(merged, single[0].parts, strict=True))
    if left and merged == single[best].parts:
        left = list(range(len(merged)))
    scores = paid(merged, last.card.parts)
    return Result(
        runs, scores, left, runs[best],
        runs[best].verdict_on(left, explain=False).outcome if left else "right",
        lent=[name for name in last.given if name in last.lent and (gains or left and runs[best] is last)],
        own=[name for name in last.calls if runs[best] is not last or name not in last.given] if left else [],
        unpaid=[name for (name, score, _), (_, before, _) in zip(scores, merged, strict=True) if score < before],
    )  # fmt: skip


def paid(scores: list[tuple[str, float, float]], parts: list[Part]) -> list[tuple[str, float, float]]:
    """Claims pay beside proof alone: a part whose answer is no secret (a count, a refusal, a public example) when a
    part with hidden numbers is right. Where there are none, as at home, all parts pay.
    """
    proven = any(part.proof and score == points for part, (_, score, points) in zip(parts, scores, strict=True))
    if proven or not any(part.proof for part in parts):
        return scores
    return [(name, score * part.proof, points) for part, (name, score, points) in zip(parts, scores, strict=True)]


def explained(result: Result, shown: Trial | None, wrong: dict[str, str]) -> Verdict:
    """The verdict on an exercise: points by the hidden cases; of those a mistake's sentence is told, and no more.

    shown: its run with the cases that students have, of which anything may be told; None where there was none
    wrong: other exercises that are not right: {name: what they are not}
    """
    card = result.best.card
    told = _told(result, shown) if result.left else Verdict(card.exercise, "right", message="Every case is right.")
    told.outcome, told.parts = result.outcome, result.parts
    if result.left:
        blame(told, {name: wrong[name] for name in result.own if name in wrong})
    if result.unpaid:
        told.withheld = result.unpaid
        told.message += f" {_held_back(result.unpaid)}"
    if result.lent:
        its = {name: wrong[name] for name in result.lent}
        told.message += f" (Judged with the course's {' and '.join(result.lent)}: your code calls {clause(its)}.)"
    return told


def _held_back(names: list[str]) -> str:
    quoted, rule = " and ".join(f"“{name}”" for name in names), "points count only beside a part that cannot be guessed"
    if len(names) > 1:
        return f"The parts {quoted} are right, but their {rule}: by themselves, they could be lucky guesses."
    return f"The part {quoted} is right, but its {rule}: by itself, it could be a lucky guess."


def _told(result: Result, shown: Trial | None) -> Verdict:
    """What is wrong, from what a student may know."""
    name, known = result.best.card.exercise, result.mistakes or []
    if shown is not None:
        told = shown.verdict_on(result.left, known=known)
        if told.outcome != "right":
            return told
    if known:
        named = next((finding for finding in known if finding.name), None)
        misconception = {"name": named.name, "message": named.message} if named else None
        return Verdict(name, "wrong", message=known[0].message, misconception=misconception)
    return Verdict(name, "wrong", message=_unshown(result, shown))


def _unshown(result: Result, shown: Trial | None) -> str:
    """Of an exercise that is right in all cases that may be shown, or of which none could be run."""
    if result.outcome == "not attempted":
        return verdicts.NOTHING_WRITTEN
    if result.best.cut_off:
        return f"The exercise's cell did not run: {result.best.error.message}."
    failed = next((one for one in result.best.outcomes[::-1] if one.stopped), None)
    ended = ENDINGS.get(failed.failure) if failed else ""
    if shown is None:
        return f"Your code {ended}." if ended else "Your code is wrong in a case that is not shown."
    names = " and ".join(f"“{name}”" for name, score, points in result.parts if score < points)
    case = f"it {ended} in a case that is not shown" if ended else "cases that are not shown"
    return f"Your code is right in every case that you can run yourself, and wrong in {names}: {case}."
