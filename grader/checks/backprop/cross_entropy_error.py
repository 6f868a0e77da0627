"""How `cross_entropy_error` is judged."""
import numpy as np

from grader.checks import Check, Part
from grader.checks.backprop.shared import classes, one_hot, probabilities


def index_rows(rng):
    yield {"y": np.array([[0.2, 0.7, 0.1]]), "t": np.array([2])}
    yield {"y": np.array([[0.2, 0.7, 0.1], [0.4, 0.1, 0.5]]), "t": np.array([1, 2])}
    # As many examples as classes: what looks like one one-hot row are indices.
    yield {"y": np.array([[0.9, 0.1], [0.3, 0.7]]), "t": np.array([0, 1])}
    yield {"y": probabilities(rng, 3, 3), "t": rng.permutation([0, 1, 1])}
    yield {"y": probabilities(rng, 3, 3), "t": rng.permutation([0, 2, 2])}
    yield {"y": probabilities(rng, 5, 3), "t": classes(rng, 5, 3)}
    yield {"y": probabilities(rng, 4, 6), "t": classes(rng, 4, 6)}


def hot_rows(rng):
    yield {"y": np.array([[0.2, 0.7, 0.1]]), "t": np.array([[0, 0, 1]])}
    yield {"y": np.array([[0.2, 0.7, 0.1], [0.4, 0.1, 0.5]]), "t": np.array([[0.0, 1.0, 0.0], [0.0, 0.0, 1.0]])}
    yield {"y": probabilities(rng, 5, 3), "t": one_hot(classes(rng, 5, 3), 3)}
    yield {"y": probabilities(rng, 4, 6), "t": one_hot(classes(rng, 4, 6), 6).astype(int)}


def index_alone(rng):
    yield {"y": np.array([0.2, 0.7, 0.1]), "t": 2}
    yield {"y": np.array([0.3, 0.1, 0.6]), "t": 1}
    yield {"y": probabilities(rng, 5), "t": int(rng.integers(2, 5))}


def hot_row_alone(rng):
    yield {"y": np.array([0.2, 0.7, 0.1]), "t": np.array([0, 0, 1])}
    yield {"y": np.array([0.3, 0.1, 0.6]), "t": np.array([0.0, 1.0, 0.0])}
    yield {"y": probabilities(rng, 5), "t": one_hot(int(rng.integers(2, 5)), 5)}


def no_probability(rng):
    yield {"y": np.array([[0.25, 0.75, 0.0]]), "t": np.array([2])}
    yield {"y": np.array([0.0, 1.0, 0.0]), "t": 2}
    yield {"y": np.array([[0.25, 0.75, 0.0]]), "t": np.array([[0, 0, 1]])}
    yield {"y": np.array([0.6, 0.0, 0.4]), "t": np.array([0.0, 1.0, 0.0])}
    yield {"y": np.array([[0.0, 0.75, 0.25]]), "t": np.array([[0, 0, 1]])}  # a wrong class has none
    yield {"y": np.array([[0.25, 0.75, 0.0], [0.0, 0.4, 0.6]]), "t": np.array([2, 0])}
    yield {"y": np.array([[0.25, 0.75, 0.0], [0.0, 0.4, 0.6]]), "t": np.array([[0, 0, 1], [1, 0, 0]])}
    yield {"y": np.array([[0.0005, 0.9995]]), "t": np.array([0])}  # here 1e-6 shows, and 1e-7 does not


def cross_entropy_of_both_sides(y, t):
    hot, y = np.ndim(t) == np.ndim(y), np.atleast_2d(y)
    t = np.atleast_2d(t) if hot else np.eye(y.shape[1])[np.atleast_1d(t)]
    with np.errstate(all="ignore"):
        return -(t * np.log(y) + (1 - t) * np.log(1 - y)).sum() / len(y)


def cross_entropy_by_nan_to_num(y, t):
    with np.errstate(all="ignore"):
        log_y = np.nan_to_num(np.log(np.atleast_2d(y)))
        if np.ndim(t) == np.ndim(y):
            return -(log_y * t).sum() / len(log_y)
        return -log_y[np.arange(len(log_y)), t].mean()


