"""How `relu_backward` is judged."""
import numpy as np

from grader.checks import Check, Part
from grader.checks.cases import small


def both_signs(rng):
    yield {"dout": np.array([3.0, -2.0]), "cache": np.array([-1.0, 4.0])}
    yield {"dout": np.array([-5.0, 7.0, -6.0]), "cache": np.array([2.0, 3.0, -1.0])}
    yield {"dout": np.array([2.0, 3.0]), "cache": np.array([-4.0, 5.0])}
    yield {"dout": rng.normal(size=9), "cache": _without_zero(rng, 9)}


def exact_zeros(rng):
    yield {"dout": np.array([4.0, -3.0, 2.0]), "cache": np.array([0.0, 2.0, 3.0])}
    dout, cache = rng.normal(size=6), _without_zero(rng, 6)
    cache[1:3] = 0
    yield {"dout": dout, "cache": cache}


def other_axes(rng):
    yield {"dout": small(rng, 2, 3) - 3.5, "cache": small(rng, 2, 3) - 2.5}
    yield {"dout": rng.normal(size=(4, 3)), "cache": _without_zero(rng, 4, 3)}
    yield {"dout": rng.normal(size=(2, 3, 5, 4)), "cache": _without_zero(rng, 2, 3, 5, 4)}


def _without_zero(rng, *shape):
    """Positive and negative numbers, none nearer to 0 than 0.1, at least one of each sign."""
    x = rng.uniform(0.1, 2, size=shape) * rng.choice([-1, 1], size=shape)
    x.flat[0], x.flat[-1] = -0.5, 0.75
    return x


def relu_backward_in_place(dout, cache):
    dout[cache <= 0] = 0
    return dout


def relu_backward_by_mask(dout, cache):
    dx = dout.copy()
    dx[cache <= 0] = 0
    return dx


CHECK = Check(
    [
        Part("positive and negative inputs", 1, both_signs),
        Part("inputs of exactly 0", 1, exact_zeros),
        Part("any shape", 1, other_axes),
    ],
    accepts=[relu_backward_by_mask, [("dout * (cache > 0)", "np.where(cache > 0, dout, 0)")]],
)
