"""How `pool2d` is judged."""
import numpy as np

from grader.checks import Check, Part
from grader.checks.cases import small


def worked_example(rng):
    for mode in ["max", "avg"]:
        yield {"X": np.arange(9.0).reshape(3, 3), "pool_size": (2, 2), "mode": mode}


def largest_entries(rng):
    yield from _pictures_and_windows(rng, "max")
    yield {"X": small(rng, 4, 3), "pool_size": (2, 3)}  # max is the default


def means(rng):
    yield {"X": np.array([[1, 2], [4, 3]]), "pool_size": (1, 2), "mode": "avg"}  # whole numbers, means with halves
    yield from _pictures_and_windows(rng, "avg")


def _pictures_and_windows(rng, mode):
    yield {"X": small(rng, 2, 3), "pool_size": (1, 2), "mode": mode}
    yield {"X": -small(rng, 3, 2), "pool_size": (2, 1), "mode": mode}
    yield {"X": small(rng, 3, 3), "pool_size": (3, 3), "mode": mode}
    for picture, window in [((5, 4), (2, 3)), ((4, 7), (3, 2))]:
        yield {"X": rng.normal(size=picture), "pool_size": window, "mode": mode}


def other_modes(rng):
    for mode in ["median", "average"]:
        yield {"X": small(rng, 3, 4), "pool_size": (2, 2), "mode": mode}  # too small an output still has entries


def pool2d_side_by_side(X, pool_size, mode="max"):
    if mode not in ("max", "avg"):
        raise ValueError(mode)
    p_h, p_w = pool_size
    Y = np.zeros((X.shape[0] // p_h, X.shape[1] // p_w))
    for i, j in np.ndindex(Y.shape):
        window = X[i * p_h:(i + 1) * p_h, j * p_w:(j + 1) * p_w]
        Y[i, j] = window.max() if mode == "max" else window.mean()
    return Y


def pool2d_windows(X, pool_size, mode="max"):
    if mode not in ("max", "avg"):
        raise ValueError(mode)
    windows = np.lib.stride_tricks.sliding_window_view(X, pool_size)
    return np.amax(windows, axis=(2, 3)) if mode == "max" else windows.sum(axis=(2, 3)) / np.prod(pool_size)


CHECK = Check(
    [
        Part("worked example", 1, worked_example),
        Part("largest entry", 1, largest_entries),
        Part("mean", 1, means),
        Part("unknown mode", 1, other_modes, probe="pool2d_unknown_mode"),
    ],
    accepts=[pool2d_windows],
)
