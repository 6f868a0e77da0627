"""How `convolve1d` is judged."""
import numpy as np

from grader.checks import Check, Part
from grader.checks.cases import small


def short_sequences(rng):
    yield {"f": np.array([1.0, 2.0]), "g": np.array([3.0, 5.0])}
    yield {"f": np.array([1.0, 2.0, 3.0]), "g": np.array([0.0, 1.0])}
    yield {"f": small(rng, 2), "g": small(rng, 4)}
    yield {"f": rng.normal(size=5), "g": rng.normal(size=3)}


def dice(rng):
    yield {"f": np.full(6, 1 / 6), "g": np.full(6, 1 / 6)}
    loaded = rng.uniform(0.5, 1.5, size=4)
    yield {"f": loaded / loaded.sum(), "g": np.full(6, 1 / 6)}


def single_values(rng):
    yield {"f": np.array([2.0]), "g": np.array([3.0])}
    yield {"f": np.array([2.0]), "g": small(rng, 3)}
    yield {"f": rng.normal(size=4), "g": rng.normal(size=1)}


def convolve1d_circular(f, g):
    h = np.zeros(len(f) + len(g) - 1)
    for x in range(len(h)):
        for t in range(len(f)):
            h[x] += f[t] * g[(x - t) % len(g)]
    return h


def convolve1d_valid(f, g):
    long, short = (f, g) if len(f) >= len(g) else (g, f)
    return np.array([long[i:i + len(short)] @ short[::-1] for i in range(len(long) - len(short) + 1)])


def convolve1d_shifts(f, g):
    h = np.zeros(len(f) + len(g) - 1)
    for shift, weight in enumerate(g):
        for x, value in enumerate(f, shift):
            h[x] += weight * value
    return h


def convolve1d_library(f, g):
    return np.convolve(f, g)


CHECK = Check(
    [
        Part("short sequences", 1, short_sequences),
        Part("two dice", 1, dice),
        Part("sequences of one value", 1, single_values),
    ],
    accepts=[convolve1d_library, convolve1d_shifts],
)
