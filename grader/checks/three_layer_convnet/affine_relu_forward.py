"""How `affine_relu_forward` is judged."""
import numpy as np

from grader.checks import Check, Part
from grader.checks.three_layer_convnet.shared import pictures_in_rows_forward, rows_forward
from solutions.three_layer_convnet import affine_forward, relu_forward


def rows_and_pictures_forward(rng):
    yield from rows_forward(rng)
    yield from pictures_in_rows_forward(rng)


def affine_relu_by_hand(x, w, b):
    sums = x.reshape(len(x), -1).dot(w) + b
    return np.where(sums > 0, sums, 0.0), (affine_forward(x, w, b)[1], relu_forward(sums)[1])


CHECK = Check(
    [
        Part("rows of numbers, images", 1, rows_and_pictures_forward, ["out"]),
        Part("the cache", 1, rows_and_pictures_forward,
             ["each layer's cache stands in its place", "input in affine_cache", "input in relu_cache"]),
    ],
    accepts=[affine_relu_by_hand],
)
