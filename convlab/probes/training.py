"""Probes of chapter 09_training. `student` carries the names of the notebook.

What is drawn by chance is judged by what it has in common, not number by number.
"""
from functools import partial

import numpy as np

from convlab.probes import named, refuses


def sgd(student, w, dw, learning_rate=None):
    return _steps(student.sgd, w, dw, {"learning_rate": learning_rate})


def momentum(student, w, dw, learning_rate=None, momentum=None):
    return _steps(student.momentum, w, dw, {"learning_rate": learning_rate, "momentum": momentum})


def adagrad(student, w, dw, learning_rate=None, epsilon=None):
    return _steps(student.adagrad, w, dw, {"learning_rate": learning_rate, "epsilon": epsilon})


def rmsprop(student, w, dw, learning_rate=None, decay_rate=None, epsilon=None):
    return _steps(
        student.rmsprop, w, dw, {"learning_rate": learning_rate, "decay_rate": decay_rate, "epsilon": epsilon}
    )


def adam(student, w, dw, learning_rate=None, beta1=None, beta2=None, epsilon=None):
    settings = {"learning_rate": learning_rate, "beta1": beta1, "beta2": beta2, "epsilon": epsilon}
    return _steps(student.adam, w, dw, settings)


def two_at_once(student, optimiser, w, dw, other_w, other_dw, learning_rate):
    """Two parameters by turns, each with its config: what one has behind it is nothing to the other."""
    step = getattr(student, optimiser)
    weights, configs = [w.copy(), other_w.copy()], [{"learning_rate": learning_rate} for _ in range(2)]
    for gradients in zip(dw, other_dw, strict=True):
        for k, gradient in enumerate(gradients):
            weights[k], configs[k] = named(step(weights[k], gradient, configs[k]), "next_w", "config").values()
    return {"w in the end": weights[0], "other_w in the end": weights[1]}


def without_config(student, optimiser, w, dw):
    """Steps that begin with no config at all."""
    return _steps(getattr(student, optimiser), w, dw, None)


def xavier_init(student, shape, _seed):
    return _drawn(partial(student.xavier_init, shape), _seed)


def he_init(student, shape, _seed):
    return _drawn(partial(student.he_init, shape), _seed)


def l2_penalty(student, w, reg):
    return named(student.l2_penalty(w, reg), "penalty", "dw")


def dropout_forward(student, x, mode, p_drop, _seed):
    out, _ = _dropped(student, x, mode, p_drop, _seed)
    return {"out": out}


def dropout_forward_mask(student, x, mode, p_drop, _seed):
    """The cache as the mask; whether x was multiplied by it."""
    out, mask = _dropped(student, x, mode, p_drop, _seed)
    if np.shape(mask) != x.shape:
        raise ValueError(f"cache should be the mask, of the shape of x, {x.shape}, but has shape {np.shape(mask)}")
    return {"out - x * cache": out - x * mask}


def dropout_forward_chance(student, x, p_drop, _seed):
    """x has many entries, none of them 0."""
    out, _ = _dropped(student, x, "train", p_drop, _seed)
    if np.shape(out) != x.shape:
        raise ValueError(f"out should have the shape of x, {x.shape}, but has {np.shape(out)}")
    again, other = (_dropped(student, x, "train", p_drop, seed)[0] for seed in (_seed, _seed + 1))
    dropped, kept = out == 0, (out / x)[out != 0]
    return {
        "share of dropped entries": dropped.mean(),
        "smallest factor of those kept": kept.min() if kept.size else 0.0,
        "largest factor of those kept": kept.max() if kept.size else 0.0,
        "share of columns that are dropped from top to bottom": dropped.all(axis=0).mean(),
        "share of rows that are dropped from left to right": dropped.all(axis=1).mean(),
        "the same again by a generator in the same state": np.array_equal(out, again),
        "the same by another generator": np.array_equal(out, other),
    }


def dropout_forward_refuses(student, x, mode, p_drop):
    return refuses(student.dropout_forward, x, {"mode": mode, "p_drop": p_drop, "rng": np.random.default_rng(0)})


def dropout_backward(student, dout, cache):
    return {"dx": student.dropout_backward(dout, cache)}


def k_fold_indices(student, n, k, _seed):
    folds = _folds(student, n, k, _seed)
    held_out = np.concatenate([val for _, val in folds])
    return {
        "number of pairs": len(folds),
        "all val together, sorted": np.sort(held_out),
        "sizes of val, sorted": np.sort([len(val) for _, val in folds]),
        "sizes of train, sorted": np.sort([len(train) for train, _ in folds]),
        "examples both in train and val of a pair": sum(len(np.intersect1d(train, val)) for train, val in folds),
        "examples twice in a train": sum(len(train) - len(np.unique(train)) for train, _ in folds),
    }


