"""Descents for the optimisers, draws for the two kinds of initial weights."""
import numpy as np

from grader.checks import Part
from grader.checks.cases import small

DEFAULTS = {
    "sgd": {"learning_rate": 1e-2},
    "momentum": {"learning_rate": 1e-2, "momentum": 0.9},
    "adagrad": {"learning_rate": 1e-2, "epsilon": 1e-7},
    "rmsprop": {"learning_rate": 1e-2, "decay_rate": 0.99, "epsilon": 1e-8},
    "adam": {"learning_rate": 1e-3, "beta1": 0.9, "beta2": 0.999, "epsilon": 1e-8},
}


def whole(rng, *shape):
    """Distinct whole numbers of both signs, none of them between -2 and 2."""
    numbers = small(rng, *shape) + 1
    return numbers * rng.choice([-1.0, 1.0], shape)


def descents(**settings):
    """Cases for an optimiser: a single number, more of them, several axes; two steps, then four and five.

    settings: three values each, for the three smallest cases; of the others all but the last take the third
    """

    def cases(rng):
        shapes = [(2, 1), (4, 1), (4, 2), (5, 2, 3), (4, 3, 1, 2)]
        for number, (steps, *shape) in enumerate(shapes):
            chosen = {name: values[min(number, 2)] for name, values in settings.items()}
            yield {"w": small(rng, *shape), "dw_of_each_step": whole(rng, steps, *shape), **chosen}
        chosen = {name: values[0] for name, values in settings.items()}
        yield {"w": rng.normal(size=(3, 4)), "dw_of_each_step": changing(rng, 6, 3, 4), **chosen}

    return cases


def tiny_gradients(**settings):
    """Gradients of 0 and of the size of epsilon, one step each: it shows where epsilon stands."""

    def cases(rng):
        for number, size in enumerate([2, 3, 4]):
            chosen = {name: values[number] for name, values in settings.items()}
            dw = whole(rng, 1, size) * chosen["epsilon"]
            dw[0, 0] = 0
            yield {"w": small(rng, size), "dw_of_each_step": dw, **chosen}

    return cases


def begun_without(optimiser):
    def cases(rng):
        for steps, *shape in [(3, 2), (4, 3), (5, 2, 4)]:
            dw = whole(rng, steps, *shape)
            dw[..., 0] *= 1e-8  # the default of epsilon shows
            w = small(rng, *shape)
            yield {"optimiser": optimiser, "w": w, "dw_of_each_step": dw, "defaults": DEFAULTS[optimiser]}

    return cases


AS_WITH_DEFAULTS = [
    "begun without config, w ends as with the defaults as settings",
    "begun with None, w ends as with the defaults as settings",
    "begun with an empty config, w ends as with the defaults as settings",
    "w is changed by the steps",
]

BY_TURNS = [
    "w ends by turns with other_w where it ends alone",
    "other_w ends by turns with w where it ends alone",
    "a step depends on the gradients before it",
]


def no_settings(optimiser):
    return Part("no settings", 1, begun_without(optimiser), AS_WITH_DEFAULTS, probe="without_config")


def state_in_config(optimiser, **settings):
    return Part("state in config", 1, side_by_side(optimiser, **settings), BY_TURNS, probe="by_turns")


def side_by_side(optimiser, **settings):
    def cases(rng):
        for steps, *shape in [(2, 1), (4, 3), (5, 2, 3)]:
            pairs = {"w": "dw_of_each_step", "other_w": "other_dw_of_each_step"}
            drawn = {}
            for w, dw in pairs.items():
                drawn |= {w: small(rng, *shape), dw: whole(rng, steps, *shape)}
            yield {"optimiser": optimiser, **drawn, "settings": settings}

    return cases


def changing(rng, steps, *shape):
    """Gradients that change their sign and their size from step to step, none of them near 0."""
    sizes = rng.uniform(0.2, 1, (steps, *shape)) * rng.permutation(2.0 ** np.arange(steps))[(..., *[None] * len(shape))]
    return sizes * rng.choice([-1.0, 1.0], sizes.shape)


def affine(rng):
    for rows, columns in [(150, 400), (300, 200)]:
        shape = rows + int(rng.integers(16)), columns + int(rng.integers(16))  # sizes that nobody can know
        yield {"shape": shape, "_seed": int(rng.integers(2**31))}


def filters(rng):
    for F, C, HH, WW in [(50, 24, 5, 10), (16, 75, 25, 2)]:
        shape = F + int(rng.integers(4)), C + int(rng.integers(4)), HH, WW
        yield {"shape": shape, "_seed": int(rng.integers(2**31))}


DRAWN = [
    "shape",
    "share above 0",
    "share within one standard deviation of 0",
    "the same again by a generator in the same state",
    "the same by another generator",
]
SPREAD = ["shape", "standard deviation"]


def init_parts():
    return [
        Part("affine layers", 1, affine, SPREAD),
        Part("filters", 1, filters, SPREAD),
        Part("normal, and by rng", 1, affine, DRAWN),
    ]
