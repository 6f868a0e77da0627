"""How `spatial_batchnorm_backward` is judged."""
import numpy as np

from grader.checks import Check, Part
from grader.checks.cases import small
from grader.checks.normalization.shared import normal, states, weights, whole
from solutions import normalization as reference


def back_through_one_channel(rng):
    yield _pictures_back(rng, small, (1, 1, 1, 3))
    yield _pictures_back(rng, small, (2, 1, 1, 3))
    yield _pictures_back(rng, normal, (3, 1, 2, 4))


def back_through_pictures(rng):
    yield _pictures_back(rng, small, (1, 2, 1, 3))
    yield _pictures_back(rng, small, (2, 3, 2, 1))
    yield _pictures_back(rng, normal, (2, 3, 4, 5))
    yield _pictures_back(rng, normal, (5, 4, 3, 2))


def _pictures_back(rng, numbers, shape):
    dout = whole(rng, *shape) if numbers is small else rng.normal(size=shape)
    x, forward = numbers(rng, *shape), reference.spatial_batchnorm_forward
    return {"dout": dout, **states(forward, x, *weights(rng, shape[1]).values(), {"mode": "train"})}


def spatial_back_by_axes(dout, cache):
    # Without batchnorm_backward: means over three axes.
    x_hat, gamma, std = cache
    N, C, H, W = dout.shape
    x_hat = np.moveaxis(x_hat.reshape(N, H, W, C), 3, 1)
    dgamma, dbeta = np.einsum("nchw,nchw->c", dout, x_hat), np.sum(dout, axis=(0, 2, 3))
    around = (dbeta.reshape(1, C, 1, 1) + x_hat * dgamma.reshape(1, C, 1, 1)) / (N * H * W)
    return [(gamma / std).reshape(1, C, 1, 1) * (dout - around), dgamma, dbeta]


def wrong_spatial_back_count(dout, cache):
    x_hat, gamma, std = cache
    N, C, H, W = dout.shape
    rows = dout.transpose(0, 2, 3, 1).reshape(-1, C)
    dgamma, dbeta = (rows * x_hat).sum(axis=0), rows.sum(axis=0)
    dx = gamma / std * (rows - (dbeta + x_hat * dgamma) / N)
    return dx.reshape(N, H, W, C).transpose(0, 3, 1, 2), dgamma, dbeta


def wrong_spatial_back_of_pictures(dout, cache):
    x_hat, gamma, std = cache
    N, C, H, W = dout.shape
    dgammas, dbetas, dx = 0, 0, np.zeros(dout.shape)
    for n, part in enumerate(np.split(x_hat, N)):
        rows = dout[n].transpose(1, 2, 0).reshape(-1, C)
        one, dgamma, dbeta = batchnorm_backward(rows, (part, gamma, std))  # noqa: F821
        dx[n], dgammas, dbetas = one.reshape(H, W, C).transpose(2, 0, 1), dgammas + dgamma, dbetas + dbeta
    return dx, dgammas, dbetas


def wrong_spatial_back_constants(dout, cache):
    x_hat, gamma, std = cache
    N, C, H, W = dout.shape
    x_hat = x_hat.reshape(N, H, W, C).transpose(0, 3, 1, 2)
    return dout * (gamma / std)[:, None, None], (dout * x_hat).sum(axis=(0, 2, 3)), dout.sum(axis=(0, 2, 3))


CHECK = Check(
    [
        Part("dx, one channel", 1, back_through_one_channel, ["dx"]),
        Part("dx, several channels", 1, back_through_pictures, ["dx"]),
        Part("dgamma", 1, back_through_pictures, ["dgamma"]),
        Part("dbeta", 1, back_through_pictures, ["dbeta"]),
    ],
    accepts=[spatial_back_by_axes],
    rtol=1e-6,
    atol=1e-9,
)
