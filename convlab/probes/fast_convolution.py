"""Probes of chapter 07_fast_convolution. `student` carries the names of the notebook."""
from functools import partial

import numpy as np

from convlab.counting import steady
from convlab.probes import in_layer_cache, named


def im2col(student, input_data, filter_h, filter_w, stride=None, pad=None):
    return {"col": student.im2col(input_data, filter_h, filter_w, *_given(stride, pad))}


def im2col_steps(student, input_data, filter_h, filter_w, stride, pad):
    return steady(lambda x: (student.im2col, x, filter_h, filter_w, stride, pad), input_data)


def col2im(student, col, input_shape, filter_h, filter_w, stride=None, pad=None):
    return {"images": student.col2im(col, input_shape, filter_h, filter_w, *_given(stride, pad))}


def col2im_steps(student, input_data, filter_h, filter_w, stride, pad):
    def call(x):
        OH, OW = _places(x, (filter_h, filter_w), stride, pad)
        col = np.ones((len(x) * OH * OW, x.shape[1] * filter_h * filter_w))
        return student.col2im, col, x.shape, filter_h, filter_w, stride, pad

    return steady(call, input_data)


def Convolution(
    student, x, W, b, dout, stride, pad, earlier_x=None, earlier_dout=None, second_x=None, second_W=None, second_b=None,
    first_W=None, first_b=None,
):  # fmt: skip
    layer = _trained(student.Convolution, first_W, first_b, W, b, stride, pad)
    layer = _used(layer, earlier_x, earlier_dout)
    second = None if second_x is None else student.Convolution(second_W, second_b, stride, pad)
    out, dx = _beside(layer, second, x, dout, second_x)
    return {"out": out, "dx": dx, "dW": layer.dW, "db": layer.db}


def Convolution_forward(student, x, W, b, stride=None, pad=None, first_W=None, first_b=None):
    layer = _trained(student.Convolution, first_W, first_b, W, b, *_given(stride, pad))
    return {"out": layer.forward(x)}


def Convolution_steps(student, x, W, b, stride, pad):
    return _steady_layer(partial(student.Convolution, W, b, stride, pad), x, len(W), W.shape[2:], stride, pad)


def Pooling(student, x, dout, pool_h, pool_w, stride, pad, earlier_x=None, earlier_dout=None, second_x=None):
    layer = _used(student.Pooling(pool_h, pool_w, stride, pad), earlier_x, earlier_dout)
    second = None if second_x is None else student.Pooling(pool_h, pool_w, stride, pad)
    out, dx = _beside(layer, second, x, dout, second_x)
    return {"out": out, "dx": dx}


def Pooling_forward(student, x, pool_h, pool_w, stride=None, pad=None):
    return {"out": student.Pooling(pool_h, pool_w, *_given(stride, pad)).forward(x)}


def Pooling_steps(student, x, pool_h, pool_w, stride, pad):
    make = partial(student.Pooling, pool_h, pool_w, stride, pad)
    return _steady_layer(make, x, x.shape[1], (pool_h, pool_w), stride, pad)


def conv_forward_fast(student, x, w, b, stride, pad):
    result = student.conv_forward_fast(x, w, b, {"stride": stride, "pad": pad})
    out, cache = named(result, "out", "cache").values()
    return {"out": out, **in_layer_cache(cache, "x", "w", "b")}


def conv_forward_fast_steps(student, x, w, b, stride, pad):
    conv_param = {"stride": stride, "pad": pad}
    return steady(lambda x: (student.conv_forward_fast, x, w, b, conv_param), x)


def conv_backward_fast(student, x, w, b, dout, stride, pad):
    cache = (x, w, b, {"stride": stride, "pad": pad})
    return named(student.conv_backward_fast(dout, cache), "dx", "dw", "db")


def conv_backward_fast_steps(student, x, w, b, stride, pad):
    def call(x):
        dout = np.ones((len(x), len(w), *_places(x, w.shape[2:], stride, pad)))
        return student.conv_backward_fast, dout, (x, w, b, {"stride": stride, "pad": pad})

    return steady(call, x)


def _given(stride, pad) -> list:
    """Stride and pad, without those that the case leaves out: the defaults of the student's own stand for them."""
    return [number for number in (stride, pad) if number is not None]


def _trained(make, first_W, first_b, W, b, *settings):
    """A layer with W and b, which it has from the beginning or, where there are first ones, later."""
    if first_W is None:
        return make(W, b, *settings)
    layer = make(first_W, first_b, *settings)
    layer.W, layer.b = W, b
    return layer


def _used(layer, x, dout):
    """The layer, after other pictures have gone through it where there are some."""
    if x is not None:
        layer.forward(x)
        layer.backward(dout)
    return layer


def _beside(layer, second, x, dout, second_x) -> tuple:
    """(out, dx) of a layer; a second one, where there is one, is at work on other pictures in between."""
    out = layer.forward(x)
    if second is not None:
        second.forward(second_x)
    dx = layer.backward(dout)
    if second is not None:
        second.backward(dout)
    return out, dx


def _steady_layer(make, x, maps: int, window: tuple, stride: int, pad: int) -> dict:
    """What steady says of forward and of backward."""

    def backward(x):
        layer = make()
        layer.forward(x)
        return layer.backward, np.ones((len(x), maps, *_places(x, window, stride, pad)))

    found = {"forward": steady(lambda x: (make().forward, x), x), "backward": steady(backward, x)}
    return {f"{name}: {said}": value for name, one in found.items() for said, value in one.items()}


def _places(x, window: tuple, stride: int, pad: int) -> list[int]:
    """OH and OW: how many places a window has on the pictures."""
    return [(n + 2 * pad - k) // stride + 1 for n, k in zip(x.shape[2:], window)]
