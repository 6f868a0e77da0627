"""How `global_average_pool` is judged."""
import numpy as np

from grader.checks import Check, Part
from grader.checks.cases import small


def one_map(rng):
    yield {"x": small(rng, 1, 1, 2, 3)}
    yield {"x": -small(rng, 1, 1, 3, 2)}
    yield {"x": rng.normal(size=(1, 1, 5, 4))}


def several_maps(rng):
    yield {"x": small(rng, 2, 2, 1, 2)}
    yield {"x": small(rng, 1, 3, 2, 2)}
    yield {"x": small(rng, 3, 1, 2, 2)}
    yield {"x": rng.normal(size=(2, 3, 4, 5))}
    yield {"x": rng.normal(size=(4, 2, 6, 3))}
    yield {"x": small(rng, 4, 5, 1, 1)}


def global_average_one_by_one(x):
    return np.array([[channel.sum() / channel.size for channel in picture] for picture in x])


def first_picture_for_all(x):
    return np.array([x[0].mean(axis=(1, 2))] * len(x))


def first_picture_only(x):
    means = np.zeros(x.shape[:2])
    means[0] = x[0].mean(axis=(1, 2))
    return means


CHECK = Check(
    [Part("one channel", 1, one_map), Part("several images and channels", 1, several_maps)],
    accepts=[global_average_one_by_one],
)
