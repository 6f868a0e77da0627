"""What the desk knows of a graded notebook: what the examiner said of it, small and checked."""
from dataclasses import dataclass, field

from convlab.verdict import NOTHING_WRITTEN, Verdict
from grader.terminal import plain

OUTCOMES = ("right", "wrong", "crashed", "timed out", "not attempted", "grader fault")
LONGEST = 20_000  # characters of a message or of a verdict's text


@dataclass
class Judged(Verdict):
    """The verdict on one exercise, ready to be stored and shown; its counterexample is JSON already."""

    text: str = ""  # the whole of it, for terminals

    def example_json(self) -> dict | None:
        return self.counterexample


def judged(said: dict) -> Judged:
    """What the examiner said of an exercise. ValueError for what it would not say."""
    parts = [(str(one["name"]), float(one["score"]), float(one["max_score"])) for one in said["parts"]]
    if said["outcome"] not in OUTCOMES or not all(0 <= score <= points for _, score, points in parts):
        raise ValueError(f"a verdict that cannot be: {said['outcome']}, {parts}")
    text, message = str(said["text"])[:LONGEST], plain(str(said["message"]))[:LONGEST]
    shown = said["misconception"], said["counterexample"]
    withheld = [str(one["name"]) for one in said["parts"] if one.get("withheld")]
    return Judged(said["name"], said["outcome"], parts, message, *shown, withheld=withheld, text=text)


@dataclass
class OwnResult:
    """What a submission gets for an own question. A score of None waits for a person."""

    name: str  # the grade_id of the cell with the points
    score: float | None
    max_score: float
    message: str = ""


@dataclass
class Graded:
    """One graded notebook."""

    chapter: str
    isolation: str
    verdicts: list[Judged]
    notebook: dict  # rebuilt, with the verdicts as outputs of the test cells
    receipt: dict
    own: list[OwnResult] = field(default_factory=list)  # of an instructor's own questions
    answers: dict[str, str] = field(default_factory=dict)  # to them: {grade_id: source}

    @property
    def score(self) -> float:
        return sum(one.score or 0 for one in (*self.verdicts, *self.own))

    @property
    def max_score(self) -> float:
        return sum(one.max_score for one in (*self.verdicts, *self.own))

    @property
    def faulty(self) -> bool:
        return any(verdict.outcome == "grader fault" for verdict in self.verdicts)

    def to_json(self, notebook: str) -> dict:
        own = {"own": [vars(one) for one in self.own]} if self.own else {}
        return {
            "notebook": notebook,
            "chapter": self.chapter,
            "score": self.score,
            "max_score": self.max_score,
            "isolation": self.isolation,
            "exercises": [verdict.to_json() for verdict in self.verdicts],
            **own,
        }

    def to_text(self, notebook: str) -> str:
        """A line for each exercise that is right or untouched, the whole story for the rest."""
        blocks = []
        for verdict in self.verdicts:
            brief = verdict.outcome == "right" or verdict.message == NOTHING_WRITTEN
            mark = "✓" if verdict.outcome == "right" else " "
            blocks.append(f"{mark} {verdict.text.partition(chr(10))[0]}" if brief else f"{verdict.text}\n")
        wall = {"process": " Graded without a wall (--isolation process)."}.get(self.isolation, "")
        return "\n".join([*blocks, "", f"{notebook}: {self.score:g} of {self.max_score:g} points.{wall}"])
