"""How `numerical_gradient` is judged."""
import numpy as np

from grader.checks import Check, Part
from grader.checks.cases import small


def single_entries(rng):
    yield {"f": "sum of x ** 2", "x": np.array([3.0])}
    yield {"f": "sum of x ** 3", "x": np.array([2.0])}
    yield {"f": "sum of x ** 3", "x": rng.uniform(1, 3, size=1)}
    yield {"f": "sum of x ** 2", "x": rng.uniform(-3, -1, size=1)}


def vectors(rng):
    yield {"f": "product of all entries", "x": 1 + small(rng, 2)}
    yield {"f": "x[0] ** 2 + 3 * x[1]", "x": small(rng, 2)}
    yield {"f": "x[0] ** 2 + 3 * x[1]", "x": np.array([2.0, 0.0])}
    yield {"f": "sum of x ** 2", "x": small(rng, 3)}
    yield {"f": "product of all entries", "x": rng.uniform(1, 3, size=4)}
    yield {"f": "sum of sin(x) * (1, 2, 3, ...)", "x": rng.normal(size=5)}


def any_shapes(rng):
    yield {"f": "sum of x ** 2", "x": small(rng, 2, 3)}
    yield {"f": "product of all entries", "x": small(rng, 3, 2)}
    yield {"f": "sum of x ** 3", "x": rng.normal(size=(4, 3))}
    yield {"f": "sum of sin(x) * (1, 2, 3, ...)", "x": rng.normal(size=(2, 4, 3))}
    yield {"f": "product of all entries", "x": rng.uniform(1, 2, size=(2, 1, 3, 2))}


def gradient_never_down(f, x):
    h = 1e-4
    grad = np.zeros_like(x)
    for index in np.ndindex(x.shape):
        x[index] += h
        above = f(x)
        x[index] -= h
        grad[index] = (above - f(x)) / (2 * h)
    return grad


def gradient_moved_stays_moved(f, x):
    h = 1e-4
    grad = np.zeros_like(x)
    moved = x.copy()
    for index in np.ndindex(x.shape):
        moved[index] = x[index] + h
        above = f(moved)
        moved[index] = x[index] - h
        grad[index] = (above - f(moved)) / (2 * h)
    return grad


def gradient_two_copies_stay_moved(f, x):
    h = 1e-4
    grad = np.zeros_like(x)
    up, down = x.copy(), x.copy()
    for index in np.ndindex(x.shape):
        up[index] += h
        down[index] -= h
        grad[index] = (f(up) - f(down)) / (2 * h)
    return grad


def gradient_along_first_axis(f, x):
    h = 1e-4
    grad = np.zeros_like(x)
    for i in range(len(x)):
        above, below = x.copy(), x.copy()
        above[i] += h
        below[i] -= h
        grad[i] = (f(above) - f(below)) / (2 * h)
    return grad


def gradient_rows_in_place(f, x):
    h = 1e-4
    grad = np.zeros_like(x)
    for i in range(len(x)):
        before = x[i]
        x[i] = before + h
        above = f(x)
        x[i] = before - h
        grad[i] = (above - f(x)) / (2 * h)
        x[i] = before
    return grad


def gradient_with_h_of_each_entry(f, x):
    grad = np.zeros_like(x)
    for index in np.ndindex(x.shape):
        h = 1e-4 * x[index]
        above, below = x.copy(), x.copy()
        above[index] += h
        below[index] -= h
        with np.errstate(all="ignore"):
            grad[index] = (f(above) - f(below)) / (2 * h)
    return grad


def gradient_by_nditer(f, x):
    # The loop of the well-known book: each entry moved in place, then put back.
    h = 1e-4
    grad = np.zeros_like(x)
    it = np.nditer(x, flags=["multi_index"], op_flags=[["readwrite"]])
    while not it.finished:
        index = it.multi_index
        before = x[index]
        x[index] = before + h
        above = f(x)
        x[index] = before - h
        below = f(x)
        grad[index] = (above - below) / (2 * h)
        x[index] = before
        it.iternext()
    return grad


def gradient_of_flat_copy(f, x):
    h = 1e-5
    steps = h * np.eye(x.size)
    slopes = [(f(x + e.reshape(x.shape)) - f(x - e.reshape(x.shape))) / (2 * h) for e in steps]
    return np.array(slopes).reshape(x.shape)


CHECK = Check(
    [
        Part("a single entry", 1, single_entries),
        Part("vectors, one entry moved at a time", 1, vectors),
        Part("any shape", 2, any_shapes),
    ],
    accepts=[[("1e-4", "1e-5")], gradient_by_nditer, gradient_of_flat_copy],
    rtol=1e-8,
    atol=1e-7,
    exact=True,  # h is to be 1e-4, and which h it is shows beyond the seventh digit
)
