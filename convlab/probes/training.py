"""Probes of chapter 09_training. `student` carries the names of the notebook.

What is drawn by chance is judged by what it has in common, not number by number.
"""
import copy
from functools import partial

import numpy as np

from convlab.chance import same_again, share
from convlab.probes import Told, judged_by, named, refuses, told
from convlab.run import plain_array


def sgd(student, w, dw_of_each_step, **settings):
    return _steps(student.sgd, w, dw_of_each_step, settings)


def momentum(student, w, dw_of_each_step, **settings):
    return _steps(student.momentum, w, dw_of_each_step, settings)


def adagrad(student, w, dw_of_each_step, **settings):
    return _steps(student.adagrad, w, dw_of_each_step, settings)


def rmsprop(student, w, dw_of_each_step, **settings):
    return _steps(student.rmsprop, w, dw_of_each_step, settings)


def adam(student, w, dw_of_each_step, **settings):
    return _steps(student.adam, w, dw_of_each_step, settings)


def _alike(one, other) -> bool:
    return one.shape == other.shape and np.allclose(one, other, rtol=1e-6, atol=1e-9, equal_nan=True)


def _of_turns(arrays, **_) -> dict:
    ends = [arrays["w after other gradients"], arrays["w after these gradients"]]
    return {
        "w ends by turns with other_w where it ends alone": _alike(arrays["w by turns"], arrays["w alone"]),
        "other_w ends by turns with w where it ends alone": _alike(arrays["other_w by turns"], arrays["other_w alone"]),
        "w by turns with other_w, less w alone": arrays["w by turns"] - arrays["w alone"],
        "other_w by turns with w, less other_w alone": arrays["other_w by turns"] - arrays["other_w alone"],
        "a step depends on the gradients before it": not np.allclose(*ends, rtol=1e-9, atol=1e-12),
    }


@judged_by(_of_turns)
def by_turns(student, optimiser, w, dw_of_each_step, other_w, other_dw_of_each_step, settings):
    """Two parameters by turns, each with its config: what one has behind it is nothing to the other."""
    step = getattr(student, optimiser)
    dw, other_dw = dw_of_each_step, other_dw_of_each_step
    alone = [_steps(step, *both, settings) for both in ((w, dw.copy()), (other_w, other_dw.copy()))]
    weights, configs = [w.copy(), other_w.copy()], [dict(settings), dict(settings)]
    for gradients in zip(dw.copy(), other_dw.copy(), strict=True):
        for k, gradient in enumerate(gradients):
            weights[k], configs[k] = _after(step(weights[k], gradient, configs[k]))
    ends = []
    for past in (dw[:-1].copy(), 2 * dw[:-1]):
        config = dict(settings)
        for gradient in past:
            _, config = _after(step(w.copy(), gradient, config))
        next_w, _ = _after(step(w.copy(), dw[-1].copy(), config))
        ends.append(plain_array("next_w", next_w))
    lasts = [list(found.values())[-1] for found in alone]
    return {
        "w alone": lasts[0], "w by turns": weights[0], "other_w alone": lasts[1], "other_w by turns": weights[1],
        "w after these gradients": ends[0], "w after other gradients": ends[1],
    }  # fmt: skip


BEGUN = {"without config": (), "with None": (None,), "with an empty config": ({},)}


def _of_beginnings(arrays, w, **_) -> dict:
    given = arrays["with the defaults"]
    found = {f"begun {how}, w ends as with the defaults as settings": _alike(arrays[how], given) for how in BEGUN}
    found |= {f"w begun {how}, less w with the defaults as settings": arrays[how] - given for how in BEGUN}
    return found | {"w is changed by the steps": not np.array_equal(given, w)}


@judged_by(_of_beginnings)
def without_config(student, optimiser, w, dw_of_each_step, defaults):
    """Steps that begin without settings, beside steps with the defaults as settings."""
    step = getattr(student, optimiser)
    dw = dw_of_each_step
    given = list(_steps(step, w, dw.copy(), defaults).values())[-1]
    begun = copy.deepcopy(BEGUN)  # steps may write into the config
    return {"with the defaults": given} | {how: _last(step, w, dw.copy(), config) for how, config in begun.items()}


def _of_weights(arrays, shape, **_) -> dict:
    """What can be said of many random numbers, and where they come from. The last digits are chance: rounded."""
    first = arrays["drawn"]
    if first.ndim != len(shape):
        raise Told(f"What is drawn should have shape {shape}, but has shape {first.shape}")
    deviation = first.std()
    return {
        "shape": np.array(first.shape),
        "standard deviation": float(f"{deviation:.3g}"),
        "share above 0": share(first > 0),
        "share within one standard deviation of 0": share(np.abs(first) < deviation),
    } | same_again(arrays, "drawn")


