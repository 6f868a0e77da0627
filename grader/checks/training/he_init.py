"""How `he_init` is judged."""
import numpy as np

from grader.checks import Check
from grader.checks.training.shared import init_parts


def he_scaled(shape, rng):
    fan_in = shape[0] if len(shape) == 2 else np.zeros(shape[1:]).size
    return np.sqrt(2.0) * rng.standard_normal(size=shape) / np.sqrt(fan_in)


def he_own_generator(shape, rng):
    # As np.random.normal does: numbers from a stream that goes on from call to call.
    stream = vars(he_own_generator).setdefault("stream", np.random.default_rng(12345))
    fan_in = shape[0] if len(shape) == 2 else np.prod(shape[1:])
    return stream.normal(0, np.sqrt(2 / fan_in), shape)


CHECK = Check(
    init_parts(),
    accepts=[he_scaled],
    rtol=0.03,
)
