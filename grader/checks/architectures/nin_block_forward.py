"""How `nin_block_forward` is judged."""
import numpy as np

from grader.checks import Check, Part
from grader.checks.architectures.shared import CACHE, nin_plain, nin_strided
from solutions.architectures import conv_forward_fast


def all_nin(rng):
    yield from nin_plain(rng)
    yield from nin_strided(rng)


def ones_as_products(x, params, conv_param):
    # The 1 x 1 convolutions as products over the channels.
    maps, conv_cache = conv_forward_fast(x, params["W1"], params["b1"], conv_param)
    cache = [(conv_cache, maps)]
    for k in "23":
        w, b, active = params["W" + k], params["b" + k], np.where(maps > 0, maps, 0)
        maps = np.einsum("nchw,fc->nfhw", active, w[:, :, 0, 0]) + b.reshape(-1, 1, 1)
        cache.append(((active, w, b, {"stride": 1, "pad": 0}), maps))
    return np.where(maps > 0, maps, 0), tuple(cache)


CHECK = Check(
    [
        Part("stride 1, no padding", 1, nin_plain, ["out"]),
        Part("stride and padding of the first convolution", 1, nin_strided, ["out"]),
        Part("the cache", 1, all_nin, CACHE),
    ],
    accepts=[ones_as_products],
)
