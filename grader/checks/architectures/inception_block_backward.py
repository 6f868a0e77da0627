"""How `inception_block_backward` is judged."""
import numpy as np

from grader.checks import Check, Part
from grader.checks.architectures.shared import back, branches_of_all_widths, one_map_a_branch
from solutions.architectures import (
    conv_backward_fast,
    inception_block_forward,
    max_pool_backward_fast,
    relu_backward,
)


def one_map_back(rng):
    yield from (back(rng, inception_block_forward, case) for case in one_map_a_branch(rng))


def all_widths_back(rng):
    yield from (back(rng, inception_block_forward, case) for case in branches_of_all_widths(rng))


def branch_by_branch_back(dout, cache):
    # Slices counted by hand; every branch written out.
    layers, pool_cache = cache
    grads, start, parts = {}, 0, {}
    for name in ("1", "2b", "3b", "4"):
        width = len(layers[name][0][1])
        parts[name], start = dout[:, start:start + width], start + width

    def back(dpart, name):
        conv_cache, relu_cache = layers[name]
        dx, grads[f"W{name}"], grads[f"b{name}"] = conv_backward_fast(relu_backward(dpart, relu_cache), conv_cache)
        return dx

    dx = max_pool_backward_fast(back(parts["4"], "4"), pool_cache)
    dx = dx + back(back(parts["3b"], "3b"), "3a") + back(back(parts["2b"], "2b"), "2a")
    return [np.asarray(dx) + back(parts["1"], "1"), grads]


def of(*names):
    return [f"gradient of {letter}{name}" for name in names for letter in "Wb"]


CHECK = Check(
    [
        Part("one map from each branch", 1, one_map_back),
        Part("gradients of branches 1 and 4", 1, all_widths_back, of("1", "4")),
        Part("gradients of branches 2 and 3", 2, all_widths_back, of("2a", "2b", "3a", "3b")),
        Part("dx", 2, all_widths_back, ["dx"]),
    ],
    accepts=[branch_by_branch_back],
)
