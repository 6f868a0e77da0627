"""How the numbers that came relate to those that are right. Each function gives the sentences that hold in one case."""
import itertools
import math

import numpy as np

from .card import Case
from .contrasts import flat


def close(one: np.ndarray, other: np.ndarray) -> bool:
    return one.shape == other.shape and np.allclose(one, other, rtol=1e-6, atol=1e-9, equal_nan=True)


def nothing(name, got, right, case) -> list[str]:
    if got.any() or not right.any() or not got.size:
        return []
    return [f"All of {name} is 0." if got.shape == right.shape else f"All of {name} is 0, and its shape is wrong, too."]


def scaled(name, got, right, case) -> list[str]:
    """A factor: a plain one, or a size of an input, or one over it."""
    if got.shape != right.shape or not np.isfinite(got).all() or not right.any():
        return []
    place = np.abs(right).argmax()
    factor = got.ravel()[place] / right.ravel()[place]
    if not factor or not close(got, right * factor):
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
    plain = [(what, size) for what, size in sizes(inputs) if size not in (0, 1)]
    found = [(words.format(what), times * size) for words, times in FACTORS.items() for what, size in plain]
    for name, value in flat(inputs):
        if isinstance(value, np.ndarray) and value.ndim > 2:
            pairs = itertools.combinations(enumerate(value.shape), 2)
            found += [(f"{name}.shape[{a}] * {name}.shape[{b}]", m * n) for (a, m), (b, n) in pairs]
    return [(what, size) for what, size in found if size not in (0, 1)]


def sizes(inputs: dict) -> list[tuple[str, float]]:
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


def shifted(name, got, right, case) -> list[str]:
    """A number too much: a plain one, or one of the inputs."""
    if got.shape != right.shape:
        return []
    difference = (got - right).ravel()
    if not np.allclose(difference, difference[0], rtol=1e-6, atol=1e-9) or not np.isfinite(difference[0]):
        return []
    more, by = "large" if difference[0] > 0 else "small", abs(difference[0])
    said = [f"{name} is {by:.4g} too {more} everywhere." if got.size > 1 else f"{name} is {by:.4g} too {more}."]
    said += [f"{name} is too {more} by {what}." for what, size in sizes(case.inputs)
             if size and math.isclose(by, abs(size), rel_tol=1e-6)]  # fmt: skip
    return [*said, *[f"{name} is off by the same number everywhere."] * (got.size > 1)]


def lacking(name, got, right, case) -> list[str]:
    """An input that is added once too often, or not at all."""
    if got.shape != right.shape:
        return []
    said = []
    for what, value in flat(case.inputs):
        for term in _laid_along(value, right.shape):
            if close(got + term, right):
                said.append(f"{name} lacks {what}: it is right once {what} is added.")
            if close(got - term, right):
                said.append(f"{name} has {what} added once too often.")
            if close(got * term, right):
                said.append(f"{name} lacks a factor: it is right once it is multiplied by {what}.")
            if close(got, right * term):
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


SIGNS = {"+": np.add, "-": np.subtract, "*": np.multiply, "/": np.divide}


def combined(name, got, right, case) -> list[str]:
    """Two inputs, put together by one sign; in another shape a single number may be so by chance."""
    if got.shape != right.shape:
        return []
    given = [(what, value) for what, value in flat(case.inputs) if what != name and _is_number(value)]
    given = [(what, value) for what, value in given if np.shape(value) in (got.shape, ())]
    return [f"{name} is {one} {sign} {other}." for (one, a), (other, b) in itertools.permutations(given, 2)
            if got.shape in (np.shape(a), np.shape(b)) for sign, put in SIGNS.items()
            if (sign in "-/" or one < other) and close(got, put(a, b))]  # fmt: skip


def _is_number(value) -> bool:
    if isinstance(value, np.ndarray):
        return value.dtype.kind in "iuf" and 0 < value.size
    return isinstance(value, int | float) and not isinstance(value, bool)


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


def function(name, got, right, case) -> list[str]:
    return [words.format(name) for words, function in FUNCTIONS.items() if close(got, function(right))]


def other(name, got, right, case) -> list[str]:
    """It is something else that is there."""
    others = [(other, value, f"{name} holds {other} in its place.") for other, value in case.expected[0].items()]
    others += [(other, value, f"{name} is the input {other}, as it came.") for other, value in case.inputs.items()]
    return [said for other, value, said in others
            if other != name and isinstance(value, np.ndarray) and value.dtype.kind in "biuf"
            and close(got, value * 1.0)]  # fmt: skip


def unfinished(name, got, right, case) -> list[str]:
    if got.shape != right.shape:
        return []
    bad = ~np.isclose(got, right, rtol=1e-6, atol=1e-9)
    said = []
    if bad.any() and not bad.all() and not got[bad].any():
        said.append(f"The wrong entries of {name} are all 0: never set, or cut off.")
    if bad.any() and not np.ptp(got[bad]) and _is_plain(got[bad][0]) and not _stands_in(got[bad][0], right, case):
        said.append(f"The wrong entries of {name} are all {got[bad][0]:g}, a number that is in none of the inputs.")
    inside = bad[..., 1:-1, 1:-1] if min(got.shape[-2:], default=0) > 2 and got.ndim > 1 else bad
    if bad.any() and not inside.any() and is_where(bad, bad.size - inside.size):
        said.append(f"{name} is right inside, and wrong along its border.")
    return said


def is_where(bad: np.ndarray, entries: int) -> bool:
    """Whether wrong entries that lie in some part of an array, of so many entries, tell of this part, and are not there
    by chance: all of it, or a quarter and at least three.
    """
    return bool(bad.sum() >= min(entries, max(3, entries / 4)))


def _is_plain(number: float) -> bool:
    """Whether somebody has written it, such as -1000 or 0.5: few digits."""
    return bool(number) and np.isfinite(number) and float(f"{number:.1g}") in (number, float(f"{number:.4g}"))


def _stands_in(number: float, right: np.ndarray, case: Case) -> bool:
    given = [one for _, one in flat(case.inputs) if isinstance(one, np.ndarray | int | float)]
    return any((np.asarray(one) == number).any() for one in [right, *given])


def by_places(name, got, right, case) -> list[str]:
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
        if factor.all() and np.ptp(factor) > 1e-6 and close(came, lines * factor):
            said.append(f"Along axis {axis} {name} is right up to a factor, which differs from place to place.")
        off = came - lines
        if np.ptp(off) > 1e-6 and np.allclose(off, off[..., :1], rtol=1e-6, atol=1e-9):
            said.append(f"Along axis {axis} {name} is off by one number, which differs from place to place.")
    return said


def one_sided(name, got, right, case) -> list[str]:
    if got.shape != right.shape:
        return []
    difference = (got - right)[~np.isclose(got, right, rtol=1e-6, atol=1e-9)]
    marks = np.isin(got, (0, 1)).all() and np.isin(right, (0, 1)).all()
    more, less = ("set where it should not be", "not set where it should be") if marks else ("too large", "too small")
    if (difference > 0).all():
        return [f"{name} is {more} wherever it is wrong." if not marks else f"{name} is right, but for entries {more}."]
    said = f"{name} is {less} wherever it is wrong." if not marks else f"{name} is right, but for entries {less}."
    return [said] if (difference < 0).all() else []
