"""Runs of one submission behind the wall: what we ask its processes, and what we make of their answers."""
import copy
import functools
import time
from dataclasses import dataclass

import numpy as np

from convlab import verdict as verdicts
from convlab.card import Case
from convlab.probes import probes_of
from convlab.run import CHANGED, MUTABLE, Outcome, as_judged, same
from convlab.verdict import Verdict
from grader.course import Chapter
from grader.inside import wire
from grader.rebuild import Rebuilt, Step
from grader.sandbox import Run, SandboxError
from grader.sources import reference_of
from grader.terminal import plain

GRACE = 1.0  # between the clock inside and the one that kills
RESTARTS = 12  # runs of one submission after something in it had to be killed
MAX_CALLS = 5_000  # questions to the course's functions in one exercise
MAX_ASKED = 50_000  # entries in the arrays of one such question
KEPT = 1 << 20  # bytes of an answer that are kept, beyond four times the right one's


@dataclass
class Tested:
    """What came back for one exercise."""

    outcomes: list[Outcome]
    finished: bool = False
    blocked: bool = False  # not run, as it would have waited for one that is stuck

    @property
    def stuck(self) -> bool:
        """It ran out of time by itself."""
        return bool(self.outcomes) and self.outcomes[-1].failure == "timed out" and not self.blocked


class Pass:
    """Runs of one submission until each of its tests was made. What has to be killed is left out of the
    next run, so it costs one cell or one exercise.

    judge:   whose sandbox and time limit it uses
    closed:  None in the quick pass. In the careful one, the quick verdicts: each exercise then runs in a fork
             of its own, with stand-ins for needs whose verdict is final and not "right"
    until:   when the submission's time is up, on time.monotonic's clock
    """

    def __init__(self, judge, chapter: Chapter, rebuilt: Rebuilt, hidden: dict, tests: set[str], until: float,
                 closed: dict[str, Verdict] | None = None):  # fmt: skip
        self.judge, self.chapter, self.rebuilt, self.hidden = judge, chapter, rebuilt, hidden
        self.until, self.closed = until, closed
        self.forks = closed is not None
        self.tested = {name: Tested([]) for name in tests}
        self.given: dict[str, list[str]] = {}
        self.lent: dict[str, set[str]] = {}  # exercise -> those of `given` that it called
        self.errors: dict[str, Outcome] = {}  # exercise -> why its cell did not run
        self.left_out: set[int] = set()
        self.cut_off: set[str] = set()  # exercises whose cell had to be killed

    def run(self) -> None:
        for _ in range(RESTARTS + 1):
            if time.monotonic() > self.until:
                return
            numbers = [n for n, step in enumerate(self.rebuilt.steps) if self._wanted(n, step)]
            if not any(self.rebuilt.steps[n].test for n in numbers):
                return
            stuck = Conversation(self, numbers).hold()
            if stuck is None:
                return
            self.left_out.add(stuck)
            self.forks = True  # one exercise may end the process: keep the others apart from now on

    def _wanted(self, number: int, step: Step) -> bool:
        if number in self.left_out:
            return False
        return not step.test or (step.test in self.tested and not self.tested[step.test].finished)

    def verdict(self, name: str) -> Verdict:
        if name in self.rebuilt.missing:
            said = "The exercise's cell is missing from the notebook."
            return verdicts.blank(self.hidden[name], "not attempted", said)
        outcomes, error = self.tested[name].outcomes, self.errors.get(name)
        verdict = verdicts.judge(self.hidden[name], outcomes)
        if error and verdict.outcome != "right" and all(outcome.arrays is None for outcome in outcomes):
            outcome = "timed out" if error.failure == "timed out" else "crashed"
            return verdicts.blank(self.hidden[name], outcome, f"The exercise's cell did not run: {error.message}.")
        if name in self.lent:
            lent = " and ".join(need for need in self.given[name] if need in self.lent[name])
            verdict.message += f" (Judged with the course's {lent}: yours is not right yet.)"
        return verdict

    def task(self, name: str) -> dict:
        """What to test an exercise with. No cases when it would only get stuck in one that it needs."""
        card = self.hidden[name]
        if self.closed is not None:
            # Never in the quick pass: an exercise that is to be judged again must not learn the answers.
            self.given[name] = [need for need in card.needs if self._final(need) != "right"]
        for need in set(card.needs) - set(self.given.get(name, [])):
            ends = self.tested[need].outcomes[-1:] if need in self.tested else []
            if ends and ends[0].failure in ("timed out", "died"):
                self.tested[name].outcomes.extend(ends)
                self.tested[name].blocked = True
                return {"cases": [], "given": [], "fork": False}
        cases = [{"probe": case.probe, "inputs": case.inputs} for case in card.cases]
        return {"cases": cases, "given": self.given.get(name, []), "fork": self.forks}

    def _final(self, need: str) -> str:
        if need in self.tested:
            return self.verdict(need).outcome if self.tested[need].finished else "right"
        return self.closed[need].outcome


