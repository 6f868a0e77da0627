"""Cases of cross-correlation, for `corr2d` and for the convolution built on it."""
import numpy as np

from grader.checks.cases import small


def worked_example(rng):
    yield {"X": np.arange(9.0).reshape(3, 3), "K": np.arange(4.0).reshape(2, 2)}


def rectangles(rng):
    yield {"X": small(rng, 2, 3), "K": small(rng, 2, 2)}
    yield {"X": small(rng, 3, 2), "K": small(rng, 2, 1)}
    for picture, kernel in [((3, 4), (2, 2)), ((4, 6), (1, 3)), ((6, 5), (3, 2))]:
        yield {"X": rng.normal(size=picture), "K": rng.normal(size=kernel)}
