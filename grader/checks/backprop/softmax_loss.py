"""How `softmax_loss` is judged."""
import numpy as np

from grader.checks import Check, Part
from grader.checks.backprop.shared import classes
from grader.checks.cases import small


def scores_of_one(rng):
    yield {"x": np.array([[0.0, 1.0]]), "y": np.array([0])}
    yield {"x": small(rng, 1, 3), "y": rng.integers(1, 3, size=1)}
    yield {"x": 2 * rng.normal(size=(1, 5)), "y": rng.integers(2, 5, size=1)}


def scores_of_several(rng):
    yield {"x": small(rng, 2, 3), "y": classes(rng, 2, 3)}
    yield {"x": small(rng, 3, 3), "y": classes(rng, 3, 3)}
    yield {"x": 2 * rng.normal(size=(5, 3)), "y": classes(rng, 5, 3)}
    x, y = rng.normal(size=(4, 6)) + rng.uniform(-5, 5, size=(4, 1)), classes(rng, 4, 6)
    x[0, y[0]] = x[0].min() - 13  # a small probability
    yield {"x": x, "y": y}


def extreme_scores(rng):
    yield {"x": np.array([[1000.0, 999.0]]), "y": np.array([1])}
    yield {"x": np.array([[-1000.0, 1000.0]]), "y": np.array([0])}
    yield {"x": np.array([[-1000.0, -1002.0, -1001.0]]), "y": rng.integers(1, 3, size=1)}
    yield {"x": np.array([[1000.0, 999.0, 998.0], [-1000.0, -998.0, -1001.0]]), "y": np.array([2, 0])}
    yield {"x": small(rng, 3, 4) + np.array([[-1000.0], [0.0], [1000.0]]), "y": classes(rng, 3, 4)}


def loss_not_shifted(x, y):
    N = len(x)
    with np.errstate(all="ignore"):
        p = np.exp(x) / np.exp(x).sum(axis=1, keepdims=True)
        loss = -np.log(p[np.arange(N), y]).mean()
    p[np.arange(N), y] -= 1
    return loss, p / N


def loss_after_the_subtraction(x, y):
    N = len(x)
    exps = np.exp(x - x.max(axis=1, keepdims=True))
    p = exps / exps.sum(axis=1, keepdims=True)
    p[np.arange(N), y] -= 1
    with np.errstate(all="ignore"):
        return -np.log(p[np.arange(N), y]).mean(), p / N


def loss_shifted_by_the_mean(x, y):
    N = len(x)
    with np.errstate(all="ignore"):
        shifted = x - x.mean(axis=1, keepdims=True)
        log_p = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
        dx = np.exp(log_p)
    dx[np.arange(N), y] -= 1
    return -log_p[np.arange(N), y].mean(), dx / N


def loss_in_place(x, y):
    N = len(x)
    x -= x.max(axis=1, keepdims=True)
    log_p = x - np.log(np.exp(x).sum(axis=1, keepdims=True))
    dx = np.exp(log_p)
    dx[np.arange(N), y] -= 1
    return -log_p[np.arange(N), y].mean(), dx / N


def loss_one_by_one(x, y):
    loss, dx = 0.0, np.zeros_like(x)
    for n in range(x.shape[0]):
        scores = x[n] - np.max(x[n])
        log_sum = np.log(np.sum(np.exp(scores)))
        loss += log_sum - scores[y[n]]
        for k in range(x.shape[1]):
            dx[n, k] = np.exp(scores[k] - log_sum) - (k == y[n])
    return loss / x.shape[0], dx / x.shape[0]


def loss_from_one_hot(x, y):
    log_p = x - np.logaddexp.reduce(x, axis=1, keepdims=True)
    t = np.eye(x.shape[1])[y]
    return -np.sum(t * log_p) / len(x), (np.exp(log_p) - t) / len(x)


CHECK = Check(
    [
        Part("loss of one example", 1, scores_of_one, ["loss"]),
        Part("dx of one example", 1, scores_of_one, ["dx"]),
        Part("loss of several", 1, scores_of_several, ["loss"]),
        Part("dx of several", 1, scores_of_several, ["dx"]),
        Part("loss at -1000 and 1000", 1, extreme_scores, ["loss"]),
        Part("dx at -1000 and 1000", 1, extreme_scores, ["dx"]),
    ],
    accepts=[loss_one_by_one, loss_from_one_hot],
    rtol=1e-5,
    atol=1e-6,
)
