"""Probes of chapter 01_convolution. `student` carries the names of the notebook."""
import numpy as np

from convlab.probes import whole


def fully_connected_parameters(student, height, width, channels, units):
    return {"weights": student.fully_connected_parameters(*map(whole, (height, width, channels, units)))}


def convolve1d(student, f, g):
    return {"h": student.convolve1d(f, g)}


def corr2d(student, X, K):
    return {"Y": student.corr2d(X, K)}


def convolve2d(student, X, K):
    return {"Y": student.convolve2d(X, K)}


def Conv2D(student, X, weight, bias, seed):
    layer = student.Conv2D(weight.shape, np.random.default_rng(seed))
    initial = {"initial weight": np.array(layer.weight), "initial bias": layer.bias}
    layer.weight, layer.bias = weight, bias
    return {**initial, "forward": layer.forward(X)}


def oriented_edge_kernel(student, theta):
    return {"kernel": student.oriented_edge_kernel(theta)}


def learn_kernel(student, X, Y, kernel_shape, learning_rate, steps):
    return {"K": student.learn_kernel(X, Y, kernel_shape, learning_rate, steps)}


def receptive_field(student, layers):
    return {"field": student.receptive_field(layers)}
