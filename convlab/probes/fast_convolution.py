"""Probes of chapter 07_fast_convolution. `student` carries the names of the notebook."""
import numpy as np

from convlab.counting import python_steps
from convlab.probes import named


def im2col(student, input_data, filter_h, filter_w, stride, pad):
    return {"col": student.im2col(input_data, filter_h, filter_w, stride, pad)}


def im2col_steps(student, input_data, filter_h, filter_w, stride, pad):
    return _steady(lambda x: (student.im2col, x, filter_h, filter_w, stride, pad), input_data)


def col2im(student, col, input_shape, filter_h, filter_w, stride, pad):
    return {"pictures": student.col2im(col, input_shape, filter_h, filter_w, stride, pad)}


def col2im_steps(student, input_data, filter_h, filter_w, stride, pad):
    def call(x):
        places = [(n + 2 * pad - k) // stride + 1 for n, k in zip(x.shape[2:], (filter_h, filter_w))]
        col = np.ones((len(x) * places[0] * places[1], x.shape[1] * filter_h * filter_w))
        return student.col2im, col, x.shape, filter_h, filter_w, stride, pad

    return _steady(call, input_data)


def Convolution(student, x, W, b, dout, stride, pad):
    layer = student.Convolution(W, b, stride, pad)
    out = layer.forward(x)
    return {"out": out, "dx": layer.backward(dout), "dW": layer.dW, "db": layer.db}


def Convolution_forward(student, x, W, b, stride, pad):
    return {"out": student.Convolution(W, b, stride, pad).forward(x)}


def Pooling(student, x, dout, pool_h, pool_w, stride, pad):
    layer = student.Pooling(pool_h, pool_w, stride, pad)
    out = layer.forward(x)
    return {"out": out, "dx": layer.backward(dout)}


def Pooling_forward(student, x, pool_h, pool_w, stride, pad):
    return {"out": student.Pooling(pool_h, pool_w, stride, pad).forward(x)}


def conv_forward_fast(student, x, w, b, stride, pad):
    result = student.conv_forward_fast(x, w, b, {"stride": stride, "pad": pad})
    return {"out": named(result, "out", "cache")["out"]}


def conv_forward_fast_steps(student, x, w, b, stride, pad):
    conv_param = {"stride": stride, "pad": pad}
    return _steady(lambda x: (student.conv_forward_fast, x, w, b, conv_param), x)


def conv_backward_fast(student, x, w, b, dout, stride, pad):
    cache = (x, w, b, {"stride": stride, "pad": pad})
    return named(student.conv_backward_fast(dout, cache), "dx", "dw", "db")


def conv_backward_fast_steps(student, x, w, b, stride, pad):
    def call(x):
        places = [(n + 2 * pad - k) // stride + 1 for n, k in zip(x.shape[2:], w.shape[2:])]
        dout = np.ones((len(x), len(w), *places))
        return student.conv_backward_fast, dout, (x, w, b, {"stride": stride, "pad": pad})

    return _steady(call, x)


def _steady(call, x) -> dict:
    """Whether Python has no more to do on pictures of four times the pixels. A few steps more are no loop.

    call: makes (function, *arguments) for given pictures. Whether the result grows with them is told too: a
          function that does nothing takes no steps either.
    """
    larger = np.tile(x, (1, 1, 2, 2))
    extra = python_steps(*call(larger)) - python_steps(*call(x))
    return {
        "as many steps of Python for a larger picture": extra < larger.shape[2] - x.shape[2],
        "a larger result for a larger picture": _entries(*call(larger)) > _entries(*call(x)),
    }


def _entries(function, *arguments) -> int:
    result = function(*arguments)
    arrays = result if isinstance(result, tuple) else [result]
    return sum(one.size for one in arrays if isinstance(one, np.ndarray))