def cross_entropy_of_tables_only(y, t):
    log_y = np.log(y + 1e-7)
    right = log_y[np.arange(len(t)), t] if t.ndim == 1 else (log_y * t).sum(axis=1)
    return -right.mean()


def cross_entropy_of_tables_only_by_rows(y, t):
    log_y, N = np.log(y + 1e-7), y.shape[0]
    return -(log_y[np.arange(N), t] if t.ndim == 1 else log_y * t).sum() / N


def cross_entropy_of_y_reshaped_alone(y, t):
    log_y = np.log(np.atleast_2d(y) + 1e-7)
    right = log_y[np.arange(len(t)), t] if t.ndim == 1 else (log_y * t).sum(axis=1)
    return -right.mean()


def cross_entropy_of_y_reshaped_alone_by_rows(y, t):
    log_y = np.log(np.atleast_2d(y) + 1e-7)
    N = len(log_y)
    return -(log_y[np.arange(N), t] if t.ndim == 1 else log_y * t).sum() / N


def cross_entropy_of_t_always_one_row(y, t):
    log_y = np.log(np.atleast_2d(y) + 1e-7)
    return -(log_y * np.reshape(t, (1, -1))).sum() / len(log_y)


def cross_entropy_of_picked_without_guard(y, t):
    rows = np.atleast_2d(y)
    t = np.argmax(np.atleast_2d(t), axis=1) if np.ndim(t) == np.ndim(y) else t
    with np.errstate(all="ignore"):
        return -np.log(rows[np.arange(len(rows)), t]).mean()


def cross_entropy_of_single_index_as_number(y, t):
    log_y = np.log(np.atleast_2d(y) + 1e-12)
    if np.ndim(t) == np.ndim(y) or np.ndim(y) == 1:
        return -(log_y * t).sum() / len(log_y)
    return -log_y[np.arange(len(log_y)), t].mean()


def cross_entropy_of_single_index_as_row(y, t):
    log_y = np.log(np.atleast_2d(y) + 1e-12)
    if np.ndim(t) == np.ndim(y) or np.ndim(y) == 1:
        t = np.argmax(t, axis=-1)
    return -log_y[np.arange(len(log_y)), t].mean()


def cross_entropy_of_the_book(y, t):
    # All one-hot rows become indices; the guard stays.
    if y.ndim == 1:
        t = t.reshape(1, t.size)
        y = y.reshape(1, y.size)
    if t.size == y.size:
        t = t.argmax(axis=1)
    batch_size = y.shape[0]
    return -np.sum(np.log(y[np.arange(batch_size), t] + 1e-7)) / batch_size


def cross_entropy_by_axes(y, t):
    log_y = np.log(np.where(y == 0, 1e-7, y))
    if t.ndim == 0:
        return -log_y[t]
    if t.ndim == y.ndim:
        return -np.sum(t * log_y) / (1 if y.ndim == 1 else len(y))
    return -np.mean([row[k] for row, k in zip(log_y, t)])


CHECK = Check(
    [
        Part("rows with class indices", 1, index_rows),
        Part("rows, one-hot", 1, hot_rows),
        Part("one example alone, class index", 1, index_alone),
        Part("one example alone, one-hot", 1, hot_row_alone),
        Part("a probability of 0", 1, no_probability, probe="cross_entropy_error_of_0"),
    ],
    accepts=[
        cross_entropy_of_the_book,
        cross_entropy_by_axes,
        [("1e-12", "1e-7")],
        [("1e-12", "1e-15")],
        [("np.atleast_2d(y) + 1e-12", "np.maximum(np.atleast_2d(y), 1e-15)")],
        [("np.atleast_2d(y) + 1e-12", "np.clip(np.atleast_2d(y), 1e-12, 1 - 1e-12)")],
        [
            ("-(log_y * t).sum() / len(log_y)",
             "-log_y[np.arange(len(log_y)), np.argmax(np.atleast_2d(t), axis=1)].mean()"),
        ],
    ],
    rtol=1e-4,
    atol=1e-6,
)
