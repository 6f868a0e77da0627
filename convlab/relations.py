"""What can be said without a name: how what came relates to what is right, and what sets the failing cases apart.

Knows no exercise. Silent where a relation would hold by chance: of a single number, or of arrays that look the same
either way.
"""
import itertools
import math

import numpy as np

from .card import Case
from .compare import Fault
from .run import Outcome

LARGEST = 20_000  # entries up to which it is worth the time


def relation(failing: list[tuple[Case, Outcome, Fault]]) -> tuple[str, str]:
    """A name, and one sentence that holds in all of these cases of a part; ("", "") when none does."""
    seen = []
    for case, outcome, fault in failing:
        if fault.got is None or outcome.arrays is None or not 0 < max(fault.got.size, fault.expected.size) <= LARGEST:
            return "", ""
        if fault.got.dtype.kind not in "biuf" or fault.expected.dtype.kind not in "iuf":
            return "", ""
        seen.append((case, outcome, fault))
    if len({fault.output for _, _, fault in seen}) != 1 or sum(fault.expected.size for _, _, fault in seen) < 3:
        return "", ""
    name = seen[0][2].output
    with np.errstate(all="ignore"):
        for what, say in RELATIONS.items():
            held = [say(name, fault.got * 1.0, fault.expected * 1.0, case, outcome) for case, outcome, fault in seen]
            common = set.intersection(*map(set, held))
            if common:
                return what, min(common, key=len)
    return "", ""


def _close(one: np.ndarray, other: np.ndarray) -> bool:
    return one.shape == other.shape and np.allclose(one, other, rtol=1e-6, atol=1e-9, equal_nan=True)


def _nothing(name, got, right, case, outcome) -> list[str]:
    return [f"All of {name} is 0."] if not got.any() and right.any() else []


def _scaled(name, got, right, case, outcome) -> list[str]:
    """A factor: a plain one, or a size of an input, or one over it."""
    if got.shape != right.shape or not np.isfinite(got).all() or not right.any():
        return []
    place = np.abs(right).argmax()
    factor = got.ravel()[place] / right.ravel()[place]
    if not factor or not _close(got, right * factor):
        return []
    plain = {-1.0: f"{name} has the wrong sign: it is minus what is right.", 2.0: f"{name} is twice what is right.",
             0.5: f"{name} is half of what is right."}  # fmt: skip
    if math.isclose(factor, 1, rel_tol=1e-6):
        return []  # only its kind is wrong
    said = [sentence for value, sentence in plain.items() if math.isclose(factor, value, rel_tol=1e-6)]
    for what, size in _sizes(case.inputs):
        if size > 1 and math.isclose(factor, size, rel_tol=1e-6):
            said.append(f"{name} is {what} times too large.")
        if size > 1 and math.isclose(factor, 1 / size, rel_tol=1e-6):
            said.append(f"{name} is {what} times too small.")
    return said or [f"{name} is {factor:.6g} times what is right."]


def _sizes(inputs: dict) -> list[tuple[str, float]]:
    """Numbers that a formula may count by: the sides and sizes of arrays, and plain numbers."""
    found = []
    for name, value in inputs.items():
        if isinstance(value, np.ndarray):
            found += [(f"{name}.shape[{axis}]", side) for axis, side in enumerate(value.shape)]
            found.append((f"{name}.size", value.size))
        elif isinstance(value, int | float) and not isinstance(value, bool) and not name.startswith("_"):
            found.append((name, value))
    return found


def _shifted(name, got, right, case, outcome) -> list[str]:
    if got.shape != right.shape or got.size < 2:
        return []
    difference = (got - right).ravel()
    if not np.allclose(difference, difference[0], rtol=1e-6, atol=1e-9) or not np.isfinite(difference[0]):
        return []
    return [f"{name} is {abs(difference[0]):.4g} too {'large' if difference[0] > 0 else 'small'} everywhere.",
            f"{name} is off by the same number everywhere."]  # fmt: skip


