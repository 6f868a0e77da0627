"""How `sigmoid_backward` is judged."""
import numpy as np

from grader.checks import Check, Part
from grader.checks.cases import small


def slopes(rng):
    yield {"dout": np.array([4.0, -8.0]), "cache": np.array([0.5, 0.25])}
    yield {"dout": small(rng, 3) - 4.5, "cache": np.array([0.1, 0.7, 0.4])}
    yield {"dout": rng.normal(size=(2, 3)), "cache": rng.uniform(0.05, 0.95, size=(2, 3))}
    yield {"dout": rng.normal(size=(4, 1, 3, 2)), "cache": rng.uniform(0.05, 0.95, size=(4, 1, 3, 2))}


def flat_ends(rng):
    yield {"dout": np.array([3.0, -2.0, 5.0]), "cache": np.array([0.0, 1.0, 0.5])}
    cache = rng.uniform(0.1, 0.9, size=(3, 2))
    cache[0, 1], cache[2, 0] = 1, 0
    yield {"dout": rng.normal(size=(3, 2)), "cache": cache}


def slope_from_x(dout, cache):
    with np.errstate(all="ignore"):
        x = np.log(cache / (1 - cache))
        return dout * np.exp(-x) / (1 + np.exp(-x)) ** 2


def slope_in_place(dout, cache):
    dout *= cache * (1 - cache)
    return dout


CHECK = Check(
    [Part("chain rule", 1, slopes), Part("flat ends of the curve", 1, flat_ends)],
    accepts=[
        [("dout * cache * (1 - cache)", "dout * (cache - cache**2)")],
        [("dout * cache * (1 - cache)", "(1.0 - cache) * cache * dout")],
    ],
)
