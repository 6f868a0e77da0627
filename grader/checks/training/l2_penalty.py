"""How `l2_penalty` is judged."""
import numpy as np

from grader.checks import Check, Part
from grader.checks.training.shared import whole


def weights(rng):
    yield {"w": whole(rng, 2), "reg": 0.5}
    yield {"w": whole(rng, 2, 3), "reg": 0.25}
    yield {"w": rng.normal(size=(4, 3, 2, 5)), "reg": 0.1}
    yield {"w": rng.normal(size=(6, 7)), "reg": 3.0}


def l2_dot(w, reg):
    return float(np.dot(w.ravel(), w.ravel())) * reg / 2, w * reg


CHECK = Check(
    [Part("penalty", 1, weights, ["penalty"]), Part("gradient", 1, weights, ["dw"])],
    accepts=[l2_dot],
)
