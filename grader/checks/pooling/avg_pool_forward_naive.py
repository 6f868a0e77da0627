"""How `avg_pool_forward_naive` is judged."""
import numpy as np

from grader.checks import Check, Part
from grader.checks.cases.pooling import pool_case, side_by_side
from grader.checks.pooling.shared import LAYER_PARTS


def means_side_by_side(rng):
    yield pool_case(np.array([[[[1, 2], [3, 5]]]]), 2, 2, 2)  # whole numbers, the mean has a point
    yield from side_by_side(rng)


def avg_pool_real_pixels_only(x, pool_param):
    p_h, p_w, stride = pool_param["pool_height"], pool_param["pool_width"], pool_param["stride"]
    pad = pool_param.get("pad", 0)
    padded = np.pad(x.astype(float), [(0, 0), (0, 0), (pad, pad), (pad, pad)], constant_values=np.nan)
    windows = np.lib.stride_tricks.sliding_window_view(padded, (p_h, p_w), axis=(2, 3))
    return np.nanmean(windows[:, :, ::stride, ::stride], axis=(4, 5)), (x, pool_param)


def avg_pool_added_up(x, pool_param):
    # A whole shifted picture is added for each place in the window.
    p_h, p_w, stride = pool_param["pool_height"], pool_param["pool_width"], pool_param["stride"]
    pad = pool_param.get("pad", 0)
    padded = np.pad(x, [(0, 0), (0, 0), (pad, pad), (pad, pad)])
    OH, OW = ((padded.shape[2] - p_h) // stride + 1, (padded.shape[3] - p_w) // stride + 1)
    out = 0
    for a, b in np.ndindex(p_h, p_w):
        out = out + padded[:, :, a:a + OH * stride:stride, b:b + OW * stride:stride][:, :, :OH, :OW]
    return out / (p_h * p_w), (padded, pool_param)


CHECK = Check(
    [Part("windows side by side", 1, means_side_by_side), *LAYER_PARTS[1:]],
    accepts=[avg_pool_added_up],
)
