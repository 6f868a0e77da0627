"""How `corr2d_strided` is judged."""
import numpy as np

from grader.checks import Check, Part
from grader.checks.cases import small


def worked_example(rng):
    yield {"X": np.arange(9.0).reshape(3, 3), "K": np.arange(4.0).reshape(2, 2), "padding": (1, 1), "stride": (3, 2)}


def strided(rng):
    yield {"X": small(rng, 1, 3), "K": np.array([[2.0]]), "padding": (0, 0), "stride": (1, 2)}
    yield {"X": small(rng, 3, 2), "K": np.array([[2.0]]), "padding": (0, 0), "stride": (2, 1)}
    yield {"X": small(rng, 2, 5), "K": small(rng, 2, 1), "padding": (0, 0), "stride": (1, 2)}
    yield {"X": small(rng, 4, 3), "K": small(rng, 2, 3), "padding": (0, 0), "stride": (2, 1)}
    yield {"X": rng.normal(size=(6, 9)), "K": rng.normal(size=(2, 3)), "padding": (0, 0), "stride": (2, 3)}
    yield {"X": rng.normal(size=(9, 8)), "K": rng.normal(size=(3, 4)), "padding": (0, 0), "stride": (3, 2)}


def padded(rng):
    yield {"X": small(rng, 2, 1), "K": np.array([[2.0]]), "padding": (0, 1), "stride": (1, 1)}
    yield {"X": small(rng, 1, 2), "K": np.array([[2.0]]), "padding": (1, 0), "stride": (1, 1)}
    yield {"X": small(rng, 2, 3), "K": small(rng, 2, 2), "padding": (1, 0), "stride": (1, 1)}
    yield {"X": rng.normal(size=(3, 4)), "K": rng.normal(size=(2, 3)), "padding": (1, 2), "stride": (1, 1)}
    yield {"X": rng.normal(size=(4, 2)), "K": rng.normal(size=(3, 6)), "padding": (1, 2), "stride": (1, 1)}


def strided_and_padded(rng):
    sizes = [((4, 6), (3, 2), (1, 0), (2, 3)), ((7, 6), (2, 4), (2, 1), (4, 3)), ((9, 12), (3, 5), (0, 2), (4, 2))]
    yield {"X": small(rng, 3, 4), "K": small(rng, 2, 1), "padding": (0, 1), "stride": (2, 3)}
    for picture, kernel, padding, stride in sizes:
        X, K = rng.normal(size=picture), rng.normal(size=kernel)
        yield {"X": X, "K": K, "padding": padding, "stride": stride}


def corr2d_strided_at_places(X, K, padding, stride):
    P = zero_pad(X, padding)  # noqa: F821, another exercise
    HH, WW = K.shape
    Y = np.zeros((P.shape[0] - HH + 1, P.shape[1] - WW + 1))
    for i in range(0, Y.shape[0], stride[0]):
        for j in range(0, Y.shape[1], stride[1]):
            Y[i, j] = np.sum(P[i:i + HH, j:j + WW] * K)
    return Y


def corr2d_strided_rounded_up(X, K, padding, stride):
    P = zero_pad(X, padding)  # noqa: F821, another exercise
    HH, WW = K.shape
    P = np.pad(P, [(0, (HH - P.shape[0]) % stride[0]), (0, (WW - P.shape[1]) % stride[1])])
    windows = np.lib.stride_tricks.sliding_window_view(P, (HH, WW))[::stride[0], ::stride[1]]
    return np.einsum("ijab,ab->ij", windows, K)


def corr2d_strided_padding_twice(X, K, padding, stride):
    P = zero_pad(X, padding)  # noqa: F821, another exercise
    HH, WW = K.shape
    Y = np.zeros([(n + 2 * p - k) // s + 1 for n, p, k, s in zip(P.shape, padding, K.shape, stride)])
    for i in range(Y.shape[0]):
        for j in range(Y.shape[1]):
            top, left = i * stride[0], j * stride[1]
            Y[i, j] = np.sum(P[top:top + HH, left:left + WW] * K)
    return Y


def corr2d_strided_output_padded(X, K, padding, stride):
    windows = np.lib.stride_tricks.sliding_window_view(X, K.shape)[::stride[0], ::stride[1]]
    return zero_pad(np.tensordot(windows, K, axes=2), padding)  # noqa: F821, another exercise


def corr2d_strided_thinned(X, K, padding, stride):
    P = zero_pad(X, padding)[::stride[0], ::stride[1]]  # noqa: F821, another exercise
    return np.tensordot(np.lib.stride_tricks.sliding_window_view(P, K.shape), K, axes=2)


def corr2d_strided_dilated(X, K, padding, stride):
    spread = np.zeros([(n - 1) * step + 1 for n, step in zip(K.shape, stride)])
    spread[::stride[0], ::stride[1]] = K
    windows = np.lib.stride_tricks.sliding_window_view(zero_pad(X, padding), spread.shape)  # noqa: F821
    return np.tensordot(windows, spread, axes=2)


def corr2d_strided_windows(X, K, padding, stride):
    P = np.pad(X, [(padding[0], padding[0]), (padding[1], padding[1])])
    windows = np.lib.stride_tricks.sliding_window_view(P, K.shape)[::stride[0], ::stride[1]]
    return np.tensordot(windows, K, axes=2)


def corr2d_strided_shifts(X, K, padding, stride):
    (pad_h, pad_w), (stride_h, stride_w), (HH, WW) = padding, stride, K.shape
    rows = 1 + int((X.shape[0] + 2 * pad_h - HH) / stride_h)
    columns = 1 + int((X.shape[1] + 2 * pad_w - WW) / stride_w)
    P, Y = zero_pad(X, padding), 0  # noqa: F821, another exercise
    for a in range(HH):
        for b in range(WW):
            Y = Y + K[a, b] * P[a::stride_h, b::stride_w][:rows, :columns]
    return Y


CHECK = Check(
    [
        Part("worked example", 1, worked_example),
        Part("stride", 2, strided),
        Part("padding", 1, padded),
        Part("both, with sizes that do not divide", 2, strided_and_padded),
    ],
    accepts=[corr2d_strided_windows, corr2d_strided_shifts],
)
