"""How `tanh_backward` is judged."""
import numpy as np

from grader.checks import Check, Part
from grader.checks.cases import small


def tanh_slopes(rng):
    yield {"dout": np.array([4.0, -8.0]), "cache": np.array([0.5, -0.25])}
    yield {"dout": small(rng, 3) - 4.5, "cache": np.array([-0.1, 0.7, -0.4])}
    yield {"dout": rng.normal(size=(2, 3)), "cache": rng.uniform(-0.9, 0.9, size=(2, 3))}
    yield {"dout": rng.normal(size=(4, 1, 3, 2)), "cache": rng.uniform(-0.9, 0.9, size=(4, 1, 3, 2))}


def tanh_flat_ends(rng):
    yield {"dout": np.array([3.0, -2.0, 5.0]), "cache": np.array([-1.0, 1.0, 0.5])}
    cache = rng.uniform(0.1, 0.9, size=(3, 2))
    cache[0, 1], cache[2, 0] = 1, -1
    yield {"dout": rng.normal(size=(3, 2)), "cache": cache}


def tanh_slope_from_x(dout, cache):
    with np.errstate(all="ignore"):
        x = np.arctanh(cache)
        return dout * 4 / (np.exp(x) + np.exp(-x)) ** 2 + 0 * x


def tanh_slope_in_place(dout, cache):
    dout *= 1 - cache**2
    return dout


CHECK = Check(
    [Part("chain rule", 1, tanh_slopes), Part("flat ends of the curve", 1, tanh_flat_ends)],
    accepts=[
        [("dout * (1 - cache**2)", "dout * (1 + cache) * (1 - cache)")],
        [("dout * (1 - cache**2)", "dout - dout * cache * cache")],
    ],
)
