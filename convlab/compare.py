"""Compare what came with what is right: shape, kind of number, values within a tolerance."""
from dataclasses import dataclass

import numpy as np

from .card import Card, Case, Part, largest
from .claims import claim
from .run import CHANGED, Outcome

KIND_NAMES = {"b": "booleans", "i": "integers", "u": "integers", "f": "floats", "c": "complex numbers"}
SINGLE = 16 * float(np.finfo(np.float32).eps)  # what a few roundings in single precision leave, of the largest number
LISTED = 8  # whole numbers in a row up to which a sentence names them all
SHORT = 12  # bits; of float32's 24 all are in use as a rule
TOO_COARSE = "Something is computed in float32, and its seven digits are too few here; use float64."
CHANGES = "Your code changes its input"
COARSE = 0.01  # up to this error, numbers of float32 are taken to be wrong by their precision, not by their formula


@dataclass
class Fault:
    """Why one case is not right."""

    sentence: str
    output: str = ""
    expected: np.ndarray | None = None
    got: np.ndarray | None = None
    labels: tuple[str, str] = ("expected", "got")
    tolerance: tuple[float, float] = (0.0, 0.0)  # rtol and atol with which they were compared


def find_fault(card: Card, case: Case, part: Part, outcome: Outcome) -> Fault | None:
    """The first thing wrong with what came out, as far as a part looks at it; None when it is right."""
    if outcome.failure == "timed out":
        return Fault(f"Your code did not finish: {outcome.message}.")
    if outcome.failure:
        return Fault(f"Your code stopped: {outcome.message}." if outcome.stopped else f"{outcome.message}.")
    faults = [compare(card, case, one, part.outputs or list(one), outcome.arrays) for one in case.expected]
    # Of several right answers the student meant the one that is nearest: of the same shape, and of the same kind.
    return None if None in faults else min(faults, key=_distance)


def find_change(case: Case, outcome: Outcome) -> Fault | None:
    """The first input that the student's code changed in place, None when it left them all as they were."""
    for name in changed_inputs(outcome):
        said = f"{CHANGES} {argument(name)}; work on a copy. That costs one part of the points, not all."
        before, after = case.inputs.get(name), outcome.arrays[CHANGED + name]
        if not isinstance(before, np.ndarray):
            return Fault(said, name)
        return Fault(said, name, before, after, (f"{name} before", f"{name} after your call"))
    return None


def changed_inputs(outcome: Outcome) -> list[str]:
    return [name.removeprefix(CHANGED) for name in outcome.arrays or {} if name.startswith(CHANGED)]


def argument(name: str) -> str:
    """What the student's code calls an input: "dw_of_each_step" holds what it is given as dw, step by step."""
    return name.partition("_of_each_")[0]


def _distance(fault: Fault) -> int:
    if fault.got is None or fault.got.shape != fault.expected.shape:
        return 2
    return 0 if same_kind(fault.got, fault.expected) else 1


def array_fault(name: str, expected: np.ndarray, got: np.ndarray, rtol: float, atol: float) -> str:
    """What is wrong with `got`, in one sentence; "" when it is right: shape, dtype kind, finite, values."""
    if all(one.ndim == 1 and one.size <= LISTED and one.dtype.kind in "iu" for one in (got, expected)):
        right = got.shape == expected.shape and not wrong_entries(expected, got, rtol, atol).any()
        return "" if right else f"{name}: {got.tolist()}, expected {expected.tolist()}."
    if got.shape != expected.shape:
        return f"{name} has shape {got.shape}, expected {expected.shape}."
    if not same_kind(got, expected):
        besides = ", and its numbers are wrong as well" if wrong_entries(expected, got, rtol, atol).any() else ""
        return f"{name} holds {KIND_NAMES[got.dtype.kind]}, expected {KIND_NAMES[expected.dtype.kind]}{besides}."
    bad = wrong_entries(expected, got, rtol, atol)
    if not bad.any():
        return ""
    if expected.dtype.kind == "b" and got.ndim == 0:
        return claim(name, bool(got))[1]
    if got.size == 1:
        return f"{name} is {got}, expected {expected}."
    lost = ~np.isfinite(got) & np.isfinite(expected)
    if lost.any():
        return f"{_count(lost, name)} nan or inf, the first at {_first(lost)}."
    return f"{_count(bad, name)} wrong, the first at {_first(bad)}."


