"""How `fool` is judged."""
import numpy as np

from grader.checks import Check, Part
from grader.checks.looking_inside.shared import CLASSES, by_hand, classes, model_of, network
from solutions.looking_inside import input_gradient, softmax_loss


def small_steps(rng):
    small = by_hand(rng) | {"x": np.array([[[[0.25, 0.5], [0.875, 0.125]]]])}
    least = (small["W2"] @ small["W3"]).argmin()  # for this class the brightest pixel becomes brighter
    yield small | {"y": np.array([least]), "epsilon": 0.0625}
    yield _attacked(rng, (1, 1, 4, 6), 0.01)
    yield _attacked(rng, (3, 2, 6, 5), 0.02)


def at_the_borders(rng):
    yield by_hand(rng) | {"y": np.array([2]), "epsilon": 0.25} | {"x": np.array([[[[0.25, 0.5], [1.0, 0.0]]]])}
    yield _attacked(rng, (1, 1, 4, 6), 0.3)
    yield _attacked(rng, (4, 2, 6, 5), 0.5)


def nothing_to_do(rng):
    yield _attacked(rng, (2, 1, 4, 6), 0.0)
    yield _attacked(rng, (2, 2, 4, 5), 0.125)


def _attacked(rng, images, epsilon):
    y = classes(rng, images[0]) if images[0] > 1 else np.array([int(rng.integers(1, 4))])
    while True:
        case = network(rng, images, 3, 3) | {"y": y, "epsilon": epsilon}
        if _every_way(case) and _labels_matter(case):
            return case


def _every_way(case):
    """Whether black pixels and others are to become brighter, white ones and others darker, and some to stay, and the
    network is wrong about some image.
    """
    x, y = case["x"], case["y"]
    model = model_of(x.shape[1:], case)
    scores = model.loss(x)
    way = np.sign(input_gradient(model, x, softmax_loss(scores, y)[1]))
    inside = (x > 0) & (x < 1)
    wanted = [(x == 0, 1), (inside, 1), (x == 1, -1), (inside, -1), (inside, 0)]
    return all((way[where] == sign).any() for where, sign in wanted) and (scores.argmax(axis=1) != y).any()


def _labels_matter(case):
    """Whether each image is changed otherwise for every other label, and no slope is so small that it is rounding."""
    x, y = case["x"], case["y"]
    model = model_of(x.shape[1:], case)
    slopes = [input_gradient(model, x, softmax_loss(model.loss(x), (y + k) % CLASSES)[1]) for k in range(CLASSES)]
    sizes = np.abs(slopes[0])
    differ = [(np.sign(slopes[0]) != np.sign(other)).any(axis=(1, 2, 3)).all() for other in slopes[1:]]
    return all(differ) and sizes[sizes > 0].min() > 1e-5 * sizes.max()


def fool_by_masks(model, x, y, epsilon):
    # The loss by hand, up and down in two steps.
    scores = model.loss(x)
    p = np.exp(scores - scores.max(axis=1, keepdims=True))
    p = p / p.sum(axis=1, keepdims=True)
    p[np.arange(len(y)), y] -= 1
    dx = input_gradient(model, x, p)
    attacked = x.copy()
    attacked[dx > 0] += epsilon
    attacked[dx < 0] -= epsilon
    return np.minimum(np.maximum(attacked, 0.0), 1.0)


def fool_image_by_image(model, x, y, epsilon):
    changed = np.empty_like(x)
    for n in range(len(x)):
        _, dscores = softmax_loss(model.loss(x[n:n + 1]), y[n:n + 1])
        step = epsilon * np.sign(input_gradient(model, x[n:n + 1], dscores))
        changed[n] = (x[n:n + 1] + step).clip(0, 1)[0]
    return changed


CHECK = Check(
    [
        Part("each pixel moves by epsilon", 2, small_steps, ["changed images"]),
        Part("images stay between 0 and 1", 2, at_the_borders, ["changed images"]),
        Part("right numbers in a new array", 1, nothing_to_do),
    ],
    accepts=[fool_by_masks, fool_image_by_image],
)
