"""The references of chapter 9 are proven: against slow loops in plain Python, closed forms, autograd and statistics."""
import math

import autograd.numpy as anp
import numpy as np
import pytest
from autograd import grad
from gradients import close
from hypothesis import given
from hypothesis import strategies as st
from layers import seeds
from scipy import stats

from solutions import training as ref

shapes = st.lists(st.integers(1, 4), min_size=1, max_size=3).map(tuple)
OPTIMISERS = [ref.sgd, ref.momentum, ref.adagrad, ref.rmsprop, ref.adam]
each_optimiser = pytest.mark.parametrize("optimiser", OPTIMISERS)


def walk(optimiser, w, gradients, config=None):
    """The parameter after each step."""
    found = []
    for dw in gradients:
        w, config = optimiser(w, dw, config)
        found.append(w)
    return np.array(found)


# --- optimisers, entry by entry ---------------------------------------------------------------


def slow_sgd(w, gradients, learning_rate=1e-2):
    for dw in gradients:
        w -= learning_rate * dw
        yield w


def slow_momentum(w, gradients, learning_rate=1e-2, momentum=0.9):
    for k in range(len(gradients)):
        # The velocity as a sum: a gradient counts less for each step since.
        w -= learning_rate * sum(momentum ** (k - i) * gradients[i] for i in range(k + 1))
        yield w


def slow_adagrad(w, gradients, learning_rate=1e-2, epsilon=1e-7):
    for k, dw in enumerate(gradients):
        w -= learning_rate * dw / (math.sqrt(sum(one**2 for one in gradients[: k + 1])) + epsilon)
        yield w


def slow_rmsprop(w, gradients, learning_rate=1e-2, decay_rate=0.99, epsilon=1e-8):
    for k, dw in enumerate(gradients):
        squares = sum((1 - decay_rate) * decay_rate ** (k - i) * gradients[i] ** 2 for i in range(k + 1))
        w -= learning_rate * dw / (math.sqrt(squares) + epsilon)
        yield w


def slow_adam(w, gradients, learning_rate=1e-3, beta1=0.9, beta2=0.999, epsilon=1e-8):
    for k in range(len(gradients)):
        # Divided by the sum of the shares, which is what the correction by 1 - beta**t amounts to.
        firsts, seconds = ([beta ** (k - i) for i in range(k + 1)] for beta in (beta1, beta2))
        m = sum(share * one for share, one in zip(firsts, gradients)) / sum(firsts)
        v = sum(share * one**2 for share, one in zip(seconds, gradients)) / sum(seconds)
        w -= learning_rate * m / (math.sqrt(v) + epsilon)
        yield w


SLOW = [slow_sgd, slow_momentum, slow_adagrad, slow_rmsprop, slow_adam]
SETTINGS = [
    {"learning_rate": 0.3},
    {"learning_rate": 0.3, "momentum": 0.5},
    {"learning_rate": 0.3, "epsilon": 0.01},
    {"learning_rate": 0.3, "decay_rate": 0.6, "epsilon": 0.01},
    {"learning_rate": 0.3, "beta1": 0.5, "beta2": 0.7, "epsilon": 0.01},
]


@pytest.mark.parametrize(("optimiser", "slow", "settings"), list(zip(OPTIMISERS, SLOW, SETTINGS, strict=True)))
@pytest.mark.parametrize("with_settings", [False, True])
@given(shape=shapes, steps=st.integers(1, 6), seed=seeds)
def test_optimisers_are_their_sums_written_out(optimiser, slow, settings, with_settings, shape, steps, seed):
    rng = np.random.default_rng(seed)
    w, gradients = rng.normal(size=shape), rng.normal(size=(steps, *shape))
    gradients[..., 0] *= 1e-6  # epsilon shows
    before = w.copy(), gradients.copy()
    got = walk(optimiser, w, gradients, dict(settings) if with_settings else None)
    for place in np.ndindex(shape):
        series = [float(one[place]) for one in gradients]
        expected = list(slow(float(w[place]), series, **(settings if with_settings else {})))
        close(got[(slice(None), *place)], expected, rtol=1e-9, atol=1e-12)
    assert np.array_equal(w, before[0]) and np.array_equal(gradients, before[1])


