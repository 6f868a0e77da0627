"""How `corr2d_multi_in` is judged."""
import numpy as np

from grader.checks import Check, Part
from grader.checks.cases import small
from grader.checks.multichannel.shared import K2, X2


def worked_example(rng):
    yield {"X": X2, "K": K2}


def several_channels(rng):
    yield {"X": small(rng, 2, 1, 2), "K": small(rng, 2, 1, 1)}
    yield {"X": small(rng, 3, 1, 2), "K": small(rng, 3, 1, 1)}
    yield {"X": small(rng, 3, 2, 4), "K": small(rng, 3, 1, 2)}
    for picture, window in [((2, 5, 4), (3, 1)), ((4, 6, 7), (2, 3)), ((3, 8, 6), (4, 5))]:
        yield {"X": rng.normal(size=picture), "K": rng.normal(size=(picture[0], *window))}


def one_channel(rng):
    yield {"X": small(rng, 1, 2, 3), "K": small(rng, 1, 1, 2)}
    yield {"X": rng.normal(size=(1, 6, 5)), "K": rng.normal(size=(1, 3, 2))}


def other_channels(rng):
    # Large, so that shapes alone are shown, and that another mistake has smaller cases.
    yield {"X": small(rng, 3, 12, 13), "K": small(rng, 2, 10, 11)}
    yield {"X": small(rng, 2, 16, 17), "K": small(rng, 4, 14, 12)}
    # One of the two is 1: NumPy would stretch it.
    yield {"X": small(rng, 3, 13, 14), "K": small(rng, 1, 11, 12)}
    yield {"X": small(rng, 1, 15, 17), "K": small(rng, 3, 13, 12)}


def corr2d_multi_in_einsum(X, K):
    if len(X) != len(K):
        raise ValueError("einsum stretches an axis of length 1")
    windows = np.lib.stride_tricks.sliding_window_view(X, K.shape[1:], axis=(1, 2))
    return np.einsum("cijab,cab->ij", windows, K)


CHECK = Check(
    [
        Part("worked example", 1, worked_example),
        Part("several channels", 2, several_channels),
        Part("one channel", 1, one_channel),
        Part("ValueError for other channels", 1, other_channels, probe="corr2d_multi_in_channels"),
    ],
    accepts=[corr2d_multi_in_einsum],
)
