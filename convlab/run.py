"""Run a probe on the inputs of a case and say what came of it."""
import copy
import traceback
from dataclasses import dataclass

import numpy as np

from .card import KINDS

CHANGED = "changed input: "  # prefix of the arrays that report an input changed in place


@dataclass
class Outcome:
    """What one case gave: named arrays, or how it failed."""

    arrays: dict[str, np.ndarray] | None = None
    failure: str = ""  # "", "raised", "not implemented", "timed out", "died"
    message: str = ""  # what Python said, and in which line


class Student:
    """The names of a notebook, as attributes; a missing one is a NameError that says so."""

    def __init__(self, names: dict):
        self._names = names

    def __getattr__(self, name: str):
        try:
            return self._names[name]
        except KeyError:
            raise NameError(f"{name} is not defined in the notebook; run its cell first") from None


def run_case(probe, student, inputs: dict) -> Outcome:
    """Call `probe(student, **inputs)` on copies of the inputs and turn what it returns into plain arrays.

    Inputs that the student's code changed in place come back under "changed input: NAME".
    """
    given = copy.deepcopy(inputs)
    try:
        named = {name: plain_array(name, value) for name, value in probe(student, **given).items()}
    except NotImplementedError as error:
        return Outcome(failure="not implemented", message=describe(error))
    except Exception as error:
        return Outcome(failure="raised", message=describe(error))
    for name, before in inputs.items():
        after = given[name]
        if isinstance(before, np.ndarray) and not _same(before, after):
            named[CHANGED + name] = plain_array(name, after)
    return Outcome(named)


def plain_array(name: str, value) -> np.ndarray:
    """`value` as a base-class array of numbers; TypeError that names it when it is none."""
    try:
        array = np.array(value, copy=True, subok=False, order="C")
    except ValueError:
        array = np.array(None)
    if array.dtype.kind not in KINDS:
        shown = "None (is a `return` missing?)" if value is None else f"{type(value).__name__}"
        raise TypeError(f"{name} should be an array or a number, but your code gave {shown}")
    return array


def describe(error: BaseException) -> str:
    """'ValueError: … (line 7 of your cell: …)', the last line of the student's own code that was running."""
    text = str(error)
    said = type(error).__name__ + (f": {text}" if text else "")
    said = text if type(error).__name__ == "TimeLimit" else said
    for frame in reversed(traceback.extract_tb(error.__traceback__)):
        if frame.filename.startswith("<ipython-input") or "ipykernel_" in frame.filename:
            where = f" (line {frame.lineno} of your cell" + (f": {frame.line}" if frame.line else "") + ")"
            return said + where
    return said


def _same(before: np.ndarray, after: np.ndarray) -> bool:
    # Plain bytes: NaN equals itself here, and -0.0 is a change.
    return before.shape == after.shape and before.dtype == after.dtype and before.tobytes() == after.tobytes()