@judged_by(_of_weights)
def xavier_init(student, shape, _seed):
    return _thrice(partial(student.xavier_init, shape), _seed)


@judged_by(_of_weights)
def he_init(student, shape, _seed):
    return _thrice(partial(student.he_init, shape), _seed)


def l2_penalty(student, w, reg):
    return named(student.l2_penalty(w, reg), "penalty", "dw")


def dropout_forward(student, x, mode, p_drop, _seed):
    """Where nothing is dropped: no chance is left."""
    rng, before = np.random.default_rng(_seed), np.random.default_rng(_seed)
    out, mask = _masked(student, x, {"mode": mode, "p_drop": p_drop, "rng": rng})
    drawn = {"something is drawn in a test": rng.random() != before.random()} if mode == "test" else {}
    return {"out": out, "cache": mask} | drawn


def _of_mask(arrays, x, **_) -> dict:
    out, mask = arrays["out"], arrays["cache"]
    if mask.shape != x.shape:
        raise Told(f"cache should be the mask, of the shape of x, {x.shape}, but has shape {mask.shape}")
    product = x * mask
    rest = np.where(np.isclose(out, product, rtol=1e-6, atol=1e-9), 0.0, out - product)  # float32 is rounded
    return {"out - x * cache": rest, "largest entry of cache": np.max(mask)}


@judged_by(_of_mask)
def dropout_forward_mask(student, x, mode, p_drop, _seed):
    """The cache as the mask; whether x was multiplied by it."""
    out, mask = _dropped(student, x, mode, p_drop, _seed)
    return {"out": out, "cache": plain_array("cache", mask)}


def _many(shape, seed) -> np.ndarray:
    """Many numbers, none of them 0."""
    rng = np.random.default_rng(seed + 2)
    return rng.uniform(1, 2, shape) * rng.choice([-1.0, 1.0], shape)


def _of_dropout(arrays, shape, p_drop, _seed, **_) -> dict:
    x, out = _many(shape, _seed), arrays["drawn"]
    if out.shape != x.shape:
        raise Told(f"out should have the shape of x, {x.shape}, but has {out.shape}")
    dropped, kept = out == 0, (out / x)[out != 0]
    counts = {np.count_nonzero(arrays[name] == 0) for name in ("drawn", "drawn otherwise")}
    return {
        "share of entries that are kept": share(~dropped),
        "smallest factor of the others": kept.min() if kept.size else 0.0,
        "largest factor of the others": kept.max() if kept.size else 0.0,
        "share of columns that are 0 from top to bottom": dropped.all(axis=0).mean(),
        "share of rows that are 0 from left to right": dropped.all(axis=1).mean(),
        "just the share p_drop of the entries is dropped, to the last one": counts == {round(p_drop * x.size)},
    } | same_again(arrays, "drawn")


@judged_by(_of_dropout)
def dropout_forward_chance(student, shape, p_drop, _seed):
    param = {"mode": "train", "p_drop": p_drop}
    return _thrice(lambda rng: _masked(student, _many(shape, _seed), param | {"rng": rng})[0], _seed)


def dropout_forward_refuses(student, x, mode, p_drop):
    return refuses(student.dropout_forward, x, {"mode": mode, "p_drop": p_drop, "rng": np.random.default_rng(0)})


def dropout_backward(student, dout, cache):
    dx = plain_array("dx", student.dropout_backward(dout, cache))
    if dx.shape != dout.shape:
        raise Told(f"dx should have the shape of dout, {dout.shape}, but has {dx.shape}")
    dropped = cache == 0
    return {
        "all of dx": dx,
        "zeros in dx where x was dropped, and nowhere else": np.array_equal(dx == 0, dropped),
        "dx where x was kept": dx[~dropped],
    }


def _pairs(arrays) -> list:
    """The pairs (train, val), from the arrays of _joined."""
    parts = {}
    for name in ("train", "val"):
        sizes = arrays[f"sizes of {name}"].astype(int)
        if sizes.min(initial=0) < 0 or sizes.sum() != len(arrays[name]):
            raise Told(f"The sizes of {name} do not fit")
        parts[name] = np.split(arrays[name], np.cumsum(sizes)[:-1]) if len(sizes) else []
    return list(zip(parts["train"], parts["val"]))


