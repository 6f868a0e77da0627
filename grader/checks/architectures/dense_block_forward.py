"""How `dense_block_forward` is judged."""
import numpy as np

from grader.checks import Check, Part
from grader.checks.architectures.shared import CACHE, dense, one_layer, single, three_layers
from solutions.architectures import conv_forward_fast, spatial_batchnorm_forward


def in_a_test(rng):
    yield dense(rng, (1, 1, 2, 3), [1, 1], mode="test")
    yield dense(rng, (2, 3, 5, 4), [2, 2], mode="test")


def all_layers(rng):
    yield from one_layer(rng)
    yield from three_layers(rng)


def of_float32(rng):
    yield single(dense(rng, (2, 3, 5, 4), [2]))
    yield single(dense(rng, (3, 2, 4, 5), [3, 3]))


def maps_in_a_list(x, params, bn_params):
    # All maps kept apart until the end.
    maps, cache = [x], []
    for k in range(1, len(bn_params) + 1):
        seen, w = np.concatenate(maps, axis=1), params[f"W{k}"]
        normed, bn_cache = spatial_batchnorm_forward(seen, params[f"gamma{k}"], params[f"beta{k}"], bn_params[f"bn{k}"])
        active = np.where(normed > 0, normed, 0)
        out, conv_cache = conv_forward_fast(active, w, 0 * w[:, 0, 0, 0], {"stride": 1, "pad": 1})
        maps.append(out)
        cache.append([bn_cache, normed, conv_cache])
    return np.concatenate(maps, axis=1), tuple(cache)


CHECK = Check(
    [
        Part("one layer", 1, one_layer, ["out"]),
        Part("three layers", 2, three_layers, ["out"]),
        Part("in mode test", 1, in_a_test, ["out"]),
        Part("running averages", 1, all_layers, ["running_mean of bn1", "running_var of bn1"]),
        Part("single precision", 1, of_float32, probe="dense_block_forward_single"),
        Part("the cache", 1, all_layers, CACHE),
    ],
    accepts=[maps_in_a_list],
    rtol=1e-6,
)