def _rearranged(name, got, right, case, outcome) -> list[str]:
    """Flipped or transposed; only where that makes a difference."""
    if got.size < 3:
        return []
    said = [f"{name} is reversed along {_axes(axes)}." for axes in _choices(right) if _close(got, np.flip(right, axes))]
    if right.ndim == 2 and _close(got, right.T):
        said.append(f"{name} is the transpose of what is right.")
    elif 2 < right.ndim <= 4:
        orders = [order for order in itertools.permutations(range(right.ndim)) if _close(got, right.transpose(order))]
        said += [f"{name} has its axes in another order: what is right, transposed by {order}." for order in orders]
    return said


def _choices(array: np.ndarray) -> list[tuple[int, ...]]:
    """One or more of an array's axes, in every way."""
    return [axes for count in range(1, array.ndim + 1) for axes in itertools.combinations(range(array.ndim), count)]


def _axes(axes: tuple[int, ...]) -> str:
    return "axis " + " and axis ".join(map(str, axes))


def _reshaped(name, got, right, case, outcome) -> list[str]:
    if got.shape != right.shape and got.size == right.size and _close(got.ravel(), right.ravel()):
        return [f"The numbers of {name} are right, its shape is not."]
    return []


def _moved(name, got, right, case, outcome) -> list[str]:
    if got.size < 4 or got.size != right.size or not _close(np.sort(got, axis=None), np.sort(right, axis=None)):
        return []
    return [f"{name} holds the right numbers in other places."]


def _cut(name, got, right, case, outcome) -> list[str]:
    """Right as far as it goes."""
    if got.ndim != right.ndim or got.shape == right.shape or any(a > b for a, b in zip(got.shape, right.shape)):
        return []
    said = []
    if got.size and _close(got, right[tuple(slice(0, side) for side in got.shape)]):
        said.append(f"{name} is right as far as it goes, and its end is missing.")
    elif got.size and _close(got, right[tuple(slice(b - a, b) for a, b in zip(got.shape, right.shape))]):
        said.append(f"{name} is right as far as it goes, and its beginning is missing.")
    return said


def _bordered(name, got, right, case, outcome) -> list[str]:
    if got.ndim != right.ndim or got.shape == right.shape or any(a < b for a, b in zip(got.shape, right.shape)):
        return []
    for start in itertools.product(*[range(a - b + 1) for a, b in zip(got.shape, right.shape)]):
        if right.size > 1 and _close(got[tuple(slice(k, k + b) for k, b in zip(start, right.shape))], right):
            return [f"{name} holds what is right, and more around it."]
    return []


def _summed(name, got, right, case, outcome) -> list[str]:
    """A sum that was left out, or one too many."""
    few, many = sorted([got, right], key=np.size)
    if few.size == many.size:
        return []
    words = "is not summed over" if many is got else "should keep what it is summed over:"
    return [f"{name} {words} {_axes(axes)}." for axes in _choices(many) for kept in (False, True)
            if _close(many.sum(axis=axes, keepdims=kept), few)]  # fmt: skip


FUNCTIONS = {
    "{} is the square of what is right.": np.square,
    "{} is the square root of what is right.": np.sqrt,
    "{} is one over what is right.": lambda right: 1 / right,
    "{} is 1 minus what is right.": lambda right: 1 - right,
    "{} has lost its signs: its size is right.": np.abs,
    "The fractions of {} are cut off: it holds what is right, rounded towards 0.": np.trunc,
    "{} is 0 where it should be negative, and right elsewhere.": lambda right: np.maximum(right, 0),
    "{} is 0 where it should be positive, and right elsewhere.": lambda right: np.minimum(right, 0),
    "{} is the logarithm of what is right.": np.log,
    "{} is the exponential of what is right.": np.exp,
}


def _function(name, got, right, case, outcome) -> list[str]:
    return [words.format(name) for words, function in FUNCTIONS.items() if _close(got, function(right))]


