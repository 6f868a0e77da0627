"""How `max_pool_backward_naive` is judged."""
import numpy as np

from grader.checks import Check, Part
from grader.checks.cases.pooling_backward import max_pool_backward_windows, ties
from grader.checks.conv_backprop.shared import POOL_PARTS


def max_pool_backward_first(dout, cache):
    # One number at a time, windows cut off at the border, the first of equal entries.
    x, pool_param = cache
    p_h, p_w, stride = pool_param["pool_height"], pool_param["pool_width"], pool_param["stride"]
    pad = pool_param["pad"] if "pad" in pool_param else 0
    dx = np.zeros_like(x)
    for n, c, i, j in np.ndindex(dout.shape):
        top, left = max(i * stride - pad, 0), max(j * stride - pad, 0)
        window = x[n, c, top:i * stride - pad + p_h, left:j * stride - pad + p_w]
        row, column = divmod(np.argmax(window), window.shape[1])
        dx[n, c, top + row, left + column] += dout[n, c, i, j]
    return dx


CHECK = Check(
    [*POOL_PARTS, Part("ties", 1, ties)],
    accepts=[max_pool_backward_first, max_pool_backward_windows],
)