def same_kind(got: np.ndarray, expected: np.ndarray) -> bool:
    if got.ndim == 0 and expected.dtype.kind == "f":
        return got.dtype.kind in "iuf"  # the number 0 is as good as 0.0
    return any(got.dtype.kind in kind and expected.dtype.kind in kind for kind in ("iu", "f", "b", "c"))


def wrong_entries(expected: np.ndarray, got: np.ndarray, rtol: float, atol: float) -> np.ndarray:
    """Boolean array: where two arrays of one shape differ by more than the tolerance. nan equals nan.

    As np.isclose has it, which takes ten times as long for a few numbers.
    """
    got, expected = got * 1.0, expected * 1.0  # booleans have no difference, and small integers none beyond their size
    with np.errstate(invalid="ignore", over="ignore"):
        close = np.abs(got - expected) <= atol + rtol * np.abs(expected)
    odd = ~np.isfinite(expected)
    if odd.any():
        close = np.where(odd, (got == expected) | (np.isnan(got) & np.isnan(expected)), close)
    return ~close


def compare(card: Card, case: Case, expected: dict, outputs: list[str], arrays: dict) -> Fault | None:
    for name in outputs:
        if name not in arrays:
            return Fault(_missing(name), name, expected[name])
        right, got = expected[name], arrays[name]
        if _same_bits(right, got):
            continue  # the usual case, told in a tenth of the time
        allowed = tolerance(card, case, right, got)
        sentence = array_fault(name, right, got, *allowed)
        if sentence:
            scale = _scale(case, right)
            near = _looks_coarse(right, got) and np.allclose(got, right, rtol=0, atol=COARSE * scale)
            return Fault(sentence + near * f" {TOO_COARSE}", name, right, got, tolerance=allowed)
    return None


def _missing(name: str) -> str:
    held = name.endswith(" in cache")  # at its place; nothing is looked for in a cache of another length
    return "The cache has another form than the docstring's." if held else f"{name} is missing."


def _same_bits(one: np.ndarray, other: np.ndarray) -> bool:
    return one.dtype == other.dtype and one.shape == other.shape and one.tobytes() == other.tobytes()


def tolerance(card: Card, case: Case, expected: np.ndarray, got: np.ndarray) -> tuple[float, float]:
    """rtol and atol with which an array is compared. What is right in single precision is right.

    Where the card is `exact` that is so for float32 alone: float64 that ends after seven digits has another cause.
    """
    if expected.dtype.kind != "f" or (card.exact and not of_float32(expected, got)):
        return card.rtol, card.atol
    return card.rtol, max(card.atol, SINGLE * _scale(case, expected))


def _scale(case: Case, expected: np.ndarray) -> float:
    """What roundings are relative to: an array's largest number; where sums cancel, the largest input, if below 1."""
    return max(largest(expected), min(1.0, case.magnitude))


def of_float32(expected: np.ndarray, got: np.ndarray) -> bool:
    """Whether an array of the same shape is of float32, or was until it was stored as float64."""
    if got.dtype.kind != "f" or expected.dtype != np.float64 or got.shape != expected.shape:
        return False
    with np.errstate(over="ignore"):  # what is beyond float32 becomes inf, and so was not kept
        short = got.astype(np.float32)
    kept = np.array_equal(got, short) and not np.array_equal(expected, expected.astype(np.float32))
    return got.dtype.itemsize <= 4 or kept


def _looks_coarse(expected: np.ndarray, got: np.ndarray) -> bool:
    """Whether an array was computed in float32; whole numbers and others of a few bits fit in there by themselves."""
    if not of_float32(expected, got):
        return False
    mantissa = np.frexp(got[np.isfinite(got)])[0] * 2.0**SHORT
    return got.dtype.itemsize <= 4 or not np.array_equal(mantissa, np.round(mantissa))


def _count(mask: np.ndarray, name: str) -> str:
    return f"{int(mask.sum())} of {mask.size} entries of {name} {'is' if mask.sum() == 1 else 'are'}"


def _first(mask: np.ndarray) -> list[int]:
    return [int(i) for i in np.argwhere(mask)[0]]
