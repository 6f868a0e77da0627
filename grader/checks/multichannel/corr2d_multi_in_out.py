"""How `corr2d_multi_in_out` is judged."""
import numpy as np

from grader.checks import Check, Part
from grader.checks.cases import small
from grader.checks.multichannel.shared import K2, X2


def three_filters(rng):
    yield {"X": X2, "K": np.stack([K2, K2 + 1, K2 + 2])}


def several_filters(rng):
    yield {"X": small(rng, 1, 2, 2), "K": small(rng, 2, 1, 1, 1)}
    yield {"X": small(rng, 2, 2, 3), "K": small(rng, 2, 2, 1, 1)}
    yield {"X": small(rng, 2, 3, 4), "K": small(rng, 3, 2, 2, 1)}
    for picture, filters in [((4, 5, 6), (3, 4, 2, 1)), ((2, 8, 6), (5, 2, 3, 4))]:
        yield {"X": rng.normal(size=picture), "K": rng.normal(size=filters)}


def one_filter(rng):
    yield {"X": small(rng, 2, 2, 3), "K": small(rng, 1, 2, 1, 2)}
    yield {"X": rng.normal(size=(3, 5, 6)), "K": rng.normal(size=(1, 3, 2, 4))}


def corr2d_multi_in_out_einsum(X, K):
    windows = np.lib.stride_tricks.sliding_window_view(X, K.shape[2:], axis=(1, 2))
    return np.einsum("cijab,fcab->fij", windows, K)


CHECK = Check(
    [
        Part("worked example", 1, three_filters),
        Part("several filters", 2, several_filters),
        Part("one filter", 1, one_filter),
    ],
    accepts=[corr2d_multi_in_out_einsum],
)
