"""How `conv_relu_pool_backward` is judged."""
import numpy as np

from grader.checks import Check, Part
from grader.checks.cases import normal
from grader.checks.cases.pooling_backward import whole
from grader.checks.three_layer_convnet.shared import pictures_forward, strided_and_padded_forward
from solutions.three_layer_convnet import (
    conv_backward_fast,
    conv_forward_fast,
    max_pool_backward_fast,
    max_pool_forward_fast,
    relu_forward,
)


def pictures_back(rng):
    yield from (_with_errors(rng, one) for one in pictures_forward(rng))


def strided_and_padded_back(rng):
    yield from (_with_errors(rng, one) for one in strided_and_padded_forward(rng))


def _with_errors(rng, case):
    """The case with errors, and with what the layers in between were given: the probe makes the cache of these."""
    maps, _ = conv_forward_fast(case["x"], case["w"], case["b"], case["conv_param"])
    active, _ = relu_forward(maps)
    out, _ = max_pool_forward_fast(active, case["pool_param"])
    numbers = whole if np.array_equal(case["x"], np.round(case["x"])) else normal
    return {**case, "dout": numbers(rng, *out.shape), "_maps": maps, "_active": active}


def sandwich_back_by_hand(dout, cache):
    # The mask of ReLU written out.
    conv_cache, relu_cache, pool_cache = cache
    errors = max_pool_backward_fast(dout, pool_cache)
    errors = np.where(relu_cache > 0, errors, 0.0)
    gradients = conv_backward_fast(errors, conv_cache)
    return list(gradients)


CHECK = Check(
    [
        Part("dx", 1, pictures_back, ["dx"]),
        Part("dw", 1, pictures_back, ["dw"]),
        Part("db", 1, pictures_back, ["db"]),
        Part("stride and padding of the convolution", 1, strided_and_padded_back, ["dx", "dw"]),
    ],
    accepts=[sandwich_back_by_hand],
)
