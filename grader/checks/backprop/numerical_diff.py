"""How `numerical_diff` is judged."""
import numpy as np

from grader.checks import Check, Part


def straight_lines(rng):
    yield {"f": "3 * x + 1", "x": 2.0}
    yield {"f": "3 * x + 1", "x": float(np.round(rng.uniform(-3, -1), 1))}
    yield {"f": "3 * x + 1", "x": 100.5}  # so far out, an h of 1e-8 drowns in the rounding, whatever is drawn


def curves(rng):
    yield {"f": "x ** 2", "x": 3.0}
    yield {"f": "exp(-x)", "x": 0.0}  # where a step that is a share of x is none
    yield {"f": "x ** 3", "x": float(rng.integers(2, 5))}
    for f, low, high in [("x ** 2", -3, -1), ("x ** 3", -3, -1), ("sin(x)", 0.5, 2.5), ("exp(-x)", -2, -1)]:
        yield {"f": f, "x": float(np.round(rng.uniform(low, high), 2))}


CHECK = Check(
    [Part("straight lines", 1, straight_lines), Part("curves", 1, curves)],
    accepts=[[("1e-4", "1e-5")], [("(f(x + h) - f(x - h)) / (2 * h)", "(f(x + h) - f(x - h)) * 0.5 / h")]],
    rtol=1e-9,
    atol=2e-8,
    exact=True,  # h is to be 1e-4, and which h it is shows beyond the seventh digit
)
