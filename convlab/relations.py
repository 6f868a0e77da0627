"""What can be said without a name: how what came relates to what is right.

Knows no exercise. Silent where a relation would hold by chance: of a single number, or of arrays that look the same
either way.
"""
import itertools
import math

import numpy as np

from .card import Case
from .compare import Fault
from .contrasts import flat
from .run import Outcome

LARGEST = 20_000  # entries up to which it is worth the time


def relation(failing: list[tuple[Case, Outcome, Fault]]) -> tuple[str, str]:
    """A name, and one sentence that holds in all of these cases; ("", "") when none does.

    A case whose numbers are right, and only their kind is not, says nothing of the others.
    """
    seen = []
    for case, outcome, fault in failing:
        if fault.got is None or outcome.arrays is None or not 0 < max(fault.got.size, fault.expected.size) <= LARGEST:
            return "", ""
        if fault.got.dtype.kind not in "biuf" or fault.expected.dtype.kind not in "biuf":
            return "", ""
        if not _close(fault.got * 1.0, fault.expected * 1.0):
            seen.append((fault.got * 1.0, fault.expected * 1.0, case, outcome))
    if not seen or len({fault.output for _, _, fault in failing}) != 1:
        return "", ""
    name = failing[0][2].output
    few = not is_evidence([right for _, right, _, _ in seen])
    with np.errstate(all="ignore"):
        found = _first(name, seen, [RESHAPED] if few else list(RELATIONS))
        if found[0] in ("", LONGER) and not few and all(got.size == right.size for got, right, _, _ in seen):
            laid = [(got.reshape(right.shape), right, case, outcome) for got, right, case, outcome in seen]
            what, said = _first(name, laid, OF_NUMBERS)
            found = (what, f"Besides its shape: {said}") if what else found
    return found


def _first(name: str, seen: list[tuple], wanted: list[str]) -> tuple[str, str]:
    """The first of these relations that holds in all cases, in the same words."""
    whole = all((right == np.round(right)).all() for _, right, _, _ in seen)
    for what in wanted:
        if len(seen) < CASES.get(what, 1 + (whole and what in OF_NUMBERS)):
            continue
        said = RELATIONS[what](name, *seen[0])
        for case in seen[1:]:
            its = RELATIONS[what](name, *case) if said else []
            said = [one for one in said if one in its]
        if said:
            return what, said[0]
    return "", ""


def is_evidence(expected: list[np.ndarray], enough: int = 3) -> bool:
    """Whether there are enough numbers for a relation to be no chance: three, or two with fractions, which count twice.
    Of single numbers of several cases two must differ.
    """
    numbers = np.concatenate([one.ravel() for one in expected] or [np.zeros(0)])
    weight = numbers.size + np.count_nonzero(numbers != np.round(numbers))
    return weight >= enough and numbers.size > 1 and (max(map(np.size, expected)) > 1 or len(np.unique(numbers)) > 1)


def _close(one: np.ndarray, other: np.ndarray) -> bool:
    return one.shape == other.shape and np.allclose(one, other, rtol=1e-6, atol=1e-9, equal_nan=True)


def _nothing(name, got, right, case, outcome) -> list[str]:
    if got.any() or not right.any():
        return []
    return [f"All of {name} is 0." if got.shape == right.shape else f"All of {name} is 0, besides its shape."]


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
    said = [sentence for value, sentence in plain.items() if math.isclose(factor, value, rel_tol=1e-6)]
    for what, size in _factors(case.inputs):
        if math.isclose(factor, size, rel_tol=1e-6):
            said.append(f"{name} is {what} times what is right.")
        elif math.isclose(factor, 1 / size, rel_tol=1e-6):
            said.append(f"{name} is what is right, divided by {what}.")
    return said + [f"{name} is {factor:.6g} times what is right."] * bool(1e-3 < abs(factor) < 1e3)


FACTORS = {"{}": 1, "({} / 2)": 0.5, "2 * {}": 2}


