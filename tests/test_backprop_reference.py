"""The references of chapter 5 are proven: against autograd, central differences, SciPy and closed forms."""
import math

import autograd.numpy as anp
import numpy as np
import pytest
from autograd import grad
from gradients import close, proven
from hypothesis import given
from hypothesis import strategies as st
from scipy import special

from solutions import backprop as ref

seeds = st.integers(0, 2**32 - 1)
shapes = st.lists(st.integers(1, 4), min_size=1, max_size=3).map(tuple)
tables = st.tuples(st.integers(1, 4), st.integers(1, 5))


def normal(seed, *shape):
    return np.random.default_rng(seed).normal(size=shape)


# --- numerical differentiation ----------------------------------------------------------------


@given(st.floats(-3, 3))
def test_numerical_diff_is_good_to_eight_digits(x):
    close(ref.numerical_diff(math.sin, x), math.cos(x), atol=1e-8)
    close(ref.numerical_diff(lambda x: x**2, x), 2 * x, atol=1e-8)  # exact for a parabola, a one-sided slope is not


@given(shapes, seeds)
def test_numerical_gradient_is_autograds_and_leaves_x_alone(shape, seed):
    def f(x):
        return anp.sum(anp.sin(x) * weights) + anp.prod(x)

    x, weights = normal(seed, *shape), normal(seed + 1, *shape)
    before = x.copy()
    close(ref.numerical_gradient(f, x), grad(f)(x), rtol=1e-6, atol=1e-6)
    assert np.array_equal(x, before)


def test_numerical_gradient_of_integers_is_that_of_the_same_floats():
    whole = np.array([3, 4])
    close(ref.numerical_gradient(lambda x: np.sum(x**2), whole), [6.0, 8.0], rtol=1e-6)
    close(ref.gradient_check(lambda x: np.sum(x**2), whole, np.array([6.0, 8.0])), 0, atol=1e-7)
    close(ref.gradient_descent(lambda x: np.sum(x**2), whole, 0.25, 1), [1.5, 2.0], rtol=1e-6)
    assert whole.tolist() == [3, 4]


@given(shapes, seeds)
def test_gradient_check_is_the_largest_relative_error(shape, seed):
    x, wrong = normal(seed, *shape), normal(seed + 1, *shape)
    right = 3 * x**2
    pairs = zip(wrong.flat, right.flat, strict=True)
    slow = max(abs(a - n) / max(1e-8, abs(a) + abs(n)) for a, n in pairs)
    close(ref.gradient_check(lambda x: np.sum(x**3), x, wrong), slow, rtol=1e-3)


def test_gradient_check_is_small_for_what_is_right_and_guarded_at_zero():
    x = np.array([[1.0, -2.0], [0.5, 0.0]])
    assert ref.gradient_check(lambda x: np.sum(np.exp(x)), x, np.exp(x)) < 1e-7
    assert ref.gradient_check(lambda x: 5.0, x, np.zeros((2, 2))) == 0
    with pytest.raises(ValueError, match=r"^analytic has shape \(2,\), but x has \(2, 2\)"):
        ref.gradient_check(np.sum, x, np.ones(2))


@given(st.integers(0, 6), st.floats(0.01, 0.4), seeds)
def test_gradient_descent_shrinks_a_parabola_by_a_factor_a_step(steps, rate, seed):
    start, lowest = normal(seed, 2, 3), normal(seed + 1, 2, 3)
    before = start.copy()
    got = ref.gradient_descent(lambda x: np.sum((x - lowest) ** 2), start, rate, steps)
    close(got, lowest + (1 - 2 * rate) ** steps * (start - lowest), atol=1e-7)
    assert np.array_equal(start, before)


# --- nodes and activations --------------------------------------------------------------------


@given(shapes, seeds)
def test_nodes_of_a_graph(shape, seed):
    x, y, dout = (normal(seed + k, *shape) for k in range(3))
    for layer, forward in [(ref.MulLayer(), anp.multiply), (ref.AddLayer(), anp.add)]:
        close(layer.forward(x, y), forward(x, y))
        proven(layer.backward(dout), forward, forward, dout, (x, y))


def test_two_layers_of_one_kind_remember_apart():
    first, second = ref.MulLayer(), ref.MulLayer()
    second.forward(first.forward(2.0, 3.0), 5.0)
    assert second.backward(1.0) == (5.0, 6.0) and first.backward(5.0) == (15.0, 10.0)


def test_a_layer_remembers_its_last_forward():
    layer = ref.MulLayer()
    layer.forward(7.0, 8.0)
    layer.forward(2.0, 3.0)
    assert layer.backward(1.0) == (3.0, 2.0)


@given(shapes, seeds)
def test_step_is_heavisides(shape, seed):
    x = normal(seed, *shape)
    x.flat[0] = 0
    close(ref.step(x), np.heaviside(x, 0))


ACTIVATIONS = {
    "relu": lambda x: anp.maximum(x, 0),
    "sigmoid": lambda x: 1 / (1 + anp.exp(-x)),
    "tanh": anp.tanh,
}


