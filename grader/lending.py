"""The grader's half of lending: what the course's functions return to an exercise that borrows them.

The student's half, the stand-ins that ask, is grader/inside/lending.py. What it sends may be anything.
"""
import contextlib
import copy
import functools
import socket
import sys
import time
from collections.abc import Callable

import numpy as np

from convlab.run import same
from grader.inside import wire
from grader.inside.clock import Deadline
from grader.trial import Trial

MAX_CALLS = 5_000  # questions to the course's functions in one exercise, and questions back to its own
MAX_ASKED = 50_000  # entries in the arrays of one such question


class Interrupted(Exception):
    """The student's process has left a given function that it called, as its time was up, and says something else."""

    def __init__(self, message):
        super().__init__("a given function was left")
        self.message = message


class Lender:
    """Calls the course's functions for one trial, within the limits of what an exercise needs.

    job:       the student's process, which asks, and is asked where an argument had to stay with it
    reference: the module of solutions
    seconds:   of processor time that the course may work for this trial
    deadline:  when the student's process must have answered
    """

    def __init__(self, job: socket.socket, trial: Trial, reference, seconds: float, deadline: Deadline):
        self.job, self.trial, self.reference = job, trial, reference
        self.seconds, self.deadline = seconds, deadline
        self.calls, self.worked = 0, 0.0
        self.away = 0.0  # seconds in the student's process, of the call under way

    def answer(self, message: dict) -> dict:
        """What the course's function returns; an error for calls beyond what an exercise needs."""
        self.calls += 1
        name, args, kwargs = message.get("call"), message.get("args"), message.get("kwargs")
        known = isinstance(name, str) and isinstance(args, list) and isinstance(kwargs, dict)
        if not known or name not in self.trial.given:
            raise wire.WireError("a call that was not offered")
        self.trial.lent.add(name)
        asked = amount([args, list(kwargs.values())])
        if self.calls > MAX_CALLS or asked > MAX_ASKED or self.worked > self.seconds:
            return {"error": ["ValueError", "too many or too large calls of a given function"]}
        started, now, self.away = time.process_time(), time.monotonic(), 0.0
        try:
            args, kwargs = [self._argument(one) for one in args], {k: self._argument(one) for k, one in kwargs.items()}
            with time_limit(self.seconds - self.worked):
                return returned(getattr(self.reference, name), args, kwargs)
        finally:
            self.worked += time.process_time() - started
            self.deadline.put_off(time.monotonic() - now - self.away)

    def _argument(self, value):
        """An argument; for what stayed with the student's process, what has that process call it."""
        kind = set(value) if isinstance(value, dict) else set()
        if kind == {"function"} and type(value["function"]) is int:
            return functools.partial(self._ask, value["function"], "")
        if kind == {"object", "fields"} and type(value["object"]) is int and isinstance(value["fields"], dict):
            return Remote(functools.partial(self._ask, value["object"]), value["fields"])
        return value

    def _ask(self, number: int, method: str, *args):
        """What a student's function returns, a number, or ("" being no method) a method of an object, an array."""
        self.calls += 1
        if self.calls > MAX_CALLS:
            raise ValueError("too many calls in a given function")
        now = time.monotonic()
        wire.send(self.job, {"ask": number, "method": method, "args": list(args)}, self.deadline)
        answer = wire.receive(self.job, self.deadline)
        self.away += time.monotonic() - now
        if not isinstance(answer, dict) or not {"told", "failed"} & set(answer):
            raise Interrupted(answer)
        told, largest = answer.get("told"), MAX_ASKED if method else 1
        if not isinstance(told, int | float) and not (isinstance(told, np.ndarray) and told.size <= largest):
            what = f"{method} did not return an array" if method else "function did not return a number"
            raise TypeError(f"the {what}")
        return told


@contextlib.contextmanager
def time_limit(seconds: float):
    """TimeoutError in the course's code below after so many seconds: a few numbers may ask it for endless loops.

    The clock is looked at before each of its lines, which works in any thread.
    """
    until, before = time.process_time() + seconds, sys.gettrace()

    def watch(frame, event, _):
        if not frame.f_globals.get("__name__", "").startswith("solutions."):
            return None
        if event == "line" and time.process_time() > until:  # in an exception's place, ours would hide what it says
            raise TimeoutError("a given function worked for too long")
        return watch

    sys.settrace(watch)
    try:
        yield
    finally:
        sys.settrace(before)


class Remote:
    """An object of the student's process: its methods run there, numbers and arrays come back. Its data came along."""

    def __init__(self, ask: Callable, fields: dict):
        self._ask, self._fields = ask, fields

    def __getattr__(self, name: str):
        return self._fields[name] if name in self._fields else functools.partial(self._ask, name)


def returned(function: Callable, args: list, kwargs: dict) -> dict:
    """What a call returns and which of its dicts it has changed, or the error that it raises, as a message."""
    params = [one for one in (*args, *kwargs.values()) if isinstance(one, dict)]
    before = copy.deepcopy(params)
    try:
        value = function(*args, **kwargs)
        answer = {"value": value, "changed": [[k, one] for k, one in enumerate(params) if not same(before[k], one)]}
        if len(wire.pack(answer)) > wire.MAX_ARRAYS:  # fails for an object of the student's that comes back as it is
            raise MemoryError("far too large a result of a given function")
        return answer
    except (wire.WireError, Interrupted):
        raise
    except Exception as error:  # the arguments are the student's
        said = error.args[0] if isinstance(error, KeyError) and error.args else error  # str() would quote it
        return {"error": [type(error).__name__, str(said)[:500]]}


def amount(value) -> int:
    """How much work the numbers in a nested value may ask for: entries, sides of arrays, plain numbers."""
    if isinstance(value, dict):
        return sum(map(amount, value.values()))
    if isinstance(value, list | tuple):
        return sum(map(amount, value))
    if isinstance(value, np.ndarray) and value.ndim:
        return value.size + sum(value.shape) + MAX_ASKED * (value.dtype.kind == "c" or value.dtype.itemsize > 8)
    if isinstance(value, np.ndarray):
        value = value.item()
    if isinstance(value, int | float):
        return int(min(abs(value), MAX_ASKED + 1)) if value == value else 1
    return 1
