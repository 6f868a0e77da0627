"""How `input_gradient` is judged."""
import numpy as np

from grader.checks import Check, Part
from grader.checks.cases.pooling_backward import whole
from grader.checks.looking_inside.shared import by_hand, model_of, network
from solutions.looking_inside import input_gradient
from solutions.three_layer_convnet import (
    affine_relu_backward,
    affine_relu_forward,
    conv_relu_pool_backward,
    conv_relu_pool_forward,
)


def one_image(rng):
    yield by_hand(rng) | {"dscores": whole(rng, 1, 3)}
    yield _back(rng, (1, 1, 4, 6), 2, 3)
    yield _back(rng, (1, 2, 6, 4), 3, 3)


def several_images(rng):
    yield _back(rng, (2, 1, 4, 6), 2, 3)
    yield _back(rng, (3, 2, 6, 4), 4, 3)
    yield _back(rng, (5, 3, 7, 9), 2, 4)  # filters of even size, a last row that no window reaches


def _back(rng, images, num_filters, filter_size):
    """A network in which either bias decides what passes."""
    while True:
        case = network(rng, images, num_filters, filter_size)
        dscores = rng.normal(size=(images[0], case["b3"].size))
        without = [case | {name: np.zeros_like(case[name])} for name in ("b1", "b2")]
        dx, *others = [input_gradient(model_of(images[1:], one), case["x"], dscores) for one in (case, *without)]
        if not any(np.allclose(dx, other) for other in others):
            return case | {"dscores": dscores}


def gradient_by_matrices(model, x, dscores):
    # The fully connected layers by hand, the mask of ReLU written out.
    W1, b1, W2, b2, W3 = (model.params[name] for name in ("W1", "b1", "W2", "b2", "W3"))
    pooled, cache = conv_relu_pool_forward(x, W1, b1, model.conv_param, model.pool_param)
    sums = pooled.reshape(x.shape[0], -1) @ W2 + b2
    dpooled = ((dscores @ W3.T) * (sums > 0)) @ W2.T
    return conv_relu_pool_backward(dpooled.reshape(pooled.shape), cache)[0]


def gradient_image_by_image(model, x, dscores):
    W1, b1, W2, b2, W3 = (model.params[name] for name in ("W1", "b1", "W2", "b2", "W3"))
    dx = np.zeros_like(x)
    for n in range(len(x)):
        pooled, first = conv_relu_pool_forward(x[n:n + 1], W1, b1, model.conv_param, model.pool_param)
        _, second = affine_relu_forward(pooled, W2, b2)
        upstream = dscores[n:n + 1].dot(W3.T)
        dx[n] = conv_relu_pool_backward(affine_relu_backward(upstream, second)[0], first)[0][0]
    return dx


CHECK = Check(
    [
        Part("one image", 2, one_image),
        Part("several images, several channels, odd sizes", 2, several_images),
    ],
    accepts=[gradient_by_matrices, gradient_image_by_image],
)
