"""How `max_pool_forward_naive` is judged."""
import numpy as np

from grader.checks import Check, Part
from grader.checks.cases.pooling import padding_never_largest
from grader.checks.pooling.shared import LAYER_PARTS


def max_pool_clipped(x, pool_param):
    # Windows cut off at the border instead of padding, one number at a time.
    p_h, p_w, stride = pool_param["pool_height"], pool_param["pool_width"], pool_param["stride"]
    pad = pool_param["pad"] if "pad" in pool_param else 0
    N, C, H, W = x.shape
    out = np.empty((N, C, int((H + 2 * pad - p_h) / stride + 1), int((W + 2 * pad - p_w) / stride + 1)))
    for n, c, i, j in np.ndindex(out.shape):
        top, left = i * stride - pad, j * stride - pad
        out[n, c, i, j] = np.max(x[n, c, max(top, 0):top + p_h, max(left, 0):left + p_w])
    return out, (x, pool_param)


def max_pool_windows(x, pool_param):
    window, stride = (pool_param["pool_height"], pool_param["pool_width"]), pool_param["stride"]
    pad = pool_param.get("pad", 0)
    padded = np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad)), constant_values=np.finfo(x.dtype).min)
    windows = np.lib.stride_tricks.sliding_window_view(padded, window, axis=(2, 3))
    return windows[:, :, ::stride, ::stride].max(axis=(4, 5)), None


CHECK = Check(
    [*LAYER_PARTS[:-1], Part("padding", 2, padding_never_largest)],
    accepts=[
        max_pool_clipped,
        max_pool_windows,
        [(", constant_values=-np.inf", ', mode="edge"')],  # a window that is padded holds the edge itself
    ],
)
