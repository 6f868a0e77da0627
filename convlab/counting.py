"""Count the steps that Python takes in a call: they tell a loop over pixels from NumPy's own, without a clock.

The count is taken in the process of the code that it judges, which could falsify it if it were written to. So it
decides a small part of an exercise's points and nothing else; whether numbers are right is decided outside.
"""
import sys


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
