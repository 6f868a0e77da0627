"""How `conv_single_step` is judged."""
import numpy as np

from grader.checks import Check, Part
from grader.checks.cases import small


def no_bias(rng):
    yield _window(small(rng, 1, 1, 2) + 0.5, small(rng, 1, 1, 2), 0.0)
    for f, channels in [(2, 1), (2, 2)]:
        yield _window(small(rng, f, f, channels), small(rng, f, f, channels), 0.0)
    for shape, sign in [((3, 3, 2), -1), ((3, 3, 3), 1)]:  # a sum below 0, and one above
        x, W = rng.normal(size=shape), rng.normal(size=shape)
        yield _window(x, W * sign * np.sign(np.sum(x * W)), 0.0)


def with_bias(rng):
    # + 1: the numbers of window and filter must not have the same sum.
    yield _window(small(rng, 2, 2, 1) + 1, small(rng, 2, 2, 1), 10.0)
    yield _window(small(rng, 1, 1, 3) + 1, small(rng, 1, 1, 3), float(rng.integers(20, 30)))
    yield _window(small(rng, 2, 2, 3) + 1, small(rng, 2, 2, 3), float(rng.integers(30, 40)))
    yield _window(small(rng, 3, 3, 4) + 1, small(rng, 3, 3, 4), float(-rng.integers(1, 20)))
    yield _window(small(rng, 2, 2, 3) + 1, small(rng, 2, 2, 3), float(rng.integers(2, 9)) + 0.5)


def _window(a_slice_prev, W, bias):
    return {"a_slice_prev": a_slice_prev, "W": W, "b": np.full((1, 1, 1), bias)}


def single_step_vdot(a_slice_prev, W, b):
    return float(np.vdot(a_slice_prev, W) + b[0, 0, 0])


def single_step_in_place(a_slice_prev, W, b):
    a_slice_prev *= W
    return np.sum(a_slice_prev) + b.item()


CHECK = Check(
    [Part("products added up", 1, no_bias), Part("bias", 1, with_bias)],
    accepts=[single_step_vdot],
    twins=["corr2d_multi_in", "corr2d_multi_in_out", "corr2d_multi_in_out_1x1"],
)
