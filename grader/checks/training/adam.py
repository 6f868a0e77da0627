"""How `adam` is judged."""
import numpy as np

from grader.checks import Check, Part
from grader.checks.training.shared import descents, no_settings, state_in_config, tiny_gradients


def adam_in_place(w, dw, config=None):
    # As in the well-known assignment, but all arrays changed in place.
    if config is None:
        config = {}
    config.setdefault("learning_rate", 1e-3)
    config.setdefault("beta1", 0.9)
    config.setdefault("beta2", 0.999)
    config.setdefault("epsilon", 1e-8)
    m, v = config.setdefault("m", np.zeros_like(w)), config.setdefault("v", np.zeros_like(w))
    config.setdefault("t", 0)
    config["t"] += 1
    m *= config["beta1"]
    m += (1 - config["beta1"]) * dw
    v *= config["beta2"]
    v += (1 - config["beta2"]) * dw * dw
    mt, vt = m / (1 - config["beta1"] ** config["t"]), v / (1 - config["beta2"] ** config["t"])
    w -= config["learning_rate"] * mt / (np.sqrt(vt) + config["epsilon"])
    return w, config


def adam_powers(w, dw, config=None):
    # The powers of beta1 and beta2 kept in place of t; config copied.
    config = {"learning_rate": 1e-3, "beta1": 0.9, "beta2": 0.999, "epsilon": 1e-8, "m": 0.0, "v": 0.0} | (config or {})
    kept = {"m": (config["beta1"], dw), "v": (config["beta2"], dw**2)}
    corrected = {}
    for name, (beta, new) in kept.items():
        config[name] = config[name] + (1 - beta) * (new - config[name])
        config[name + " left"] = config.get(name + " left", 1.0) * beta
        corrected[name] = config[name] / (1 - config[name + " left"])
    return w - config["learning_rate"] * corrected["m"] / (corrected["v"] ** 0.5 + config["epsilon"]), config


def adam_one_t(w, dw, config=None):
    # m and v in config, but one count of steps, kept by the function.
    config = {"learning_rate": 1e-3, "beta1": 0.9, "beta2": 0.999, "epsilon": 1e-8, "m": 0.0, "v": 0.0} | (config or {})
    t = adam_one_t.t = getattr(adam_one_t, "t", 0) + 1
    config["m"] = config["beta1"] * config["m"] + (1 - config["beta1"]) * dw
    config["v"] = config["beta2"] * config["v"] + (1 - config["beta2"]) * dw**2
    m_hat, v_hat = config["m"] / (1 - config["beta1"] ** t), config["v"] / (1 - config["beta2"] ** t)
    return w - config["learning_rate"] * m_hat / (np.sqrt(v_hat) + config["epsilon"]), config


ADAM_STEPS = descents(
    learning_rate=[0.5, 0.25, 2.0], beta1=[0.9] * 3, beta2=[0.999] * 3, epsilon=[1e-12] * 3
)

ADAM_SETTINGS = descents(
    learning_rate=[0.5, 0.25, 2.0], beta1=[0.5, 0.75, 0.6], beta2=[0.75, 0.9, 0.8], epsilon=[0.5, 0.25, 0.125]
)

ADAM_EPSILON = tiny_gradients(
    learning_rate=[0.5, 0.25, 2.0], beta1=[0.0] * 3, beta2=[0.0] * 3, epsilon=[0.5, 1e-3, 1e-5]
)


CHECK = Check(
    [
        Part("first step", 1, ADAM_STEPS, ["w after 1 step"]),
        Part("changing gradient", 1, ADAM_STEPS),
        Part("other settings", 1, ADAM_SETTINGS),
        Part("epsilon", 1, ADAM_EPSILON),
        no_settings("adam"),
        state_in_config("adam", learning_rate=0.5, beta1=0.5, beta2=0.75, epsilon=1e-12),
    ],
    accepts=[adam_in_place, adam_powers],
    rtol=1e-6,
    atol=1e-6,
)
