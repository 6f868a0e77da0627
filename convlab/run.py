"""Run a probe on the inputs of a case and say what came of it."""
import copy
import re
import traceback
import warnings
from dataclasses import dataclass

import numpy as np

from .card import KINDS
from .probes import OTHERWISE, Told, told

CHANGED = "changed input: "  # prefix of the arrays that report an input changed in place
SPOKEN = ("TimeLimit", "Told")  # errors of ours, whose words say all
UNFIT = "What your code returns has not the form that is asked for"
MUTABLE = (np.ndarray, dict, list)
PLACE = re.compile(r"\(([^():]*\bline \d+ of its cell)(?:: (.*?))?(?:, called in .*)?\)$")  # in an error's words
KIND = re.compile(r"\w*(Error|Exception|Warning|Interrupt|Exit|Iteration)\b|\w+: ")  # which begin so
LONGEST = 80  # characters of the name of an error's class
# What NumPy has come to refuse since 2.0, as it warned of it before: a version is to change no verdict.
REFUSED = {
    "Calling nonzero on 0d arrays": "2.1",
    "The truth value of an empty array": "2.2",
    "tostring\\(\\) is deprecated": "2.3",
    "Conversion of an array with ndim > 0 to a scalar": "2.4",
    "Calling np.sum\\(generator\\)": "2.4",
    "Passing None into shape arguments": "2.4",
    "Converting `np.(integer|inexact|complex|unsignedinteger|generic|character)`": "2.4",
    "inexact matches and case insensitive matches": "2.4",
    "`(trapz|in1d)` is deprecated": "2.4",
    "bias and ddof have no effect": "2.4",
    "the `interpolation=` argument": "2.4",
    "Passing booleans as partition index": "2.4",
    "The Python built-in `round` is deprecated for complex": "2.4",
    "The numpy.linalg.linalg has been made private": "2.4",
    "`newshape` keyword argument is deprecated": "2.4",
    "`row_stack` alias is deprecated": "2.5",
    "Arrays of 2-dimensional vectors are deprecated": "2.5",
}


