"""Batches, features and groups to be normalized, and what a backward pass gets of them.

Where eps is not the subject of a forward pass, the numbers lie thousands apart: a mistake with eps then costs only
the part about it. That part in turn has one feature, one group of one picture, gamma 1 and beta 0.
"""
import numpy as np

from grader.checks import Part
from grader.checks.cases import small
from solutions import normalization as reference


def thousands(rng, *shape):
    """Distinct whole thousands."""
    return 1000 * small(rng, *shape)


def wide(rng, *shape):
    return rng.normal(3000, 10000, size=shape)


def normal(rng, *shape):
    return rng.normal(3, 10, size=shape)


def whole(rng, *shape):
    """Distinct whole numbers of both signs, none of them 0."""
    return small(rng, *shape) * rng.choice([-1.0, 1.0], shape)


def weights(rng, D):
    """gamma, from 2 on, and beta, from 1 on, of both signs."""
    gamma = (small(rng, D) + 1) * rng.choice([-1.0, 1.0], D)
    return {"gamma": gamma, "beta": whole(rng, D)}


def plain(D):
    return {"gamma": np.ones(D), "beta": np.zeros(D)}


def close_together(rng):
    """Numbers of tiny variance, and an eps: two and three equal ones with none, five with a large one, two with 0."""
    large, none = (1 + small(rng, 5) / 50, {"eps": 0.01}), (small(rng, 2) / 500, {"eps": 0.0})
    return [(small(rng, 2) / 500, {}), (np.full(3, 5.0), {}), large, none]


def constant_and_close(rng, N, D):
    """Features of tiny variance, the first of them with none at all."""
    x = 1 + small(rng, N, D) / 500
    x[:, 0] = 5
    return x


def states(forward, x, gamma, beta, *more):
    """What a backward pass gets, besides the upstream gradient: the cache, and where it came from."""
    _, (x_hat, gamma, std) = forward(x, gamma, beta, *more)
    return {"x_hat": x_hat, "gamma": gamma, "std": std, "_x": x, "_beta": beta}


def without(dout, x_hat):
    """Upstream gradients whose products with x_hat add up to 0 in each column: nothing comes through the variance."""
    return dout - x_hat * (dout * x_hat).sum(axis=0) / (x_hat * x_hat).sum(axis=0)


def without_sum(dout):
    """Upstream gradients that add up to 0 in each column: nothing comes through the mean."""
    return dout - dout.mean(axis=0)


def three(rng, through):
    """One column of three numbers, and an upstream gradient that is silent on one of the ways."""
    order, (p, q) = rng.permutation(3), rng.permutation([1.0, 2.0, 4.0])[:2]
    dout = {"mean": [p, q, p], "variance": [p, q, -p - q]}[through]
    return 1.0 + order[:, None], rng.choice([-1.0, 1.0]) * np.array(dout)[order][:, None]


def way(rng, through, forward, shape, arrange, more=()):
    """A case in which only one way besides the direct one is open. `arrange` makes an input of columns that are
    normalized, gamma is ones. The smallest has one column of three numbers."""
    K, S = shape
    if shape == (3, 1):
        x, dout = three(rng, through)
    else:
        x, dout = normal(rng, K, S), rng.normal(size=(K, S))
        x_hat = (x - x.mean(axis=0)) / np.sqrt(x.var(axis=0) + 1e-5)
        dout = without(dout, x_hat) if through == "mean" else without_sum(dout)
    x, dout = arrange(x), arrange(dout)
    channels = x.shape[1] if forward is not reference.layernorm_forward else x.shape[-1]
    return {"dout": dout, **states(forward, x, *plain(channels).values(), *more)}


def running(rng, D):
    return {"running_mean": 1000 * whole(rng, D), "running_var": 1e6 * small(rng, D)}


def by_the_mean(rng):
    for shape in [(3, 1), (4, 2), (6, 5)]:
        yield way(rng, "mean", reference.batchnorm_forward, shape, np.array, [{"mode": "train"}])


def by_the_variance(rng):
    for shape in [(3, 1), (4, 2), (6, 5)]:
        yield way(rng, "variance", reference.batchnorm_forward, shape, np.array, [{"mode": "train"}])


def back_through_a_batch(rng):
    yield batch_back(rng, small(rng, 3, 1))
    yield batch_back(rng, small(rng, 3, 2))
    yield batch_back(rng, small(rng, 4, 3))
    yield batch_back(rng, normal(rng, 5, 6), rng.normal(size=(5, 6)))
    yield batch_back(rng, constant_and_close(rng, 4, 3), rng.normal(size=(4, 3)))
    yield batch_back(rng, normal(rng, 7, 4), rng.normal(size=(7, 4)))


def batch_back(rng, x, dout=None):
    dout = whole(rng, *x.shape) if dout is None else dout
    forward = reference.batchnorm_forward
    return {"dout": dout, **states(forward, x, *weights(rng, x.shape[1]).values(), {"mode": "train"})}


def batch_back_by_sums(dout, cache):
    # The formula of the papers, sums divided at the end; a list is returned.
    x_hat, gamma, std = cache
    N = dout.shape[0]
    dx_hat = dout * gamma
    dx = (1 / N) / std * (N * dx_hat - np.sum(dx_hat, axis=0) - x_hat * np.sum(dx_hat * x_hat, axis=0))
    return [dx, np.einsum("nd,nd->d", dout, x_hat), np.ones(N) @ dout]


def batch_back_by_jacobian(dout, cache):
    # The whole matrix of slopes for each feature.
    x_hat, gamma, std = cache
    N, D = dout.shape
    dx, dgamma, dbeta = np.empty((N, D)), np.empty(D), np.empty(D)
    for d in range(D):
        slopes = (np.eye(N) - 1 / N - np.outer(x_hat[:, d], x_hat[:, d]) / N) / std[d]
        dx[:, d] = slopes.T @ (gamma[d] * dout[:, d])
        dgamma[d], dbeta[d] = dout[:, d] @ x_hat[:, d], dout[:, d].sum()
    return dx, dgamma, dbeta


def wrong_batch_back_over_all(dout, cache):
    x_hat, gamma, std = cache
    dx_hat = dout * gamma
    dx = (dx_hat - dx_hat.mean() - x_hat * (dx_hat * x_hat).mean()) / std
    return dx, (dout * x_hat).sum(axis=0), dout.sum(axis=0)


BATCH_PARTS = [
    Part("dx, the way through the mean", 1, by_the_mean, ["dx"]),
    Part("dx, the way through the variance", 1, by_the_variance, ["dx"]),
]


def grouped(shape):
    """Columns to pictures: each column is a group (or a channel) of a picture."""
    return lambda columns: columns.T.reshape(shape).copy()
