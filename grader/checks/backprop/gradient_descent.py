"""How `gradient_descent` is judged."""
import numpy as np

from grader.checks import Check, Part
from grader.checks.cases import small
from solutions.backprop import numerical_gradient


def one_step(rng):
    yield _walk("sum of x ** 2", 1 + small(rng, 2), 0.25, 1)
    yield _walk("x[0] ** 2 + 3 * x[1]", 1 + small(rng, 2), 0.5, 1)
    yield _walk("x[0] * x[1] + x[0] ** 2", 1 + small(rng, 2), 0.25, 1)  # each slope depends on the other entry
    yield _walk("sum of x ** 3", rng.uniform(1, 2, size=(2, 3)), float(rng.uniform(0.05, 0.15)), 1)


def many_steps(rng):
    yield _walk("sum of x ** 2", 2 * small(rng, 2), 0.25, 2)
    yield _walk("sum of x ** 2", small(rng, 2), 1.5, 3)  # the loss grows with every step
    yield _walk("x[0] * x[1] + x[0] ** 2", rng.uniform(2, 4, size=2), 0.1, 5)
    yield _walk("(x[0] - 1) ** 2 + 10 * x[1] ** 2", rng.uniform(2, 4, size=2), 0.04, 12)
    yield _walk("sum of sin(x) * (1, 2, 3, ...)", rng.normal(size=(3, 2)), 0.05, 25)


def numbers_of_steps(rng):
    yield _walk("sum of x ** 2", 1 + small(rng, 3), 0.5, 0)
    yield _walk("sum of x ** 2", 2 * small(rng, 3), 0.1, 3)
    yield _walk("sum of x ** 3", rng.uniform(1, 2, size=4), 0.05, 4)


def _walk(f, init_x, learning_rate, steps):
    return {"f": f, "init_x": init_x, "learning_rate": learning_rate, "steps": steps}


def descent_while(f, init_x, learning_rate, steps):
    x = np.array(init_x)
    while steps > 0:
        x -= learning_rate * numerical_gradient(f, x)
        steps -= 1
    return x


def descent_entry_by_entry(f, init_x, learning_rate, steps):
    x = init_x.copy()
    for _ in range(steps):
        for index in np.ndindex(x.shape):
            x[index] -= learning_rate * numerical_gradient(f, x)[index]
    return x


def descent_that_stops_before_a_rise(f, init_x, learning_rate, steps):
    x = init_x.copy()
    for _ in range(steps):
        there = x - learning_rate * numerical_gradient(f, x)
        if f(there) > f(x):
            break
        x = there
    return x


def descent_that_stops_after_a_rise(f, init_x, learning_rate, steps):
    x = init_x.copy()
    for _ in range(steps):
        before = f(x)
        x = x - learning_rate * numerical_gradient(f, x)
        if f(x) > before:
            break
    return x


CHECK = Check(
    [
        Part("one step", 1, one_step),
        Part("many steps", 1, many_steps),
        Part("number of steps, none included", 1, numbers_of_steps),
    ],
    accepts=[descent_while, [("numerical_gradient(f, x)", "np.asarray(numerical_gradient(f, x.copy()))")]],
    rtol=1e-6,
    atol=1e-6,
)
