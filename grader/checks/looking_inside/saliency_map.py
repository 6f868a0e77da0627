"""How `saliency_map` is judged."""
import numpy as np

from grader.checks import Check, Part
from grader.checks.looking_inside.shared import by_hand, classes, network
from solutions.looking_inside import input_gradient


def one_channel(rng):
    yield by_hand(rng) | {"y": np.array([1])}
    yield network(rng, (1, 1, 4, 6), 2, 3) | {"y": np.array([int(rng.integers(1, 4))])}
    yield _asked(rng, (3, 1, 6, 5), 3, 3)


def several_channels(rng):
    yield network(rng, (1, 3, 4, 5), 2, 3) | {"y": np.array([int(rng.integers(1, 4))])}
    yield _asked(rng, (2, 2, 6, 4), 3, 3)
    yield _asked(rng, (5, 3, 7, 9), 2, 4)


def _asked(rng, images, num_filters, filter_size):
    return network(rng, images, num_filters, filter_size) | {"y": classes(rng, images[0])}


def saliency_by_identity(model, x, y):
    # Rows of the identity matrix; the larger of the gradient and its opposite.
    K = model.params["b3"].size
    dx = input_gradient(model, x, np.eye(K)[y])
    return np.maximum(dx, -dx).max(1)


def saliency_class_by_class(model, x, y):
    maps = []
    for image, label in zip(x, y):
        dscores = np.zeros((1, len(model.params["b3"])))
        dscores[:, label] = 1.0
        maps.append(np.abs(input_gradient(model, image[None], dscores)[0]).max(axis=0))
    return np.stack(maps)


CHECK = Check(
    [
        Part("images of one channel", 2, one_channel),
        Part("images of several channels", 2, several_channels),
    ],
    accepts=[saliency_by_identity, saliency_class_by_class],
)