@each_optimiser
def test_optimisers_keep_all_they_know_in_the_config(optimiser):
    rng = np.random.default_rng(0)
    w, other = rng.normal(size=(2, 3)), rng.normal(size=4)
    dws, others = rng.normal(size=(4, 2, 3)), rng.normal(size=(4, 4))
    alone = walk(optimiser, w, dws)[-1]
    config = other_config = None
    for dw, other_dw in zip(dws, others):
        w, config = optimiser(w, dw, config)
        other, other_config = optimiser(other, other_dw, other_config)
    assert np.array_equal(w, alone)


@each_optimiser
def test_optimisers_keep_single_precision(optimiser):
    w = np.ones(3, np.float32)
    assert walk(optimiser, w, np.ones((2, 3), np.float32)).dtype == np.float32


@each_optimiser
def test_a_gradient_of_zero_moves_nothing(optimiser):
    assert np.array_equal(walk(optimiser, np.ones(2), np.zeros((3, 2)))[-1], np.ones(2))


def test_the_first_step_of_adam_is_the_learning_rate_long():
    w, _ = ref.adam(np.zeros(3), np.array([5.0, -0.02, 300.0]), {"learning_rate": 0.1})
    close(w, [-0.1, 0.1, -0.1], rtol=1e-6)


# --- weights at the start ---------------------------------------------------------------------


INITIAL = [
    (ref.xavier_init, (300, 200), 2 / 500),
    (ref.xavier_init, (40, 20, 5, 7), 2 / (35 * 60)),
    (ref.he_init, (300, 200), 2 / 300),
    (ref.he_init, (40, 20, 5, 7), 2 / (20 * 35)),
]


@pytest.mark.parametrize(("init", "shape", "variance"), INITIAL)
def test_weights_are_normal_with_the_variance_of_the_paper(init, shape, variance):
    w = init(shape, np.random.default_rng(1))
    assert w.shape == shape
    # Thresholds of one in a million: 28,000 numbers and more.
    assert stats.kstest(w.ravel() / math.sqrt(variance), "norm").pvalue > 1e-6
    assert abs(w.var() / variance - 1) < 5 * math.sqrt(2 / w.size)


@pytest.mark.parametrize("init", [ref.xavier_init, ref.he_init])
def test_signals_keep_their_size(init):
    """x @ w has the variance of x times fan_in * var(w): 1 for He behind a ReLU, and for Xavier where fans agree."""
    rng = np.random.default_rng(2)
    x = rng.normal(size=(4000, 400))
    x = np.maximum(x, 0) if init is ref.he_init else x
    through = x @ init((400, 400), rng)
    assert abs(through.var() - 1) < 0.05


def test_the_generator_is_the_only_source_of_chance():
    for init in (ref.xavier_init, ref.he_init):
        first, again, other = (init((3, 4), np.random.default_rng(seed)) for seed in (5, 5, 6))
        assert np.array_equal(first, again) and not np.array_equal(first, other)


# --- weight decay and dropout -----------------------------------------------------------------


@given(shapes, st.floats(0, 10), seeds)
def test_l2_penalty_and_its_gradient(shape, reg, seed):
    w = np.random.default_rng(seed).normal(size=shape)
    penalty, dw = ref.l2_penalty(w, reg)
    close(penalty, sum(reg * float(one) ** 2 / 2 for one in w.ravel()))
    close(dw, grad(lambda w: reg * anp.sum(w * w) / 2)(w))


@pytest.mark.parametrize("p_drop", [0.0, 0.2, 0.75])
def test_dropout_drops_each_entry_by_itself_and_scales_the_rest(p_drop):
    x = np.random.default_rng(0).uniform(1, 2, size=(300, 200))
    before = x.copy()
    out, mask = ref.dropout_forward(x, {"mode": "train", "p_drop": p_drop, "rng": np.random.default_rng(1)})
    assert np.array_equal(x, before) and np.array_equal(out, x * mask)
    assert set(np.unique(mask)) == ({1.0} if p_drop == 0 else {0.0, 1 / (1 - p_drop)})
    dropped = out == 0
    deviation = math.sqrt(p_drop * (1 - p_drop))
    assert abs(dropped.mean() - p_drop) <= 5 * deviation / math.sqrt(x.size)
    # Rows and columns deviate as much as independent draws do, and no more.
    for axis in (0, 1):
        counts = dropped.mean(axis=axis)
        assert abs(counts.std() - deviation / math.sqrt(x.shape[axis])) <= 0.2 * deviation / math.sqrt(x.shape[axis])
    assert abs(out.mean() / x.mean() - 1) < 0.03, "the expected value stays"


