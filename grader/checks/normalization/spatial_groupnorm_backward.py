"""How `spatial_groupnorm_backward` is judged."""
import numpy as np

from grader.checks import Check, Part
from grader.checks.cases import small
from grader.checks.normalization.shared import grouped, normal, states, way, weights, whole
from solutions import normalization as reference


def group_by_the_mean(rng):
    for columns, shape, G in GROUP_WAYS:
        yield way(rng, "mean", reference.spatial_groupnorm_forward, columns, grouped(shape), [G, {}])


def group_by_the_variance(rng):
    for columns, shape, G in GROUP_WAYS:
        yield way(rng, "variance", reference.spatial_groupnorm_forward, columns, grouped(shape), [G, {}])


GROUP_WAYS = [((3, 1), (1, 3, 1, 1), 1), ((6, 2), (1, 4, 1, 3), 2), ((40, 6), (2, 6, 4, 5), 3)]


def back_through_groups(rng):
    yield _groups_back(rng, small, (1, 3, 1, 1), 1)
    yield _groups_back(rng, small, (1, 4, 1, 2), 2)
    yield _groups_back(rng, small, (2, 6, 1, 3), 2)
    yield _groups_back(rng, small, (1, 3, 2, 4), 3)
    yield _groups_back(rng, normal, (2, 6, 5, 4), 3)
    yield _groups_back(rng, normal, (3, 8, 2, 5), 4)


def _groups_back(rng, numbers, shape, G):
    dout = whole(rng, *shape) if numbers is small else rng.normal(size=shape)
    forward = reference.spatial_groupnorm_forward
    return {"dout": dout, **states(forward, numbers(rng, *shape), *weights(rng, shape[1]).values(), G, {})}


def group_back_five_axes(dout, cache):
    # The five axes of the paper, and sums that are divided at the end.
    x_hat, gamma, std = cache
    N, C, H, W = dout.shape
    G, axes = std.shape[1], (2, 3, 4)
    K = C // G * H * W
    dx_hat = (dout * gamma.reshape(1, C, 1, 1)).reshape(N, G, C // G, H, W)
    hats = x_hat.reshape(N, G, C // G, H, W)
    dx = K * dx_hat - dx_hat.sum(axes, keepdims=True) - hats * (dx_hat * hats).sum(axes, keepdims=True)
    dx = dx / (K * std.reshape(N, G, 1, 1, 1))
    return [dx.reshape(N, C, H, W), np.einsum("nchw,nchw->c", dout, x_hat), np.einsum("nchw->c", dout)]


def group_back_by_layernorm(dout, cache):
    x_hat, gamma, std = cache
    N, C, H, W = dout.shape
    rows = (dout * gamma[:, None, None]).reshape(std.size, -1)
    ones = np.ones(rows.shape[1])
    dx, _, _ = layernorm_backward(rows, (x_hat.reshape(rows.shape), ones, std.reshape(-1, 1)))  # noqa: F821
    return dx.reshape(dout.shape), (dout * x_hat).sum((0, 2, 3)), dout.sum((0, 2, 3))


def wrong_group_back_interleaved(dout, cache):
    x_hat, gamma, std = cache
    (N, C, H, W), G = dout.shape, std.shape[1]
    dx_hat, hats = (dout * gamma[:, None, None]).reshape(N, C // G, G, H, W), x_hat.reshape(N, C // G, G, H, W)
    mean = dx_hat.mean(axis=(1, 3, 4), keepdims=True)
    along = (dx_hat * hats).mean(axis=(1, 3, 4), keepdims=True)
    dx = ((dx_hat - mean - hats * along) / std.reshape(N, 1, G, 1, 1)).reshape(dout.shape)
    return dx, (dout * x_hat).sum(axis=(0, 2, 3)), dout.sum(axis=(0, 2, 3))


def wrong_group_back_down_rows(dout, cache):
    x_hat, gamma, std = cache
    rows, hats = (dout * gamma[:, None, None]).reshape(std.size, -1), x_hat.reshape(std.size, -1)
    dx = (rows - rows.mean(axis=0) - hats * (rows * hats).mean(axis=0)) / std.reshape(-1, 1)
    return dx.reshape(dout.shape), (dout * x_hat).sum(axis=(0, 2, 3)), dout.sum(axis=(0, 2, 3))


def wrong_group_back_of_channels(dout, cache):
    x_hat, gamma, std = cache
    dx_hat = dout * gamma[:, None, None]
    mean = dx_hat.mean(axis=(2, 3), keepdims=True)
    along = (dx_hat * x_hat).mean(axis=(2, 3), keepdims=True)
    every = np.repeat(std, dout.shape[1] // std.shape[1], axis=1)[:, :, :, None]
    return (dx_hat - mean - x_hat * along) / every, (dout * x_hat).sum(axis=(0, 2, 3)), dout.sum(axis=(0, 2, 3))


CHECK = Check(
    [
        Part("dx, the way through the mean", 1, group_by_the_mean, ["dx"]),
        Part("dx, the way through the variance", 1, group_by_the_variance, ["dx"]),
        Part("dx, all ways", 1, back_through_groups, ["dx"]),
        Part("dgamma", 1, back_through_groups, ["dgamma"]),
        Part("dbeta", 1, back_through_groups, ["dbeta"]),
    ],
    accepts=[group_back_five_axes, group_back_by_layernorm],
    rtol=1e-6,
    atol=1e-9,
)
