"""How `dropout_backward` is judged."""
import numpy as np

from grader.checks import Check, Part
from grader.checks.training.shared import whole


def errors(rng):
    for shape, p_drop in [((4,), 0.5), ((2, 3), 0.75), ((3, 4, 2), 0.2), ((2, 3, 4, 5), 0.6)]:
        kept = rng.random(shape) >= p_drop
        kept.flat[:2] = rng.permutation([True, False])
        kept.flat[2:4] = rng.permutation([True, False])
        yield {"dout": whole(rng, *shape), "cache": kept / (1 - p_drop)}


def dropout_backward_where(dout, cache):
    dx = np.zeros(dout.shape)
    dx[cache > 0] = dout[cache > 0] * cache.max()
    return dx


CHECK = Check(
    [
        Part("where x was dropped", 1, errors, ["zeros in dx where x was dropped, and nowhere else"]),
        Part("where x was kept", 1, errors, ["dx where x was kept"]),
    ],
    accepts=[dropout_backward_where],
)
