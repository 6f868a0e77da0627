"""Count the steps that Python takes in a call: they tell a loop over pixels from NumPy's own, without a clock.

The count is taken in the process of the code that it judges, which could falsify it if it were written to. So it
decides a small part of an exercise's points and nothing else; whether numbers are right is decided outside.
"""
import sys

import numpy as np


def python_steps(call, *args) -> int:
    """The number of bytecode instructions that call(*args) executes, in all Python code below it, NumPy's included.

    Raises RuntimeError when the code switches the counting off.
    """
    steps, before = 0, sys.gettrace()

    def tracer(frame, event, _):
        nonlocal steps
        frame.f_trace_opcodes, frame.f_trace_lines = True, False
        steps += event == "opcode"
        return tracer

    sys.settrace(tracer)
    try:
        call(*args)
        if sys.gettrace() is not tracer:
            raise RuntimeError("sys.settrace was called: the steps of this code cannot be counted")
    finally:
        sys.settrace(before)
    return steps


def steady(call, x) -> dict:
    """Whether Python has no more to do on pictures of four times the pixels. A few steps more are no loop.

    call: makes (function, *arguments) for given pictures. Whether the result grows with them is told too: a
          function that does nothing takes no steps either.
    """
    larger = np.tile(x, (1, 1, 2, 2))
    (steps, entries), (more_steps, more_entries) = _measured(*call(x)), _measured(*call(larger))
    return {
        "as many steps of Python for a larger picture": more_steps - steps < larger.shape[2] - x.shape[2],
        "a larger result for a larger picture": more_entries > entries,
    }


def _measured(function, *arguments) -> tuple[int, int]:
    """The steps that a call takes, and the entries of the arrays that it returns."""
    results = []
    steps = python_steps(lambda: results.append(function(*arguments)))
    arrays = results[0] if isinstance(results[0], tuple | list) else results
    return steps, sum(one.size for one in arrays if isinstance(one, np.ndarray))
