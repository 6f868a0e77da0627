"""Inputs that exercises of several chapters share: numbers here, pooling layers beside it."""
import numpy as np


def small(rng: np.random.Generator, *shape: int) -> np.ndarray:
    """Distinct whole numbers from 1 on, as floats: a counterexample that can be worked by hand."""
    return rng.permutation(np.arange(1.0, np.prod(shape) + 1)).reshape(shape)


def normal(rng: np.random.Generator, *shape: int) -> np.ndarray:
    """Standard normal numbers."""
    return rng.normal(size=shape)
