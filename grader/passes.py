"""Runs of one submission behind the wall: what we ask its processes, and what we make of their answers."""
import socket
import time
from collections.abc import Callable

import numpy as np

from convlab import verdict as verdicts
from convlab.card import Card, Case
from convlab.probes import probes_of
from convlab.run import CHANGED, MUTABLE, Outcome, as_judged
from convlab.verdict import Verdict
from grader.course import Chapter
from grader.inside import wire
from grader.lending import Interrupted, Lender
from grader.rebuild import Rebuilt, Step
from grader.sandbox import SandboxError
from grader.sources import reference_of
from grader.terminal import plain
from grader.trial import Trial

GRACE = 1.0  # between the clock inside and the one that kills
RESTARTS = 12  # runs of one submission after something in it had to be killed
KEPT = 1 << 20  # bytes of an answer that are kept, beyond four times the right one's


class Pass:
    """Runs of one submission until each of its tests was made. What has to be killed is left out of the
    next run, so it costs one cell or one exercise.

    judge:   whose sandbox and time limit it uses
    tests:   the exercises that are tested
    until:   when the submission's time is up, on time.monotonic's clock
    closed:  None in the quick pass. In the careful one, the quick verdicts: each exercise then runs in a fork
             of its own, with stand-ins for needs whose verdict is final and not "right"
    """

    def __init__(self, judge, chapter: Chapter, rebuilt: Rebuilt, hidden: dict[str, Card], tests: set[str],
                 until: float, closed: dict[str, Verdict] | None = None):  # fmt: skip
        self.judge, self.chapter, self.rebuilt = judge, chapter, rebuilt
        self.until, self.closed = until, closed
        self.forks = closed is not None
        self.trials = {name: Trial(card) for name, card in hidden.items() if name in tests}
        self.left_out: set[int] = set()  # steps that are not run any more

    def run(self) -> None:
        for _ in range(RESTARTS + 1):
            if time.monotonic() > self.until:
                return
            numbers = [n for n, step in enumerate(self.rebuilt.steps) if self._wanted(n, step)]
            steps = [self.rebuilt.steps[n] for n in numbers]
            if not any(step.test for step in steps):
                return
            stuck = Conversation(self.judge, self.chapter, steps, self.trials, self.task, self.until).hold()
            if stuck is None:
                return
            self.left_out.add(numbers[stuck])
            self.forks = True  # one exercise may end the process: keep the others apart from now on

    def _wanted(self, number: int, step: Step) -> bool:
        if number in self.left_out or step.own:
            return False
        return not step.test or (step.test in self.trials and not self.trials[step.test].finished)

    def verdict(self, name: str) -> Verdict:
        trial = self.trials[name]
        if name in self.rebuilt.missing:
            return verdicts.blank(trial.card, "not attempted", "The exercise's cell is missing from the notebook.")
        return trial.verdict()

    def task(self, name: str) -> dict:
        """What to test an exercise with. No cases when it would only get stuck in one that it needs."""
        trial = self.trials[name]
        if self.closed is not None:
            # Never in the quick pass: an exercise that is to be judged again must not learn the answers.
            trial.given = [need for need in trial.card.needs if self._final(need) != "right"]
        for need in set(trial.card.needs) - set(trial.given):
            ends = self.trials[need].outcomes[-1:] if need in self.trials else []
            if ends and ends[0].failure in ("timed out", "died"):
                trial.outcomes.extend(ends)
                trial.blocked = True
                return {"cases": [], "given": [], "fork": False}
        cases = [{"probe": case.probe, "inputs": case.inputs} for case in trial.card.cases]
        return {"cases": cases, "given": trial.given, "fork": self.forks}

    def _final(self, need: str) -> str:
        if need in self.trials:
            return self.verdict(need).outcome if self.trials[need].finished else "right"
        return self.closed[need].outcome


