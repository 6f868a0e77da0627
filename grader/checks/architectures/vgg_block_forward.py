"""How `vgg_block_forward` is judged."""
import numpy as np

from grader.checks import Check, Part
from grader.checks.architectures.shared import CACHE, one_conv, three_convs, two_convs, vgg
from solutions.architectures import conv_forward_fast, max_pool_forward_fast, relu_forward


def several_convs(rng):
    yield from two_convs(rng)
    yield from three_convs(rng)
    yield vgg(rng, (1, 2, 2, 2), [2] * 11)  # as texts, W10 and W11 stand before W2


def all_convs(rng):
    yield from one_conv(rng)
    yield from several_convs(rng)


def sorted_by_name(x, params):
    # The layers from the names of the params; the maximum before ReLU, which is the same.
    layers, maps = [], x
    for k in sorted(int(name[1:]) for name in params if name[0] == "W"):
        active = maps if k == 1 else np.where(maps > 0, maps, 0)
        maps, conv_cache = conv_forward_fast(active, params[f"W{k}"], params[f"b{k}"], {"stride": 1, "pad": 1})
        layers.append((conv_cache, maps))
    H, W = maps.shape[2] // 2 * 2, maps.shape[3] // 2 * 2
    corners = [maps[:, :, i:H:2, j:W:2] for i in (0, 1) for j in (0, 1)]
    two = {"pool_height": 2, "pool_width": 2, "stride": 2}
    return np.maximum(np.max(corners, axis=0), 0), [layers, max_pool_forward_fast(relu_forward(maps)[0], two)[1]]


CHECK = Check(
    [
        Part("one convolution", 1, one_conv, ["out"]),
        Part("several convolutions", 1, several_convs, ["out"]),
        Part("the cache", 1, all_convs, CACHE),
    ],
    accepts=[sorted_by_name],
)
