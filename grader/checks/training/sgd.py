"""How `sgd` is judged."""
from grader.checks import Check, Part
from grader.checks.training.shared import descents, no_settings


def sgd_in_place(w, dw, config=None):
    # Changes w itself, and leaves config as it was.
    config = dict(config or {})
    w -= config.get("learning_rate", 1e-2) * dw
    return w, config


CHECK = Check(
    [
        Part("steps", 1, descents(learning_rate=[0.5, 0.25, 2.0])),
        no_settings("sgd"),
    ],
    accepts=[sgd_in_place],
)