class Conversation:
    """One run of a submission: what its processes say, and what we answer.

    steps:  the cells and tests of this run, in order
    trials: of the exercises that are tested, by name; what is said goes into them
    task:   task(exercise) is asked when a test begins: what to test it with
    """

    def __init__(self, judge, chapter: Chapter, steps: list[Step], trials: dict[str, Trial],
                 task: Callable[[str], dict] | None, until: float):  # fmt: skip
        self.judge, self.chapter, self.steps = judge, chapter, steps
        self.trials, self.task, self.until = trials, task, until
        self.reference, self.probes = reference_of(chapter.name), probes_of(chapter.name)
        self.job: socket.socket | None = None  # to the process that runs the steps
        self.current = -1  # the step that is under way; before the first one, none
        self.lender: Lender | None = None  # of the test that is under way
        self.deadline = 0.0

    def hold(self) -> int | None:
        """Talk until the end; the place in `steps` at which it had to be cut off, None when it had not."""
        steps = [{"test": step.test} if step.test else {"source": step.source} for step in self.steps]
        ending = verdicts.DIED
        with self.judge.start_run() as run:
            self.job = run.job
            self._renew()
            try:
                job = {"chapter": self.chapter.name, "seconds": self.judge.seconds, "steps": steps}
                wire.send(self.job, job)
                while self._answer(wire.receive(self.job, self.deadline)):
                    pass
                return None
            except wire.WireTimeout:
                ending = Outcome(failure="timed out", message=f"it was stopped after {self.judge.seconds:g} s")
            except (wire.WireError, OSError):
                pass  # what it was doing when it broke off counts as having died
        self.current = max(self.current, 0)
        self._cut_off(self.steps[self.current], ending)
        return self.current

    def _renew(self) -> None:
        self.deadline = min(time.monotonic() + self.judge.seconds + GRACE, self.until)

    def _cut_off(self, step: Step, ending: Outcome) -> None:
        if all(earlier.ours for earlier in self.steps[: self.current + 1]):
            raise SandboxError(f"a cell of the course did not run: {ending.message}")
        trial = self.trials.get(step.test or step.exercise)
        if step.test and not trial.finished:
            trial.outcomes.append(ending)
            trial.finished = True
        elif trial and not step.test:
            trial.error, trial.cut_off = ending, True

    def _answer(self, message) -> bool:
        """React to one message; False at the end. WireError for whatever no honest process says."""
        if not isinstance(message, dict):
            raise wire.WireError("no message")
        if "end" in message:
            return False
        if "step" in message:
            self._advance(message["step"])
            return True
        step = self.steps[max(self.current, 0)]
        trial = self.trials.get(step.test or step.exercise)  # none for other cells, and those not tested in this pass
        if "error" in message and not step.test:
            error = read_outcome({**message, "arrays": None}, {})
            step.trouble = error.message
            if trial:
                trial.error = error
        elif "cases for" in message and step.test:
            wire.send(self.job, self.task(step.test), self.deadline)
        elif "case" in message and step.test:
            self._keep(trial, message)
        elif "call" in message and self.lender:
            return self._lend(message)
        elif "tested" in message and step.test:
            trial.finished = True
        else:
            raise wire.WireError("an unexpected message")
        return True

    def _advance(self, number) -> None:
        # Only forward: otherwise a student's process could talk for ever.
        if type(number) is not int or not self.current < number < len(self.steps):
            raise wire.WireError("steps out of order")
        self.current = number
        self._renew()
        self.lender = None
        if self.steps[number].test:
            trial = self.trials[self.steps[number].test]
            self.lender = Lender(self.job, trial, self.reference, self.judge.seconds, self.deadline)

    def _lend(self, message: dict) -> bool:
        try:
            answer = self.lender.answer(message)
        except Interrupted as interrupted:
            return self._answer(interrupted.message)
        wire.send(self.job, answer, self.deadline)
        return True

    def _keep(self, trial: Trial, message: dict) -> None:
        cases, number = trial.card.cases, message.get("case")
        if type(number) is not int or number != len(trial.outcomes) or number >= len(cases):
            raise wire.WireError("cases out of order")
        case = cases[number]
        outcome = read_outcome(message, allowed_arrays(case))
        trial.outcomes.append(as_judged(getattr(self.probes, case.probe), case.inputs, outcome))


def allowed_arrays(case: Case) -> dict[str, int]:
    """The arrays that a case may come back with, and how many bytes of each are kept."""
    changed = {name: value for name, value in case.inputs.items() if isinstance(value, MUTABLE)}
    names = case.returned | {CHANGED + name: getattr(value, "nbytes", 1) for name, value in changed.items()}
    return {name: KEPT + 4 * size for name, size in names.items()}


def read_outcome(message: dict, allowed: dict[str, int]) -> Outcome:
    """An Outcome from a message of the student's side, checked; WireError for anything else.

    allowed: the names that arrays may have, with the bytes of each that are worth keeping
    """
    arrays, failure, said = message.get("arrays"), message.get("failure"), message.get("message")
    known = isinstance(failure, str) and failure in ("", "raised", "not implemented", "timed out")
    if not known or not isinstance(said, str):
        raise wire.WireError("an unknown outcome")
    if failure:
        demo = ". Names from cells that draw figures do not exist when your work is graded"
        return Outcome(None, failure, plain(said[:2000]) + demo * said.startswith("NameError: name "))
    if not isinstance(arrays, dict) or not all(isinstance(array, np.ndarray) for array in arrays.values()):
        raise wire.WireError("an outcome without arrays")
    if not set(arrays) <= set(allowed):
        raise wire.WireError("arrays of unknown names")
    for name, array in arrays.items():
        if array.nbytes > allowed[name]:
            return Outcome(None, "raised", f"a far too large answer: {name} has shape {array.shape}")
    return Outcome(arrays)
