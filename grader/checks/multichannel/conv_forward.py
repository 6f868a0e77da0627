"""How `conv_forward` is judged."""
import numpy as np

from grader.checks import Check, Part
from grader.checks.cases import small
from solutions.multichannel import conv_forward_naive


def last_one_picture(rng):
    yield _last(small(rng, 1, 1, 2, 1), small(rng, 1, 1, 1, 1))
    yield _last(small(rng, 1, 3, 2, 1), small(rng, 2, 2, 1, 1))
    yield _last(small(rng, 1, 1, 2, 3), small(rng, 1, 1, 3, 1))
    yield _last(rng.normal(size=(1, 4, 5, 3)), rng.normal(size=(2, 2, 3, 1)))


def last_pictures_and_filters(rng):
    yield _last(small(rng, 2, 1, 2, 1), small(rng, 1, 1, 1, 1))
    yield _last(small(rng, 1, 1, 3, 1), small(rng, 1, 1, 1, 2))
    yield _last(small(rng, 1, 2, 3, 2), small(rng, 2, 2, 2, 2))
    yield _last(rng.normal(size=(2, 4, 5, 3)), rng.normal(size=(1, 1, 3, 6)))
    yield _last(rng.normal(size=(4, 5, 6, 2)), rng.normal(size=(3, 3, 2, 7)))


def last_biases(rng):
    yield _last(small(rng, 1, 1, 2, 1), small(rng, 1, 1, 1, 1), [10.0])
    yield _last(small(rng, 1, 2, 3, 1), small(rng, 2, 2, 1, 1), [10.0])
    yield _last(small(rng, 1, 1, 2, 2), small(rng, 1, 1, 2, 1), [100.0])
    yield _last(small(rng, 1, 1, 3, 1), small(rng, 1, 1, 1, 2), [10.0, 20.0])
    yield _last(rng.normal(size=(2, 5, 6, 3)), rng.normal(size=(2, 2, 3, 4)), rng.uniform(1, 2, size=4))


def last_padding(rng):
    yield _last(small(rng, 1, 1, 2, 1), small(rng, 1, 1, 1, 1), pad=1)
    yield _last(small(rng, 1, 3, 2, 1), small(rng, 2, 2, 1, 1), pad=1)
    yield _last(rng.normal(size=(2, 5, 6, 1)), rng.normal(size=(4, 4, 1, 3)), pad=2)
    yield _last(rng.normal(size=(2, 5, 4, 6)), rng.normal(size=(3, 3, 6, 7)), pad=1)


def last_strides(rng):
    yield _last(small(rng, 1, 1, 3, 1), small(rng, 1, 1, 1, 1), stride=2)
    yield _last(small(rng, 1, 3, 5, 1), small(rng, 1, 1, 1, 1), stride=2)
    yield _last(rng.normal(size=(2, 5, 8, 4)), rng.normal(size=(2, 2, 4, 1)), stride=3)
    yield _last(rng.normal(size=(2, 7, 5, 4)), rng.normal(size=(3, 3, 4, 6)), stride=2)


def last_not_dividing(rng):
    yield _last(small(rng, 1, 1, 4, 1), small(rng, 1, 1, 1, 1), stride=2)
    yield _last(small(rng, 1, 4, 1, 1), small(rng, 1, 1, 1, 1), stride=2)
    yield _last(small(rng, 1, 4, 2, 1), small(rng, 1, 1, 1, 1), stride=3)
    yield _last(rng.normal(size=(2, 7, 5, 3)), rng.normal(size=(2, 2, 3, 4)), stride=2)
    yield _last(rng.normal(size=(3, 8, 7, 2)), rng.normal(size=(4, 4, 2, 5)), stride=4, pad=1)


def last_other_channels(rng):
    # One of the two is 1: NumPy would stretch it. A single place, so that mistakes about windows do no harm here.
    yield _last(small(rng, 1, 11, 11, 3), small(rng, 11, 11, 1, 1))
    yield _last(small(rng, 1, 14, 14, 1), small(rng, 14, 14, 4, 1))


def _last(A_prev, W, b=None, stride=1, pad=0):
    b = np.zeros(W.shape[3]) if b is None else np.array(b)
    return {"A_prev": A_prev, "W": W, "b": b.reshape(1, 1, 1, -1), "stride": stride, "pad": pad}


def conv_last_windows(A_prev, W, b, hparameters):
    if A_prev.shape[3] != W.shape[2]:
        raise ValueError("einsum stretches an axis of length 1")
    stride, pad = hparameters["stride"], hparameters["pad"]
    padded = np.pad(A_prev, ((0, 0), (pad, pad), (pad, pad), (0, 0)), "constant", constant_values=0)
    windows = np.lib.stride_tricks.sliding_window_view(padded, W.shape[:2], axis=(1, 2))[:, ::stride, ::stride]
    return np.einsum("mijcab,abcf->mijf", windows, W) + b, (A_prev, W, b, hparameters)


def conv_last_by_first(A_prev, W, b, hparameters):
    out, _ = conv_forward_naive(np.moveaxis(A_prev, 3, 1), W.transpose(3, 2, 0, 1), b.ravel(), hparameters)
    return np.moveaxis(out, 1, 3), (A_prev, W, b, hparameters)


def conv_last_cut_anew(A_prev, W, b, hparameters):
    m, n_H_prev, n_W_prev, n_C_prev = A_prev.shape
    f, _, _, n_C = W.shape
    x, w = A_prev.reshape(m, n_C_prev, n_H_prev, n_W_prev), W.reshape(n_C, n_C_prev, f, f)
    out, _ = conv_forward_naive(x, w, b.ravel(), hparameters)
    return np.moveaxis(out, 1, 3), (A_prev, W, b, hparameters)


def conv_last_pictures_cut_anew(A_prev, W, b, hparameters):
    m, n_H_prev, n_W_prev, n_C_prev = A_prev.shape
    x, w = A_prev.reshape(m, n_C_prev, n_H_prev, n_W_prev), W.transpose(3, 2, 0, 1)
    out, _ = conv_forward_naive(x, w, b.ravel(), hparameters)
    return np.moveaxis(out, 1, 3), (A_prev, W, b, hparameters)


CHECK = Check(
    [
        Part("one image, one filter", 1, last_one_picture, ["Z"]),
        Part("several images and filters", 1, last_pictures_and_filters, ["Z"]),
        Part("biases", 1, last_biases, ["Z"]),
        Part("padding, and the cache", 1, last_padding),
        Part("stride", 1, last_strides, ["Z"]),
        Part("sizes that do not divide", 1, last_not_dividing, ["Z"]),
        Part("ValueError for other channels", 1, last_other_channels, probe="conv_forward_channels"),
    ],
    accepts=[conv_last_windows, conv_last_by_first],
    twins=["conv_forward_naive"],
)
