"""How the places of what came relate to those of what is right. Each function gives the sentences of one case."""
import itertools

import numpy as np

from .related_numbers import close, is_where, sizes


def rearranged(name, got, right, case) -> list[str]:
    """Flipped or transposed; only where that makes a difference."""
    if got.size < 3:
        return []
    said = [f"{name} is reversed along {_axes(axes)}." for axes in _choices(right) if close(got, np.flip(right, axes))]
    if right.ndim == 2 and close(got, right.T):
        said.append(f"{name} is the transpose of what is right.")
    elif 2 < right.ndim <= 4:
        orders = [order for order in itertools.permutations(range(right.ndim)) if close(got, right.transpose(order))]
        said += [f"{name} has its axes in another order: what is right, transposed by {order}." for order in orders]
    return said if len(said) == 1 else []  # where two are the same, either may be meant


def _choices(array: np.ndarray) -> list[tuple[int, ...]]:
    """One or more of an array's axes, in every way."""
    return [axes for count in range(1, array.ndim + 1) for axes in itertools.combinations(range(array.ndim), count)]


def _axes(axes: tuple[int, ...]) -> str:
    return "axis " + " and axis ".join(map(str, axes))


def reshaped(name, got, right, case) -> list[str]:
    if got.shape != right.shape and got.size == right.size and close(got.ravel(), right.ravel()):
        return [f"The numbers of {name} are right, its shape is not."]
    return []


def moved(name, got, right, case) -> list[str]:
    if got.size < 4 or got.size != right.size or not close(np.sort(got, axis=None), np.sort(right, axis=None)):
        return []
    return [f"{name} holds the right numbers in other places."]


def cut(name, got, right, case) -> list[str]:
    """Right as far as it goes."""
    if got.ndim != right.ndim or got.shape == right.shape or any(a > b for a, b in zip(got.shape, right.shape)):
        return []
    said = []
    if got.size and close(got, right[tuple(slice(0, side) for side in got.shape)]):
        said.append(f"{name} is right as far as it goes, and its end is missing.")
    elif got.size and close(got, right[tuple(slice(b - a, b) for a, b in zip(got.shape, right.shape))]):
        said.append(f"{name} is right as far as it goes, and its beginning is missing.")
    return said


def bordered(name, got, right, case) -> list[str]:
    if got.ndim != right.ndim or got.shape == right.shape or any(a < b for a, b in zip(got.shape, right.shape)):
        return []
    for start in itertools.product(*[range(a - b + 1) for a, b in zip(got.shape, right.shape)]):
        if right.size > 1 and close(got[tuple(slice(k, k + b) for k, b in zip(start, right.shape))], right):
            before, behind = any(start), any(k + b < a for k, a, b in zip(start, got.shape, right.shape))
            where = "around it" if before and behind else "before it" if before else "behind it"
            return [f"{name} holds what is right, and more {where}."]
    return []


def summed(name, got, right, case) -> list[str]:
    """A sum that was left out, or one too many."""
    few, many = sorted([got, right], key=np.size)
    if few.size == many.size:
        return []
    words = "is not summed over" if many is got else "should keep what it is summed over:"
    return [f"{name} {words} {_axes(axes)}." for axes in _choices(many) for kept in (False, True)
            if close(many.sum(axis=axes, keepdims=kept), few)]  # fmt: skip


def repeated(name, got, right, case) -> list[str]:
    """The same along an axis along which it should change."""
    if got.shape != right.shape:
        return []
    said = [f"All entries of {name} are one number."] if got.size > 2 and np.ptp(got) == 0 and np.ptp(right) else []
    return said + [f"{name} does not change along axis {axis}, and should." for axis, side in enumerate(got.shape)
                   if side > 1 and not np.ptp(got, axis=axis).any() and np.ptp(right, axis=axis).any()]  # fmt: skip


def placed(name, got, right, case) -> list[str]:
    """Where along an axis it is wrong: at one end alone, or everywhere but there."""
    if got.shape != right.shape:
        return []
    bad, said = ~np.isclose(got, right, rtol=1e-6, atol=1e-9, equal_nan=True), []
    for axis, side in enumerate(right.shape):
        at_one = bad.size // max(side, 1)
        wrong = bad.any(axis=tuple(k for k in range(right.ndim) if k != axis))
        if side > 1 and wrong.sum() == 1 and (wrong[0] or wrong[-1]) and is_where(bad, at_one):
            said.append(f"{name} is wrong at the {'first' if wrong[0] else 'last'} index of axis {axis} alone.")
        if side > 1 and wrong.sum() == side - 1 and not (wrong[0] and wrong[-1]) and is_where(bad, bad.size - at_one):
            said.append(f"{name} is right at the {'last' if wrong[0] else 'first'} index of axis {axis} alone.")
    return said


def sided(name, got, right, case) -> list[str]:
    """By how much an axis is too long or too short, or what it is as long as."""
    if got.shape == right.shape:
        return []
    if got.ndim != right.ndim:
        return [f"{name} has {got.ndim} {'axis' if got.ndim == 1 else 'axes'} and should have {right.ndim}."]
    sides = [(axis, a - b) for axis, (a, b) in enumerate(zip(got.shape, right.shape)) if a != b]
    off = [f"{abs(by)} too {'long' if by > 0 else 'short'} along axis {axis}" for axis, by in sides]
    said = [f"{name} is {' and '.join(off)}."]
    for what, size in sizes(case.inputs):
        said += [f"{name} is as long as {what} along axis {axis}." for axis, _ in sides if got.shape[axis] == size]
    return said
