"""How `log_softmax` is judged."""
import numpy as np

from grader.checks import Check, Part
from grader.checks.backprop.shared import SOFTMAX_PARTS, different_levels, large_scores


def large_scores_and_levels(rng):
    yield from large_scores(rng)
    yield from different_levels(rng)


def log_of_softmax(x):
    with np.errstate(all="ignore"):
        exps = np.exp(x - x.max(axis=-1, keepdims=True))
        return np.log(exps / exps.sum(axis=-1, keepdims=True))


def log_of_unstable_softmax(x):
    with np.errstate(all="ignore"):
        exps = np.exp(x)
        return np.log(exps / exps.sum(axis=-1, keepdims=True))


def log_softmax_not_shifted(x):
    with np.errstate(all="ignore"):
        return x - np.log(np.exp(x).sum(axis=-1, keepdims=True))


def log_softmax_batch_maximum(x):
    with np.errstate(all="ignore"):
        shifted = x - x.max()
        return shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True))


def log_softmax_mean(x):
    with np.errstate(all="ignore"):
        shifted = x - x.mean(axis=-1, keepdims=True)
        return shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True))


def log_softmax_largest_size(x):
    with np.errstate(all="ignore"):
        shifted = x - np.abs(x).max(axis=-1, keepdims=True)
        return shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True))


def log_softmax_quotient(x):
    with np.errstate(all="ignore"):
        shifted = x - x.max(axis=-1, keepdims=True)
        return shifted / np.log(np.exp(shifted).sum(axis=-1, keepdims=True))


def log_softmax_quotient_not_shifted(x):
    with np.errstate(all="ignore"):
        return x / np.log(np.exp(x).sum(axis=-1, keepdims=True))


def log_softmax_sums_flat(x):
    shifted = x - x.max(axis=-1, keepdims=True)
    return shifted - np.log(np.exp(shifted).sum(axis=-1))


def log_softmax_flat_twice(x):
    with np.errstate(all="ignore"):
        shifted = x - x.max(axis=-1)
        return shifted - np.log(np.exp(shifted).sum(axis=-1))


def log_softmax_smallest(x):
    with np.errstate(all="ignore"):
        shifted = x - x.min(axis=-1, keepdims=True)
        return shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True))


def log_softmax_clipped(x):
    x = np.clip(x, -500, 500)
    return x - np.log(np.exp(x).sum(axis=-1, keepdims=True))


def log_softmax_in_place(x):
    x -= x.max(axis=-1, keepdims=True)
    return x - np.log(np.exp(x).sum(axis=-1, keepdims=True))


def log_softmax_by_logaddexp(x):
    return x - np.logaddexp.reduce(x, axis=-1, keepdims=True)


CHECK = Check(
    [*SOFTMAX_PARTS, Part("scores of -1000 and 1000", 1, large_scores_and_levels)],
    accepts=[
        log_softmax_by_logaddexp,
        [
            ("np.log(np.exp(shifted).sum(axis=-1, keepdims=True))",
             "x.max(axis=-1, keepdims=True) - np.log(np.exp(shifted).sum(axis=-1, keepdims=True))"),
            ("return shifted", "return x"),
        ],
    ],
    twins=["softmax"],
    rtol=1e-4,
    atol=1e-6,
)
