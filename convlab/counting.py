"""Count the steps that Python takes in a call: they tell a loop over pixels from NumPy's own, without a clock.

The count is taken in the process of the code that it judges, which could falsify it if it were written to. So it
decides a small part of an exercise's points and nothing else; whether numbers are right is decided outside.
"""
import contextlib
import gc
import sys
import threading

import numpy as np

TOOL = "convlab.counting"

paused = False  # whether what runs now belongs to nobody's code


@contextlib.contextmanager
def uncounted():
    """Leave out what runs inside: waiting for somebody else takes steps, too, and never the same number."""
    global paused
    before, paused = paused, True
    try:
        yield
    finally:
        paused = before


def python_steps(call, *args) -> int:
    """The number of bytecode instructions that call(*args) executes, in all Python code below it, NumPy's included.

    Raises RuntimeError when the code switches the counting off.
    """
    collects = gc.isenabled()
    gc.disable()  # what others have called when garbage is collected, or finalizers, are no steps of this code
    try:
        # From 3.12 on a tracer learns of a function's instructions only from its second call on (cpython#114480).
        return _monitored(call, args) if hasattr(sys, "monitoring") else _traced(call, args)
    finally:
        if collects:
            gc.enable()


def _traced(call, args) -> int:
    steps, before = 0, sys.gettrace()

    def tracer(frame, event, _):
        nonlocal steps
        frame.f_trace_opcodes, frame.f_trace_lines = True, False
        steps += event == "opcode" and not paused
        return tracer

    sys.settrace(tracer)
    try:
        call(*args)
        if sys.gettrace() is not tracer:
            raise RuntimeError("sys.settrace was called: the steps of this code cannot be counted")
    finally:
        sys.settrace(before)
    return steps


def _monitored(call, args) -> int:
    """Beside tracers and debuggers: they have places of their own, and nothing that they do changes the count."""
    monitoring, steps = sys.monitoring, 0
    event, own, thread = monitoring.events.INSTRUCTION, _monitored.__code__, threading.get_ident()

    def count(code, _):
        nonlocal steps
        # A notebook's kernel has other threads.
        steps += code is not own and not paused and threading.get_ident() == thread

    tool = next(number for number in (4, 3, 5, 2, 1, 0) if monitoring.get_tool(number) is None)
    monitoring.use_tool_id(tool, TOOL)
    monitoring.register_callback(tool, event, count)
    try:
        monitoring.set_events(tool, event)
        call(*args)
        kept = monitoring.get_tool(tool) == TOOL and monitoring.get_events(tool) == event
        if not kept or monitoring.register_callback(tool, event, None) is not count:
            raise RuntimeError("sys.monitoring was changed: the steps of this code cannot be counted")
    finally:
        if monitoring.get_tool(tool) == TOOL:
            monitoring.set_events(tool, 0)
            monitoring.register_callback(tool, event, None)
            monitoring.free_tool_id(tool)
    return steps


def steady(call, x) -> dict:
    """Whether Python has no more to do on pictures of four times the pixels. A few steps more are no loop.

    call: makes (function, *arguments) for given pictures. Whether the result grows with them is told too: a
          function that does nothing takes no steps either.
    """
    larger = np.tile(x, (1, 1, 2, 2))
    (steps, entries), (more_steps, more_entries) = _measured(*call(x)), _measured(*call(larger))
    return {
        "as many steps of Python for a larger image": more_steps - steps < larger.shape[2] - x.shape[2],
        "a larger result for a larger image": more_entries > entries,
    }


def _measured(function, *arguments) -> tuple[int, int]:
    """The steps that a call takes, and the entries of the arrays that it returns."""
    results = []
    steps = python_steps(lambda: results.append(function(*arguments)))
    arrays = results[0] if isinstance(results[0], tuple | list) else results
    return steps, sum(one.size for one in arrays if isinstance(one, np.ndarray))
