"""How `pool_backward` is judged."""
import numpy as np

from grader.checks import Check, Part
from grader.checks.cases import small
from grader.checks.cases.pooling_backward import whole, with_peak


def max_side_by_side(rng):
    yield from _last_side_by_side(rng, "max")
    yield _last_pool(rng, np.array([[2.0, 2.0], [1.0, 0.0]])[None, :, :, None], 2, 2, "max")  # a tie
    yield _last_pool(rng, np.maximum(rng.integers(-3, 3, size=(1, 4, 6, 1)), 0.0), 2, 2, "max")
    unsaid = _last_pool(rng, whole(rng, 1, 2, 2, 1), 2, 2, "max")
    del unsaid["mode"]  # the default
    yield unsaid


def means_side_by_side(rng):
    yield from _last_side_by_side(rng, "average")


def last_overlapping_windows(rng):
    row = np.array([[3.0, 1.0, 2.0], [4.0, 6.0, 5.0]])[None, :, :, None]
    column = np.array([[1.0, 2.0], [6.0, 3.0], [4.0, 5.0]])[None, :, :, None]
    for mode in ["max", "average"]:
        yield _last_pool(rng, row, 2, 1, mode)
        yield _last_pool(rng, column, 2, 1, mode)
        yield _last_pool(rng, np.moveaxis(with_peak(rng.normal(size=(1, 1, 4, 5)), 2, 2), 1, -1), 3, 1, mode)


def last_gaps_and_leftovers(rng):
    for mode in ["max", "average"]:
        yield _last_pool(rng, whole(rng, 1, 1, 3, 1), 1, 2, mode)
        yield _last_pool(rng, whole(rng, 1, 2, 5, 1), 2, 3, mode)
        yield _last_pool(rng, rng.normal(size=(1, 6, 9, 1)), 2, 3, mode)


def last_pictures_and_channels(rng):
    for mode in ["max", "average"]:
        yield _last_pool(rng, whole(rng, 1, 2, 2, 2), 2, 2, mode)
        yield _last_pool(rng, whole(rng, 2, 2, 2, 1), 2, 2, mode)
        yield _last_pool(rng, rng.normal(size=(2, 6, 4, 3)), 2, 2, mode)


def other_modes(rng):
    for mode in ["median", "avg", "mean", "Max"]:
        yield _last_pool(rng, whole(rng, 1, 2, 4, 1), 2, 2, mode)


def _last_side_by_side(rng, mode):
    yield _last_pool(rng, whole(rng, 1, 2, 2, 1), 2, 2, mode)
    yield _last_pool(rng, -small(rng, 1, 2, 4, 1), 2, 2, mode)
    yield _last_pool(rng, rng.normal(size=(1, 6, 9, 1)), 3, 3, mode)


def _last_pool(rng, A_prev, f, stride, mode):
    m, height, width, n_C = A_prev.shape
    shape = (m, (height - f) // stride + 1, (width - f) // stride + 1, n_C)
    dA = whole(rng, *shape) if np.array_equal(A_prev, np.round(A_prev)) else rng.normal(size=shape)
    return {"A_prev": A_prev, "dA": dA, "hparameters": {"f": f, "stride": stride}, "mode": mode}


def pool_backward_all_examples(dA, cache, mode="max"):
    # All examples and channels at once; equal entries share.
    if mode not in ("max", "average"):
        raise ValueError(mode)
    A_prev, hparameters = cache
    f, stride = hparameters["f"], hparameters["stride"]
    dA_prev = np.zeros_like(A_prev)
    for h, w in np.ndindex(dA.shape[1:3]):
        place = np.s_[:, h * stride:h * stride + f, w * stride:w * stride + f, :]
        mask = A_prev[place] == A_prev[place].max(axis=(1, 2), keepdims=True)
        mask = mask / mask.sum(axis=(1, 2), keepdims=True) if mode == "max" else np.full(mask.shape, 1 / f**2)
        dA_prev[place] += mask * dA[:, h:h + 1, w:w + 1, :]
    return dA_prev


def pool_backward_first(dA, cache, mode="max"):
    # The first of equal entries, one number at a time.
    A_prev, hparameters = cache
    f, stride = hparameters["f"], hparameters["stride"]
    dA_prev = np.zeros(A_prev.shape)
    for i, h, w, c in np.ndindex(dA.shape):
        rows, columns = slice(h * stride, h * stride + f), slice(w * stride, w * stride + f)
        if mode == "max":
            row, column = divmod(A_prev[i, rows, columns, c].argmax(), f)
            dA_prev[i, h * stride + row, w * stride + column, c] += dA[i, h, w, c]
        elif mode == "average":
            dA_prev[i, rows, columns, c] += dA[i, h, w, c] / (f * f)
        else:
            raise ValueError(mode)
    return dA_prev


CHECK = Check(
    [
        Part("max", 1, max_side_by_side),
        Part("average", 1, means_side_by_side),
        Part("overlapping windows", 1, last_overlapping_windows),
        Part("gaps and sizes that do not divide", 1, last_gaps_and_leftovers),
        Part("several examples and channels", 1, last_pictures_and_channels),
        Part("unknown mode", 1, other_modes, probe="pool_backward_unknown_mode"),
    ],
    accepts=[pool_backward_all_examples, pool_backward_first],
    twins=["max_pool_backward_naive", "avg_pool_backward_naive"],
)
