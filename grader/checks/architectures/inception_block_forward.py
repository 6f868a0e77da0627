"""How `inception_block_forward` is judged."""
import numpy as np

from grader.checks import Check, Part
from grader.checks.architectures.shared import CACHE, branches_of_all_widths, one_map_a_branch
from solutions.architectures import conv_forward_fast, max_pool_forward_fast, relu_forward


def all_branches(rng):
    yield from one_map_a_branch(rng)
    yield from branches_of_all_widths(rng)


def branch_by_branch(x, params):
    # Written out, as in the well-known books; the output filled slice by slice.
    def layer(x, name, pad):
        maps, conv_cache = conv_forward_fast(x, params["W" + name], params["b" + name], {"stride": 1, "pad": pad})
        out, relu_cache = relu_forward(maps)
        return out, (conv_cache, relu_cache)

    layers = {}
    one, layers["1"] = layer(x, "1", 0)
    hidden, layers["2a"] = layer(x, "2a", 0)
    two, layers["2b"] = layer(hidden, "2b", 1)
    hidden, layers["3a"] = layer(x, "3a", 0)
    three, layers["3b"] = layer(hidden, "3b", 2)
    pooled, pool_cache = max_pool_forward_fast(x, {"pool_height": 3, "pool_width": 3, "stride": 1, "pad": 1})
    four, layers["4"] = layer(pooled, "4", 0)
    outs, start = [one, two, three, four], 0
    out = np.zeros((len(x), sum(each.shape[1] for each in outs), *x.shape[2:]))
    for each in outs:
        out[:, start:start + each.shape[1]] = each
        start += each.shape[1]
    return out, (layers, pool_cache)


CHECK = Check(
    [
        Part("one map from each branch", 1, one_map_a_branch, ["out"]),
        Part("branches of all widths", 2, branches_of_all_widths, ["out"]),
        Part("the cache", 1, all_branches, CACHE),
    ],
    accepts=[branch_by_branch],
)
