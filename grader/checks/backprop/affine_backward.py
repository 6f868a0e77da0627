"""How `affine_backward` is judged."""
import numpy as np

from grader.checks import Check, Part
from grader.checks.backprop.shared import apart


def rows(rng):
    yield _affine_back(rng, (1, 2), 2, apart)
    yield _affine_back(rng, (1, 2), 3, apart)
    yield _affine_back(rng, (2, 3), 3, apart)  # as many outputs as inputs: w and w.T both fit
    yield _affine_back(rng, (3, 2), 2, apart)
    yield _affine_back(rng, (3, 3), 3, apart)
    yield _affine_back(rng, (2, 3), 4, apart)
    yield _affine_back(rng, (4, 3), 5, _normals)
    yield _affine_back(rng, (6, 5), 2, _normals)


def rows_with_axes(rng):
    yield _affine_back(rng, (2, 1, 3), 4, apart)
    yield _affine_back(rng, (3, 2, 2), 1, apart)
    yield _affine_back(rng, (2, 4, 3), 5, _normals)
    yield _affine_back(rng, (3, 2, 4, 5), 6, _normals)


def _affine_back(rng, shape, M, draw):
    D = int(np.prod(shape[1:]))
    dout, x, w, b = draw(rng, (shape[0], M), shape, (D, M), (M,))
    return {"dout": dout, "x": x, "w": w, "b": b}


def _normals(rng, *shapes):
    return [rng.normal(size=shape) for shape in shapes]


def affine_backward_divided(dout, cache):
    x, w, _ = cache
    N = len(x)
    return (dout @ w.T).reshape(x.shape), x.reshape(N, -1).T @ dout / N, dout.sum(axis=0) / N


def affine_backward_all_divided(dout, cache):
    x, w, _ = cache
    N = len(x)
    return (dout @ w.T).reshape(x.shape) / N, x.reshape(N, -1).T @ dout / N, dout.sum(axis=0) / N


def affine_backward_first_example(dout, cache):
    x, w, _ = cache
    return (dout @ w.T).reshape(x.shape), np.outer(x[0], dout[0]), dout.sum(axis=0)


def affine_backward_last_example(dout, cache):
    x, w, _ = cache
    return (dout @ w.T).reshape(x.shape), np.outer(x[-1], dout[-1]), dout[-1]


def affine_backward_one_by_one(dout, cache):
    x, w, b = cache
    dx, dw, db = np.zeros(x.shape), np.zeros(w.shape), np.zeros(b.shape)
    for n, m in np.ndindex(dout.shape):
        dx[n] += (dout[n, m] * w[:, m]).reshape(x.shape[1:])
        dw[:, m] += dout[n, m] * x[n].ravel()
        db[m] += dout[n, m]
    return dx, dw, db


CHECK = Check(
    [
        Part("dx", 1, rows, ["dx"]),
        Part("dw", 2, rows, ["dw"]),
        Part("db", 1, rows, ["db"]),
        Part("dx of examples with several axes", 1, rows_with_axes, ["dx"]),
        Part("dw of examples with several axes", 1, rows_with_axes, ["dw"]),
    ],
    accepts=[
        affine_backward_one_by_one,
        [
            ("x.reshape(len(x), -1).T @ dout", 'np.einsum("nd,nm->dm", x.reshape(x.shape[0], w.shape[0]), dout)'),
            ("dout.sum(axis=0)", "np.ones(len(x)) @ dout"),
        ],
    ],
)
