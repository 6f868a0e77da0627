"""How `avg_pool_backward_naive` is judged."""
import numpy as np

from grader.checks import Check
from grader.checks.conv_backprop.shared import POOL_PARTS


def avg_pool_backward_shifted(dout, cache):
    x, pool_param = cache
    p_h, p_w, stride = pool_param["pool_height"], pool_param["pool_width"], pool_param["stride"]
    pad = pool_param["pad"] if "pad" in pool_param else 0
    OH, OW = dout.shape[2:]
    dpadded = np.zeros((*x.shape[:2], x.shape[2] + 2 * pad, x.shape[3] + 2 * pad))
    for a, b in np.ndindex(p_h, p_w):
        dpadded[:, :, a:a + (OH - 1) * stride + 1:stride, b:b + (OW - 1) * stride + 1:stride] += dout / p_h / p_w
    return dpadded[:, :, pad:pad + x.shape[2], pad:pad + x.shape[3]]


def avg_pool_backward_clipped(dout, cache):
    x, pool_param = cache
    p_h, p_w, stride = pool_param["pool_height"], pool_param["pool_width"], pool_param["stride"]
    pad = pool_param.get("pad", 0)
    dx = np.zeros_like(x)
    for i, j in np.ndindex(dout.shape[2:]):
        top, left = i * stride - pad, j * stride - pad
        dx[:, :, max(top, 0):top + p_h, max(left, 0):left + p_w] += dout[:, :, i:i + 1, j:j + 1] / (p_h * p_w)
    return dx


def avg_pool_backward_real_pixels(dout, cache):
    x, pool_param = cache
    p_h, p_w, stride = pool_param["pool_height"], pool_param["pool_width"], pool_param["stride"]
    pad = pool_param.get("pad", 0)
    dx = np.zeros(x.shape)
    for n, c, i, j in np.ndindex(dout.shape):
        top, left = i * stride - pad, j * stride - pad
        window = dx[n, c, max(top, 0):top + p_h, max(left, 0):left + p_w]
        window += dout[n, c, i, j] / window.size
    return dx


CHECK = Check(
    POOL_PARTS,
    accepts=[avg_pool_backward_shifted, avg_pool_backward_clipped],
)
