"""How `distribute_value` is judged."""
import numpy as np

from grader.checks import Check, Part


def square_windows(rng):
    yield {"dz": 1.0, "shape": (2, 2)}
    yield {"dz": -6.0, "shape": (3, 3)}
    yield {"dz": -float(rng.uniform(2, 3)), "shape": (4, 4)}


def other_windows(rng):
    yield {"dz": 3.0, "shape": (2, 3)}
    yield {"dz": -1.0, "shape": (4, 1)}
    yield {"dz": float(rng.uniform(2, 3)), "shape": (3, 5)}
    yield {"dz": int(rng.choice([4, 5, 7, 8])), "shape": (2, 3)}  # a whole number is a number, too


def first_takes_all(dz, shape):
    shares = np.zeros(shape)
    shares[0, 0] = dz
    return shares


def shares_added(dz, shape):
    return np.ones(shape) * (dz / np.prod(shape))


CHECK = Check(
    [Part("square windows", 1, square_windows), Part("windows that are not square", 1, other_windows)],
    accepts=[shares_added],
)
