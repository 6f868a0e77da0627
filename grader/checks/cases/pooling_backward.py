"""Upstream gradients of pooling layers, with the inputs that they belong to."""
import numpy as np

from grader.checks.cases import small


def whole(rng, *shape):
    """Distinct whole numbers of both signs, none of them 0."""
    numbers = np.arange(1.0, np.prod(shape) + 1)
    return rng.permutation(numbers * rng.choice([-1.0, 1.0], numbers.size)).reshape(shape)


def side_by_side(rng):
    yield pool_case(rng, np.array([[[[1.0, 2.0]]]]), 1, 2, 2)  # at the end, where a narrower window does not see it
    yield pool_case(rng, np.array([[[[-1.0], [1.0]]]]), 2, 1, 2)
    yield pool_case(rng, whole(rng, 1, 1, 2, 2), 2, 2, 2)
    yield pool_case(rng, -small(rng, 1, 1, 2, 4), 2, 2, 2)
    yield pool_case(rng, whole(rng, 1, 1, 4, 2), 2, 2, 2)
    yield pool_case(rng, rng.normal(size=(1, 1, 6, 9)), 3, 3, 3)


def overlapping_windows(rng):
    """Each case has a pixel that wins in two windows."""
    yield pool_case(rng, np.array([[[[1.0, 3.0, 2.0]]]]), 1, 2, 1)
    yield pool_case(rng, np.array([[[[-2.0], [-1.0], [-3.0]]]]), 2, 1, 1)
    yield pool_case(rng, np.array([[[[0.0, 1.0, 2.0], [3.0, 5.0, 4.0]]]]), 2, 2, 1)
    yield pool_case(rng, with_peak(whole(rng, 1, 1, 5, 4), 2, 2), 3, 2, 1)
    yield pool_case(rng, with_peak(rng.normal(size=(1, 1, 6, 5)), 3, 1), 2, 3, 1)


def gaps_and_leftovers(rng):
    yield pool_case(rng, whole(rng, 1, 1, 1, 3), 1, 2, 2)
    yield pool_case(rng, whole(rng, 1, 1, 3, 2), 1, 1, 2)
    yield pool_case(rng, whole(rng, 1, 1, 3, 5), 1, 2, 2)
    yield pool_case(rng, rng.normal(size=(1, 1, 7, 9)), 2, 1, 3)
    yield pool_case(rng, rng.normal(size=(1, 1, 8, 10)), 2, 3, 3)


def pictures_and_channels(rng):
    yield pool_case(rng, np.array([[[[1.0, 2.0]], [[-3.0, 4.0]]]]), 1, 2, 2)
    yield pool_case(rng, np.array([[[[-2.0], [1.0]]], [[[3.0], [4.0]]]]), 2, 1, 2)
    yield pool_case(rng, whole(rng, 1, 3, 2, 2), 2, 2, 2)
    yield pool_case(rng, whole(rng, 3, 1, 2, 2), 2, 2, 2)
    yield pool_case(rng, rng.normal(size=(2, 3, 4, 6)), 2, 2, 2)


def pool_padding(rng):
    yield pool_case(rng, -small(rng, 1, 1, 1, 2), 3, 4, 4, pad=1)
    yield pool_case(rng, -small(rng, 1, 1, 2, 2), 2, 2, 2, pad=1)
    yield pool_case(rng, whole(rng, 1, 1, 2, 4), 2, 2, 2, pad=1)
    yield pool_case(rng, -small(rng, 1, 1, 4, 5), 3, 3, 3, pad=1)
    yield pool_case(rng, rng.uniform(-2, -1, size=(1, 1, 5, 7)), 3, 3, 3, pad=2)


def ties(rng):
    yield pool_case(rng, np.array([[[[2.0, 2.0]]]]), 1, 2, 2)
    yield pool_case(rng, np.array([[[[1.0, 3.0], [3.0, 0.0]]]]), 2, 2, 2)
    yield pool_case(rng, np.zeros((1, 1, 2, 4)), 2, 2, 2)
    yield pool_case(rng, np.maximum(rng.integers(-3, 3, size=(1, 1, 4, 6)), 0.0), 2, 2, 2)


def with_peak(x, row, column):
    x[0, 0, row, column] = 1 + np.abs(x).max()
    return x


def pool_case(rng, x, height, width, stride, **pad):
    windows = [(x.shape[2] + 2 * pad.get("pad", 0) - height) // stride + 1,
               (x.shape[3] + 2 * pad.get("pad", 0) - width) // stride + 1]  # fmt: skip
    shape = (*x.shape[:2], *windows)
    dout = whole(rng, *shape) if np.array_equal(x, np.round(x)) else rng.normal(size=shape)
    return {"x": x, "dout": dout,
            "pool_param": {"pool_height": height, "pool_width": width, "stride": stride, **pad}}  # fmt: skip


def max_pool_backward_windows(dout, cache):
    # All windows at once; equal entries share.
    x, pool_param = cache
    p_h, p_w, stride = pool_param["pool_height"], pool_param["pool_width"], pool_param["stride"]
    pad = pool_param.get("pad", 0)
    padded = np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad)), constant_values=-np.inf)
    OH, OW = dout.shape[2:]
    windows = np.lib.stride_tricks.sliding_window_view(padded, (p_h, p_w), axis=(2, 3))[:, :, ::stride, ::stride]
    masks = windows == windows.max(axis=(4, 5), keepdims=True)
    shares = masks / masks.sum(axis=(4, 5), keepdims=True) * dout[..., None, None]
    dpadded = np.zeros(padded.shape, dout.dtype)
    for a, b in np.ndindex(p_h, p_w):
        dpadded[:, :, a:a + (OH - 1) * stride + 1:stride, b:b + (OW - 1) * stride + 1:stride] += shares[..., a, b]
    return dpadded[:, :, pad:dpadded.shape[2] - pad, pad:dpadded.shape[3] - pad]
