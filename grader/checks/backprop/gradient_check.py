"""How `gradient_check` is judged."""
import numpy as np

from grader.checks import Check, Part
from grader.checks.cases import small
from solutions.backprop import numerical_gradient


def largest_errors(rng):
    x = 2.0 + small(rng, 2)
    yield {"f": "sum of x ** 2", "x": x, "analytic": 2 * x}  # right
    yield {"f": "sum of x ** 2", "x": np.array([2.0, 5.0]), "analytic": np.array([6.0, 10.0])}
    yield {"f": "sum of x ** 2", "x": np.array([2.0, 4.0, 3.0]), "analytic": np.array([4.4, 4.0, 6.0])}
    x = rng.uniform(1, 2, size=(2, 3))
    right = 3 * x**2
    yield {"f": "sum of x ** 3", "x": x, "analytic": right}
    yield {"f": "sum of x ** 3", "x": x, "analytic": right * rng.uniform(0.8, 1.4, size=(2, 3))}
    yield {"f": "sum of x ** 3", "x": x, "analytic": right * np.array([[1, 1, -0.5], [1, 1.2, 1]])}
    x = -rng.uniform(1, 2, size=4)
    yield {"f": "sum of x ** 2", "x": x, "analytic": 2 * x * np.array([1, 1.5, 0.9, 1])}


def zero_gradients(rng):
    a, b = (float(n) for n in 1 + small(rng, 2))
    yield {"f": "x[0] ** 2 + 3 * x[1]", "x": np.array([a, b, 4.0]), "analytic": np.array([2 * a, 4.0, 0.0])}
    yield {"f": "product of all entries", "x": np.array([0.0, 0.0, a]), "analytic": np.zeros(3)}
    yield {"f": "product of all entries", "x": np.array([0.0, b, 2.0, 3.0]), "analytic": np.array([3 * b, 0, 0, 0])}


def other_shapes(rng):
    yield {"f": "sum of x ** 2", "x": small(rng, 3), "analytic": rng.normal(size=1)}
    yield {"f": "sum of x ** 2", "x": small(rng, 2, 3), "analytic": rng.normal(size=3)}
    yield {"f": "sum of x ** 2", "x": small(rng, 4), "analytic": rng.normal(size=(4, 1))}
    yield {"f": "sum of x ** 3", "x": small(rng, 3, 2), "analytic": rng.normal(size=(2, 3))}


def check_one_by_one(f, x, analytic):
    if analytic.shape != x.shape:
        raise ValueError(analytic.shape)
    measured, worst = numerical_gradient(f, x), 0.0
    for index in np.ndindex(x.shape):
        a, m = analytic[index], measured[index]
        worst = max(worst, abs(a - m) / (abs(a) + abs(m) + 1e-8))
    return worst


def norms_without_guard(f, x, analytic):
    if np.shape(analytic) != x.shape:
        raise ValueError(analytic.shape)
    m = numerical_gradient(f, x)
    with np.errstate(all="ignore"):
        return np.linalg.norm(analytic - m) / (np.linalg.norm(analytic) + np.linalg.norm(m))


CHECK = Check(
    [
        Part("the largest relative error", 1, largest_errors),
        Part("gradients of 0", 1, zero_gradients),
        Part("another shape is refused", 1, other_shapes, probe="gradient_check_shape"),
    ],
    accepts=[
        check_one_by_one,
        [("np.maximum(1e-8, np.abs(analytic) + np.abs(measured))", "np.abs(analytic) + np.abs(measured) + 1e-8")],
        [("analytic - measured", "measured - analytic"), ("x.shape:", "numerical_gradient(f, x).shape:")],
    ],
    rtol=1e-4,
    atol=1e-6,
)
