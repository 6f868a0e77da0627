"""How `check_accuracy` is judged."""
import numpy as np

from grader.checks import Check, Part
from grader.checks.cases import small


def one_batch(rng):
    yield _scored(rng, 3, 2, 2)
    yield _scored(rng, 4, 3, 1)
    yield _scored(rng, 9, 5, 6)
    yield _scored(rng, int(rng.integers(20, 60)), 5, int(rng.integers(2, 19)))


def several_batches(rng):
    yield _scored(rng, 3, 2, 2, batch_size=2)
    yield _scored(rng, 6, 3, 4, batch_size=2)
    yield _scored(rng, 11, 4, 6, batch_size=5)
    yield _scored(rng, int(rng.integers(210, 290)), 10, int(rng.integers(30, 190)))  # the default is 100


def batches(rng):
    yield _scored(rng, 5, 3, 3, batch_size=2)
    yield _scored(rng, 8, 3, 5, batch_size=4)
    yield _scored(rng, 4, 3, 2, batch_size=7)
    yield _scored(rng, 230, 2, 110)


def _scored(rng, N, K, right, **batch_size):
    """Scores that are highest for the right class in `right` of the N rows, among them the last one."""
    scores = np.stack([small(rng, K) for _ in range(N)]) - K / 2
    best, others = scores.argmax(axis=1), rng.integers(1, K, N)
    hit = np.zeros(N, bool)
    hit[rng.permutation(N - 1)[:right - 1]] = True
    hit[-1] = True
    return {"scores": scores, "y": np.where(hit, best, (best + others) % K), **batch_size}


def accuracy_of_lists(model, X, y, batch_size=100):
    guesses = []
    for first in range(0, X.shape[0], batch_size):
        guesses.extend(np.argmax(model.loss(X[first:first + batch_size]), axis=1))
    return float(np.mean(np.array(guesses) == y))


def accuracy_in_cs231n_style(model, X, y, batch_size=100):
    # One batch more where the sizes do not divide.
    N = X.shape[0]
    num_batches = N // batch_size
    if N % batch_size != 0:
        num_batches += 1
    y_pred = []
    for i in range(num_batches):
        start = i * batch_size
        y_pred.append(np.argmax(model.loss(X[start:start + batch_size]), axis=1))
    return np.mean(np.hstack(y_pred) == y)


CHECK = Check(
    [
        Part("images in one batch", 1, one_batch),
        Part("several batches, the last one smaller", 1, several_batches),
        Part("size of the batches", 1, batches, probe="check_accuracy_batches"),
    ],
    accepts=[accuracy_of_lists, accuracy_in_cs231n_style],
)
