"""Layers as inputs of a probe."""
import numpy as np

from grader.checks.cases import small


def layer_case(x, w, b=None, stride=1, pad=0, **setting) -> dict:
    """The inputs of a probe of a convolutional layer; without biases where none are given."""
    return {"x": x, "w": w, "b": np.zeros(len(w)) if b is None else b, "stride": stride, "pad": pad, **setting}


def small_layer(rng, x: tuple, w: tuple, **settings) -> dict:
    """A layer that can be worked by hand."""
    return layer_case(small(rng, *x), small(rng, *w), **settings)


def normal_layer(rng, x: tuple, w: tuple, **settings) -> dict:
    """A layer of standard normal numbers."""
    return layer_case(rng.normal(size=x), rng.normal(size=w), **settings)


def sizes(rng, low: int, high: int, count: int) -> list[int]:
    """Different whole numbers from low to high - 1: counts of channels, sides of images."""
    return [int(n) for n in rng.choice(np.arange(low, high), count, replace=False)]


def counted(spec: list, *shape: int) -> dict:
    """The inputs of a probe that counts or measures."""
    return {"spec": spec, "shape": shape}
