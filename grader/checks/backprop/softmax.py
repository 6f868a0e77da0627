"""How `softmax` is judged."""
import numpy as np

from grader.checks import Check, Part
from grader.checks.backprop.shared import SOFTMAX_PARTS, different_levels, large_scores


def softmax_not_shifted(x):
    with np.errstate(all="ignore"):
        exps = np.exp(x)
        return exps / exps.sum(axis=-1, keepdims=True)


def softmax_not_shifted_whole_batch(x):
    with np.errstate(all="ignore"):
        exps = np.exp(x)
        return exps / exps.sum()


def softmax_batch_maximum(x):
    with np.errstate(all="ignore"):
        exps = np.exp(x - x.max())
        return exps / exps.sum(axis=-1, keepdims=True)


def softmax_mean(x):
    with np.errstate(all="ignore"):
        exps = np.exp(x - x.mean(axis=-1, keepdims=True))
        return exps / exps.sum(axis=-1, keepdims=True)


def softmax_largest_size(x):
    with np.errstate(all="ignore"):
        exps = np.exp(x - np.abs(x).max(axis=-1, keepdims=True))
        return exps / exps.sum(axis=-1, keepdims=True)


def softmax_largest_size_of_batch(x):
    with np.errstate(all="ignore"):
        exps = np.exp(x - np.abs(x).max())
        return exps / exps.sum(axis=-1, keepdims=True)


def softmax_divided_by_the_largest(x):
    with np.errstate(all="ignore"):
        exps = np.exp(x / x.max(axis=-1, keepdims=True))
        return exps / exps.sum(axis=-1, keepdims=True)


def softmax_divided_by_the_largest_of_batch(x):
    with np.errstate(all="ignore"):
        exps = np.exp(x / x.max())
        return exps / exps.sum(axis=-1, keepdims=True)


def softmax_smallest(x):
    with np.errstate(all="ignore"):
        exps = np.exp(x - x.min(axis=-1, keepdims=True))
        return exps / exps.sum(axis=-1, keepdims=True)


def softmax_not_normalised(x):
    with np.errstate(all="ignore"):
        return np.exp(x)


def softmax_without_exp(x):
    with np.errstate(all="ignore"):
        return x / x.sum(axis=-1, keepdims=True)


def softmax_sums_of_columns(x):
    with np.errstate(all="ignore"):
        exps = np.exp(x - x.max(axis=-1, keepdims=True))
        return exps / exps.sum(axis=0, keepdims=True)


def softmax_row_sums_flat(x):
    exps = np.exp(x - x.max(axis=-1, keepdims=True))
    return exps / exps.sum(axis=-1)


def softmax_flat_twice(x):
    with np.errstate(all="ignore"):
        exps = np.exp(x - x.max(axis=-1))
        return exps / exps.sum(axis=-1)


def softmax_batch_maximum_flat_sums(x):
    with np.errstate(all="ignore"):
        exps = np.exp(x - x.max())
        return exps / exps.sum(axis=-1)


def softmax_not_shifted_flat_sums(x):
    with np.errstate(all="ignore"):
        exps = np.exp(x)
        return exps / exps.sum(axis=-1)


def softmax_guarded(x):
    with np.errstate(all="ignore"):
        exps = np.exp(x - x.max())
        return exps / (exps.sum(axis=-1, keepdims=True) + 1e-8)


def softmax_clipped(x):
    exps = np.exp(np.clip(x, -500, 500))
    return exps / exps.sum(axis=-1, keepdims=True)


def softmax_in_place(x):
    x -= x.max(axis=-1, keepdims=True)
    exps = np.exp(x)
    return exps / exps.sum(axis=-1, keepdims=True)


def softmax_first_row(x):
    rows = np.atleast_2d(x)
    exps = np.exp(rows[0] - rows[0].max())
    return np.broadcast_to(exps / exps.sum(), x.shape).copy()


def softmax_transposed(x):
    # The function of the well-known book: for batches it works on the transpose.
    if x.ndim == 2:
        x = x.T
        x = x - np.max(x, axis=0)
        return (np.exp(x) / np.sum(np.exp(x), axis=0)).T
    x = x - np.max(x)
    return np.exp(x) / np.sum(np.exp(x))


def softmax_by_logaddexp(x):
    return np.exp(x - np.logaddexp.reduce(x, axis=-1, keepdims=True))


CHECK = Check(
    [
        *SOFTMAX_PARTS,
        Part("scores of -1000 and 1000", 1, large_scores),
        Part("rows of very different levels", 1, different_levels),
    ],
    accepts=[
        softmax_transposed,
        softmax_by_logaddexp,
        [
            ("exps = np.exp(x - x.max(axis=-1, keepdims=True))",
             "rows = [np.exp(r - max(r)) for r in np.atleast_2d(x)]"),
            ("exps / exps.sum(axis=-1, keepdims=True)", "np.reshape([r / sum(r) for r in rows], x.shape)"),
        ],
        [("exps.sum(axis=-1, keepdims=True)", "(exps.sum(axis=-1, keepdims=True) + 1e-8)")],
    ],
)
