"""Probes of chapter 12_looking_inside. `student` carries the names of the notebook.

Each builds a small ThreeLayerConvNet, which the notebook is given, with the parameters of the case.
"""
import numpy as np

from convlab.probes import given


def input_gradient(student, x, dscores, **params):
    return {"dx": student.input_gradient(_model(student, x.shape[1:], params), x, dscores)}


def saliency_map(student, x, y, **params):
    return {"map": student.saliency_map(_model(student, x.shape[1:], params), x, y)}


def occlusion_map(student, x, y, size, stride, **params):
    return {"map": student.occlusion_map(_model(student, x.shape[1:], params), x, y, size, stride)}


def grad_cam(student, feature_maps, gradients):
    return {"map": student.grad_cam(feature_maps, gradients)}


def fool(student, x, y, epsilon, **params):
    """The attacked images, and whether they are an array of their own."""
    changed = student.fool(_model(student, x.shape[1:], params), x, y, epsilon)
    return {"changed images": changed, "a new array": not np.shares_memory(changed, x)}


def maximise(student, unit, steps, seed, shape=None, learning_rate=None, decay=None, **params):
    model = _model(student, (1, 28, 28) if shape is None else shape, params)
    settings = given(shape=shape, learning_rate=learning_rate, decay=decay)
    return {"image": student.maximise(model, unit, steps, np.random.default_rng(seed), **settings)}


def _model(student, input_dim, params):
    """A network of the sizes of the given parameters, with these in place of those that it has drawn."""
    num_filters, _, filter_size, _ = params["W1"].shape
    hidden_dim, num_classes = params["W3"].shape
    model = student.ThreeLayerConvNet(input_dim, num_filters, filter_size, hidden_dim, num_classes)
    model.params.update({name: value.copy() for name, value in params.items()})
    return model