@pytest.mark.parametrize("name", ACTIVATIONS)
@given(shapes, seeds)
def test_activations(name, shape, seed):
    forward, backward = getattr(ref, f"{name}_forward"), getattr(ref, f"{name}_backward")
    x, dout = 3 * normal(seed, *shape), normal(seed + 1, *shape)
    out, cache = forward(x)
    close(out, ACTIVATIONS[name](x))
    assert cache is (x if name == "relu" else out), "what the docstring says"
    kept = x.copy(), dout.copy(), cache.copy()
    backward(dout, cache)
    assert all(map(np.array_equal, kept, (x, dout, cache))), "changed in place"
    proven([backward(dout, cache)], ACTIVATIONS[name], lambda x: forward(x)[0], dout, (x,))


def test_activations_at_the_ends():
    x = np.array([-1000.0, -40.0, 0.0, 40.0, 1000.0])
    close(ref.sigmoid_forward(x)[0], special.expit(x))
    close(ref.tanh_forward(x)[0], [-1, -1, 0, 1, 1])
    close(ref.relu_backward(np.full(5, 7.0), x), [0, 0, 0, 7, 7])
    close(ref.tanh_backward(np.full(2, 7.0), np.array([-1.0, 1.0])), [0, 0])
    close(ref.sigmoid_backward(np.full(2, 7.0), np.array([0.0, 1.0])), [0, 0])


@given(st.lists(st.integers(1, 3), min_size=1, max_size=3), st.integers(1, 4), st.integers(1, 4), seeds)
def test_affine(dims, N, M, seed):
    x, w, b = normal(seed, N, *dims), normal(seed + 1, int(np.prod(dims)), M), normal(seed + 2, M)
    dout = normal(seed + 3, N, M)
    out, cache = ref.affine_forward(x, w, b)
    slow = [[sum(p * q for p, q in zip(one.flat, w[:, m])) + b[m] for m in range(M)] for one in x]
    close(out, slow)
    assert all(kept is one for kept, one in zip(cache, (x, w, b), strict=True))

    def forward(x, w, b):
        return anp.dot(anp.reshape(x, (N, -1)), w) + b

    proven(ref.affine_backward(dout, cache), forward, lambda *given: ref.affine_forward(*given)[0], dout, (x, w, b))


# --- softmax and losses -----------------------------------------------------------------------


@given(tables, seeds, st.sampled_from([1, 30, 1000]))
def test_softmax_and_its_logarithm_are_scipys(shape, seed, scale):
    x = scale * normal(seed, *shape)
    for scores in (x, x[0]):
        close(ref.softmax(scores), special.softmax(scores, axis=-1))
        close(ref.log_softmax(scores), special.log_softmax(scores, axis=-1))


def test_rows_of_a_softmax_at_very_different_levels():
    x = np.array([[-1000.0, -1001.0], [1000.0, 999.0]])
    close(ref.softmax(x), special.softmax([[0, -1], [0, -1]], axis=1))


@given(tables, seeds)
def test_losses_by_loops(shape, seed):
    N, K = shape
    rng = np.random.default_rng(seed)
    p, t = special.softmax(rng.normal(size=shape), axis=1), rng.integers(K, size=N)
    one_hot = np.eye(K)[t]
    slow = sum(-math.log(p[n, t[n]]) for n in range(N)) / N
    for loss, given_p in [(ref.nll_loss, np.log(p)), (ref.cross_entropy_error, p)]:
        close(loss(given_p, t), slow)
        close(loss(given_p, one_hot), slow)
    close(ref.cross_entropy_error(p[0], t[0]), -math.log(p[0, t[0]]))
    close(ref.cross_entropy_error(p[0], one_hot[0]), -math.log(p[0, t[0]]))
    close(ref.mean_squared_error(p, one_hot), sum(d**2 for d in (p - one_hot).flat) / (N * K))


def test_cross_entropy_of_one_class_and_of_a_probability_of_zero():
    assert ref.cross_entropy_error(np.ones((3, 1)), np.zeros(3, int)) == pytest.approx(0, abs=1e-9)
    y = np.array([0.0, 1.0])
    for one, t in [(y, np.int64(0)), (y, np.array([1, 0])), (y[None], np.array([0])), (y[None], np.array([[1, 0]]))]:
        assert 16 < ref.cross_entropy_error(one, t) < np.inf
    close(ref.cross_entropy_error(y, np.array([0, 1])), 0)  # 0 * log(0) of the wrong class is not nan


def test_as_many_class_indices_as_classes_are_no_one_hot_row():
    y, t = np.array([[0.9, 0.1], [0.3, 0.7]]), np.array([0, 1])
    close(ref.cross_entropy_error(y, t), -(math.log(0.9) + math.log(0.7)) / 2)


@given(tables, seeds)
def test_softmax_loss(shape, seed):
    N, K = shape
    x, y = normal(seed, *shape), np.random.default_rng(seed).integers(K, size=N)

    def forward(x):
        return -anp.mean((x - anp.log(anp.sum(anp.exp(x), axis=1, keepdims=True)))[anp.arange(N), y])

    loss, dx = ref.softmax_loss(x, y)
    close(loss, forward(x))
    proven([dx], forward, lambda x: ref.softmax_loss(x, y)[0], 1.0, (x,))


def test_softmax_loss_of_scores_of_a_thousand():
    loss, dx = ref.softmax_loss(np.array([[1000.0, -1000.0], [-1000.0, -1000.0]]), np.array([1, 0]))
    close(loss, (2000 + math.log(2)) / 2)
    close(dx, [[0.5, -0.5], [-0.25, 0.25]])
