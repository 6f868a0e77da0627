"""How `max_pool_backward_fast` is judged."""
import numpy as np

from grader.checks import Check, Part
from grader.checks.cases import pooling_backward as backward
from grader.checks.three_layer_convnet.shared import NO_LOOP, two_sizes


def windows_back(rng):
    yield from backward.side_by_side(rng)
    yield from backward.pictures_and_channels(rng)


def equal_entries_padding_and_types(rng):
    yield from backward.ties(rng)
    yield from backward.pool_padding(rng)
    one = next(backward.side_by_side(rng))
    for x_type, dout_type in [(np.float32, np.float32), (np.float64, np.float32), (np.float32, np.float64)]:
        yield {**one, "x": one["x"].astype(x_type), "dout": one["dout"].astype(dout_type)}


def backward_argmax(dout, cache):
    # The first of equal entries, found by argmax; numbers of pixels in place of slices.
    x, pool_param = cache
    p_h, p_w, stride = pool_param["pool_height"], pool_param["pool_width"], pool_param["stride"]
    pad = pool_param.get("pad", 0)
    padded = np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad)), constant_values=-np.inf)
    N, C, OH, OW = dout.shape
    seen = np.lib.stride_tricks.sliding_window_view(padded, (p_h, p_w), axis=(2, 3))[:, :, ::stride, ::stride]
    winner = seen.reshape(N, C, OH, OW, -1).argmax(axis=4)
    n, c, i, j = np.indices(dout.shape)
    dpadded = np.zeros(padded.shape, dout.dtype)
    np.add.at(dpadded, (n, c, i * stride + winner // p_w, j * stride + winner % p_w), dout)
    return dpadded[:, :, pad:pad + x.shape[2], pad:pad + x.shape[3]]


def backward_loops(dout, cache):
    x, pool_param = cache
    p_h, p_w, stride = pool_param["pool_height"], pool_param["pool_width"], pool_param["stride"]
    pad = pool_param.get("pad", 0)
    (H, W), (OH, OW) = x.shape[2:], dout.shape[2:]
    padded = np.pad(x, [(0, 0), (0, 0), (pad, pad), (pad, pad)], constant_values=-np.inf)
    dpadded = np.zeros(padded.shape)
    for i in range(OH):
        for j in range(OW):
            place = np.s_[:, :, i * stride:i * stride + p_h, j * stride:j * stride + p_w]
            mask = padded[place] == padded[place].max(axis=(2, 3), keepdims=True)
            dpadded[place] += mask * dout[:, :, i:i + 1, j:j + 1]
    return dpadded[:, :, pad:pad + H, pad:pad + W]


CHECK = Check(
    [
        Part("windows side by side", 1, windows_back, ["dx"]),
        Part("overlapping windows", 1, backward.overlapping_windows, ["dx"]),
        Part("gaps and sizes that do not divide", 1, backward.gaps_and_leftovers, ["dx"]),
        Part("equal entries, padding, the type of dout", 1, equal_entries_padding_and_types),
        Part(NO_LOOP, 1, two_sizes, probe="max_pool_backward_fast_steps"),
    ],
    accepts=[backward.max_pool_backward_windows, backward_argmax, [("left -= handed", "pass")]],
)
