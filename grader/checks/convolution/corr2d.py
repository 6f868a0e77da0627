"""How `corr2d` is judged."""
import numpy as np

from grader.checks import Check, Part
from grader.checks.cases import small
from grader.checks.convolution.shared import rectangles, worked_example


def extreme_kernels(rng):
    yield {"X": small(rng, 2, 3), "K": np.array([[2.0]])}
    yield {"X": small(rng, 3, 2), "K": small(rng, 3, 2)}
    yield {"X": rng.normal(size=(12, 15)), "K": rng.normal(size=(5, 4))}


def corr2d_transposed(X, K):
    windows = np.lib.stride_tricks.sliding_window_view(X, K.shape)
    K = K.reshape(K.shape[::-1]).T
    return (windows * K).sum(axis=(2, 3))


def corr2d_loops(X, K):
    (H, W), (HH, WW) = X.shape, K.shape
    Y = np.zeros((H - HH + 1, W - WW + 1))
    for i, j in np.ndindex(Y.shape):
        for a in range(HH):
            for b in range(WW):
                Y[i, j] += X[i + a, j + b] * K[a, b]
    return Y


def corr2d_windows(X, K):
    return np.einsum("ijab,ab->ij", np.lib.stride_tricks.sliding_window_view(X, K.shape), K)


CHECK = Check(
    [
        Part("worked example", 1, worked_example),
        Part("rectangular images and kernels", 3, rectangles),
        Part("kernels of one entry, of the image's size, large ones", 1, extreme_kernels),
    ],
    accepts=[corr2d_windows, corr2d_loops],
)
