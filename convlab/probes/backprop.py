"""Probes of chapter 05_backprop. `student` carries the names of the notebook."""
import numpy as np

from convlab.probes import in_cache, named, refuses
from convlab.run import plain_array

# Functions of a number; those of an array follow. A case names one of them.
CURVES = {
    "x ** 2": lambda x: x**2,
    "x ** 3": lambda x: x**3,
    "3 * x + 1": lambda x: 3 * x + 1,
    "sin(x)": np.sin,
    "exp(-x)": lambda x: np.exp(-x),
}
LANDSCAPES = {
    "x[0] ** 2 + 3 * x[1]": lambda x: x[0] ** 2 + 3 * x[1],
    "x[0] * x[1] + x[0] ** 2": lambda x: x[0] * x[1] + x[0] ** 2,
    "sum of x ** 2": lambda x: np.sum(x**2),
    "sum of x ** 3": lambda x: np.sum(x**3),
    "product of all entries": lambda x: np.prod(x),
    "sum of sin(x) * (1, 2, 3, ...)": lambda x: np.sum(np.sin(x).ravel() * np.arange(1, x.size + 1)),
    "(x[0] - 1) ** 2 + 10 * x[1] ** 2": lambda x: (x[0] - 1) ** 2 + 10 * x[1] ** 2,
}


def numerical_diff(student, f, x):
    return {"slope": student.numerical_diff(CURVES[f], x)}


def numerical_gradient(student, f, x):
    return {"gradient": student.numerical_gradient(LANDSCAPES[f], x)}


def gradient_check(student, f, x, analytic):
    return {"relative error": student.gradient_check(LANDSCAPES[f], x, analytic)}


def gradient_check_shape(student, f, x, analytic):
    return refuses(student.gradient_check, LANDSCAPES[f], x, analytic)


def gradient_descent(student, f, init_x, learning_rate, steps):
    return {"x": student.gradient_descent(LANDSCAPES[f], init_x, learning_rate, steps)}


def MulLayer(student, x, y, dout):
    return _back(student.MulLayer(), x, y, dout)


def MulLayer_forward(student, x, y):
    return {"out": student.MulLayer().forward(x, y)}


def MulLayer_again(student, x, y, dout):
    """One layer, forward twice: backward answers for the second time."""
    layer = student.MulLayer()
    layer.forward(dout, x)
    return _back(layer, x, y, dout)


def MulLayer_twice(student, x, y, dout):
    """Two nodes of one graph, both forward before the first backward: each has to keep its own numbers."""
    first, second = student.MulLayer(), student.MulLayer()
    out = second.forward(first.forward(x, y), y)
    dproduct, dy_second = named(second.backward(dout), "dx", "dy").values()
    return {"out": out, **named(first.backward(dproduct), "dx", "dy"), "dy of the second layer": dy_second}


def AddLayer(student, x, y, dout):
    return _back(student.AddLayer(), x, y, dout)


def AddLayer_forward(student, x, y):
    return {"out": student.AddLayer().forward(x, y)}


def step(student, x):
    return {"out": student.step(x)}


def relu_forward(student, x):
    return named(student.relu_forward(x), "out", "cache")


def relu_backward(student, dout, cache):
    return {"dx": student.relu_backward(dout, cache)}


def sigmoid_forward(student, x):
    return named(student.sigmoid_forward(x), "out", "cache")


def sigmoid_backward(student, dout, cache):
    return {"dx": student.sigmoid_backward(dout, cache)}


def tanh_forward(student, x):
    return named(student.tanh_forward(x), "out", "cache")


def tanh_backward(student, dout, cache):
    return {"dx": student.tanh_backward(dout, cache)}


def affine_forward(student, x, w, b):
    out, cache = named(student.affine_forward(x, w, b), "out", "cache").values()
    return {"out": out, **in_cache(cache, "x", "w", "b")}


def affine_backward(student, dout, x, w, b):
    return named(student.affine_backward(dout, (x, w, b)), "dx", "dw", "db")


def softmax(student, x):
    return {"p": student.softmax(x)}


def log_softmax(student, x):
    return {"log p": student.log_softmax(x)}


def mean_squared_error(student, y, t):
    return {"loss": student.mean_squared_error(y, t)}


def nll_loss(student, log_p, t):
    return {"loss": student.nll_loss(log_p, t)}


def cross_entropy_error(student, y, t):
    return {"loss": student.cross_entropy_error(y, _entry(t))}


def cross_entropy_error_of_0(student, y, t):
    loss = plain_array("loss", student.cross_entropy_error(y, _entry(t)))
    if np.all(y > 0):  # a probability so small that what was added shows, and no larger than it may be
        return {"loss": loss}
    # How large it is depends on what was added: not asked.
    return {"the loss is finite": np.isfinite(loss), "the loss is above 5": loss > 5}


def softmax_loss(student, x, y):
    return named(student.softmax_loss(x, y), "loss", "dx")


def _entry(t):
    """A single class as an array of classes gives it."""
    return np.int64(t) if isinstance(t, int) else t


def _back(layer, x, y, dout):
    layer.forward(x, y)
    return named(layer.backward(dout), "dx", "dy")
