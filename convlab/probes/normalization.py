"""Probes of chapter 08_normalization. `student` carries the names of the notebook."""
import copy

import numpy as np

from convlab.probes import in_cache, named, refuses

CACHE = ("x_hat", "gamma", "std")
AVERAGES = ("running_mean", "running_var")


def batchnorm_forward(student, x, gamma, beta, mode, eps=None, momentum=None, running_mean=None, running_var=None):
    return _normalized(student.batchnorm_forward, x, gamma, beta, mode, eps, momentum, running_mean, running_var)


def batchnorm_forward_twice(student, x, next_x, gamma, beta, momentum, running_mean, running_var):
    """Two batches in training, then the first again in a test."""
    bn_param = _param("train", None, momentum, running_mean, running_var)
    student.batchnorm_forward(x, gamma, beta, bn_param)
    student.batchnorm_forward(next_x, gamma, beta, bn_param)
    averages = {f"{name} after two": bn_param.get(name) for name in AVERAGES}
    out, _ = named(student.batchnorm_forward(x, gamma, beta, bn_param | {"mode": "test"}), "out", "cache").values()
    return averages | {"out in a test after two": out}


def batchnorm_forward_refuses(student, x, gamma, beta, mode):
    return refuses(student.batchnorm_forward, x, gamma, beta, {"mode": mode})


def batchnorm_backward(student, dout, x_hat, gamma, std, _x, _beta):
    cache = _cache(student.batchnorm_forward, (x_hat, gamma, std), _x, gamma, _beta, {"mode": "train"})
    return named(student.batchnorm_backward(dout, cache), "dx", "dgamma", "dbeta")


def batchnorm_backward_alt(student, dout, x_hat, gamma, std, _x, _beta):
    cache = _cache(student.batchnorm_forward, (x_hat, gamma, std), _x, gamma, _beta, {"mode": "train"})
    return named(student.batchnorm_backward_alt(dout, cache), "dx", "dgamma", "dbeta")


def layernorm_forward(student, x, gamma, beta, eps=None):
    out, cache = named(student.layernorm_forward(x, gamma, beta, _eps(eps)), "out", "cache").values()
    return {"out": out, **in_cache(cache, *CACHE)}


def layernorm_backward(student, dout, x_hat, gamma, std, _x, _beta):
    cache = _cache(student.layernorm_forward, (x_hat, gamma, std), _x, gamma, _beta, {})
    return named(student.layernorm_backward(dout, cache), "dx", "dgamma", "dbeta")


def spatial_batchnorm_forward(
    student, x, gamma, beta, mode, eps=None, momentum=None, running_mean=None, running_var=None
):
    forward = student.spatial_batchnorm_forward
    return _normalized(forward, x, gamma, beta, mode, eps, momentum, running_mean, running_var)


def spatial_batchnorm_backward(student, dout, x_hat, gamma, std, _x, _beta):
    cache = _cache(student.spatial_batchnorm_forward, (x_hat, gamma, std), _x, gamma, _beta, {"mode": "train"})
    return named(student.spatial_batchnorm_backward(dout, cache), "dx", "dgamma", "dbeta")


def instancenorm_forward(student, x, gamma, beta, eps=None):
    out, cache = named(student.instancenorm_forward(x, gamma, beta, _eps(eps)), "out", "cache").values()
    return {"out": out, **in_cache(cache, *CACHE)}


def instancenorm_backward(student, dout, x_hat, gamma, std, _x, _beta):
    cache = _cache(student.instancenorm_forward, (x_hat, gamma, std), _x, gamma, _beta, {})
    return named(student.instancenorm_backward(dout, cache), "dx", "dgamma", "dbeta")


def spatial_groupnorm_forward(student, x, gamma, beta, G, eps=None):
    out, cache = named(student.spatial_groupnorm_forward(x, gamma, beta, G, _eps(eps)), "out", "cache").values()
    return {"out": out, **in_cache(cache, *CACHE)}


def spatial_groupnorm_forward_refuses(student, x, gamma, beta, G):
    return refuses(student.spatial_groupnorm_forward, x, gamma, beta, G, {})


def spatial_groupnorm_backward(student, dout, x_hat, gamma, std, _x, _beta):
    cache = _cache(student.spatial_groupnorm_forward, (x_hat, gamma, std), _x, gamma, _beta, std.shape[1], {})
    return named(student.spatial_groupnorm_backward(dout, cache), "dx", "dgamma", "dbeta")


def _normalized(forward, x, gamma, beta, mode, eps, momentum, running_mean, running_var) -> dict:
    """What batch normalization returns, and what it leaves in bn_param."""
    bn_param = _param(mode, eps, momentum, running_mean, running_var)
    out, cache = named(forward(x, gamma, beta, bn_param), "out", "cache").values()
    # Zeros stand for those that are missing: a test may leave them away or put them in.
    given = bn_param if mode == "train" else {name: np.zeros(len(gamma)) for name in AVERAGES} | bn_param
    averages = {name: given[name] for name in AVERAGES if name in given}
    return {"out": out, **averages, **in_cache(cache, *CACHE)}


def _param(mode, eps, momentum, running_mean, running_var) -> dict:
    """bn_param without what the case leaves out. The averages are copies: they may be changed in place."""
    averages = {"running_mean": running_mean, "running_var": running_var}
    averages = {name: array.copy() for name, array in averages.items() if array is not None}
    numbers = {name: number for name, number in [("momentum", momentum)] if number is not None}
    return {"mode": mode, **_eps(eps), **numbers, **averages}


def _eps(eps) -> dict:
    return {} if eps is None else {"eps": eps}


def _cache(forward, stated: tuple, *arguments):
    """The cache for a backward pass: as the docstring states it, so that a wrong forward pass costs nothing.

    Only where the student's own forward returns another kind of cache, as in code from elsewhere, it is that; not
    where it keeps none at all.
    """
    try:
        _, own = forward(*copy.deepcopy(arguments))  # it may change them: that is no fault of the backward pass
    except Exception:
        return stated
    several = isinstance(own, tuple | list) and len(own) == len(stated)
    return stated if own is None or several and all(isinstance(one, np.ndarray | np.generic) for one in own) else own
