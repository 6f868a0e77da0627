"""How `batchnorm_forward` is judged."""
import numpy as np

from grader.checks import Check, Part
from grader.checks.cases import small
from grader.checks.normalization.shared import close_together, plain, running, thousands, weights, wide


def training(rng):
    yield _batch(rng, thousands, 2, 1, eps=1e-5, momentum=0.9)
    yield _batch(rng, thousands, 4, 1, eps=1e-5, momentum=0.9)
    yield _batch(rng, thousands, 2, 3, eps=1e-5, momentum=0.9)
    yield _batch(rng, thousands, 4, 2, eps=1e-5, momentum=0.75)
    yield _batch(rng, wide, 5, 4, eps=1e-5, momentum=0.6)
    yield _batch(rng, wide, 7, 6, eps=1e-5, momentum=0.9)


def averages(rng):
    """Running averages: given and missing, another momentum, and a test that leaves them alone."""
    yield _batch(rng, thousands, 2, 1, eps=1e-5, momentum=0.75)
    yield _batch(rng, thousands, 3, 2, averages=False, eps=1e-5)
    yield _batch(rng, thousands, 2, 3, eps=1e-5)
    yield _batch(rng, thousands, 3, 2, mode="test", eps=1e-5, momentum=0.9)
    yield _batch(rng, wide, 5, 4, eps=1e-5, momentum=0.99)
    yield _batch(rng, wide, 6, 5, averages=False, eps=1e-5, momentum=0.3)
    yield {"x": small(rng, 2, 1) / 500, **plain(1), "mode": "train", "eps": 0.01, "momentum": 0.5}
    yield _batch(rng, thousands, 3, 2, mode="test", averages=False, eps=1e-5)


def two_batches(rng):
    sizes = [(thousands, 2, 3, 1, 0.5), (thousands, 3, 2, 2, 0.75), (wide, 5, 6, 4, 0.9)]
    for numbers, N, next_N, D, momentum in sizes:
        case = {"x": numbers(rng, N, D), "next_x": numbers(rng, next_N, D), **weights(rng, D), "momentum": momentum}
        yield case | running(rng, D)


def testing(rng):
    yield _batch(rng, thousands, 1, 2, mode="test", eps=1e-5, momentum=0.9)
    yield _batch(rng, thousands, 3, 1, mode="test", eps=1e-5, momentum=0.9)
    yield _batch(rng, thousands, 3, 2, mode="test", eps=1e-5, momentum=0.9)
    yield _batch(rng, wide, 4, 5, mode="test", eps=1e-5, momentum=0.6)
    yield _batch(rng, thousands, 2, 1, mode="test", averages=False, eps=1e-5)


def tiny_variance(rng):
    """The running averages are those of the batch, so that only eps can be wrong."""
    modes = ["train"] * 4 + ["test"] * 2
    for mode, (x, eps) in zip(modes, close_together(rng) + close_together(rng)[::2]):
        x = x[:, None]
        arrived = {"running_mean": x.mean(axis=0), "running_var": x.var(axis=0)}
        yield {"x": x, **plain(x.shape[1]), "mode": mode, **eps, "momentum": 0.9, **arrived}


def other_modes(rng):
    for mode in ["testing", "Train", "eval", ""]:
        yield {"x": thousands(rng, 2, 1), **weights(rng, 1), "mode": mode}


def _batch(rng, numbers, N, D, mode="train", averages=True, **more):
    case = {"x": numbers(rng, N, D), **weights(rng, D), "mode": mode, **more}
    return case | (running(rng, D) if averages else {})


def batchnorm_by_loops(x, gamma, beta, bn_param):
    # One feature after another, in plain Python; averages changed in place; E[x^2] - E[x]^2.
    N, D = x.shape
    mode, eps = bn_param["mode"], bn_param.get("eps", 1e-5)
    momentum = bn_param.get("momentum", 0.9)
    if mode not in ("train", "test"):
        raise ValueError("unknown mode")
    out, x_hat, std = np.empty((N, D)), np.empty((N, D)), np.empty(D)
    if mode == "train":
        bn_param.setdefault("running_mean", np.zeros(D))
        bn_param.setdefault("running_var", np.zeros(D))
    for d in range(D):
        if mode == "train":
            mean = sum(x[:, d]) / N
            var = sum(x[:, d] ** 2) / N - mean * mean
            bn_param["running_mean"][d] += (1 - momentum) * (mean - bn_param["running_mean"][d])
            bn_param["running_var"][d] += (1 - momentum) * (var - bn_param["running_var"][d])
        else:
            mean = bn_param.get("running_mean", np.zeros(D))[d]
            var = bn_param.get("running_var", np.zeros(D))[d]
        std[d] = (var + eps) ** 0.5
        for n in range(N):
            x_hat[n, d] = (x[n, d] - mean) / std[d]
            out[n, d] = gamma[d] * x_hat[n, d] + beta[d]
    return [out, [x_hat, gamma, std]]


def batchnorm_in_cs231n_style(x, gamma, beta, bn_param):
    # The averages are put back at the end, in a test too.
    mode, eps, momentum = bn_param["mode"], bn_param.get("eps", 1e-5), bn_param.get("momentum", 0.9)
    N, D = x.shape
    running_mean = bn_param.get("running_mean", np.zeros(D, dtype=x.dtype))
    running_var = bn_param.get("running_var", np.zeros(D, dtype=x.dtype))
    if mode == "train":
        sample_mean, sample_var = np.mean(x, axis=0), np.var(x, axis=0)
        x_hat = (x - sample_mean) / np.sqrt(sample_var + eps)
        std = np.sqrt(sample_var + eps)
        running_mean = momentum * running_mean + (1 - momentum) * sample_mean
        running_var = momentum * running_var + (1 - momentum) * sample_var
    elif mode == "test":
        std = np.sqrt(running_var + eps)
        x_hat = (x - running_mean) / std
    else:
        raise ValueError(f"invalid mode {mode}")
    bn_param["running_mean"] = running_mean
    bn_param["running_var"] = running_var
    return gamma * x_hat + beta, (x_hat, gamma, std)


CHECK = Check(
    [
        Part("training", 2, training, ["out"]),
        Part("running averages", 1, averages, ["running_mean", "running_var"]),
        Part("running averages over two batches", 1, two_batches, ["running_mean after two", "running_var after two"],
             probe="batchnorm_forward_twice"),
        Part("test mode", 1, testing, ["out"]),
        Part("tiny variance and eps", 1, tiny_variance, ["out"]),
        Part("cache", 1, training, ["x_hat in cache", "gamma in cache", "std in cache"]),
        Part("other modes are refused", 1, other_modes, probe="batchnorm_forward_refuses"),
    ],
    accepts=[batchnorm_by_loops, batchnorm_in_cs231n_style],
    rtol=1e-6,
    atol=1e-6,
)
