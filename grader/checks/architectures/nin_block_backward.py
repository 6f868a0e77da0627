"""How `nin_block_backward` is judged."""
import numpy as np

from grader.checks import Check, Part
from grader.checks.architectures.shared import back, nin_plain, nin_strided
from solutions.architectures import conv_backward_fast, nin_block_forward


def plain_back(rng):
    yield from (back(rng, nin_block_forward, case, more=[case["conv_param"]]) for case in nin_plain(rng))


def strided_back(rng):
    yield from (back(rng, nin_block_forward, case, more=[case["conv_param"]]) for case in nin_strided(rng))


def ones_as_products_back(dout, cache):
    # The 1 x 1 convolutions as products over the channels.
    (first, maps), *ones = cache
    grads = {}
    for k, ((x, w, _, _), sums) in (("3", ones[1]), ("2", ones[0])):
        dout = np.where(sums > 0, dout, 0)
        grads["b" + k], grads["W" + k] = dout.sum(axis=(0, 2, 3)), np.einsum("nfhw,nchw->fc", dout, x)[:, :, None, None]
        dout = np.einsum("nfhw,fc->nchw", dout, w[:, :, 0, 0])
    dx, grads["W1"], grads["b1"] = conv_backward_fast(dout * (maps > 0), first)
    return [dx, grads]


CHECK = Check(
    [
        Part("gradients of the last convolution", 1, plain_back, ["gradient of W3", "gradient of b3"]),
        Part("gradients of the second convolution", 1, plain_back, ["gradient of W2", "gradient of b2"]),
        Part("gradients of the first convolution", 1, plain_back, ["gradient of W1", "gradient of b1"]),
        Part("dx", 1, plain_back, ["dx"]),
        Part("stride and padding", 1, strided_back, ["dx", "gradient of W1", "gradient of b1"]),
    ],
    accepts=[ones_as_products_back],
    twins=["vgg_block_backward"],
)
