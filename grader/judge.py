"""Grade a notebook: rebuild it, run it behind the wall, compare outside, and write down how."""
import hashlib
import json
import platform
import time
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

import numpy as np

from convlab import card as cards
from convlab import render
from convlab import verdict as verdicts
from convlab.verdict import NOTHING_WRITTEN, Verdict
from grader import __version__
from grader.card_cache import cards_of
from grader.course import Chapter
from grader.fingerprint import course_hash
from grader.own import OwnResult, judge_own, own_answers
from grader.passes import Pass
from grader.rebuild import Rebuilt, rebuild
from grader.receipts import sources_hash
from grader.remarks import remark
from grader.sandbox import Run, SandboxError, open_sandbox
from grader.terminal import plain

SECONDS = 5.0  # wall clock of one cell, and of all cases of one exercise
SUBMISSION = 20  # times as long for the whole of a submission


@dataclass
class Graded:
    """One graded notebook."""

    chapter: str
    isolation: str
    verdicts: list[Verdict]
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
        own = {"own": [one.to_json() for one in self.own]} if self.own else {}
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
            blocks.append(f"{mark} {render.headline(verdict)}" if brief else f"{render.text(verdict)}\n")
        wall = {"process": " Graded without a wall (--isolation process)."}.get(self.isolation, "")
        return "\n".join([*blocks, "", f"{notebook}: {self.score:g} of {self.max_score:g} points.{wall}"])


class Judge:
    """Grades notebooks of any chapter with one warm sandbox and one seed. Use it in a `with`."""

    def __init__(self, seed: str, isolation: str = "auto", seconds: float = SECONDS, ahead: Iterable[str] = ()):
        """ahead: chapters whose cards are read while the sandbox warms up"""
        self.seed, self.seconds = seed, seconds
        with ThreadPoolExecutor(1) as reader:
            for chapter in ahead:
                reader.submit(cards_of, chapter, seed)  # what fails here fails again when it is graded, and is told
            self.sandbox = open_sandbox(isolation)
        self.isolation = self.sandbox.isolation

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.sandbox.close()

    def start_run(self) -> Run:
        """The processes for one run; with a new sandbox when the old one has died."""
        try:
            return self.sandbox.start_run()
        except SandboxError:
            self.sandbox.close()
            self.sandbox = open_sandbox(self.isolation)
            return self.sandbox.start_run()

    def grade(self, chapter: Chapter, submission: dict, name: str = "the notebook") -> Graded:
        """Verdicts on a submission. A failure of ours is the outcome "grader fault", never a zero.

        submission: the notebook as `course.read_notebook` gives it
        Raises CourseError when it is not a notebook of the chapter.
        """
        rebuilt = rebuild(chapter, submission, name)
        exercises = {exercise.name for exercise in chapter.exercises}  # a course may leave some out
        hidden = {name: card for name, card in cards_of(chapter.name, self.seed).items() if name in exercises}
        try:
            found = self._judge(chapter, rebuilt, hidden)
            write_outputs(rebuilt.notebook, found)
            json.dumps([verdict.to_json() for verdict in found])
        except Exception as error:  # a bug or a broken machine must not cost a student points
            said = f"The grader failed ({type(error).__name__}: {error}). No points are lost; grade again."
            found = [verdicts.blank(card, "grader fault", plain(said)) for card in hidden.values()]
            write_outputs(rebuilt.notebook, found)
        own = judge_own(self, chapter, rebuilt, time.monotonic() + SUBMISSION * self.seconds)
        receipt = self._receipt(chapter, rebuilt, found) | {"own": [one.to_json() for one in own]}
        answers = own_answers(chapter, rebuilt.notebook)
        return Graded(chapter.name, self.isolation, found, rebuilt.notebook, receipt, own, answers)

    def _judge(self, chapter: Chapter, rebuilt: Rebuilt, hidden: dict[str, cards.Card]) -> list[Verdict]:
        """Two passes. What is right in the first, quick one is right. Whatever is not is tested again in a process
        of its own, so that no exercise can spoil another; there it gets the course's functions in place of those that
        it calls and that are not right. Of the two results the better one counts, part by part.
        """
        until = time.monotonic() + SUBMISSION * self.seconds
        quick = Pass(self, chapter, rebuilt, hidden, set(hidden), until)
        quick.run()
        again = {name for name in hidden if quick.outcome(name) != "right"} - rebuilt.unchanged - rebuilt.missing
        again -= {name for name in again if quick.trials[name].stuck or quick.trials[name].cut_off}
        last = quick
        if again:
            last = careful = Pass(self, chapter, rebuilt, hidden, again, until, closed=quick)
            careful.left_out = {n for n in quick.left_out if not rebuilt.steps[n].test}
            careful.run()
        return [remark(last.verdict(name), rebuilt) for name in hidden]

    def _receipt(self, chapter: Chapter, rebuilt: Rebuilt, found: list[Verdict]) -> dict:
        """Enough to grade the same sources again and get the same grades."""
        return {
            "chapter": chapter.name,
            "grader": __version__,
            "python": platform.python_version(),
            "numpy": np.__version__,
            "isolation": self.isolation,
            "seed_id": seed_id(self.seed),
            "course_sha256": course_hash(chapter),
            "sources_sha256": sources_hash(rebuilt.notebook),
            "seconds": self.seconds,
            "exercises": [verdict.to_json() for verdict in found],
        }


def seed_id(seed: str) -> str:
    """Names a seed without giving it away."""
    return hashlib.sha256(f"seed id\0{seed}".encode()).hexdigest()[:12]


def write_outputs(notebook: dict, found: list[Verdict]) -> None:
    """Put each verdict under its test cell, as text and as HTML."""
    by_test = {f"test_{verdict.exercise}": verdict for verdict in found}
    for cell in notebook["cells"]:
        verdict = by_test.get(cell["metadata"].get("nbgrader", {}).get("grade_id"))
        if verdict:
            data = {"text/plain": render.text(verdict), "text/html": render.html(verdict)}
            cell["outputs"] = [{"output_type": "display_data", "metadata": {}, "data": data}]
