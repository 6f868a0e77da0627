"""How `instancenorm_backward` is judged."""
import numpy as np

from grader.checks import Check, Part
from grader.checks.cases import small
from grader.checks.normalization.shared import grouped, normal, states, way, weights, whole
from solutions import normalization as reference


def instance_by_the_mean(rng):
    """No error comes through the variance."""
    for columns, shape in [((3, 1), (1, 1, 1, 3)), ((8, 3), (1, 3, 4, 2)), ((20, 6), (2, 3, 4, 5))]:
        yield way(rng, "mean", reference.instancenorm_forward, columns, grouped(shape), [{}])


def back_through_instances(rng):
    yield _instances_back(rng, small, (1, 1, 1, 3))
    yield _instances_back(rng, small, (1, 2, 1, 3))
    yield _instances_back(rng, small, (2, 1, 3, 4))
    yield _instances_back(rng, normal, (2, 3, 4, 5))
    yield _instances_back(rng, normal, (4, 2, 5, 3))


def _instances_back(rng, numbers, shape):
    dout = whole(rng, *shape) if numbers is small else rng.normal(size=shape)
    forward = reference.instancenorm_forward
    return {"dout": dout, **states(forward, numbers(rng, *shape), *weights(rng, shape[1]).values(), {})}


def instance_back_by_jacobian(dout, cache):
    x_hat, gamma, std = cache
    N, C, H, W = dout.shape
    dx, K = np.zeros(dout.shape), H * W
    for n, c in np.ndindex(N, C):
        flat = x_hat[n, c].ravel()
        slopes = (np.eye(K) - 1 / K - np.outer(flat, flat) / K) / std[n, c, 0, 0]
        dx[n, c] = (slopes @ (gamma[c] * dout[n, c].ravel())).reshape(H, W)
    return [dx, np.einsum("nchw,nchw->c", dout, x_hat), np.einsum("nchw->c", dout)]


CHECK = Check(
    [
        Part("dx, the way through the mean", 1, instance_by_the_mean, ["dx"]),
        Part("dx, all ways", 1, back_through_instances, ["dx"]),
        Part("dgamma", 1, back_through_instances, ["dgamma"]),
        Part("dbeta", 1, back_through_instances, ["dbeta"]),
    ],
    accepts=[instance_back_by_jacobian],
    rtol=1e-6,
    atol=1e-9,
)
