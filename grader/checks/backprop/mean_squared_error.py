"""How `mean_squared_error` is judged."""
import numpy as np

from grader.checks import Check, Part
from grader.checks.backprop.shared import apart


def predictions(rng):
    y, t = apart(rng, (3,), (3,))
    yield {"y": y, "t": t}
    yield {"y": rng.normal(size=5), "t": rng.normal(size=5)}


def tables_of_predictions(rng):
    y, t = apart(rng, (2, 3), (2, 3))
    yield {"y": y, "t": t}
    yield {"y": rng.normal(size=(3, 5)), "t": rng.normal(size=(3, 5))}
    yield {"y": rng.normal(size=(4, 2, 3)), "t": rng.normal(size=(4, 2, 3))}


def mse_in_place(y, t):
    y -= t
    return np.mean(y**2)


def mse_one_by_one(y, t):
    total = 0
    for index in np.ndindex(y.shape):
        total += (y[index] - t[index]) ** 2
    return total / y.size


CHECK = Check(
    [Part("vectors", 1, predictions), Part("any shape", 1, tables_of_predictions)],
    accepts=[mse_one_by_one, [("np.mean((y - t) ** 2)", "float(np.linalg.norm(y - t) ** 2 / y.size)")]],
)
