"""How `conv_forward_naive` is judged."""
import numpy as np

from grader.checks import Check, Part
from grader.checks.cases import small
from solutions.multichannel import corr2d_multi_in
from solutions.padding_and_stride import zero_pad


def one_picture(rng):
    yield _layer(small(rng, 1, 1, 1, 2), small(rng, 1, 1, 1, 1))
    yield _layer(small(rng, 1, 2, 1, 2), small(rng, 1, 2, 1, 1))
    yield _layer(small(rng, 1, 1, 3, 2), small(rng, 1, 1, 2, 1))
    yield _layer(small(rng, 1, 2, 2, 4), small(rng, 1, 2, 1, 3))
    yield _layer(rng.normal(size=(1, 3, 6, 5)), rng.normal(size=(1, 3, 2, 4)))


def pictures_and_filters(rng):
    yield _layer(small(rng, 2, 1, 1, 2), small(rng, 1, 1, 1, 1))
    yield _layer(small(rng, 1, 1, 1, 3), small(rng, 2, 1, 1, 2))
    yield _layer(small(rng, 2, 1, 2, 3), small(rng, 3, 1, 1, 2))
    yield _layer(rng.normal(size=(3, 2, 6, 7)), rng.normal(size=(4, 2, 1, 5)))


def biases(rng):
    yield _layer(small(rng, 1, 1, 2, 3), small(rng, 1, 1, 1, 2), np.array([10.0]))
    yield _layer(small(rng, 1, 2, 2, 3), small(rng, 1, 2, 1, 1), np.array([100.0]))
    yield _layer(small(rng, 1, 1, 3, 2), small(rng, 2, 1, 2, 1), np.array([10.0, 20.0]))
    yield _layer(rng.normal(size=(2, 3, 5, 6)), rng.normal(size=(4, 3, 2, 1)), rng.uniform(1, 2, size=4))


def padding(rng):
    yield _layer(small(rng, 1, 1, 1, 2), small(rng, 1, 1, 1, 1), pad=1)
    yield _layer(small(rng, 1, 1, 2, 3), small(rng, 1, 1, 2, 1), pad=1)
    yield _layer(rng.normal(size=(2, 1, 6, 7)), rng.normal(size=(3, 1, 5, 4)), pad=2)
    yield _layer(rng.normal(size=(2, 4, 5, 8)), rng.normal(size=(6, 4, 3, 7)), pad=3)


def strides(rng):
    yield _layer(small(rng, 1, 1, 1, 3), small(rng, 1, 1, 1, 1), stride=2)
    yield _layer(small(rng, 1, 1, 3, 5), small(rng, 1, 1, 1, 1), stride=2)
    yield _layer(rng.normal(size=(2, 3, 7, 8)), rng.normal(size=(4, 3, 1, 2)), stride=3)
    yield _layer(rng.normal(size=(3, 2, 5, 9)), rng.normal(size=(6, 2, 1, 7)), stride=2)


def not_dividing(rng):
    yield _layer(small(rng, 1, 1, 1, 4), small(rng, 1, 1, 1, 1), stride=2)
    yield _layer(small(rng, 1, 1, 4, 1), small(rng, 1, 1, 1, 1), stride=2)
    yield _layer(small(rng, 1, 1, 4, 2), small(rng, 1, 1, 1, 1), stride=3)
    yield _layer(small(rng, 1, 1, 2, 4), small(rng, 1, 1, 1, 1), stride=2, pad=1)
    yield _layer(rng.normal(size=(2, 3, 6, 8)), rng.normal(size=(4, 3, 1, 5)), stride=2)
    yield _layer(rng.normal(size=(3, 2, 7, 8)), rng.normal(size=(5, 2, 4, 1)), stride=4, pad=1)


def other_channels_of_w(rng):
    # One of the two is 1: NumPy would stretch it. A single place, so that mistakes about windows do no harm here.
    yield _layer(small(rng, 1, 3, 11, 11), small(rng, 1, 1, 11, 11))
    yield _layer(small(rng, 1, 1, 14, 14), small(rng, 1, 4, 14, 14))


def _layer(x, w, b=None, stride=1, pad=0):
    return {"x": x, "w": w, "b": np.zeros(len(w)) if b is None else b, "stride": stride, "pad": pad}


def conv_windows(x, w, b, conv_param):
    if x.shape[1] != w.shape[1]:
        raise ValueError("einsum stretches an axis of length 1")
    stride, pad = conv_param["stride"], conv_param["pad"]
    padded = np.pad(x, ((0,), (0,), (pad,), (pad,)))
    windows = np.lib.stride_tricks.sliding_window_view(padded, w.shape[2:], axis=(2, 3))[:, :, ::stride, ::stride]
    return np.einsum("ncijab,fcab->nfij", windows, w) + b[:, None, None], (x, w, b, conv_param)


def conv_by_channels(x, w, b, conv_param):
    stride = conv_param["stride"]
    maps = [[corr2d_multi_in(zero_pad(picture, conv_param["pad"]), kernel) for kernel in w] for picture in x]
    return np.array(maps)[:, :, ::stride, ::stride] + b.reshape(-1, 1, 1), [x, w, b, conv_param]


CHECK = Check(
    [
        Part("one image, one filter", 1, one_picture, ["out"]),
        Part("several images and filters", 1, pictures_and_filters, ["out"]),
        Part("biases", 1, biases, ["out"]),
        Part("padding, and the cache", 1, padding),
        Part("stride", 1, strides, ["out"]),
        Part("sizes that do not divide", 1, not_dividing, ["out"]),
        Part("ValueError for other channels", 1, other_channels_of_w, probe="conv_forward_naive_channels"),
    ],
    accepts=[conv_windows, conv_by_channels],
)
