"""How `spatial_batchnorm_forward` is judged."""
import numpy as np

from grader.checks import Check, Part
from grader.checks.normalization.shared import running, thousands, weights, wide


def pictures(rng):
    yield _pictures(rng, thousands, (1, 1, 1, 2), eps=1e-5, momentum=0.9)
    yield _pictures(rng, thousands, (1, 2, 1, 3), eps=1e-5, momentum=0.9)
    yield _pictures(rng, thousands, (1, 2, 2, 2), averages=False, eps=1e-5)
    yield _pictures(rng, thousands, (2, 3, 2, 1), eps=1e-5, momentum=0.9)
    yield _pictures(rng, wide, (2, 3, 4, 5), averages=False, eps=1e-5, momentum=0.6)
    yield _pictures(rng, wide, (5, 4, 3, 2), eps=1e-5, momentum=0.9)


def picture_averages(rng):
    yield _pictures(rng, thousands, (1, 2, 1, 3), eps=1e-5, momentum=0.75)
    yield _pictures(rng, thousands, (2, 3, 1, 2), averages=False, eps=1e-5)
    yield _pictures(rng, thousands, (1, 3, 2, 1), mode="test", eps=1e-5, momentum=0.9)
    yield _pictures(rng, wide, (3, 2, 4, 5), eps=1e-5, momentum=0.6)


def picture_tests(rng):
    yield _pictures(rng, thousands, (1, 2, 1, 1), mode="test", eps=1e-5, momentum=0.9)
    yield _pictures(rng, thousands, (2, 3, 2, 1), mode="test", eps=1e-5, momentum=0.9)
    yield _pictures(rng, wide, (2, 3, 5, 4), mode="test", eps=1e-5, momentum=0.9)


def _pictures(rng, numbers, shape, mode="train", averages=True, **more):
    case = {"x": numbers(rng, *shape), **weights(rng, shape[1]), "mode": mode, **more}
    return case | (running(rng, shape[1]) if averages else {})


def spatial_by_axes(x, gamma, beta, bn_param):
    # Without batchnorm_forward: means over three axes.
    eps, momentum, C = bn_param.get("eps", 1e-5), bn_param.get("momentum", 0.9), x.shape[1]
    old_mean, old_var = bn_param.get("running_mean", np.zeros(C)), bn_param.get("running_var", np.zeros(C))
    mean, var = old_mean, old_var
    if bn_param["mode"] == "train":
        mean = np.einsum("nchw->c", x) / (x.size // C)
        var = np.mean((x - mean.reshape(1, C, 1, 1)) ** 2, axis=(0, 2, 3))
        bn_param["running_mean"] = momentum * old_mean + (1 - momentum) * mean
        bn_param["running_var"] = momentum * old_var + (1 - momentum) * var
    std = np.sqrt(var + eps)
    x_hat = (x - mean.reshape(1, C, 1, 1)) / std.reshape(1, C, 1, 1)
    out = gamma.reshape(1, C, 1, 1) * x_hat + beta.reshape(1, C, 1, 1)
    return out, (np.moveaxis(x_hat, 1, 3).reshape(-1, C), gamma, std)


def wrong_spatial_of_one_picture(x, gamma, beta, bn_param):
    many = [batchnorm_forward(one.transpose(1, 2, 0).reshape(-1, len(gamma)), gamma, beta, bn_param) for one in x]  # noqa: F821
    N, C, H, W = x.shape
    out = np.stack([one.reshape(H, W, C).transpose(2, 0, 1) for one, _ in many])
    return out, (np.concatenate([cache[0] for _, cache in many]), gamma, many[-1][1][2])


def wrong_spatial_of_one_picture_last_cache(x, gamma, beta, bn_param):
    N, C, H, W = x.shape
    out = np.zeros(x.shape)
    for n in range(N):
        rows, cache = batchnorm_forward(x[n].transpose(1, 2, 0).reshape(-1, C), gamma, beta, bn_param)  # noqa: F821
        out[n] = rows.reshape(H, W, C).transpose(2, 0, 1)
    return out, cache


def wrong_spatial_of_pixels(x, gamma, beta, bn_param):
    N, C, H, W = x.shape
    gammas, betas = np.repeat(gamma, H * W), np.repeat(beta, H * W)
    out, cache = batchnorm_forward(x.reshape(N, -1), gammas, betas, bn_param)  # noqa: F821
    return out.reshape(x.shape), cache


CHECK = Check(
    [
        Part("training", 2, pictures, ["out"]),
        Part("running averages", 1, picture_averages, ["running_mean", "running_var"]),
        Part("test mode", 1, picture_tests, ["out"]),
        Part("cache", 1, pictures, ["x_hat in cache", "gamma in cache", "std in cache"]),
    ],
    accepts=[spatial_by_axes],
    rtol=1e-6,
    atol=1e-6,
)
