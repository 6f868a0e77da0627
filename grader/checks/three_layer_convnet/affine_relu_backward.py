"""How `affine_relu_backward` is judged."""
import numpy as np

from grader.checks import Check, Part
from grader.checks.cases import normal
from grader.checks.cases.pooling_backward import whole
from grader.checks.three_layer_convnet.shared import pictures_in_rows_forward, rows_forward
from solutions.three_layer_convnet import affine_backward, affine_forward


def rows_back(rng):
    yield from (_with_errors_of_sums(rng, one) for one in rows_forward(rng))


def pictures_in_rows_back(rng):
    yield from (_with_errors_of_sums(rng, one) for one in pictures_in_rows_forward(rng))


def _with_errors_of_sums(rng, case):
    numbers = whole if np.array_equal(case["x"], np.round(case["x"])) else normal
    sums, _ = affine_forward(case["x"], case["w"], case["b"])
    return {**case, "dout": numbers(rng, *sums.shape), "_sums": sums}


def affine_relu_back_by_hand(dout, cache):
    affine_cache, relu_cache = cache
    errors = dout.copy()
    errors[relu_cache <= 0] = 0
    dx, dw, db = affine_backward(errors, affine_cache)
    return [dx, dw, db]


CHECK = Check(
    [
        Part("dx", 1, rows_back, ["dx"]),
        Part("dw", 1, rows_back, ["dw"]),
        Part("db", 1, rows_back, ["db"]),
        Part("images", 1, pictures_in_rows_back, ["dx", "dw"]),
    ],
    accepts=[affine_relu_back_by_hand],
)