def _joined(folds) -> dict:
    """All train and all val one after the other, and their sizes: one set of names for any number of folds."""
    found = {}
    for name, parts in (("train", [train for train, _ in folds]), ("val", [val for _, val in folds])):
        found[name] = np.concatenate([*parts, np.zeros(0, int)]).astype(int)
        found[f"sizes of {name}"] = np.array([len(part) for part in parts], int)
    return found


def _of_folds(arrays, n, **_) -> dict:
    folds, val = _pairs(arrays), arrays["val"]
    return {
        "number of pairs": len(folds),
        "an example is in no val": len(np.setdiff1d(range(n), val)) > 0,
        "an example is in val more than once": len(np.unique(val)) < len(val),
        "an index in val is below 0 or above n - 1": np.any((val < 0) | (val >= n)),
        "sizes of val, sorted": np.sort([len(val) for _, val in folds]),
        "sizes of train, sorted": np.sort([len(train) for train, _ in folds]),
        "an example is in train and in val of a pair": any(len(np.intersect1d(*pair)) for pair in folds),
        "an example is neither in train nor in val of a pair": any(
            len(np.setdiff1d(range(n), np.concatenate(pair))) for pair in folds
        ),
        "an example is in a train more than once": any(len(np.unique(train)) < len(train) for train, _ in folds),
    }


@judged_by(_of_folds)
def k_fold_indices(student, n, k, _seed):
    return _joined(_folds(student, n, k, np.random.default_rng(_seed)))


def _of_folds_by_chance(arrays, k, **_) -> dict:
    steps = [np.diff(np.sort(val)) for _, val in _pairs(arrays)]
    return {
        "each val is a run of neighbours": all(np.all(one == 1) for one in steps),
        "each val is every k-th example": all(np.all(one == k) for one in steps),
    } | same_again(arrays, "drawn")


@judged_by(_of_folds_by_chance)
def k_fold_indices_chance(student, n, k, _seed):
    def held_out(rng):
        return np.concatenate([val for _, val in _folds(student, n, k, rng)])

    return _joined(_folds(student, n, k, np.random.default_rng(_seed))) | _thrice(held_out, _seed)


def k_fold_indices_refuses(student, n, k, _seed):
    return refuses(student.k_fold_indices, n, k, np.random.default_rng(_seed))


def _of_search(arrays, trials, best_lr, best_reg, **_) -> dict:
    # To seven digits: a table of float32 has no more.
    found = np.float32(arrays["drawn"])
    heights = [(*call, _height(*call, best_lr, best_reg)) for call in arrays["calls"]]
    rows, calls, asked = (set(map(tuple, np.float32(one).tolist())) for one in (found, heights, arrays["calls"]))
    first, scores = np.diff(found[:, 0]), np.diff(found[:, 2])
    return {
        "rows of the result": len(found),
        "calls of evaluate, less the trials": len(arrays["calls"]) - trials,
        "rows that are not (learning rate, strength, score) of a call of evaluate": len(rows - calls),
        "calls of evaluate that are in no row": len(calls - rows),
        "rows whose first two numbers evaluate got the other way round": len({row[1::-1] for row in rows} & asked),
        "the scores go down from row to row": np.all(scores <= 0),
        "the scores go up from row to row": np.all(scores >= 0),
        "the first column goes down from row to row": np.all(first <= 0),
        "the first column goes up from row to row": np.all(first >= 0),
        "the rows stand in the order of the calls": np.array_equal(found[:, :2], np.float32(arrays["calls"])),
    }


@judged_by(_of_search)
def random_search(student, lr_range, reg_range, trials, best_lr, best_reg, _seed):
    calls = []
    rng = np.random.default_rng(_seed)
    found = _searched(student, lr_range, reg_range, trials, best_lr, best_reg, rng, calls)
    return {"drawn": found, "calls": np.array(calls).reshape(-1, 2)}


def _of_search_by_chance(arrays, lr_range, reg_range, **_) -> dict:
    found = arrays["drawn"]
    columns = [(found[:, k], *ends) for k, ends in enumerate((lr_range, reg_range))]
    outside = [share((drawn < low) | (drawn > high)) for drawn, low, high in columns]
    places = [np.log(drawn / low) / np.log(high / low) for drawn, low, high in columns]
    large = [place > np.median(place) for place in places]
    return {
        "share of learning rates outside of their range": outside[0],
        "share of strengths outside of their range": outside[1],
        "share of learning rates below the middle, by logarithm": share(places[0] < 0.5),
        "share of strengths below the middle, by logarithm": share(places[1] < 0.5),
        "share of learning rates in the lowest quarter, by logarithm": share(places[0] < 0.25),
        "share of strengths in the lowest quarter, by logarithm": share(places[1] < 0.25),
        "share of trials where both or none is in its larger half": share(large[0] == large[1]),
        "different learning rates": len(np.unique(found[:, 0])),
        "different strengths": len(np.unique(found[:, 1])),
    } | same_again(arrays, "few")


