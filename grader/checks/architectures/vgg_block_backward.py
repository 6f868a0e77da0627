"""How `vgg_block_backward` is judged."""
import numpy as np

from grader.checks import Check, Part
from grader.checks.architectures.shared import back, one_conv, three_convs, two_convs
from solutions.architectures import conv_backward_fast, max_pool_backward_fast, vgg_block_forward


def one_conv_back(rng):
    yield from (back(rng, vgg_block_forward, case) for case in one_conv(rng))


def two_convs_back(rng):
    yield from (back(rng, vgg_block_forward, case) for case in two_convs(rng))


def three_convs_back(rng):
    yield from (back(rng, vgg_block_forward, case) for case in three_convs(rng))


def from_the_end(dout, cache):
    # Layers taken from the end of a list, the mask of ReLU written out; a list is returned.
    layers, pool_cache = cache
    dx, grads = max_pool_backward_fast(dout, pool_cache), {}
    for k, (conv_cache, maps) in reversed(list(enumerate(layers, 1))):
        dx, dw, db = conv_backward_fast(np.where(maps > 0, dx, 0.0), conv_cache)
        grads |= {f"b{k}": db, f"W{k}": dw}
    return [dx, grads]


FIRST, LAST = ["gradient of W1", "gradient of b1"], ["gradient of W2", "gradient of b2"]

CHECK = Check(
    [
        Part("one convolution: dx", 1, one_conv_back, ["dx"]),
        Part("one convolution: gradients", 1, one_conv_back, FIRST),
        Part("two convolutions: dx", 1, two_convs_back, ["dx"]),
        Part("two convolutions: gradients", 1, two_convs_back, FIRST + LAST),
        Part("three convolutions", 1, three_convs_back, ["dx", *FIRST, *LAST, "gradient of W3", "gradient of b3"]),
    ],
    accepts=[from_the_end],
)
