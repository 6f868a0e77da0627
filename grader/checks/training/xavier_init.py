"""How `xavier_init` is judged."""
import numpy as np

from grader.checks import Check
from grader.checks.training.shared import init_parts


def xavier_scaled(shape, rng):
    # Numbers of the standard normal distribution, scaled afterwards; fans by counting what a filter holds.
    if len(shape) == 2:
        fan_in, fan_out = shape
    else:
        F, C, HH, WW = shape
        fan_in, fan_out = C * HH * WW, F * HH * WW
    return rng.standard_normal(shape) * (2.0 / (fan_in + fan_out)) ** 0.5


def xavier_own_generator(shape, rng):
    # As np.random.normal does: numbers from a stream that goes on from call to call.
    stream = vars(xavier_own_generator).setdefault("stream", np.random.default_rng(12345))
    fans = np.prod(shape[2:]) * (shape[0] + shape[1])
    return stream.normal(0, np.sqrt(2 / fans), shape)


CHECK = Check(
    init_parts(),
    accepts=[xavier_scaled],
    rtol=0.03,
)