@judged_by(_of_search_by_chance)
def random_search_chance(student, lr_range, reg_range, trials, best_lr, best_reg, _seed):
    def search(rng, trials=30):
        return _searched(student, lr_range, reg_range, trials, best_lr, best_reg, rng, [])

    return {"drawn": search(np.random.default_rng(_seed), trials)} | _thrice(search, _seed, "few")


def _steps(step, w, dw, settings: dict) -> dict:
    """The parameter after each of the steps, with the gradients dw[0], dw[1], … w is a copy: it may be changed.

    Told when what a step does depends on more than its arguments.
    """
    once_more = w.copy(), dw[0].copy(), dict(settings)
    next_w, config, found = w.copy(), dict(settings), {}
    for number, gradient in enumerate(dw, 1):
        next_w, config = _after(step(next_w, gradient, config))
        found[f"w after {number} step{'s' * (number > 1)}"] = plain_array("next_w", next_w)
    again, _ = _after(step(*once_more))
    if not np.array_equal(found["w after 1 step"], again, equal_nan=True):
        raise Told("Taken once more after the others, your first step ends elsewhere: it knows of them otherwise than "
                   "by its config")
    return found


def _after(result) -> tuple:
    """(next_w, config) that a step returned. An array of two entries is next_w alone."""
    if isinstance(result, np.ndarray):
        raise Told(f"Your code returns {told(result)}, expected 2 values: next_w, config")
    return tuple(named(result, "next_w", "config").values())


def _last(step, w, dw, config: tuple):
    """The parameter after all steps; `config` holds what the first is called with after w and the gradient."""
    next_w = w.copy()
    for gradient in dw:
        next_w, *config = _after(step(next_w, gradient, *config))
    return plain_array("next_w", next_w)


def _thrice(draw, seed: int, name: str = "drawn") -> dict:
    """What is drawn with a generator, with another one in the same state, and with one in another state."""
    states = {name: seed, f"{name} again": seed, f"{name} otherwise": seed + 1}
    return {name: plain_array("what is drawn", draw(np.random.default_rng(one))) for name, one in states.items()}


def _dropped(student, x, mode, p_drop, seed):
    return _masked(student, x, {"mode": mode, "p_drop": p_drop, "rng": np.random.default_rng(seed)})


def _masked(student, x, dropout_param) -> tuple:
    return tuple(named(student.dropout_forward(x, dropout_param), "out", "cache").values())


def _folds(student, n, k, rng) -> list:
    folds = student.k_fold_indices(n, k, rng)
    if not isinstance(folds, list | tuple):
        raise Told(f"Your code returns {told(folds)}, expected a list of pairs (train, val)")
    for number, pair in enumerate(folds):
        if isinstance(pair, tuple | list) and len(pair) != 2:
            raise Told(f"Pair {number} of what your code returns should be (train, val), but it is a "
                            f"{type(pair).__name__} of {len(pair)}")
    return [tuple(_indices(*one) for one in named(pair, "train", "val").items()) for pair in folds]


def _indices(name, values):
    indices = np.asarray(values)
    if indices.size and indices.dtype.kind not in "iu":
        raise Told(f"{name} should hold integers, the places of its examples, but holds {indices.dtype}")
    return indices.astype(int)


def _height(learning_rate, reg, best_lr, best_reg) -> float:
    """A hill whose top is at best_lr and best_reg."""
    return -(np.log(learning_rate / best_lr) ** 2) - np.log(reg / best_reg) ** 2


def _searched(student, lr_range, reg_range, trials, best_lr, best_reg, rng, calls: list):
    """The rows of a search on the hill; what evaluate is asked goes into `calls`."""

    def evaluate(learning_rate, reg):
        if np.size(learning_rate) != 1 or np.size(reg) != 1:
            raise TypeError("evaluate takes one learning rate and one strength; your code hands it several at once")
        calls.append((learning_rate, reg))
        return _height(learning_rate, reg, best_lr, best_reg)

    rows = plain_array("the result", student.random_search(evaluate, lr_range, reg_range, trials, rng))
    if rows.ndim != 2 or rows.shape[1] != 3:
        raise Told(f"The result should have shape (trials, 3), but has {rows.shape}")
    return rows
