"""Probes of chapter 03_multichannel. `student` carries the names of the notebook."""
from convlab.probes import in_layer_cache, named, refuses


def corr2d_multi_in(student, X, K):
    return {"Y": student.corr2d_multi_in(X, K)}


def corr2d_multi_in_channels(student, X, K):
    return _refused(student.corr2d_multi_in, X, K, (0, 0))


def corr2d_multi_in_out(student, X, K):
    return {"Y": student.corr2d_multi_in_out(X, K)}


def corr2d_multi_in_out_1x1(student, X, K):
    return {"Y": student.corr2d_multi_in_out_1x1(X, K)}


def corr2d_multi_in_out_1x1_channels(student, X, K):
    return _refused(student.corr2d_multi_in_out_1x1, X, K, (0, 1))


def conv_single_step(student, a_slice_prev, W, b):
    return {"Z": student.conv_single_step(a_slice_prev, W, b)}


def conv_forward_naive(student, x, w, b, stride, pad):
    result = student.conv_forward_naive(x, w, b, {"stride": stride, "pad": pad})
    out, cache = named(result, "out", "cache").values()
    return {"out": out, **in_layer_cache(cache, "x", "w", "b")}


def conv_forward_naive_channels(student, x, w, b, stride, pad):
    return _refused(lambda x, w: student.conv_forward_naive(x, w, b, {"stride": stride, "pad": pad}), x, w, (1, 1))


def conv_forward(student, A_prev, W, b, stride, pad):
    result = student.conv_forward(A_prev, W, b, {"stride": stride, "pad": pad})
    Z, cache = named(result, "Z", "cache").values()
    return {"Z": Z, **in_layer_cache(cache, "A_prev", "W", "b")}


def conv_forward_channels(student, A_prev, W, b, stride, pad):
    return _refused(lambda x, w: student.conv_forward(x, w, b, {"stride": stride, "pad": pad}), A_prev, W, (3, 2))


def conv_cost(student, c_in, c_out, k, h_out, w_out):
    return named(student.conv_cost(c_in, c_out, k, h_out, w_out), "parameters", "multiply_adds")


def _refused(run, first, second, axes: tuple) -> dict:
    """Whether run(first, second) raises a ValueError, though not for as many channels of both as the smaller has."""
    common = range(min(first.shape[axes[0]], second.shape[axes[1]]))
    run(first.take(common, axes[0]), second.take(common, axes[1]))
    return refuses(run, first, second)
