"""Runs of one submission behind the wall: what we ask its processes, and what we make of their answers."""
import socket
import time

import numpy as np

from convlab import verdict as verdicts
from convlab.calls import NOT_RIGHT, NOT_WRITTEN
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
from grader.trial import Trial, better_of

GRACE = 1.0  # between the clock inside and the one that kills
RESTARTS = 12  # runs of one submission after something in it had to be killed
KEPT = 1 << 20  # bytes of an answer that are kept, beyond four times the right one's


class Pass:
    """Runs of one submission until each of its tests was made. What has to be killed is left out of the
    next run, so it costs one cell or one exercise.

    judge:   whose sandbox and time limit it uses
    tests:   the exercises that are tested
    until:   when the submission's time is up, on time.monotonic's clock
    closed:  None in the quick pass. In the careful one, the quick one: each exercise then runs in a fork of its own,
             with stand-ins for what it calls and is not right
    """

    def __init__(self, judge, chapter: Chapter, rebuilt: Rebuilt, hidden: dict[str, Card], tests: set[str],
                 until: float, closed: "Pass | None" = None):  # fmt: skip
        self.judge, self.chapter, self.rebuilt = judge, chapter, rebuilt
        self.until, self.closed = until, closed
        self.forks = closed is not None
        self.trials = {name: Trial(card) for name, card in hidden.items() if name in tests}
        self.left_out: set[int] = set()  # steps that are not run any more
        self.cards, self.found = hidden, {}  # found: outcomes that are final

    def run(self) -> None:
        for _ in range(RESTARTS + 1):
            if time.monotonic() > self.until:
                return
            numbers = [n for n, step in enumerate(self.rebuilt.steps) if self._wanted(n, step)]
            if self.closed is not None:  # once more with all that the notebook defines, also below the test
                numbers.sort(key=lambda n: bool(self.rebuilt.steps[n].test))
            steps = [self.rebuilt.steps[n] for n in numbers]
            if not any(step.test for step in steps):
                return
            stuck = Conversation(self, steps).hold()
            if stuck is None:
                return
            self.left_out.add(numbers[stuck])
            self.forks = True  # one exercise may end the process: keep the others apart from now on

    def _wanted(self, number: int, step: Step) -> bool:
        if number in self.left_out or step.own:
            return False
        return not step.test or (step.test in self.trials and not self.trials[step.test].finished)

    def verdict(self, name: str) -> Verdict:
        """The verdict on an exercise by this pass and the one before. Ask in the order of the notebook, when its
        trial and those of all before it are over.
        """
        if name in self.rebuilt.missing:
            said = "The exercise's cell is missing from the notebook."
            return verdicts.blank(self.cards[name], "not attempted", said)
        return self._better(name, explain=True)

    def outcome(self, name: str) -> str:
        """The verdict's outcome. It takes less time than to say what is wrong."""
        if name not in self.found:
            missing = name in self.rebuilt.missing
            self.found[name] = "not attempted" if missing else self._better(name, explain=False).outcome
        return self.found[name]

    def _better(self, name: str, explain: bool) -> Verdict:
        runs = [one.trials[name] for one in (self.closed, self) if one and name in one.trials]
        if self.closed and self.closed.outcome(name) == "right":
            runs = runs[:1]
        return better_of(self.cards[name], runs, self.not_right(name), explain)

    def not_right(self, name: str) -> dict[str, str]:
        """The other exercises that are known not to be right: {exercise: what it is not}. Of those behind it in the
        notebook the pass before knows.
        """
        names = list(self.cards)
        place = names.index(name)
        outcomes = {one: self._final(one) for one in names[:place]}
        if self.closed:
            outcomes |= {one: self.closed.outcome(one) for one in names[place + 1:]}
        others = {one: outcome for one, outcome in outcomes.items() if outcome != "right"}
        return {one: NOT_WRITTEN if others[one] == "not attempted" else NOT_RIGHT for one in others}

    def suspects(self, name: str) -> list[str]:
        """Exercises of which it matters whether this one calls them."""
        if self.closed is not None:
            return list(self.not_right(name))
        return [other for other, trial in self.trials.items() if other != name and trial.cut_short]

    def task(self, name: str) -> dict:
        """What to test an exercise with. No cases when it would only get stuck in one that it calls."""
        trial = self.trials[name]
        if self.closed is not None:
            # Never in the quick pass: an exercise that is to be judged again must not learn the answers.
            trial.given = [called for called in trial.calls if self._is_lent(called, name)]
        for called in set(trial.calls) - set(trial.given):
            last = self.trials.get(called) or self.closed.trials[called]
            if last.cut_short:
                trial.outcomes.append(last.outcomes[-1])
                trial.blocked = True
                return {"cases": [], "given": [], "fork": False}
        cases = [{"probe": case.probe, "inputs": case.inputs} for case in trial.card.cases]
        return {"cases": cases, "given": trial.given, "fork": self.forks}

    def _is_lent(self, called: str, borrower: str) -> bool:
        """Not what answers the borrower's own question, as what is built on it may; and no class: its objects would
        have to cross the wall.
        """
        names = list(self.cards)
        before = called in names[:names.index(borrower)]
        known = before and called in self.not_right(borrower) and called not in self.cards[borrower].twins
        return known and not isinstance(getattr(reference_of(self.chapter.name), called), type)

    def _final(self, name: str) -> str:
        """The outcome of an exercise; "right" where that is not known yet."""
        if name in self.trials and not self.trials[name].finished:
            return "right"
        return self.outcome(name)


class Conversation:
    """One run of a submission: what its processes say, and what we answer.

    of:    the pass that it belongs to: what is said goes into its trials, and it knows what to test an exercise with
    steps: the cells and tests of this run, in order
    """

    def __init__(self, of: Pass, steps: list[Step]):
        self.of, self.steps = of, steps
        self.judge, self.chapter, self.trials, self.until = of.judge, of.chapter, of.trials, of.until
        self.reference, self.probes = reference_of(of.chapter.name), probes_of(of.chapter.name)
        self.job: socket.socket | None = None  # to the process that runs the steps
        self.current = -1  # the step that is under way; before the first one, none
        self.lender: Lender | None = None  # of the test that is under way
        self.suspects: list[str] | None = None  # of which we have asked whether the exercise calls them
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
        if run.passed:
            ending = Outcome(failure="died", message=f"it was stopped as it took {run.passed}")
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
            self.suspects = self.of.suspects(step.test) or None
            told = {"calls any of": self.suspects} if self.suspects else self.of.task(step.test)
            wire.send(self.job, told, self.deadline)
        elif "calls" in message and self.suspects:
            trial.calls, self.suspects = read_calls(message["calls"], self.suspects), None
            wire.send(self.job, self.of.task(step.test), self.deadline)
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
        self.lender = self.suspects = None
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


def read_calls(said, suspects: list[str]) -> list[str]:
    """Which of the suspects a student's process says that its exercise calls; WireError for anything else."""
    if not isinstance(said, list) or not all(isinstance(name, str) and name in suspects for name in said):
        raise wire.WireError("calls that were not asked about")
    return [name for name in suspects if name in said]


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
