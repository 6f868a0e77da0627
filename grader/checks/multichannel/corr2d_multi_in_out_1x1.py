"""How `corr2d_multi_in_out_1x1` is judged."""
import numpy as np

from grader.checks import Check, Part
from grader.checks.cases import small


def one_pixel(rng):
    yield {"X": np.array([3.0, 1.0]).reshape(2, 1, 1), "K": np.array([[1.0, 2], [0, 1], [4, 0]]).reshape(3, 2, 1, 1)}
    yield {"X": rng.normal(size=(4, 1, 1)), "K": rng.normal(size=(2, 4, 1, 1))}


def many_pixels(rng):
    yield {"X": small(rng, 2, 1, 2), "K": small(rng, 2, 2, 1, 1)}
    yield {"X": small(rng, 2, 2, 3), "K": small(rng, 3, 2, 1, 1)}
    for picture, filters in [((3, 4, 5), 2), ((4, 6, 3), 5), ((2, 3, 7), 4)]:
        yield {"X": rng.normal(size=picture), "K": rng.normal(size=(filters, picture[0], 1, 1))}


def one_channel_or_filter(rng):
    yield {"X": small(rng, 1, 2, 3), "K": small(rng, 2, 1, 1, 1)}
    yield {"X": small(rng, 2, 2, 3), "K": small(rng, 1, 2, 1, 1)}


def other_channels_of_pixels(rng):
    # One of the two is 1: einsum would stretch it.
    yield {"X": small(rng, 3, 12, 13), "K": small(rng, 2, 1, 1, 1)}
    yield {"X": small(rng, 1, 16, 17), "K": small(rng, 2, 4, 1, 1)}


def one_by_one_einsum(X, K):
    if K.shape[1] != len(X):
        raise ValueError("einsum stretches an axis of length 1")
    return np.einsum("fc,chw->fhw", K[:, :, 0, 0], X)


def one_by_one_stretched(X, K):
    return np.einsum("fc,chw->fhw", K[:, :, 0, 0], X)


def one_by_one_pixel_by_pixel(X, K):
    out = np.zeros((K.shape[0], X.shape[1], X.shape[2]))
    for i in range(X.shape[1]):
        for j in range(X.shape[2]):
            out[:, i, j] = np.squeeze(K, axis=(2, 3)) @ X[:, i, j]
    return out


CHECK = Check(
    [
        Part("one pixel", 1, one_pixel),
        Part("many pixels", 1, many_pixels),
        Part("one channel or one filter", 1, one_channel_or_filter),
        Part("ValueError for other channels", 1, other_channels_of_pixels, probe="corr2d_multi_in_out_1x1_channels"),
    ],
    accepts=[one_by_one_einsum, one_by_one_pixel_by_pixel],
    twins=["corr2d_multi_in", "corr2d_multi_in_out"],
)
