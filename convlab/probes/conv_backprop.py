"""Probes of chapter 06_conv_backprop. `student` carries the names of the notebook.

Backward passes are given what the docstrings say that a cache holds: no forward pass of the student runs.
"""
from convlab.probes import named, refuses


def conv_backward_naive(student, x, w, b, dout, stride, pad):
    cache = (x, w, b, {"stride": stride, "pad": pad})
    return named(student.conv_backward_naive(dout, cache), "dx", "dw", "db")


def dilate(student, dout, stride):
    return {"result": student.dilate(dout, stride)}


def dilate_refusal(student, dout, stride):
    return refuses(student.dilate, dout, stride)


def conv_backward_input(student, dout, w, stride, pad, input_shape):
    return {"dx": student.conv_backward_input(dout, w, stride, pad, input_shape)}


def conv_backward_weights(student, x, dout, stride, pad, filter_shape):
    return {"dw": student.conv_backward_weights(x, dout, stride, pad, filter_shape)}


def max_pool_backward_naive(student, x, dout, pool_param):
    return {"dx": student.max_pool_backward_naive(dout, (x, pool_param))}


def avg_pool_backward_naive(student, x, dout, pool_param):
    return {"dx": student.avg_pool_backward_naive(dout, (x, pool_param))}


def conv_backward(student, A_prev, W, b, dZ, stride, pad):
    cache = (A_prev, W, b, {"stride": stride, "pad": pad})
    return named(student.conv_backward(dZ, cache), "dA_prev", "dW", "db")


def pool_backward(student, A_prev, dA, hparameters, **mode):
    return {"dA_prev": student.pool_backward(dA, (A_prev, hparameters), *mode.values())}


def pool_backward_unknown_mode(student, A_prev, dA, hparameters, mode):
    return refuses(student.pool_backward, dA, (A_prev, hparameters), mode)
