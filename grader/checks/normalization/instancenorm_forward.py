"""How `instancenorm_forward` is judged."""
import numpy as np

from grader.checks import Check, Part
from grader.checks.normalization.shared import close_together, plain, thousands, weights, wide


def instances(rng):
    yield {"x": thousands(rng, 1, 1, 1, 2), **weights(rng, 1), "eps": 1e-5}
    yield {"x": thousands(rng, 1, 2, 1, 3), **weights(rng, 2), "eps": 1e-5}
    yield {"x": thousands(rng, 2, 1, 3, 2), **weights(rng, 1), "eps": 1e-5}
    yield {"x": thousands(rng, 1, 2, 3, 2), **weights(rng, 2), "eps": 1e-5}
    yield {"x": wide(rng, 2, 3, 4, 5), **weights(rng, 3), "eps": 1e-5}


def tiny_instances(rng):
    for x, eps in close_together(rng):
        yield {"x": x[None, None, None, :], **plain(1), **eps}


def instancenorm_by_loops(x, gamma, beta, in_param):
    N, C, H, W = x.shape
    eps = in_param.get("eps", 1e-5)
    out, x_hat, std = np.zeros(x.shape), np.zeros(x.shape), np.zeros((N, C, 1, 1))
    for n, c in np.ndindex(N, C):
        mean = x[n, c].sum() / (H * W)
        std[n, c] = np.sqrt(((x[n, c] - mean) ** 2).sum() / (H * W) + eps)
        x_hat[n, c] = (x[n, c] - mean) / std[n, c]
        out[n, c] = x_hat[n, c] * gamma[c] + beta[c]
    return [out, [x_hat, gamma, std]]


CHECK = Check(
    [
        Part("out", 2, instances, ["out"]),
        Part("tiny variance and eps", 1, tiny_instances, ["out"]),
        Part("cache", 1, instances, ["x_hat in cache", "gamma in cache", "std in cache"]),
    ],
    accepts=[instancenorm_by_loops],
    rtol=1e-6,
    atol=1e-6,
)