def _other(name, got, right, case, outcome) -> list[str]:
    """It is something else that is there."""
    if got.size < 2:
        return []
    others = [(other, value, f"{name} holds {other} in its place.") for other, value in case.expected[0].items()]
    others += [(other, value, f"{name} is the input {other}, as it came.") for other, value in case.inputs.items()]
    return [said for other, value, said in others
            if other != name and isinstance(value, np.ndarray) and value.dtype.kind in "biuf"
            and _close(got, value * 1.0)]  # fmt: skip


def _unfinished(name, got, right, case, outcome) -> list[str]:
    if got.shape != right.shape:
        return []
    bad = ~np.isclose(got, right, rtol=1e-6, atol=1e-9)
    said = []
    if bad.any() and not bad.all() and not got[bad].any():
        said.append(f"The wrong entries of {name} are all 0: they were never set.")
    if min(got.shape[-2:], default=0) > 2 and got.ndim > 1 and bad.any() and not bad[..., 1:-1, 1:-1].any():
        said.append(f"{name} is right inside, and wrong along its border.")
    return said


RELATIONS = {
    "all 0": _nothing, "times a number": _scaled, "off by a number": _shifted, "reversed or transposed": _rearranged,
    "right numbers in another shape": _reshaped, "right numbers in other places": _moved, "cut off": _cut,
    "more around it": _bordered, "sums left out or too many": _summed, "a function of what is right": _function,
    "another array": _other, "entries never set": _unfinished,
}  # fmt: skip


# --- what sets the failing cases apart --------------------------------------------------------


def contrast(right: list[dict], failed: list[dict]) -> str:
    """"where pad is 0", of the inputs of cases that are right; "" unless it is so in all of them and in no other.

    right, failed: the inputs of the cases
    """
    if not right or not failed or len(right) + len(failed) < 4:
        return ""
    of_right, of_failed = [_features(one) for one in right], [_features(one) for one in failed]
    for (what, yes, no) in dict.fromkeys(key for one in [*of_right, *of_failed] for key in one):
        key = (what, yes, no)
        values = [one.get(key) for one in of_right], [one.get(key) for one in of_failed]
        if None in values[0] or None in values[1]:
            continue
        if all(values[0]) and not any(values[1]):
            return f"where {what} {yes}"
        if not any(values[0]) and all(values[1]):
            return f"where {what} {no}"
    return ""


def _features(inputs: dict) -> dict[tuple[str, str, str], bool]:
    """{(what, what it is, what it is not): whether it is}, the plain ones first."""
    found: dict[tuple[str, str, str], bool] = {}
    for name, value in _flat(inputs):
        if isinstance(value, bool | str):
            continue
        if isinstance(value, int | float):
            found[name, "is 0", "is not 0"] = value == 0
            found[name, "is 1", "is not 1"] = value == 1
            found[name, "is above 1", "is at most 1"] = value > 1
        elif isinstance(value, np.ndarray) and value.size and value.dtype.kind in "iuf":
            found |= _of_array(name, value)
    return found


def _flat(inputs: dict) -> list[tuple[str, object]]:
    """Names and values, those in dictionaries and tuples too."""
    found = []
    for name, value in inputs.items():
        if name.startswith("_"):
            continue
        if isinstance(value, dict):
            found += [(f"{name}[{key!r}]", one) for key, one in value.items()]
        elif isinstance(value, tuple | list) and all(isinstance(one, int | float) for one in value):
            found += [(f"{name}[{key}]", one) for key, one in enumerate(value)]
        else:
            found.append((name, value))
    return found


def _of_array(name: str, value: np.ndarray) -> dict[tuple[str, str, str], bool]:
    found = {}
    for axis, side in enumerate(value.shape):
        found[name, f"has one entry along axis {axis}", f"has more than one entry along axis {axis}"] = side == 1
    if value.ndim >= 2:
        found[name, "has as many rows as columns", "has not as many rows as columns"] = (
            value.shape[-1] == value.shape[-2]
        )
    found[name, "has no negative entry", "has negative entries"] = not (value < 0).any()
    found[name, "holds whole numbers alone", "holds fractions"] = bool((value == np.round(value)).all())
    found[name, "has no two equal entries", "has equal entries"] = np.unique(value).size == value.size
    return found
