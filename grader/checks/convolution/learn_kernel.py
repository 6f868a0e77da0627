"""How `learn_kernel` is judged."""
import numpy as np

from grader.checks import Check, Part
from grader.checks.cases import small
from solutions.convolution import corr2d


def one_step(rng):
    yield _task(small(rng, 2, 3), small(rng, 1, 2), 0.5, 1)
    yield _task(rng.normal(size=(5, 4)), rng.normal(size=(2, 3)), 0.3, 1)


def several_steps(rng):
    yield _task(rng.normal(size=(4, 5)), rng.normal(size=(2, 2)), 0.4, 3)
    yield _task(rng.normal(size=(6, 4)), rng.normal(size=(3, 2)), 0.2, 7)
    yield _task(small(rng, 3, 4), small(rng, 2, 2), 0.5, 0)


def edge_detector(rng):
    X = np.ones((6, 8))
    X[:, 2:6] = 0
    yield _task(X, np.array([[1.0, -1.0]]), 2.5, 12)


def _task(X, K, learning_rate, steps):
    target = {"X": X, "Y": corr2d(X, K), "kernel_shape": K.shape}
    return {**target, "learning_rate": learning_rate, "steps": steps}


def learn_kernel_entry_by_entry(X, Y, kernel_shape, learning_rate, steps):
    K = np.zeros(kernel_shape)
    for _ in range(steps):
        for a, b in np.ndindex(K.shape):
            error = corr2d(X, K) - Y
            K[a, b] -= learning_rate * corr2d(X, error)[a, b] / Y.size
    return K


CHECK = Check(
    [Part("one step", 2, one_step), Part("several steps", 1, several_steps), Part("edge detector", 1, edge_detector)],
    rtol=1e-6,
)