def _factors(inputs: dict) -> list[tuple[str, float]]:
    """Sizes by which a formula may multiply, their halves and doubles, and products of two sides of an array."""
    sizes = [(what, size) for what, size in _sizes(inputs) if size not in (0, 1)]
    found = [(words.format(what), times * size) for words, times in FACTORS.items() for what, size in sizes]
    for name, value in flat(inputs):
        if isinstance(value, np.ndarray) and value.ndim > 2:
            pairs = itertools.combinations(enumerate(value.shape), 2)
            found += [(f"{name}.shape[{a}] * {name}.shape[{b}]", m * n) for (a, m), (b, n) in pairs]
    return [(what, size) for what, size in found if size not in (0, 1)]


def _sizes(inputs: dict) -> list[tuple[str, float]]:
    """Numbers that a formula may count by: plain numbers, and the sides and sizes of arrays."""
    found = []
    for name, value in flat(inputs):
        if isinstance(value, int | float) and not isinstance(value, bool):
            found.append((name, value))
    for name, value in flat(inputs):
        if isinstance(value, np.ndarray):
            found += [(f"{name}.shape[{axis}]", side) for axis, side in enumerate(value.shape)]
            found.append((f"{name}.size", value.size))
    return found


def _shifted(name, got, right, case, outcome) -> list[str]:
    """A number too much: a plain one, or one of the inputs."""
    if got.shape != right.shape:
        return []
    difference = (got - right).ravel()
    if not np.allclose(difference, difference[0], rtol=1e-6, atol=1e-9) or not np.isfinite(difference[0]):
        return []
    more, by = "large" if difference[0] > 0 else "small", abs(difference[0])
    said = [f"{name} is {by:.4g} too {more} everywhere." if got.size > 1 else f"{name} is {by:.4g} too {more}."]
    said += [f"{name} is too {more} by {what}." for what, size in _sizes(case.inputs)
             if size and math.isclose(by, abs(size), rel_tol=1e-6)]  # fmt: skip
    return [*said, *[f"{name} is off by the same number everywhere."] * (got.size > 1)]


def _lacking(name, got, right, case, outcome) -> list[str]:
    """An input that is added once too often, or not at all."""
    if got.shape != right.shape:
        return []
    said = []
    for what, value in flat(case.inputs):
        for term in _laid_along(value, right.shape):
            if _close(got + term, right):
                said.append(f"{name} lacks {what}: it is right once {what} is added.")
            if _close(got - term, right):
                said.append(f"{name} has {what} added once too often.")
            if _close(got * term, right):
                said.append(f"{name} lacks a factor: it is right once it is multiplied by {what}.")
            if _close(got, right * term):
                said.append(f"{name} has been multiplied by {what} once too often.")
    return said


def _laid_along(value, shape: tuple[int, ...]) -> list[np.ndarray]:
    """An input's numbers as they may be added to an array of this shape: as they are, or along one of its axes."""
    if not isinstance(value, np.ndarray) or value.dtype.kind not in "biuf" or not value.size:
        return []
    if value.size == 1 and math.prod(shape) == 1:
        return [value.reshape(shape) * 1.0]
    if not np.ptp(value * 1.0):
        return []
    if value.shape == shape:
        return [value * 1.0]
    if max(value.shape) != value.size:
        return []
    fitting = [axis for axis, side in enumerate(shape) if side == value.size]
    return [value.reshape([-1 if k == axis else 1 for k in range(len(shape))]) * 1.0 for axis in fitting]


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
        said.append(f"The wrong entries of {name} are all 0, as if they were never set.")
    if min(got.shape[-2:], default=0) > 2 and got.ndim > 1 and bad.any() and not bad[..., 1:-1, 1:-1].any():
        said.append(f"{name} is right inside, and wrong along its border.")
    return said


def _repeated(name, got, right, case, outcome) -> list[str]:
    """The same along an axis along which it should change."""
    if got.shape != right.shape:
        return []
    said = [f"All entries of {name} are one number."] if got.size > 2 and np.ptp(got) == 0 and np.ptp(right) else []
    return said + [f"{name} does not change along axis {axis}, and should." for axis, side in enumerate(got.shape)
                   if side > 1 and not np.ptp(got, axis=axis).any() and np.ptp(right, axis=axis).any()]  # fmt: skip


