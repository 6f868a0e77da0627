"""How `nll_loss` is judged."""
import numpy as np

from grader.checks import Check, Part
from grader.checks.backprop.shared import classes, one_hot, probabilities


def one_index(rng):
    yield {"log_p": np.log(np.array([[0.25, 0.5, 0.25]])), "t": np.array([2])}
    yield {"log_p": np.log(np.array([[0.5, 0.125, 0.375]])), "t": np.array([1])}
    yield {"log_p": np.log(probabilities(rng, 1, 5)), "t": rng.integers(1, 5, size=1)}


def one_hot_rows(rng):
    yield {"log_p": np.log(np.array([[0.25, 0.5, 0.25]])), "t": np.array([[0, 0, 1]])}
    yield {"log_p": np.log(probabilities(rng, 1, 4)), "t": one_hot(classes(rng, 1, 4), 4)}
    yield {"log_p": np.log(probabilities(rng, 4, 3)), "t": one_hot(classes(rng, 4, 3), 3)}
    yield {"log_p": np.log(probabilities(rng, 3, 6)), "t": one_hot(classes(rng, 3, 6), 6).astype(int)}


def several_indices(rng):
    yield {"log_p": np.log(np.array([[0.25, 0.5, 0.25], [0.625, 0.25, 0.125]])), "t": np.array([2, 0])}
    yield {"log_p": np.log(probabilities(rng, 5, 3)), "t": classes(rng, 5, 3)}
    yield {"log_p": np.log(probabilities(rng, 4, 7)), "t": classes(rng, 4, 7)}


def nll_log_again(log_p, t):
    with np.errstate(all="ignore"):
        log_p = np.log(log_p)
        right = log_p[np.arange(len(t)), t] if t.ndim == 1 else (log_p * t).sum(axis=1)
        return -right.mean()


def nll_one_by_one(log_p, t):
    total = 0.0
    for n in range(log_p.shape[0]):
        c = t[n] if t.ndim == 1 else int(np.argmax(t[n]))
        total -= log_p[n, c]
    return total / log_p.shape[0]


def nll_argmax_of_columns_divided_by_rows(log_p, t):
    c = t if t.ndim == 1 else t.argmax(axis=0)
    return -log_p[np.arange(len(log_p)), c].sum() / len(log_p)


CHECK = Check(
    [
        Part("class index", 1, one_index),
        Part("one-hot rows", 1, one_hot_rows),
        Part("mean over the examples", 1, several_indices),
    ],
    accepts=[
        nll_one_by_one,
        [
            ("right = log_p[np.arange(len(t)), t] if t.ndim == 1 else (log_p * t).sum(axis=1)",
             "right = (log_p * (np.eye(log_p.shape[1])[t] if t.ndim == 1 else t)).sum(axis=1)"),
        ],
    ],
)
