"""How `conv_relu_pool_forward` is judged."""
import numpy as np

from grader.checks import Check, Part
from grader.checks.three_layer_convnet.shared import pictures_forward, strided_and_padded_forward
from solutions.three_layer_convnet import conv_forward_fast, max_pool_forward_fast, relu_forward


def all_pictures_forward(rng):
    yield from pictures_forward(rng)
    yield from strided_and_padded_forward(rng)


def sandwich_in_one(x, w, b, conv_param, pool_param):
    # Convolution by windows; pooling before ReLU, which is the same.
    s, pad = conv_param["stride"], conv_param["pad"]
    padded = np.pad(x, [(0, 0), (0, 0), (pad, pad), (pad, pad)])
    seen = np.lib.stride_tricks.sliding_window_view(padded, w.shape[2:], axis=(2, 3))[:, :, ::s, ::s]
    maps = np.einsum("ncijab,fcab->nfij", seen, w) + b[:, None, None]
    pooled, _ = max_pool_forward_fast(maps, pool_param)
    _, conv_cache = conv_forward_fast(x, w, b, conv_param)
    active, relu_cache = relu_forward(maps)
    return np.maximum(pooled, 0), (conv_cache, relu_cache, max_pool_forward_fast(active, pool_param)[1])


def average_in_place_of_max(x, w, b, conv_param, pool_param):
    maps, conv_cache = conv_forward_fast(x, w, b, conv_param)
    active, relu_cache = relu_forward(maps)
    p_h, p_w, s = pool_param["pool_height"], pool_param["pool_width"], pool_param["stride"]
    seen = np.lib.stride_tricks.sliding_window_view(active, (p_h, p_w), axis=(2, 3))[:, :, ::s, ::s]
    return seen.mean(axis=(4, 5)), (conv_cache, relu_cache, (active, pool_param))


CACHES = ["each layer's cache stands in its place",
          *[f"input in {name}_cache" for name in ("conv", "relu", "pool")]]  # fmt: skip


CHECK = Check(
    [
        Part("the three layers, any stride and padding", 1, all_pictures_forward, ["out"]),
        Part("the cache", 1, all_pictures_forward, CACHES),
    ],
    accepts=[sandwich_in_one],
)
