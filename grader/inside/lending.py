"""The student's half of lending: a stand-in for each course function that an exercise borrows.

The function itself is never here: a stand-in asks the grader, whose half is grader/lending.py, for each result.
"""
import builtins
import contextlib
import signal
import socket
import time

import numpy as np

from convlab import counting
from grader.inside import wire

DATA = (np.ndarray, np.generic, bool, int, float, complex, str, dict, list, tuple, type(None))
CLOCKS = [signal.SIGALRM, signal.SIGPROF]

waited = 0.0  # seconds that this process has waited for the grader, which are not the student's


def stand_in(sock: socket.socket, name: str):
    """A function that asks the grader, outside, for what the course's `name` returns.

    Functions and objects with methods among its arguments stay here: the grader says with what to call them, as
    often as it needs. Attributes of such an object that are data go along.
    """

    def given(*args, **kwargs):
        kept, failed = [one for one in (*args, *kwargs.values()) if not isinstance(one, DATA)], None
        numbered = [handle(one, kept) for one in args], {k: handle(one, kept) for k, one in kwargs.items()}
        message = {"call": name, "args": numbered[0], "kwargs": numbered[1]}
        while "ask" in (answer := exchange(sock, message)):
            try:
                asked, method = kept[answer["ask"]], answer["method"]
                message = {"told": (getattr(asked, method) if method else asked)(*answer["args"])}
                wire.pack(message)
            except Exception as error:
                failed, message = error, {"failed": True}
        if "error" in answer:
            raise failed or error_of(*answer["error"])
        params = [one for one in (*args, *kwargs.values()) if isinstance(one, dict)]
        for number, new in answer["changed"]:  # as the function that it stands for would have changed it
            params[number].clear()
            params[number].update(new)
        return answer["value"]

    given.__name__ = given.__qualname__ = name
    return given


def error_of(kind: str, said: str) -> Exception:
    """The error that a given function raised outside, of its own kind where that is one of Python's."""
    known = getattr(builtins, kind, None)
    if known in (ValueError, TypeError, KeyError, IndexError, AttributeError, ZeroDivisionError, RuntimeError):
        return known(said)
    return RuntimeError(f"{kind}: {said}")  # some kinds are not made of one text


def exchange(sock: socket.socket, message: dict) -> dict:
    """Send and receive as one: the soft clock must not strike in the middle of a frame."""
    global waited
    signal.pthread_sigmask(signal.SIG_BLOCK, CLOCKS)
    started = time.monotonic()
    try:
        with counting.uncounted():  # how often the socket is asked is nothing of the student's
            wire.send(sock, message)
            return wire.receive(sock)
    finally:
        waited += time.monotonic() - started
        signal.pthread_sigmask(signal.SIG_UNBLOCK, CLOCKS)


def handle(value, kept: list):
    """What is sent for an argument: itself, or the number of one that stays here, for an object with its data."""
    number = next((k for k, one in enumerate(kept) if one is value), None)
    if number is None:
        return value
    return {"function": number} if callable(value) else {"object": number, "fields": fields_of(value)}


def fields_of(value) -> dict:
    """The attributes of an object that can be sent, such as the parameters of a network."""
    found = {}
    for name, one in getattr(value, "__dict__", {}).items():
        with contextlib.suppress(Exception):  # what cannot be packed stays here
            wire.pack({name: one})
            found[name] = one
    return found
