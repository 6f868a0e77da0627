"""Runs of one submission behind the wall: what we ask its processes, and what we make of their answers."""
import math
import socket
from dataclasses import replace

import numpy as np

from convlab import verdict as verdicts
from convlab.calls import NOT_RIGHT, NOT_WRITTEN
from convlab.card import Card, Case
from convlab.probes import probes_of
from convlab.run import CHANGED, MUTABLE, Outcome, as_judged
from grader import cells
from grader.bounds import TOO_LARGE, TooLarge, bounded
from grader.course import Chapter
from grader.inside import wire
from grader.inside.clock import Deadline
from grader.inside.shell import NEEDED, is_asked_for
from grader.lending import Interrupted, Lender
from grader.rebuild import Rebuilt, Step
from grader.sources import reference_of
from grader.terminal import plain
from grader.trial import Result, Trial, result_of

BRIEF = 1.0  # seconds to see where an exercise hangs that is known to hang
NO_TIME = "the time of the whole notebook was used up by what did not end before it"
OVERTIME = 0.8  # time limits that the quick pass has beyond its time, in which each cell and test has the least
RESTARTS = 12  # runs of one submission after something in it had to be killed
KEPT = 1 << 20  # bytes of an answer that are kept, beyond four times the right one's


class CourseFault(Exception):
    """A cell of the course itself did not run."""


class Pass:
    """Runs of one submission until each of its tests was made. What has to be killed is left out of the
    next run, so it costs one cell or one exercise.

    door:    to the student's room: door.start_run(), door.seconds, the time limit of a cell or an exercise, and
             door.taken, what was used of all; after a run, door.passed is the limit of its processes that ended it
    cards:   of all exercises: {exercise: card}
    tests:   the exercises that are tested
    until:   seconds that the submission may have taken when its time is up
    closed:  None in the quick pass. In a careful one, the quick one: each exercise then runs in a fork of its own,
             with stand-ins for what it calls and is not right
    """

    def __init__(self, door, chapter: Chapter, rebuilt: Rebuilt, cards: dict[str, Card], tests: set[str],
                 until: float, closed: "Pass | None" = None):  # fmt: skip
        self.door, self.chapter, self.rebuilt = door, chapter, rebuilt
        self.until, self.closed = until, closed
        self.forks = closed is not None
        self.trials = {name: Trial(card) for name, card in cards.items() if name in tests}
        self.left_out: set[int] = set()  # steps that are not run any more
        self.cards, self.outcomes = cards, {}  # outcomes that are final: {exercise: outcome}
        self.results: dict[str, Result] = {}
        self.over = until if self.forks or not tests else until + OVERTIME * door.seconds  # no step begins after this
        self.shown = False  # without any hidden case: then a student may read what is said
        self.unaided: set[str] = set()  # exercises to which nothing is lent
        self.endless: set[str] = set()  # exercises that are known to run out of time

    def run(self) -> None:
        for _ in range(RESTARTS + 1):
            if self.door.taken.is_over(self.until):
                return self._leave_the_rest()
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

    def seconds(self, test: str = "") -> float:
        """What a cell, or the test of an exercise, may take now."""
        return self.door.taken.share(BRIEF if test in self.endless else self.door.seconds, self.until)

    def _leave_the_rest(self) -> None:
        for trial in self.trials.values():
            if not trial.finished:
                trial.outcomes.append(Outcome(failure="timed out", message=NO_TIME))

    def _wanted(self, number: int, step: Step) -> bool:
        if number in self.left_out or step.own:
            return False
        return not step.test or (step.test in self.trials and not self.trials[step.test].finished)

    def result(self, name: str) -> Result:
        """What this pass and the one before say of an exercise. Ask in the order of the notebook, when its trial and
        those of all before it are over.
        """
        if name not in self.results:
            self.door.announce(name)
            runs = [one.trials[name] for one in (self.closed, self) if one and name in one.trials]
            if self.closed and self.closed.outcome(name) == "right":
                runs = runs[:1]
            with bounded():
                self.results[name] = result_of(runs)
        return self.results[name]

    def outcome(self, name: str) -> str:
        """The outcome of an exercise, with what is too large to be judged as wrong."""
        if name not in self.outcomes:
            try:
                tested = name in self.trials or self.closed and name in self.closed.trials
                self.outcomes[name] = self.result(name).outcome if tested else "not attempted"
            except TooLarge:
                self.outcomes[name] = "wrong"
        return self.outcomes[name]

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

    def task(self, name: str, last: bool) -> dict:
        """What to test an exercise with. No cases when it would only get stuck in one that it calls.

        last: no other test follows in this run, which therefore needs no fork to be kept apart
        """
        trial = self.trials[name]
        if self.closed is not None:
            # Never in the quick pass: an exercise that is to be judged again must not learn the answers.
            trial.given = [called for called in trial.calls if self._is_lent(called, name)]
        for called in set(trial.calls) - set(trial.given):
            last = self.trials.get(called) or self.closed.trials.get(called)
            if last and last.cut_short:
                trial.outcomes.append(last.outcomes[-1])
                trial.blocked = True
                return {"cases": None, "given": [], "fork": False, "seconds": BRIEF}
        fork, cases = self.forks and not last, trial.card.asked
        return {"cases": cases, "given": trial.given, "fork": fork, "seconds": self.seconds(name)}

    def _is_lent(self, called: str, borrower: str) -> bool:
        """Not what answers the borrower's own question, as what is built on it may; and no class: its objects would
        have to cross the wall.
        """
        names = list(self.cards)
        before = called in names[:names.index(borrower)] and borrower not in self.unaided
        known = before and called in self.not_right(borrower) and called not in self.cards[borrower].twins
        return known and not isinstance(getattr(reference_of(self.chapter.name), called), type)

    def _final(self, name: str) -> str:
        """The outcome of an exercise; "right" where that is not known yet."""
        if name not in self.outcomes and name in self.trials and not self.trials[name].finished:
            return "right"
        return self.outcome(name)


