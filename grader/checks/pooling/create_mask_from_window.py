"""How `create_mask_from_window` is judged."""
import numpy as np

from grader.checks import Check, Part
from grader.checks.cases import small


def one_largest(rng):
    yield {"x": np.array([[1.0, 3.0], [4.0, 2.0]])}
    yield {"x": small(rng, 2, 3)}
    yield {"x": rng.uniform(0, 9, size=(4, 3))}
    yield {"x": np.array([[3.0, -7.0], [1.0, 2.0]])}  # the largest absolute value is another entry's


def nothing_positive(rng):
    yield {"x": np.array([[-4.0, -3.0], [-1.0, -2.0]])}
    yield {"x": 1 - small(rng, 2, 3)}
    yield {"x": rng.uniform(-2, -1, size=(4, 3))}


def ties(rng):
    yield {"x": rng.permutation([5.0, 5.0, 2.0, 1.0]).reshape(2, 2)}
    yield {"x": rng.permutation([0.0, 0.0, 0.0, -1.0, -2.0, -2.0]).reshape(2, 3)}
    yield {"x": np.array([[2.0, 5.0, 5.0], [1.0, 0.0, 3.0]])}
    yield {"x": np.zeros((3, 2))}


def mask_first(x):
    mask = np.zeros(x.shape, dtype=bool)
    mask[np.unravel_index(x.argmax(), x.shape)] = True
    return mask


def mask_first_integers(x):
    return (np.arange(x.size) == x.argmax()).reshape(x.shape).astype(int)


def mask_first_floats(x):
    mask = np.zeros(x.shape)
    mask[np.unravel_index(x.argmax(), x.shape)] = 1
    return mask


def mask_shared(x):
    return (x == x.max()) / np.sum(x == x.max())


def mask_last(x):
    return (np.arange(x.size) == x.size - 1 - x.ravel()[::-1].argmax()).reshape(x.shape)


def mask_holds_value(x):
    mask = np.zeros(x.shape)
    mask[np.unravel_index(x.argmax(), x.shape)] = x.max()
    return mask


def mask_turned(x):
    mask = np.zeros(x.shape, dtype=bool)
    mask[np.unravel_index(x.argmax(), x.shape[::-1])[::-1]] = True
    return mask


CHECK = Check(
    [
        Part("one largest entry", 1, one_largest),
        Part("windows without a positive entry", 1, nothing_positive),
        Part("several largest entries", 1, ties),
    ],
    accepts=[
        mask_first,
        [("x == x.max()", "(x == x.max()).astype(int)")],
        mask_first_integers,
        [("x == x.max()", "np.where(x < x.max(), 0.0, 1.0)")],
        mask_first_floats,
        mask_shared,
    ],
)
