"""How `affine_forward` is judged."""
import numpy as np

from grader.checks import Check, Part
from grader.checks.cases import normal, small


def weighted_sums(rng):
    yield _affine(rng, (1, 2), 3, small, 0)
    yield _affine(rng, (2, 3), 3, small, 0)  # as many outputs as inputs: w.T fits too
    yield _affine(rng, (3, 2), 4, small, 0)
    yield _affine(rng, (5, 4), 3, normal, 0)


def biases(rng):
    yield _affine(rng, (1, 2), 3, small)
    yield _affine(rng, (3, 2), 3, small)  # as many examples as biases: a column of biases fits too
    yield _affine(rng, (4, 3), 5, normal)


def more_axes(rng):
    yield _affine(rng, (2, 1, 3), 4, small, 0)
    yield _affine(rng, (3, 2, 2), 1, small, 0)
    yield _affine(rng, (2, 4, 3), 5, normal, 0)
    yield _affine(rng, (3, 2, 4, 5), 6, normal, 0)


def kept_inputs(rng):
    yield _affine(rng, (2, 3), 4, small)
    yield _affine(rng, (3, 2, 2), 5, small)
    yield _affine(rng, (2, 3, 4, 5), 6, normal)


def _affine(rng, shape, M, draw, scale=1):
    D = int(np.prod(shape[1:]))
    return {"x": draw(rng, *shape), "w": draw(rng, D, M), "b": scale * draw(rng, M)}


def affine_unflattened(x, w, b):
    return x @ w + b, (x, w, b)


def affine_one_by_one(x, w, b):
    out = np.zeros((x.shape[0], b.size))
    for n, m in np.ndindex(out.shape):
        out[n, m] = sum(one * weight for one, weight in zip(x[n].ravel(), w[:, m])) + b[m]
    return out, (x.copy(), w, b)


CHECK = Check(
    [
        Part("weighted sums", 1, weighted_sums, ["out"]),
        Part("bias", 1, biases, ["out"]),
        Part("examples with several axes", 1, more_axes, ["out"]),
        Part("cache", 1, kept_inputs, ["x in cache", "w in cache", "b in cache"]),
    ],
    accepts=[
        affine_one_by_one,
        [
            ("x.reshape(len(x), -1) @ w + b, (x, w, b)",
             'np.einsum("nd,dm->nm", x.reshape(-1, w.shape[0]), w) + b, [x, w, b]'),
        ],
    ],
)