def test_dropout_in_a_test_is_nothing():
    x = np.arange(6.0).reshape(2, 3)
    out, mask = ref.dropout_forward(x, {"mode": "test", "p_drop": 0.5, "rng": np.random.default_rng(0)})
    assert np.array_equal(out, x) and np.array_equal(mask, np.ones((2, 3)))


@given(shapes, st.floats(0, 0.9), seeds)
def test_dropout_backward_is_the_gradient_at_that_mask(shape, p_drop, seed):
    rng = np.random.default_rng(seed)
    x, dout = rng.normal(size=(2, *shape))
    draw = lambda: {"mode": "train", "p_drop": p_drop, "rng": np.random.default_rng(seed)}  # noqa: E731
    _, mask = ref.dropout_forward(x, draw())
    got = ref.dropout_backward(dout, mask)
    h = 1e-6
    for place in np.ndindex(shape):
        moved = x.copy()
        moved[place] += h
        slope = np.sum((ref.dropout_forward(moved, draw())[0] - ref.dropout_forward(x, draw())[0]) * dout) / h
        close(got[place], slope, rtol=1e-5, atol=1e-6)


@pytest.mark.parametrize("p_drop", [-0.1, 1.0, 1.5])
def test_a_probability_that_cannot_be_is_refused(p_drop):
    for mode in ("train", "test"):
        with pytest.raises(ValueError, match="^p_drop must be at least 0 and less than 1"):
            ref.dropout_forward(np.ones(3), {"mode": mode, "p_drop": p_drop, "rng": np.random.default_rng(0)})


def test_another_mode_is_refused():
    with pytest.raises(ValueError, match="^mode must be 'train' or 'test', but is 'eval'"):
        ref.dropout_forward(np.ones(3), {"mode": "eval", "p_drop": 0.5, "rng": np.random.default_rng(0)})


# --- choosing settings ------------------------------------------------------------------------


@given(st.integers(2, 40), st.data(), seeds)
def test_each_example_is_held_out_once(n, data, seed):
    k = data.draw(st.integers(2, n))
    folds = ref.k_fold_indices(n, k, np.random.default_rng(seed))
    assert len(folds) == k
    assert sorted(i for _, val in folds for i in val) == list(range(n))
    for train, val in folds:
        assert sorted([*train, *val]) == list(range(n))
        assert len(val) in (n // k, -(-n // k))


def test_folds_are_made_by_chance():
    folds = {seed: ref.k_fold_indices(1000, 4, np.random.default_rng(seed)) for seed in (0, 1)}
    again = ref.k_fold_indices(1000, 4, np.random.default_rng(0))
    assert all(np.array_equal(one[1], other[1]) for one, other in zip(folds[0], again))
    assert not np.array_equal(folds[0][0][1], folds[1][0][1])
    # Examples of the first quarter of the file are in all four folds, in about equal numbers.
    for _, val in folds[0]:
        assert 35 < np.sum(val < 250) < 90


@pytest.mark.parametrize("k", [0, 1, 6])
def test_folds_that_cannot_be_are_refused(k):
    with pytest.raises(ValueError, match=f"^k must be from 2 to the number of examples, 5, but is {k}"):
        ref.k_fold_indices(5, k, np.random.default_rng(0))


def test_random_search_lists_what_it_tried_the_best_first():
    calls = []

    def evaluate(learning_rate, reg):
        calls.append((learning_rate, reg, -abs(math.log10(learning_rate) + 2)))
        return calls[-1][2]

    found = ref.random_search(evaluate, (1e-4, 1e-1), (1e-6, 1e-3), 500, np.random.default_rng(0))
    assert found.shape == (500, 3) and len(calls) == 500
    assert sorted(map(tuple, found)) == sorted(calls)
    assert np.all(np.diff(found[:, 2]) <= 0)
    assert abs(math.log10(found[0, 0]) + 2) < 0.1, "the best is at the top of the hill"
    rates, strengths = (np.log10(found[:, 0]) + 4) / 3, (np.log10(found[:, 1]) + 6) / 3
    assert min(stats.kstest(one, "uniform").pvalue for one in (rates, strengths)) > 1e-6
    assert abs(stats.spearmanr(rates, strengths).statistic) < 0.2, "drawn apart"


def test_trials_that_are_equally_good_are_all_listed():
    found = ref.random_search(lambda *_: 1.0, (1e-3, 1e-1), (1e-3, 1e-1), 4, np.random.default_rng(0))
    assert len(np.unique(found[:, 0])) == 4