def _by_places(name, got, right, case, outcome) -> list[str]:
    """Along an axis a multiple of what is right, or off by a number, another one at each place of the other axes."""
    if got.shape != right.shape or not np.isfinite(got).all():
        return []
    said = []
    for axis, side in enumerate(right.shape):
        if side < 3 or side == right.size:
            continue
        lines, came = np.moveaxis(right, axis, -1), np.moveaxis(got, axis, -1)
        place = np.abs(lines).argmax(axis=-1)[..., None]
        factor = np.take_along_axis(came, place, -1) / np.take_along_axis(lines, place, -1)
        if factor.all() and np.ptp(factor) > 1e-6 and _close(came, lines * factor):
            said.append(f"Along axis {axis} {name} is right up to a factor, which differs from place to place.")
        off = came - lines
        if np.ptp(off) > 1e-6 and np.allclose(off, off[..., :1], rtol=1e-6, atol=1e-9):
            said.append(f"Along axis {axis} {name} is off by one number, which differs from place to place.")
    return said


def _placed(name, got, right, case, outcome) -> list[str]:
    """Where along an axis it is wrong: at one end alone, or everywhere but there."""
    if got.shape != right.shape:
        return []
    bad, said = ~np.isclose(got, right, rtol=1e-6, atol=1e-9, equal_nan=True), []
    for axis, side in enumerate(right.shape):
        wrong = bad.any(axis=tuple(k for k in range(right.ndim) if k != axis))
        if side > 1 and wrong.sum() == 1 and (wrong[0] or wrong[-1]):
            said.append(f"{name} is wrong at the {'first' if wrong[0] else 'last'} index of axis {axis} alone.")
        if side > 1 and wrong.sum() == side - 1 and not (wrong[0] and wrong[-1]):
            said.append(f"{name} is right at the {'last' if wrong[0] else 'first'} index of axis {axis} alone.")
    return said


def _sided(name, got, right, case, outcome) -> list[str]:
    """By how much an axis is too long or too short, or what it is as long as."""
    if got.shape == right.shape:
        return []
    if got.ndim != right.ndim:
        return [f"{name} has {got.ndim} {'axis' if got.ndim == 1 else 'axes'} and should have {right.ndim}."]
    sides = [(axis, a - b) for axis, (a, b) in enumerate(zip(got.shape, right.shape)) if a != b]
    off = [f"{abs(by)} too {'long' if by > 0 else 'short'} along axis {axis}" for axis, by in sides]
    said = [f"{name} is {' and '.join(off)}."]
    for what, size in _sizes(case.inputs):
        said += [f"{name} is as long as {what} along axis {axis}." for axis, _ in sides if got.shape[axis] == size]
    return said


def _one_sided(name, got, right, case, outcome) -> list[str]:
    if got.shape != right.shape:
        return []
    difference = (got - right)[~np.isclose(got, right, rtol=1e-6, atol=1e-9)]
    marks = np.isin(got, (0, 1)).all() and np.isin(right, (0, 1)).all()
    more, less = ("set where it should not be", "not set where it should be") if marks else ("too large", "too small")
    if (difference > 0).all():
        return [f"{name} is {more} wherever it is wrong." if not marks else f"{name} is right, but for entries {more}."]
    said = f"{name} is {less} wherever it is wrong." if not marks else f"{name} is right, but for entries {less}."
    return [said] if (difference < 0).all() else []


RELATIONS = {
    "all 0": _nothing, "times a number": _scaled, "off by a number": _shifted, "an input too much or too few": _lacking,
    "reversed or transposed": _rearranged,
    "right numbers in another shape": _reshaped, "right numbers in other places": _moved, "cut off": _cut,
    "more around it": _bordered, "sums left out or too many": _summed, "a function of what is right": _function,
    "another array": _other, "entries never set": _unfinished, "the same everywhere": _repeated,
    "right up to a factor": _by_places, "wrong in some places": _placed, "a side too long or too short": _sided,
    "too large or too small": _one_sided,
}  # fmt: skip
RESHAPED = "right numbers in another shape"
LONGER = "a side too long or too short"
CASES = {LONGER: 2, "too large or too small": 3}  # that it takes, where one would be no news
# Of numbers alone; in one case of whole numbers they may hold by chance.
OF_NUMBERS = ["times a number", "off by a number", "an input too much or too few", "a function of what is right"]
