"""How `layernorm_backward` is judged."""
import numpy as np

from grader.checks import Check, Part
from grader.checks.cases import small
from grader.checks.normalization.shared import constant_and_close, normal, states, way, weights, whole
from solutions import normalization as reference


def rows(columns):
    return columns.T.copy()


def by_the_mean_of_features(rng):
    for shape in [(3, 1), (4, 2), (6, 5)]:
        yield way(rng, "mean", reference.layernorm_forward, shape, rows, [{}])


def by_the_variance_of_features(rng):
    for shape in [(3, 1), (4, 2), (6, 5)]:
        yield way(rng, "variance", reference.layernorm_forward, shape, rows, [{}])


def back_through_a_layer(rng):
    yield _layer_back(rng, small(rng, 1, 3))
    yield _layer_back(rng, small(rng, 2, 3))
    yield _layer_back(rng, small(rng, 4, 3))
    yield _layer_back(rng, normal(rng, 5, 6), rng.normal(size=(5, 6)))
    yield _layer_back(rng, rows(constant_and_close(rng, 4, 3)), rng.normal(size=(3, 4)))
    yield _layer_back(rng, normal(rng, 7, 4), rng.normal(size=(7, 4)))


def _layer_back(rng, x, dout=None):
    dout = whole(rng, *x.shape) if dout is None else dout
    return {"dout": dout, **states(reference.layernorm_forward, x, *weights(rng, x.shape[1]).values(), {})}


def layer_back_by_sums(dout, cache):
    # As it is done with the code of batch normalization, transposed, and D in the place of N.
    x_hat, gamma, std = cache
    N, D = dout.shape
    dx_hat, x_hat_t = (dout * gamma).T, x_hat.T
    dx = (D * dx_hat - dx_hat.sum(axis=0) - x_hat_t * (dx_hat * x_hat_t).sum(axis=0)) / (D * std.ravel())
    return [dx.T, np.einsum("nd,nd->d", dout, x_hat), np.ones(N) @ dout]


def layer_back_by_jacobian(dout, cache):
    x_hat, gamma, std = cache
    dx, D = np.zeros(dout.shape), dout.shape[1]
    for n in range(len(dout)):
        slopes = (np.eye(D) - 1 / D - np.outer(x_hat[n], x_hat[n]) / D) / std[n]
        dx[n] = slopes @ (gamma * dout[n])
    return dx, sum(dout * x_hat), sum(dout)


def wrong_layer_back_transposed(dout, cache):
    x_hat, gamma, std = cache
    dx, dgamma, dbeta = batchnorm_backward(dout.T, (x_hat.T, np.ones(len(dout)), std[:, 0]))  # noqa: F821
    return dx.T, dgamma, dbeta


def wrong_layer_back_as_batch(dout, cache):
    return batchnorm_backward(dout, cache)  # noqa: F821


CHECK = Check(
    [
        Part("dx, the way through the mean", 1, by_the_mean_of_features, ["dx"]),
        Part("dx, the way through the variance", 1, by_the_variance_of_features, ["dx"]),
        Part("dx, all ways", 1, back_through_a_layer, ["dx"]),
        Part("dgamma", 1, back_through_a_layer, ["dgamma"]),
        Part("dbeta", 1, back_through_a_layer, ["dbeta"]),
    ],
    accepts=[layer_back_by_sums, layer_back_by_jacobian],
    rtol=1e-6,
    atol=1e-9,
)
