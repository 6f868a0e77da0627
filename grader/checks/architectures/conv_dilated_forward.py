"""How `conv_dilated_forward` is judged."""
import numpy as np

from grader.checks import Check, Part
from grader.checks.architectures.shared import normal_layer, small_layer
from solutions.fast_convolution import conv_forward_fast


def one_dilated_filter(rng):
    yield small_layer(rng, (1, 1, 1, 4), (1, 1, 1, 2), dilation=2)
    yield small_layer(rng, (1, 1, 5, 2), (1, 1, 2, 1), dilation=3)
    yield small_layer(rng, (1, 1, 4, 5), (1, 1, 2, 2), dilation=2)
    yield normal_layer(rng, (1, 1, 9, 8), (1, 1, 2, 3), dilation=3)


def several_dilated_filters(rng):
    """Square filters and images to the last case but one: who mixes up their sides keeps part of the points."""
    yield small_layer(rng, (1, 2, 1, 3), (1, 2, 1, 2), dilation=2)
    yield small_layer(rng, (2, 1, 1, 3), (3, 1, 1, 2), dilation=2)
    yield normal_layer(rng, (3, 4, 7, 7), (2, 4, 2, 2), dilation=3)
    yield normal_layer(rng, (2, 3, 8, 9), (4, 3, 3, 2), dilation=2)


def dilated_biases(rng):
    yield small_layer(rng, (1, 1, 1, 3), (1, 1, 1, 2), b=np.array([10.0]), dilation=2)
    yield small_layer(rng, (1, 1, 3, 1), (2, 1, 2, 1), b=np.array([10.0, 20.0]), dilation=2)
    yield normal_layer(rng, (2, 3, 7, 6), (4, 3, 2, 1), b=rng.uniform(1, 2, size=4), dilation=4)


def dilated_padding(rng):
    yield small_layer(rng, (1, 1, 1, 2), (1, 1, 1, 2), pad=1, dilation=2)
    yield small_layer(rng, (1, 1, 3, 2), (1, 1, 2, 2), pad=1, dilation=3)
    yield normal_layer(rng, (2, 1, 6, 5), (3, 1, 3, 4), pad=2, dilation=2)
    yield normal_layer(rng, (3, 2, 4, 5), (1, 2, 3, 2), pad=3, dilation=1)


def dilated_strides(rng):
    yield small_layer(rng, (1, 1, 1, 5), (1, 1, 1, 2), stride=2, dilation=2)
    yield small_layer(rng, (1, 1, 1, 5), (1, 1, 1, 2), stride=3, dilation=1)
    yield normal_layer(rng, (2, 3, 7, 9), (4, 3, 2, 4), stride=3, dilation=2, pad=1)
    yield normal_layer(rng, (1, 2, 9, 13), (3, 2, 3, 2), stride=2, dilation=4)


def dilated_not_dividing(rng):
    yield small_layer(rng, (1, 1, 1, 6), (1, 1, 1, 2), stride=2, dilation=3)
    yield small_layer(rng, (1, 1, 6, 4), (1, 1, 2, 1), stride=2, dilation=3)
    yield normal_layer(rng, (2, 3, 8, 10), (4, 3, 2, 3), stride=3, dilation=3)


def refused(rng):
    # One of the two is 1: NumPy would stretch it.
    yield small_layer(rng, (1, 3, 5, 4), (1, 1, 2, 2), dilation=2)
    yield small_layer(rng, (1, 1, 4, 5), (1, 4, 2, 2), dilation=2)
    yield small_layer(rng, (1, 2, 4, 5), (1, 2, 2, 2), dilation=0)
    yield small_layer(rng, (1, 2, 3, 5), (1, 2, 2, 2), dilation=-1)


def with_a_spread_filter(x, w, b, conv_param):
    # Zeros in the gaps, as chapter 6 puts them between upstream gradients.
    (F, C, HH, WW), dilation = w.shape, conv_param["dilation"]
    if dilation < 1:
        raise ValueError("dilation")
    spread = np.zeros((F, C, (HH - 1) * dilation + 1, (WW - 1) * dilation + 1))
    spread[:, :, ::dilation, ::dilation] = w
    return conv_forward_fast(x, spread, b, conv_param)[0], (x, w, b, conv_param)


def place_by_place(x, w, b, conv_param):
    (N, C, H, W), (F, _, HH, WW) = x.shape, w.shape
    stride, pad, dilation = conv_param["stride"], conv_param["pad"], conv_param["dilation"]
    if w.shape[1] != C:
        raise ValueError("channels")
    if dilation < 1:
        raise ValueError("dilation")
    high, wide = (HH - 1) * dilation + 1, (WW - 1) * dilation + 1
    OH, OW = (H + 2 * pad - high) // stride + 1, (W + 2 * pad - wide) // stride + 1
    padded = np.pad(x, [(0, 0), (0, 0), (pad, pad), (pad, pad)])
    out = np.zeros((N, F, OH, OW))
    for n in range(N):
        for f in range(F):
            for i in range(OH):
                for j in range(OW):
                    top, left = i * stride, j * stride
                    window = padded[n, :, top:top + high:dilation, left:left + wide:dilation]
                    out[n, f, i, j] = np.sum(window * w[f]) + b[f]
    return out, [x, w, b, conv_param]


CHECK = Check(
    [
        Part("one image, one filter", 1, one_dilated_filter, ["out"]),
        Part("several images and filters", 1, several_dilated_filters, ["out"]),
        Part("biases", 1, dilated_biases, ["out"]),
        Part("padding, and the cache", 1, dilated_padding),
        Part("stride", 1, dilated_strides, ["out"]),
        Part("sizes that do not divide", 1, dilated_not_dividing, ["out"]),
        Part("ValueError for what cannot be", 1, refused, probe="conv_dilated_forward_refusal"),
    ],
    accepts=[with_a_spread_filter, place_by_place],
)
