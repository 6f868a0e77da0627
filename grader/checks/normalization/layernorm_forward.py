"""How `layernorm_forward` is judged."""
import numpy as np

from grader.checks import Check, Part
from grader.checks.normalization.shared import close_together, plain, thousands, weights, wide


def one_example(rng):
    yield {"x": thousands(rng, 1, 2), **weights(rng, 2), "eps": 1e-5}
    yield {"x": thousands(rng, 1, 4), **weights(rng, 4), "eps": 1e-5}
    yield {"x": wide(rng, 1, 7), **weights(rng, 7), "eps": 1e-5}


def several_examples(rng):
    yield {"x": thousands(rng, 2, 3), **weights(rng, 3), "eps": 1e-5}
    yield {"x": thousands(rng, 3, 2), **weights(rng, 2), "eps": 1e-5}
    yield {"x": thousands(rng, 3, 3), **weights(rng, 3), "eps": 1e-5}
    yield {"x": wide(rng, 5, 6), **weights(rng, 6), "eps": 1e-5}


def tiny_layers(rng):
    for x, eps in close_together(rng):
        yield {"x": x[None, :], **plain(x.size), **eps}


def layernorm_by_batchnorm(x, gamma, beta, ln_param):
    # Batch normalization of the transposed matrix.
    eps = ln_param.get("eps", 1e-5)
    ones = np.ones(len(x))
    out, (x_hat, _, std) = batchnorm_forward(x.T, ones, 0 * ones, {"mode": "train", "eps": eps})  # noqa: F821
    return out.T * gamma + beta, (x_hat.T, gamma, std[:, None])


CHECK = Check(
    [
        Part("one example", 1, one_example, ["out"]),
        Part("several examples", 2, several_examples, ["out"]),
        Part("tiny variance and eps", 1, tiny_layers, ["out"]),
        Part("cache", 1, several_examples, ["x_hat in cache", "gamma in cache", "std in cache"]),
    ],
    accepts=[layernorm_by_batchnorm],
    rtol=1e-6,
    atol=1e-6,
)