@dataclass
class Outcome:
    """What one case gave: named arrays, or how it failed."""

    arrays: dict[str, np.ndarray] | None = None
    failure: str = ""  # "", "raised", "not implemented", "timed out", "died"
    message: str = ""  # what Python said, and in which line
    printed: str = ""  # what the student's code printed, a screen of it; only known where it ran


    @property
    def stopped(self) -> bool:
        """Whether the student's code came to no end; not where it did, and what it gave is of another form."""
        if self.failure != "raised":
            return bool(self.failure)
        said = self.message
        return bool(KIND.match(said) or PLACE.search(said)) and not said.startswith(OTHERWISE)


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

    Inputs that the student's code changed in place come back under "changed input: NAME", with their new numbers
    if they are arrays and True if they are dictionaries or lists.
    """
    given = {name: copy.deepcopy(value) for name, value in inputs.items()}  # each its own, also of one array
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", RuntimeWarning)  # whatever the notebook makes of it: numbers decide
            warnings.filterwarnings("error", "|".join(REFUSED), DeprecationWarning)
            returned = probe(student, **given)
        named = {name: plain_array(name, value) for name, value in returned.items()}
    except NotImplementedError as error:
        return Outcome(failure="not implemented", message=describe(error))
    except Exception as error:
        return Outcome(failure="raised", message=describe(error))
    for name, before in inputs.items():
        if isinstance(before, MUTABLE) and not same(before, given[name]):
            named[CHANGED + name] = plain_array(name, given[name] if isinstance(before, np.ndarray) else True)
    return Outcome(named)


def as_judged(probe, inputs: dict, outcome: Outcome) -> Outcome:
    """The outcome of a probe with what is compared: its arrays, or their properties (convlab.probes.judged_by)."""
    properties = getattr(probe, "properties", None)
    if properties is None or outcome.arrays is None:
        return outcome
    changed = {name: array for name, array in outcome.arrays.items() if name.startswith(CHANGED)}
    try:
        found = properties(outcome.arrays, **inputs)
        return Outcome({name: plain_array(name, value) for name, value in found.items()} | changed)
    except Told as error:
        return Outcome(failure="raised", message=str(error))
    except Exception as error:  # the arrays may be anything
        return Outcome(failure="raised", message=f"{UNFIT} ({describe(error)})")


def plain_array(name: str, value) -> np.ndarray:
    """`value` as a base-class array of numbers; Told that names it when it is none."""
    if type(value) is int and not -(2**63) <= value < 2**63:
        raise Told(f"{name} is an integer of {value.bit_length()} bits, which no array of numbers can hold")
    try:
        # Where NumPy's integers have 32 bits (in a browser), a number of Python's may need 64.
        array = np.array(value, np.int64 if type(value) is int else None, copy=True, subok=False, order="C")
    except ValueError:
        array = np.array(None)
    if isinstance(value, list) and array.dtype.kind in KINDS:
        raise Told(f"{name} should be an array, but your code gives a list; np.array(...) makes an array of it")
    if array.dtype.kind not in KINDS:
        shown = f"an array of {array.dtype}" if isinstance(value, np.ndarray) else told(value)
        raise Told(f"{name} should be a number or an array of numbers, but your code gives {shown}")
    return array


def describe(error: BaseException) -> str:
    """'ValueError: … (corr2d, line 7 of its cell: …)': the last line of the notebook's code that was running.

    Where that is in a function that another one of the notebook has called, the line of the call is said too.
    """
    text = _syntax(error) if isinstance(error, SyntaxError) else str(error)
    said = refused(text) if isinstance(error, DeprecationWarning) else ""
    named = type(error).__name__  # which may be any text
    named = named if named.isidentifier() and len(named) <= LONGEST else "Exception"
    said = said or named + (f": {text}" if text else "")
    said = text if type(error).__name__ in SPOKEN else said
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if _of_notebook(frame.filename)]
    if not frames:
        return said
    first, last = frames[0], frames[-1]
    called = f", called in {_place(first)}" if first.filename != last.filename else ""
    return f"{said} ({_place(last)}{called})"


def refused(warning: str) -> str:
    """What a newer NumPy makes of a line that this one only warns of; "" for other warnings."""
    since = next((version for words, version in REFUSED.items() if re.match(words, warning)), "")
    first = re.split(r"(?<=\w)\. ", warning.strip())[0].rstrip(".")
    return since and f"an error from NumPy {since} on, of which this NumPy {np.__version__} only warns: {first}"


def _syntax(error: SyntaxError) -> str:
    """What Python cannot read, and where; a cell's file name is the machine's and says nothing."""
    if type(error.filename) is str and _of_notebook(error.filename):
        return f"{error.msg} (line {error.lineno} of its cell)"
    return str(error)


def _of_notebook(filename: str) -> bool:
    return filename.startswith("<ipython-input") or "ipykernel_" in filename


def _place(frame: traceback.FrameSummary) -> str:
    function = f"{frame.name}, " if frame.name.isidentifier() else ""  # not <module>, <listcomp>
    shown = f": {frame.line}" if frame.line else ""
    return f"{function}line {frame.lineno} of its cell{shown}"


def same(before, after) -> bool:
    """Whether two values are of one type and hold the same, to the last bit."""
    if type(before) is not type(after):
        return False
    if isinstance(before, dict):
        return list(before) == list(after) and all(same(before[key], after[key]) for key in before)
    if isinstance(before, list | tuple):
        return len(before) == len(after) and all(map(same, before, after))
    if not isinstance(before, np.ndarray):
        return before == after
    # Plain bytes: NaN equals itself here, and -0.0 is a change.
    return before.shape == after.shape and before.dtype == after.dtype and before.tobytes() == after.tobytes()