class Conversation:
    """One run of a submission: what its processes say, and what we answer.

    of:    the pass that it belongs to: what is said goes into its trials, and it knows what to test an exercise with
    steps: the cells and tests of this run, in order
    """

    def __init__(self, of: Pass, steps: list[Step]):
        self.of, self.steps = of, steps
        self.door, self.chapter, self.trials, self.until = of.door, of.chapter, of.trials, of.until
        self.reference, self.probes = reference_of(of.chapter.name), probes_of(of.chapter.name)
        self.job: socket.socket | None = None  # to the process that runs the steps
        self.current = -1  # the step that is under way; before the first one, none
        self.lender: Lender | None = None  # of the test that is under way
        self.suspects: list[str] | None = None  # of which we have asked whether the exercise calls them
        self.seconds, self.deadline = 0.0, None  # of the step under way: its limit, and when it must be over
        self.struck = False  # the clock inside interrupted the step under way

    def hold(self) -> int | None:
        """Talk until the end; the place in `steps` at which it had to be cut off, None when it had not."""
        steps = [{"test": step.test} if step.test else {"source": step.source} for step in self.steps]
        ending = verdicts.DIED
        with self.door.start_run({one for step in self.steps for one in needs(step)}) as self.job:
            self._renew()
            try:
                left = self.until - self.door.taken.used
                job = {"chapter": self.chapter.name, "seconds": self.door.seconds, "left": left, "steps": steps}
                wire.send(self.job, job, self.deadline)
                while self._answer(wire.receive(self.job, self.deadline)):
                    pass
                self._charge()
                return None
            except wire.WireTimeout:
                self.struck = True
                ending = Outcome(failure="timed out", message=f"it was stopped after {self.seconds:.2g} s")
            except (wire.WireError, OSError):
                pass  # what it was doing when it broke off counts as having died
            self._charge()
        if self.door.passed:
            ending = Outcome(failure="died", message=f"it was stopped as it took {self.door.passed}")
        self.current = max(self.current, 0)
        self._cut_off(self.steps[self.current], ending)
        return self.current

    def _renew(self) -> None:
        self.seconds = self.of.seconds(self.steps[max(self.current, 0)].test)
        # What the clock inside cannot interrupt is killed a little later.
        self.deadline, self.struck = Deadline(1.15 * self.seconds + 0.25, self.door.times), False

    def _charge(self) -> None:
        """Count what the step under way took; its whole limit, when its time was up."""
        used, waited = self.deadline.spent()
        self.door.taken.charge(self.seconds if self.struck else used, waited)

    def _cut_off(self, step: Step, ending: Outcome) -> None:
        if all(earlier.ours for earlier in self.steps[: self.current + 1]):
            raise CourseFault(f"a cell of the course did not run: {ending.message}")
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
            self.struck = error.failure == "timed out"
            if not self.of.shown:  # the words may be those of a hidden case
                error = replace(error, message="")
            step.trouble = error.message
            if trial and not trial.cut_off:  # then what stands there is ours, and is told
                trial.error = error
        elif "cases for" in message and step.test:
            self.suspects = self.of.suspects(step.test) or None
            told = {"calls any of": self.suspects} if self.suspects else self._task()
            wire.send(self.job, told, self.deadline)
        elif "calls" in message and self.suspects:
            trial.calls, self.suspects = read_calls(message["calls"], self.suspects), None
            wire.send(self.job, self._task(), self.deadline)
        elif "case" in message and step.test:
            self._keep(trial, message)
        elif "call" in message and self.lender:
            return self._lend(message)
        elif "tested" in message and step.test:
            trial.finished = True
        else:
            raise wire.WireError("an unexpected message")
        return True

    def _task(self) -> dict:
        step, *later = self.steps[max(self.current, 0):]
        return self.of.task(step.test, last=not any(one.test for one in later))

    def _advance(self, number) -> None:
        # Only forward: otherwise a student's process could talk for ever.
        if type(number) is not int or not self.current < number < len(self.steps):
            raise wire.WireError("steps out of order")
        self._charge()
        self.current = number
        self._renew()
        if self.door.taken.is_over(self.of.over):
            raise wire.WireTimeout(NO_TIME)
        self.lender = self.suspects = None
        self.door.announce(self.steps[number].test)  # a student's cells may take long, all together
        if self.steps[number].test:
            trial = self.trials[self.steps[number].test]
            self.lender = Lender(self.job, trial, self.reference, self.seconds, self.deadline)

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
        self.struck = outcome.failure == "timed out"
        probe = getattr(self.probes, case.probe)
        if hasattr(probe, "properties"):
            try:
                with bounded():
                    outcome = as_judged(probe, case.inputs, outcome)
            except TooLarge:
                outcome = Outcome(failure="raised", message=TOO_LARGE)
        trial.outcomes.append(outcome)


def needs(step: Step) -> list[str]:
    """What the student's room has to have loaded for a cell. What those of the course need it has found out itself."""
    asks = {"draws": cells.draws(step.source), "IPython": not step.ours and is_asked_for(step.source)}
    return [one for one in NEEDED if asks[one]]


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
        return Outcome(None, failure, plain(said[:2000]))
    if not isinstance(arrays, dict) or not all(isinstance(array, np.ndarray) for array in arrays.values()):
        raise wire.WireError("an outcome without arrays")
    if not set(arrays) <= set(allowed):
        raise wire.WireError("arrays of unknown names")
    for name, array in arrays.items():
        # A side of 0 hides what the others would cost.
        if array.itemsize * math.prod(max(side, 1) for side in array.shape) > allowed[name]:
            return Outcome(None, "raised", f"a far too large answer: {name} has shape {array.shape}")
    return Outcome(arrays)
