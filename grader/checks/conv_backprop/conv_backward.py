"""How `conv_backward` is judged."""
import numpy as np

from grader.checks import Check, Part
from grader.checks.cases import normal, small
from grader.checks.cases.pooling_backward import whole


def last_overlapping(rng):
    yield _last(rng, small, (1, 2, 2, 1), (1, 1))
    yield _last(rng, small, (1, 2, 3, 1), (2, 1))
    yield _last(rng, small, (1, 3, 3, 1), (2, 1))
    yield _last(rng, small, (1, 2, 3, 2), (2, 3))
    yield _last(rng, small, (2, 3, 2, 1), (2, 1))
    yield _last(rng, normal, (2, 5, 6, 3), (3, 4))


def last_one_error_a_window(rng):
    yield _last(rng, small, (1, 1, 1, 1), (3, 1), pad=1)
    yield _last(rng, small, (1, 1, 2, 1), (1, 1), pad=1)
    yield _last(rng, small, (1, 2, 2, 3), (4, 1), pad=1)
    yield _last(rng, normal, (2, 3, 3, 4), (7, 1), pad=2)
    yield _last(rng, normal, (3, 4, 5, 2), (1, 1), pad=2)


def last_gaps(rng):
    yield _last(rng, small, (1, 1, 3, 1), (1, 1), stride=2)
    yield _last(rng, small, (1, 2, 4, 1), (2, 1), stride=2)
    yield _last(rng, small, (1, 2, 5, 2), (2, 1), stride=2)
    yield _last(rng, normal, (2, 6, 9, 3), (2, 1), stride=3)


def last_all_at_once(rng):
    yield _last(rng, small, (1, 2, 3, 1), (3, 2), stride=2, pad=1)
    yield _last(rng, small, (2, 3, 2, 1), (3, 3), stride=2, pad=1)
    yield _last(rng, normal, (2, 6, 5, 3), (3, 4), stride=2, pad=1)
    yield _last(rng, normal, (3, 7, 8, 2), (4, 5), stride=3, pad=2)


def _last(rng, numbers, pictures, filters, stride=1, pad=0):
    """filters: (f, n_C)"""
    (m, height, width, n_C_prev), (f, n_C) = pictures, filters
    sides = [(side + 2 * pad - f) // stride + 1 for side in (height, width)]
    return {
        "A_prev": numbers(rng, *pictures),
        "W": numbers(rng, f, f, n_C_prev, n_C),
        "b": numbers(rng, 1, 1, 1, n_C),
        "dZ": (whole if numbers is small else numbers)(rng, m, *sides, n_C),
        "stride": stride,
        "pad": pad,
    }


def conv_backward_by_places(dZ, cache):
    A_prev, W, b, hparameters = cache
    stride, pad = hparameters["stride"], hparameters["pad"]
    m, n_H, n_W, n_C = dZ.shape
    f = W.shape[0]
    padded = np.pad(A_prev, ((0, 0), (pad, pad), (pad, pad), (0, 0)))
    dpadded, dW = np.zeros_like(padded), np.zeros_like(W)
    for a, c in np.ndindex(f, f):
        place = np.s_[:, a:a + (n_H - 1) * stride + 1:stride, c:c + (n_W - 1) * stride + 1:stride]
        dpadded[place] += dZ @ W[a, c].T
        dW[a, c] = np.tensordot(padded[place], dZ, axes=([0, 1, 2], [0, 1, 2]))
    height, width = padded.shape[1:3]
    return dpadded[:, pad:height - pad, pad:width - pad], dW, dZ.sum(axis=(0, 1, 2), keepdims=True)


def conv_backward_picture_by_picture(dZ, cache):
    # The well-known shape of this exercise: one padded picture at a time, sliced when it is done.
    (A_prev, W, b, hparameters) = cache
    (m, n_H_prev, n_W_prev, n_C_prev) = A_prev.shape
    (f, f, n_C_prev, n_C) = W.shape
    stride, pad = hparameters["stride"], hparameters["pad"]
    (m, n_H, n_W, n_C) = dZ.shape
    dA_prev, dW, db = np.zeros(A_prev.shape), np.zeros(W.shape), np.zeros((1, 1, 1, n_C))
    A_prev_pad = np.pad(A_prev, ((0, 0), (pad, pad), (pad, pad), (0, 0)))
    dA_prev_pad = np.pad(dA_prev, ((0, 0), (pad, pad), (pad, pad), (0, 0)))
    for i in range(m):
        for h in range(n_H):
            for w in range(n_W):
                rows, columns = slice(h * stride, h * stride + f), slice(w * stride, w * stride + f)
                for c in range(n_C):
                    dA_prev_pad[i][rows, columns, :] += W[:, :, :, c] * dZ[i, h, w, c]
                    dW[:, :, :, c] += A_prev_pad[i][rows, columns, :] * dZ[i, h, w, c]
                    db[:, :, :, c] += dZ[i, h, w, c]
        dA_prev[i] = dA_prev_pad[i][pad:-pad, pad:-pad, :] if pad else dA_prev_pad[i]
    return dA_prev, dW, db


CHECK = Check(
    [
        Part("dA_prev, overlapping windows", 1, last_overlapping, ["dA_prev"]),
        Part("dA_prev, padding", 1, last_one_error_a_window, ["dA_prev"]),
        Part("dA_prev, stride", 1, last_gaps, ["dA_prev"]),
        Part("dA_prev, all at once", 1, last_all_at_once, ["dA_prev"]),
        Part("dW", 1, last_overlapping, ["dW"]),
        Part("dW, padding and stride", 1, last_all_at_once, ["dW"]),
        Part("db", 1, last_overlapping, ["db"]),
    ],
    accepts=[conv_backward_by_places, conv_backward_picture_by_picture],
    twins=["conv_backward_naive", "conv_backward_input", "conv_backward_weights"],
)
