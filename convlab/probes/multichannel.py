"""Probes of chapter 03_multichannel. `student` carries the names of the notebook."""
from convlab.probes import named


def corr2d_multi_in(student, X, K):
    return {"Y": student.corr2d_multi_in(X, K)}


def corr2d_multi_in_out(student, X, K):
    return {"Y": student.corr2d_multi_in_out(X, K)}


def corr2d_multi_in_out_1x1(student, X, K):
    return {"Y": student.corr2d_multi_in_out_1x1(X, K)}


def conv_single_step(student, a_slice_prev, W, b):
    return {"Z": student.conv_single_step(a_slice_prev, W, b)}


def conv_forward_naive(student, x, w, b, stride, pad):
    result = student.conv_forward_naive(x, w, b, {"stride": stride, "pad": pad})
    return {"out": named(result, "out", "cache")["out"]}


def conv_forward(student, A_prev, W, b, stride, pad):
    result = student.conv_forward(A_prev, W, b, {"stride": stride, "pad": pad})
    return {"Z": named(result, "Z", "cache")["Z"]}


def conv_cost(student, c_in, c_out, k, h_out, w_out):
    return named(student.conv_cost(c_in, c_out, k, h_out, w_out), "parameters", "multiply_adds")