class Interrupted(Exception):
    """The student's process has left a given function that it called, as its time was up, and says something else."""


class Conversation:
    """One run of a submission: what its processes say, and what we answer."""

    def __init__(self, under: Pass, numbers: list[int]):
        self.under, self.judge = under, under.judge
        self.numbers = numbers  # of the steps, in Rebuilt.steps
        self.steps = [under.rebuilt.steps[number] for number in numbers]
        self.reference, self.probes = reference_of(under.chapter.name), probes_of(under.chapter.name)
        self.current = -1  # the step that is under way; before the first one, none
        self.calls, self.stand_in_seconds = 0, 0.0
        self.deadline = 0.0

    def hold(self) -> int | None:
        """Talk until the end; the number of the step at which it had to be cut off, None when none was."""
        steps = [{"test": step.test} if step.test else {"source": step.source} for step in self.steps]
        ending = verdicts.DIED
        with self.judge.start_run() as run:
            self._renew()
            try:
                job = {"chapter": self.under.chapter.name, "seconds": self.judge.seconds, "steps": steps}
                wire.send(run.job, job)
                while self._answer(run, wire.receive(run.job, self.deadline)):
                    pass
                return None
            except wire.WireTimeout:
                ending = Outcome(failure="timed out", message=f"it was stopped after {self.judge.seconds:g} s")
            except (wire.WireError, OSError):
                pass  # what it was doing when it broke off counts as having died
        self.current = max(self.current, 0)
        self._cut_off(self.steps[self.current], ending)
        return self.numbers[self.current]

    def _renew(self) -> None:
        self.deadline = min(time.monotonic() + self.judge.seconds + GRACE, self.under.until)

    def _cut_off(self, step: Step, ending: Outcome) -> None:
        if all(earlier.ours for earlier in self.steps[: self.current + 1]):
            raise SandboxError(f"a cell of the course did not run: {ending.message}")
        if step.test:
            tested = self.under.tested[step.test]
            if not tested.finished:
                tested.outcomes.append(ending)
                tested.finished = True
        elif step.exercise:
            self.under.errors[step.exercise] = ending
            self.under.cut_off.add(step.exercise)

    def _answer(self, run: Run, message) -> bool:
        """React to one message; False at the end. WireError for whatever no honest process says."""
        if not isinstance(message, dict):
            raise wire.WireError("no message")
        if "end" in message:
            return False
        if "step" in message:
            self._advance(message["step"])
            return True
        step = self.steps[max(self.current, 0)]
        if "error" in message and not step.test:
            if step.exercise:
                self.under.errors[step.exercise] = read_outcome({**message, "arrays": None}, {})
        elif "cases for" in message and step.test:
            wire.send(run.job, self.under.task(step.test), self.deadline)
        elif "case" in message and step.test:
            self._keep(step.test, message)
        elif "call" in message and step.test:
            try:
                answer = self._stand_in(run, step.test, message)
            except Interrupted as instead:
                return self._answer(run, instead.args[0])
            wire.send(run.job, answer, self.deadline)
        elif "tested" in message and step.test:
            self.under.tested[step.test].finished = True
        else:
            raise wire.WireError("an unexpected message")
        return True

    def _advance(self, number) -> None:
        # Only forward: otherwise a student's process could talk for ever.
        if type(number) is not int or not self.current < number < len(self.steps):
            raise wire.WireError("steps out of order")
        self.current, self.calls, self.stand_in_seconds = number, 0, 0.0
        self._renew()

    def _keep(self, test: str, message: dict) -> None:
        outcomes = self.under.tested[test].outcomes
        cases, number = self.under.hidden[test].cases, message.get("case")
        if type(number) is not int or number != len(outcomes) or number >= len(cases):
            raise wire.WireError("cases out of order")
        case = cases[number]
        outcome = read_outcome(message, allowed_arrays(case))
        outcomes.append(as_judged(getattr(self.probes, case.probe), case.inputs, outcome))

    def _stand_in(self, run: Run, test: str, message: dict) -> dict:
        """What the course's function returns; an error for calls beyond what an exercise needs."""
        self.calls += 1
        name, args, kwargs = message.get("call"), message.get("args"), message.get("kwargs")
        offered = self.under.given.get(test, [])
        known = isinstance(name, str) and isinstance(args, list) and isinstance(kwargs, dict)
        if not known or name not in offered:
            raise wire.WireError("a call that was not offered")
        self.under.lent.setdefault(test, set()).add(name)
        asked = _amount([args, list(kwargs.values())])
        if self.calls > MAX_CALLS or asked > MAX_ASKED or self.stand_in_seconds > self.judge.seconds:
            return {"error": ["ValueError", "too many or too large calls of a given function"]}
        started = time.monotonic()
        args = [self._callable(run, one) for one in args]
        kwargs = {key: self._callable(run, one) for key, one in kwargs.items()}
        params = [one for one in (*args, *kwargs.values()) if isinstance(one, dict)]
        before = copy.deepcopy(params)
        try:
            value = getattr(self.reference, name)(*args, **kwargs)
            changed = [[k, one] for k, one in enumerate(params) if not same(before[k], one)]
            return {"value": value, "changed": changed}
        except (wire.WireError, Interrupted):
            raise
        except Exception as error:  # the arguments are the student's
            said = error.args[0] if isinstance(error, KeyError) and error.args else error  # str() would quote it
            return {"error": [type(error).__name__, str(said)[:500]]}
        finally:
            self.stand_in_seconds += time.monotonic() - started

    def _callable(self, run: Run, value):
        """An argument of a stand-in: for what stayed with the student's process, a function or an object whose
        methods have that process call it."""
        kind, number = next(iter(value.items())) if isinstance(value, dict) and len(value) == 1 else ("", None)
        if type(number) is not int or kind not in ("function", "object"):
            return value

        def ask(method: str, *args):
            self.calls += 1
            if self.calls > MAX_CALLS:
                raise ValueError("too many calls in a given function")
            wire.send(run.job, {"ask": number, "method": method, "args": list(args)}, self.deadline)
            answer = wire.receive(run.job, self.deadline)
            if not isinstance(answer, dict) or not {"told", "failed"} & set(answer):
                raise Interrupted(answer)
            told = answer.get("told")
            largest = 1 if kind == "function" else MAX_ASKED
            if not isinstance(told, int | float) and not (isinstance(told, np.ndarray) and told.size <= largest):
                what = "function did not return a number" if kind == "function" else f"{method} did not return an array"
                raise TypeError(f"the {what}")
            return told

        return functools.partial(ask, "") if kind == "function" else Remote(ask)


class Remote:
    """An object of the student's process: its methods run there, numbers and arrays come back."""

    def __init__(self, ask):
        self._ask = ask

    def __getattr__(self, name: str):
        return functools.partial(self._ask, name)


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


def _amount(value) -> int:
    """How much work the numbers in a nested value may ask for: entries, sides of arrays, plain numbers."""
    if isinstance(value, dict):
        return sum(map(_amount, value.values()))
    if isinstance(value, list | tuple):
        return sum(map(_amount, value))
    if isinstance(value, np.ndarray) and value.ndim:
        return value.size + sum(value.shape) + MAX_ASKED * (value.dtype.kind == "c" or value.dtype.itemsize > 8)
    if isinstance(value, np.ndarray):
        value = value.item()
    if isinstance(value, int | float):
        return int(min(abs(value), MAX_ASKED + 1)) if value == value else 1
    return 1
