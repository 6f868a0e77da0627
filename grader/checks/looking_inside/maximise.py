"""How `maximise` is judged."""
import numpy as np

from grader.checks import Check, Part
from grader.checks.looking_inside.shared import by_hand, model_of, network
from solutions.looking_inside import input_gradient, maximise

UNIT = 2  # of four classes: neither the first nor the last


def first_steps(rng):
    case = by_hand(rng)
    case.pop("x")
    yield {"unit": 1, "steps": 1, **_settings(rng, (1, 2, 2), 0.05, 0.25), **case}
    yield _started(rng, (1, 4, 6), 1)
    yield _started(rng, (2, 5, 4), 1)


def many_steps(rng):
    yield _started(rng, (1, 4, 6), 3)
    yield _started(rng, (2, 6, 5), 7)
    yield _started(rng, (3, 4, 7), 25)


def starts(rng):
    yield {"steps": 0, **_started(rng, (1, 2, 3), 0)}
    yield {"steps": 0, **_started(rng, (2, 4, 5), 0)}


def defaults(rng):
    yield _started(rng, (1, 28, 28), 4, default=True)


def _started(rng, shape, steps, default=False):
    """A network whose image reaches both ends of its range within the steps, or in which no step is asked for."""
    while True:  # tens of networks at the most
        case = network(rng, (2, *shape), 2, 3)  # as for two images: units that are on for either
        case.pop("x")
        settings = _settings(rng, shape, 0.1, 0.5)
        if default:
            settings = {"seed": settings["seed"]}
        case = {"unit": UNIT, "steps": steps, **settings, **case}
        if steps == 0 or _moves(case, shape):
            return case


def _settings(rng, shape, learning_rate, decay):
    return {"seed": int(rng.integers(2**31)), "shape": shape, "learning_rate": learning_rate, "decay": decay}


def _moves(case, shape):
    """Whether the image of the reference meets both ends of its range, and not with most of its pixels."""
    model, rng = model_of(shape, case), np.random.default_rng(case["seed"])
    settings = [case[name] for name in ("shape", "learning_rate", "decay") if name in case]
    image = maximise(model, UNIT, case["steps"], rng, *settings)
    return (image == 0).any() and (image == 1).any() and (image > 0).mean() > 0.3


def ascent_by_identity(model, unit, steps, rng, shape=(1, 28, 28), learning_rate=0.2, decay=0.2):
    # The decay as a shrinking of the image, and a row of the identity matrix.
    image = rng.uniform(0, 1, size=shape)
    one = np.eye(len(model.params["b3"]))[[unit]]
    for _ in range(steps):
        g = input_gradient(model, image[None], one)[0]
        image = (1 - learning_rate * decay) * image + learning_rate * g
        image[image < 0] = 0
        image[image > 1] = 1
    return image


def ascent_on_a_penalised_score(model, unit, steps, rng, shape=(1, 28, 28), learning_rate=0.2, decay=0.2):
    C, H, W = shape
    x = rng.random((1, C, H, W))
    for _ in range(steps):
        upstream = np.zeros((1, model.params["W3"].shape[1]))
        upstream[:, unit] = -1
        down = input_gradient(model, x, upstream) + decay * x
        x = np.minimum(1, np.maximum(0, x - learning_rate * down))
    return x.reshape(C, H, W)


CHECK = Check(
    [
        Part("the first step", 2, first_steps),
        Part("many steps", 2, many_steps),
        Part("the image at the start", 1, starts),
        Part("defaults", 1, defaults),
    ],
    accepts=[ascent_by_identity, ascent_on_a_penalised_score],
)
