"""How `pool_forward` is judged."""
import numpy as np

from grader.checks import Check, Part
from grader.checks.cases import small


def positive(rng, *shape):
    """A maximum that begins at 0 costs the part with negative numbers only, whatever is drawn."""
    return rng.uniform(0, 9, size=shape)


def one_channel_max(rng):
    yield from _one_channel(rng, "max")
    yield _channels_last(-small(rng, 1, 2, 4, 1), 2, 2)  # max is the default


def one_channel_average(rng):
    yield _channels_last(np.array([[1, 2], [3, 5]])[None, :, :, None], 2, 2, "average")  # the mean has a point
    yield from _one_channel(rng, "average")


def _one_channel(rng, mode):
    yield _channels_last(small(rng, 1, 2, 4, 1), 2, 2, mode)
    yield _channels_last(-small(rng, 1, 4, 2, 1), 2, 2, mode)
    yield _channels_last(rng.normal(size=(1, 6, 9, 1)), 3, 3, mode)


def other_strides(rng):
    for mode in ["max", "average"]:
        yield _channels_last(np.array([[1.0, 3.0, 2.0], [0.0, 5.0, 4.0]])[None, :, :, None], 2, 1, mode)
        yield _channels_last(small(rng, 1, 3, 5, 1), 3, 2, mode)
        yield _channels_last(small(rng, 1, 5, 2, 1), 2, 2, mode)
        yield _channels_last(positive(rng, 1, 6, 8, 1), 3, 2, mode)
        yield _channels_last(positive(rng, 1, 7, 6, 1), 2, 3, mode)


def examples_and_channels(rng):
    for mode in ["max", "average"]:
        yield _channels_last(small(rng, 1, 2, 2, 3), 2, 2, mode)
        yield _channels_last(small(rng, 1, 2, 3, 2), 2, 1, mode)  # as many channels as f: other axes still fit
        yield _channels_last(small(rng, 3, 2, 2, 1), 2, 2, mode)
        yield _channels_last(positive(rng, 2, 4, 6, 3), 2, 2, mode)
        yield _channels_last(positive(rng, 3, 7, 5, 4), 3, 2, mode)


def other_names(rng):
    for mode in ["median", "avg"]:
        yield _channels_last(small(rng, 1, 3, 4, 1), 2, 1, mode)


def _channels_last(A_prev, f, stride, *mode):
    return {"A_prev": A_prev, "hparameters": {"f": f, "stride": stride}, **dict(zip(["mode"], mode))}


def pool_forward_channels_first(A_prev, hparameters, mode="max"):
    if mode not in ("max", "average"):
        raise ValueError(mode)
    f, stride = hparameters["f"], hparameters["stride"]
    m, n_C, n_H_prev, n_W_prev = A_prev.shape
    A = np.zeros((m, n_C, (n_H_prev - f) // stride + 1, (n_W_prev - f) // stride + 1))
    for h, w in np.ndindex(A.shape[2:]):
        window = A_prev[:, :, h * stride:h * stride + f, w * stride:w * stride + f]
        A[:, :, h, w] = window.max(axis=(2, 3)) if mode == "max" else window.mean(axis=(2, 3))
    return A, (A_prev, hparameters)


def pool_forward_windows(A_prev, hparameters, mode="max"):
    if mode not in ("max", "average"):
        raise ValueError(mode)
    f, stride = hparameters["f"], hparameters["stride"]
    windows = np.lib.stride_tricks.sliding_window_view(A_prev, (f, f), axis=(1, 2))[:, ::stride, ::stride]
    return (windows.max(axis=(4, 5)) if mode == "max" else windows.mean(axis=(4, 5))), (A_prev, hparameters)


def pool_forward_one_by_one(A_prev, hparameters, mode="max"):
    f, stride = hparameters["f"], hparameters["stride"]
    m, n_H_prev, n_W_prev, n_C = A_prev.shape
    A = np.zeros((m, int(1 + (n_H_prev - f) / stride), int(1 + (n_W_prev - f) / stride), n_C))
    summaries = {"max": np.max, "average": np.mean}
    if mode not in summaries:
        raise ValueError(mode)
    for i, h, w, c in np.ndindex(A.shape):
        A[i, h, w, c] = summaries[mode](A_prev[i, h * stride:h * stride + f, w * stride:w * stride + f, c])
    return A, (A_prev, hparameters)


CHECK = Check(
    [
        Part("max", 1, one_channel_max),
        Part("average", 1, one_channel_average),
        Part("overlapping windows, sizes that do not divide", 1, other_strides),
        Part("several examples and channels", 1, examples_and_channels),
        Part("unknown mode", 1, other_names, probe="pool_forward_unknown_mode"),
    ],
    accepts=[pool_forward_windows, pool_forward_one_by_one],
    twins=["max_pool_forward_naive", "avg_pool_forward_naive"],
)
