"""How `oriented_edge_kernel` is judged."""
import numpy as np

from grader.checks import Check, Part


def axes(rng):
    for theta in [0.0, np.pi / 2, np.pi, -np.pi / 2]:
        yield {"theta": theta}


def slanted(rng):
    for theta in [np.pi / 4, *rng.uniform(0.2, 1.2, size=2), float(rng.uniform(2.0, 2.8))]:
        yield {"theta": float(theta)}


CHECK = Check(
    [Part("along the axes", 1, axes), Part("slanted", 1, slanted)],
)
