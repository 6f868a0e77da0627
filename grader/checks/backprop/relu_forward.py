"""How `relu_forward` is judged."""
import numpy as np

from grader.checks import Check, Part
from grader.checks.cases import small


def entries(rng):
    yield {"x": np.array([-1.0, 2.0, 0.0])}  # not two entries: they would pass for out and cache
    yield {"x": np.array([3.0, -2.0, 4.0, -5.0])}
    yield {"x": small(rng, 6) - 3.5}
    yield {"x": rng.normal(size=7)}


def shapes_and_cache(rng):
    yield {"x": small(rng, 3, 2) - 2.5}
    yield {"x": rng.normal(size=(4, 3))}
    yield {"x": rng.normal(size=(2, 3, 4, 5))}


def relu_in_place(x):
    x[x < 0] = 0
    return x, x


def relu_in_place_copy_kept(x):
    cache = x.copy()
    x[x < 0] = 0
    return x, cache


def relu_by_mask(x):
    out = x.copy()
    out[x <= 0] = 0
    return out, x


CHECK = Check(
    [Part("negative entries become 0", 1, entries, ["out"]), Part("any shape, and the cache", 1, shapes_and_cache)],
    accepts=[
        relu_by_mask,
        [("np.maximum(x, 0)", "x * (x > 0)")],
        [("np.maximum(x, 0), x", "np.where(x < 0, 0, x), x.copy()")],
    ],
)
