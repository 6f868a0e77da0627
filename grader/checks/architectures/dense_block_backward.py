"""How `dense_block_backward` is judged."""
import numpy as np

from grader.checks import Check, Part
from grader.checks.architectures.shared import back, fresh_bn_params, one_layer, three_layers
from solutions.architectures import conv_backward_fast, dense_block_forward, spatial_batchnorm_backward


def one_layer_back(rng):
    yield from (back(rng, dense_block_forward, case, [fresh_bn_params(case)]) for case in one_layer(rng))


def three_layers_back(rng):
    yield from (back(rng, dense_block_forward, case, [fresh_bn_params(case)]) for case in three_layers(rng))


def summed_in_place(dout, cache):
    # One array of gradients for all maps, to which each layer adds.
    total, grads = dout.copy(), {}
    for k, (bn_cache, normed, conv_cache) in reversed(list(enumerate(cache, 1))):
        seen, growth = conv_cache[1].shape[1], len(conv_cache[1])
        dactive, grads[f"W{k}"], _ = conv_backward_fast(total[:, seen:seen + growth], conv_cache)
        dx, dgamma, dbeta = spatial_batchnorm_backward(np.where(normed > 0, dactive, 0.0), bn_cache)
        grads |= {f"gamma{k}": dgamma, f"beta{k}": dbeta}
        total[:, :seen] += dx
    return [total[:, :seen], grads]


def of(*layers):
    return [f"gradient of {name}{k}" for k in layers for name in ("W", "gamma", "beta")]


CHECK = Check(
    [
        Part("one layer: dx", 1, one_layer_back, ["dx"]),
        Part("one layer: gradients", 1, one_layer_back, of(1)),
        Part("three layers: dx", 2, three_layers_back, ["dx"]),
        Part("three layers: gradients of the last", 1, three_layers_back, of(3)),
        Part("three layers: gradients of the others", 2, three_layers_back, of(1, 2)),
    ],
    accepts=[summed_in_place],
    rtol=1e-6,
)
