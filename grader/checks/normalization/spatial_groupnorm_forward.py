"""How `spatial_groupnorm_forward` is judged."""
import numpy as np

from grader.checks import Check, Part
from grader.checks.normalization.shared import close_together, plain, thousands, weights, wide


def groups(rng):
    yield _groups(rng, thousands, (1, 4, 1, 1), 2)
    yield _groups(rng, thousands, (1, 6, 1, 2), 2)
    yield _groups(rng, thousands, (2, 6, 2, 1), 3)
    yield _groups(rng, wide, (2, 6, 5, 4), 3)
    yield _groups(rng, wide, (3, 8, 2, 5), 4)


def one_or_all(rng):
    """One group of all channels, or each channel a group."""
    yield _groups(rng, thousands, (1, 2, 1, 1), 1)
    yield _groups(rng, thousands, (1, 2, 1, 3), 2)
    yield _groups(rng, thousands, (2, 3, 1, 2), 1)
    yield _groups(rng, wide, (2, 3, 5, 4), 3)


def tiny_groups(rng):
    for x, eps in close_together(rng):
        yield {"x": x[None, None, None, :], **plain(1), "G": 1, **eps}


def other_numbers_of_groups(rng):
    """The numbers of each picture could be dealt out evenly: it is the channels that cannot."""
    for C, G, H, W in [(3, 2, 2, 1), (2, 4, 1, 2), (4, 3, 3, 1), (6, 4, 2, 4)]:
        yield {"x": thousands(rng, 1, C, H, W), **weights(rng, C), "G": G}


def _groups(rng, numbers, shape, G):
    return {"x": numbers(rng, *shape), **weights(rng, shape[1]), "G": G, "eps": 1e-5}


def groupnorm_by_loops(x, gamma, beta, G, gn_param):
    N, C, H, W = x.shape
    if C % G != 0:
        raise ValueError("G does not divide C")
    size, eps = C // G, gn_param.get("eps", 1e-5)
    x_hat, std = np.zeros(x.shape), np.zeros((N, G, 1))
    for n, g in np.ndindex(N, G):
        group = x[n, g * size:(g + 1) * size]
        std[n, g, 0] = np.sqrt(np.mean((group - group.mean()) ** 2) + eps)
        x_hat[n, g * size:(g + 1) * size] = (group - group.mean()) / std[n, g, 0]
    return [x_hat * gamma.reshape(1, C, 1, 1) + beta.reshape(1, C, 1, 1), [x_hat, gamma, std]]


def groupnorm_by_layernorm(x, gamma, beta, G, gn_param):
    # The groups are the examples of a layer normalization.
    N, C, H, W = x.shape
    if C % G:
        raise ValueError
    ones = np.ones(C // G * H * W)
    _, (x_hat, _, std) = layernorm_forward(x.reshape(N * G, -1), ones, 0 * ones, gn_param)  # noqa: F821
    x_hat = x_hat.reshape(N, C, H, W)
    return x_hat * gamma[None, :, None, None] + beta[None, :, None, None], (x_hat, gamma, std.reshape(N, G, 1))


def wrong_groups_interleaved(x, gamma, beta, G, gn_param):
    N, C, H, W = x.shape
    if C % G:
        raise ValueError
    groups = x.reshape(N, C // G, G, H, W)
    std = np.sqrt(groups.var(axis=(1, 3, 4), keepdims=True) + gn_param.get("eps", 1e-5))
    x_hat = ((groups - groups.mean(axis=(1, 3, 4), keepdims=True)) / std).reshape(x.shape)
    return gamma[:, None, None] * x_hat + beta[:, None, None], (x_hat, gamma, std.reshape(N, G, 1))


def wrong_groups_of_pixels(x, gamma, beta, G, gn_param):
    N, C, H, W = x.shape
    if C % G:
        raise ValueError
    groups = x.reshape(N, G, C // G, H, W)
    std = np.sqrt(groups.var(axis=2, keepdims=True) + gn_param.get("eps", 1e-5))
    x_hat = ((groups - groups.mean(axis=2, keepdims=True)) / std).reshape(x.shape)
    return gamma[:, None, None] * x_hat + beta[:, None, None], (x_hat, gamma, std)


CHECK = Check(
    [
        Part("groups of several channels", 1, groups, ["out"]),
        Part("one group, or one for each channel", 1, one_or_all, ["out"]),
        Part("tiny variance and eps", 1, tiny_groups, ["out"]),
        Part("cache", 1, groups, ["x_hat in cache", "gamma in cache", "std in cache"]),
        Part("G that does not divide C is refused", 1, other_numbers_of_groups,
             probe="spatial_groupnorm_forward_refuses"),
    ],
    accepts=[groupnorm_by_loops, groupnorm_by_layernorm],
    rtol=1e-6,
    atol=1e-6,
)
