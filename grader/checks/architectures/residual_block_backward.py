"""How `residual_block_backward` is judged."""
import numpy as np

from grader.checks import Check, Part
from grader.checks.architectures.shared import back, fresh_bn_params, identity_shortcuts, projected_shortcuts
from solutions.architectures import (
    conv_backward_fast,
    residual_block_forward,
    spatial_batchnorm_backward,
)


def identity_back(rng):
    yield from (back(rng, residual_block_forward, case, [fresh_bn_params(case)]) for case in identity_shortcuts(rng))


def projected_back(rng):
    for case in projected_shortcuts(rng):
        yield back(rng, residual_block_forward, case, [fresh_bn_params(case), case["stride"]])


def one_after_the_other(dout, cache):
    # Conv and batch norm as one step back; masks of ReLU written out.
    grads = {}

    def back(dout, k, conv_cache, bn_cache):
        dmaps, grads[f"gamma{k}"], grads[f"beta{k}"] = spatial_batchnorm_backward(dout, bn_cache)
        dx, grads[f"W{k}"], _ = conv_backward_fast(dmaps, conv_cache)
        return dx

    (conv1, bn1, relu1), second, shortcut, relu = cache
    dsum = np.where(relu > 0, dout, 0.0)
    dactive = back(dsum, 2, *second)
    dx = back(np.where(relu1 > 0, dactive, 0.0), 1, conv1, bn1)
    return [(dsum if shortcut is None else back(dsum, 3, *shortcut)) + dx, grads]


def of(k):
    return [f"gradient of {name}{k}" for name in ("W", "gamma", "beta")]


CHECK = Check(
    [
        Part("dx, the identity as shortcut", 2, identity_back, ["dx"]),
        Part("dx, a 1 x 1 convolution as shortcut", 2, projected_back, ["dx"]),
        Part("gradients of the second convolution and its norm", 1, identity_back, of(2)),
        Part("gradients of the first convolution and its norm", 1, identity_back, of(1)),
        Part("gradients of the shortcut", 1, projected_back, of(3)),
    ],
    accepts=[one_after_the_other],
    rtol=1e-6,
)
