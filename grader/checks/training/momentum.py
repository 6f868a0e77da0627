"""How `momentum` is judged."""
import numpy as np

from grader.checks import Check, Part
from grader.checks.training.shared import descents, no_settings, state_in_config


def momentum_in_place(w, dw, config=None):
    # As in the well-known assignment, with names of its own in config; all arrays changed in place.
    if config is None:
        config = {}
    config.setdefault("learning_rate", 1e-2)
    config.setdefault("momentum", 0.9)
    v = config.setdefault("v", np.zeros_like(w))
    v *= config["momentum"]
    v -= config["learning_rate"] * dw
    w += v
    return w, config


def momentum_rate_outside(w, dw, config=None):
    # The velocity without the learning rate inside; config copied.
    config = {"learning_rate": 1e-2, "momentum": 0.9, "velocity": 0.0} | (config or {})
    config["velocity"] = config["momentum"] * config["velocity"] + dw
    return w - config["learning_rate"] * config["velocity"], config


def momentum_one_velocity(w, dw, config=None):
    # One velocity, kept by the function, for all parameters of a shape.
    config = {"learning_rate": 1e-2, "momentum": 0.9} | (config or {})
    kept = getattr(momentum_one_velocity, "velocity", 0.0)
    velocity = kept if np.shape(kept) == w.shape else np.zeros_like(w)
    momentum_one_velocity.velocity = config["momentum"] * velocity - config["learning_rate"] * dw
    return w + momentum_one_velocity.velocity, config


MOMENTUM_STEPS = descents(learning_rate=[0.5, 0.25, 2.0], momentum=[0.5, 0.75, 0.25])


CHECK = Check(
    [
        Part("first step", 1, MOMENTUM_STEPS, ["w after 1 step"]),
        Part("changing gradient", 1, MOMENTUM_STEPS),
        no_settings("momentum"),
        state_in_config("momentum", learning_rate=0.5, momentum=0.25),
    ],
    accepts=[momentum_in_place, momentum_rate_outside],
)
