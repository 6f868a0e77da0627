"""How `adagrad` is judged."""
import numpy as np

from grader.checks import Check, Part
from grader.checks.training.shared import descents, no_settings, state_in_config, tiny_gradients


def adagrad_in_place(w, dw, config=None):
    # Sums and parameter changed in place, config as it came.
    if config is None:
        config = {}
    if "h" not in config:
        config["h"] = np.zeros(w.shape)
    config["h"] += dw * dw
    w -= config.get("learning_rate", 0.01) * dw / (config["h"] ** 0.5 + config.get("epsilon", 1e-7))
    return w, config


def adagrad_one_cache(w, dw, config=None):
    # One sum, kept by the function, for all parameters of a shape.
    config = {"learning_rate": 1e-2, "epsilon": 1e-7} | (config or {})
    kept = getattr(adagrad_one_cache, "cache", 0.0)
    adagrad_one_cache.cache = (kept if np.shape(kept) == w.shape else np.zeros_like(w)) + dw**2
    return w - config["learning_rate"] * dw / (np.sqrt(adagrad_one_cache.cache) + config["epsilon"]), config


ADAGRAD_STEPS = descents(learning_rate=[0.5, 0.25, 2.0], epsilon=[1e-12] * 3)


CHECK = Check(
    [
        Part("changing gradient", 1, ADAGRAD_STEPS),
        Part(
            "epsilon", 1, tiny_gradients(learning_rate=[0.5, 0.25, 2.0], epsilon=[0.5, 1e-3, 1e-5]),
        ),
        no_settings("adagrad"),
        state_in_config("adagrad", learning_rate=0.5, epsilon=1e-12),
    ],
    accepts=[adagrad_in_place],
    rtol=1e-6,
    atol=1e-6,
)
