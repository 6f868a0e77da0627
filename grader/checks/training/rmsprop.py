"""How `rmsprop` is judged."""
import numpy as np

from grader.checks import Check, Part
from grader.checks.training.shared import descents, no_settings, state_in_config, tiny_gradients


def rmsprop_in_place(w, dw, config=None):
    # The average moves towards the new square; all arrays changed in place.
    if config is None:
        config = {}
    for name, value in {"learning_rate": 1e-2, "decay_rate": 0.99, "epsilon": 1e-8}.items():
        config.setdefault(name, value)
    average = config.setdefault("average", np.zeros(w.shape))
    average += (1 - config["decay_rate"]) * (dw * dw - average)
    w -= config["learning_rate"] * dw / (np.sqrt(average) + config["epsilon"])
    return w, config


def rmsprop_one_cache(w, dw, config=None):
    # One average, kept by the function, for all parameters of a shape.
    config = {"learning_rate": 1e-2, "decay_rate": 0.99, "epsilon": 1e-8} | (config or {})
    kept, keep = getattr(rmsprop_one_cache, "cache", 0.0), config["decay_rate"]
    rmsprop_one_cache.cache = keep * (kept if np.shape(kept) == w.shape else np.zeros_like(w)) + (1 - keep) * dw**2
    return w - config["learning_rate"] * dw / (np.sqrt(rmsprop_one_cache.cache) + config["epsilon"]), config


RMSPROP_STEPS = descents(learning_rate=[0.5, 0.25, 2.0], decay_rate=[0.75, 0.9, 0.6], epsilon=[1e-12] * 3)


CHECK = Check(
    [
        Part("changing gradient", 1, RMSPROP_STEPS),
        Part(
            "epsilon",
            1,
            tiny_gradients(learning_rate=[0.5, 0.25, 2.0], decay_rate=[0.0, 0.0, 0.0], epsilon=[0.5, 1e-3, 1e-5]),
        ),
        no_settings("rmsprop"),
        state_in_config("rmsprop", learning_rate=0.5, decay_rate=0.75, epsilon=1e-12),
    ],
    accepts=[rmsprop_in_place],
    rtol=1e-6,
    atol=1e-6,
)