def k_fold_indices_chance(student, n, k, _seed):
    drawn = ([val for _, val in _folds(student, n, k, seed)] for seed in (_seed, _seed, _seed + 1))
    first, again, other = (np.concatenate(vals) for vals in drawn)
    steps = [np.diff(np.sort(val)) for _, val in _folds(student, n, k, _seed)]
    return {
        "each val is a run of neighbours": all(np.all(one == 1) for one in steps),
        "each val is every k-th example": all(np.all(one == k) for one in steps),
        "the same again by a generator in the same state": np.array_equal(first, again),
        "the same by another generator": np.array_equal(first, other),
    }


def k_fold_indices_refuses(student, n, k):
    return refuses(student.k_fold_indices, n, k, np.random.default_rng(0))


def random_search(student, lr_range, reg_range, trials, best_lr, best_reg, _seed):
    found, calls = _searched(student, lr_range, reg_range, trials, best_lr, best_reg, _seed)
    rows = {tuple(row) for row in found}
    return {
        "shape of the result": np.array(found.shape),
        "calls of evaluate": len(calls),
        "rows that evaluate was called with and returned": len(rows & set(calls)),
        "each score is at most the one before": bool(np.all(np.diff(found[:, 2]) <= 0)),
        "learning rates outside their range": np.sum((found[:, 0] < lr_range[0]) | (found[:, 0] > lr_range[1])),
        "strengths outside their range": np.sum((found[:, 1] < reg_range[0]) | (found[:, 1] > reg_range[1])),
    }


def random_search_chance(student, lr_range, reg_range, trials, best_lr, best_reg, _seed):
    arguments = (student, lr_range, reg_range, trials, best_lr, best_reg)
    found, again, other = (_searched(*arguments, seed)[0] for seed in (_seed, _seed, _seed + 1))
    ranges = enumerate((lr_range, reg_range))
    rates, strengths = (np.log(found[:, k] / low) / np.log(high / low) for k, (low, high) in ranges)
    return {
        "share of learning rates below the middle, by logarithm": np.mean(rates < 0.5),
        "share of strengths below the middle, by logarithm": np.mean(strengths < 0.5),
        "share of learning rates in the lowest quarter, by logarithm": np.mean(rates < 0.25),
        "share of strengths in the lowest quarter, by logarithm": np.mean(strengths < 0.25),
        "share where both are below the middle": np.mean((rates < 0.5) & (strengths < 0.5)),
        "different learning rates": len(np.unique(found[:, 0])),
        "different strengths": len(np.unique(found[:, 1])),
        "the same again by a generator in the same state": np.array_equal(found, again),
        "the same by another generator": np.array_equal(found, other),
    }


def _steps(step, w, dw, settings: dict | None) -> dict:
    """The parameter after each of the steps, with the gradients dw[0], dw[1], … w is a copy: it may be changed."""
    config = None if settings is None else {name: value for name, value in settings.items() if value is not None}
    next_w, found = w.copy(), {}
    for number, gradient in enumerate(dw, 1):
        next_w, config = named(step(next_w, gradient, config), "next_w", "config").values()
        found[f"w after {number} step{'s' * (number > 1)}"] = np.array(next_w)
    return found


def _drawn(draw, seed: int) -> dict:
    """What can be said of many random numbers, and where they come from."""
    first, again, other = (draw(np.random.default_rng(one)) for one in (seed, seed, seed + 1))
    first = np.asarray(first)
    deviation = first.std()
    return {
        "shape": np.array(first.shape),
        "standard deviation": deviation,
        "mean, in standard deviations": first.mean() / deviation if deviation else 0.0,
        "share within one standard deviation of 0": np.mean(np.abs(first) < deviation),
        "the same again by a generator in the same state": np.array_equal(first, again),
        "the same by another generator": np.array_equal(first, other),
    }


def _dropped(student, x, mode, p_drop, seed):
    param = {"mode": mode, "p_drop": p_drop, "rng": np.random.default_rng(seed)}
    return tuple(named(student.dropout_forward(x, param), "out", "cache").values())


def _folds(student, n, k, seed) -> list:
    folds = student.k_fold_indices(n, k, np.random.default_rng(seed))
    pairs = [tuple(named(pair, "train", "val").values()) for pair in folds]
    return [tuple(np.asarray(indices, dtype=int) for indices in pair) for pair in pairs]


def _searched(student, lr_range, reg_range, trials, best_lr, best_reg, seed):
    """The rows of a search on a hill whose top is at best_lr and best_reg, and what evaluate was asked and said."""
    calls = []

    def evaluate(learning_rate, reg):
        score = -(np.log(learning_rate / best_lr) ** 2) - np.log(reg / best_reg) ** 2
        calls.append((learning_rate, reg, score))
        return score

    rows = student.random_search(evaluate, lr_range, reg_range, trials, np.random.default_rng(seed))
    rows = np.asarray(rows)
    if rows.ndim != 2 or rows.shape[1] != 3:
        raise ValueError(f"the result should have shape (trials, 3), but has {rows.shape}")
    return rows, calls
