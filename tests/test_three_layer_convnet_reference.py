"""The references of chapter 10 are proven: against those of earlier chapters, autograd, differences and counting."""
import math

import autograd.numpy as anp
import numpy as np
import pytest
from gradients import close, proven, proven_parameters
from hypothesis import given
from hypothesis import strategies as st
from layers import few, layer_of, layers, places, pool_param_of, poolings, seeds

from solutions import three_layer_convnet as ref
from solutions.backprop import numerical_gradient
from solutions.conv_backprop import max_pool_backward_naive
from solutions.pooling import max_pool_forward_naive

POOL = {"pool_height": 2, "pool_width": 2, "stride": 2}


# --- pooling and the sandwich layers ----------------------------------------------------------


@given(poolings(), seeds)
def test_fast_pooling_is_the_naive_one(sizes, seed):
    x, pool_param = layer_of(sizes, seed)[0], pool_param_of(sizes)
    dout = np.random.default_rng(seed).normal(size=(*x.shape[:2], *places(sizes)))
    before = x.copy(), dout.copy()
    out, cache = ref.max_pool_forward_fast(x, pool_param)
    close(out, max_pool_forward_naive(x, pool_param)[0])
    close(ref.max_pool_backward_fast(dout, cache), max_pool_backward_naive(dout, (x, pool_param)))
    assert np.array_equal(x, before[0]) and np.array_equal(dout, before[1])


def test_pooling_hands_an_error_on_once_where_entries_are_equal():
    x, dout = np.ones((1, 1, 2, 4)), np.array([[[[3.0, 5.0]]]])
    dx = ref.max_pool_backward_fast(dout, (x, POOL))
    assert dx.tolist() == [[[[3, 0, 5, 0], [0, 0, 0, 0]]]]


@pytest.mark.parametrize("pad", [0, 1])
@pytest.mark.parametrize(("given", "wanted"), [("float32", "float32"), ("float64", "float64"), ("int64", "float64")])
def test_pooling_keeps_types_of_floats_and_takes_integers(given, wanted, pad):
    x, pool_param = -np.arange(1, 17).reshape(1, 1, 4, 4), {"pool_height": 3, "pool_width": 3, "stride": 1, "pad": pad}
    out, cache = ref.max_pool_forward_fast(x.astype(given), pool_param)
    dx = ref.max_pool_backward_fast(out, cache)
    assert out.dtype == dx.dtype == np.dtype(wanted)
    close(out, max_pool_forward_naive(x.astype(float), pool_param)[0])
    close(dx, max_pool_backward_naive(out, (x.astype(float), pool_param)))


def convolved(x, w, b, stride, pad):
    """A convolution for autograd: a sum over the entries of the filters of shifted pictures."""
    (H, W), (HH, WW) = x.shape[2:], w.shape[2:]
    OH, OW = (H + 2 * pad - HH) // stride + 1, (W + 2 * pad - WW) // stride + 1
    padded = anp.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad)), mode="constant")
    maps = 0.0
    for i in range(HH):
        for j in range(WW):
            seen = padded[:, :, i:i + stride * OH:stride, j:j + stride * OW:stride]
            maps = maps + anp.einsum("nchw,fc->nfhw", seen, w[:, :, i, j])
    return maps + anp.reshape(b, (1, -1, 1, 1))


def pooled(x):
    """2 x 2 at stride 2, the last odd row and column left out."""
    H, W = x.shape[2] // 2 * 2, x.shape[3] // 2 * 2
    corners = [x[:, :, i:H:2, j:W:2] for i in (0, 1) for j in (0, 1)]
    return anp.max(anp.stack(corners), axis=0)


@given(layers().filter(lambda sizes: min(places(sizes)) >= 2), seeds)
def test_conv_relu_pool(sizes, seed):
    x, w, b, _ = layer_of(sizes, seed)
    stride, pad = sizes[7:]
    conv_param = {"stride": stride, "pad": pad}

    def definition(x, w, b):
        return pooled(anp.maximum(convolved(x, w, b, stride, pad), 0))

    out, cache = ref.conv_relu_pool_forward(x, w, b, conv_param, POOL)
    close(out, definition(x, w, b))
    dout = np.random.default_rng(seed).normal(size=out.shape)
    # At the kink of ReLU autograd splits what the course gives to no one, and beside it differences reach across.
    dout[out < 1e-3] = 0
    layer = lambda *inputs: ref.conv_relu_pool_forward(*inputs, conv_param, POOL)[0]  # noqa: E731
    proven(ref.conv_relu_pool_backward(dout, cache), definition, layer, dout, (x, w, b))


@given(few, few, few, st.integers(1, 4), seeds)
def test_affine_relu(N, C, W, M, seed):
    rng = np.random.default_rng(seed)
    x, w, b, dout = (rng.normal(size=shape) for shape in [(N, C, W), (C * W, M), (M,), (N, M)])
    dout[abs(x.reshape(N, -1) @ w + b) < 1e-3] = 0  # differences would reach across the kink
    definition = lambda x, w, b: anp.maximum(anp.dot(anp.reshape(x, (N, -1)), w) + b, 0)  # noqa: E731
    out, cache = ref.affine_relu_forward(x, w, b)
    close(out, definition(x, w, b))
    layer = lambda *inputs: ref.affine_relu_forward(*inputs)[0]  # noqa: E731
    proven(ref.affine_relu_backward(dout, cache), definition, layer, dout, (x, w, b))


# --- the network ------------------------------------------------------------------------------


SIZES = [((1, 6, 6), 3), ((2, 7, 4), 3), ((3, 5, 9), 2), ((1, 4, 5), 1), ((2, 6, 8), 4), ((1, 3, 3), 5)]


def network(input_dim, filter_size, reg, dtype=np.float64, scale=0.5):
    rng = np.random.default_rng(0)
    model = ref.ThreeLayerConvNet(input_dim, 3, filter_size, 5, 4, scale, reg, dtype, rng)
    X, y = rng.normal(size=(3, *input_dim)), np.array([0, 3, 2])
    for name in ("b1", "b2", "b3"):
        model.params[name] = rng.normal(size=model.params[name].shape).astype(dtype)
    return model, X, y


def scores_of(params, X, filter_size):
    out = pooled(anp.maximum(convolved(X, params["W1"], params["b1"], 1, (filter_size - 1) // 2), 0))
    hidden = anp.maximum(anp.dot(anp.reshape(out, (len(X), -1)), params["W2"]) + params["b2"], 0)
    return anp.dot(hidden, params["W3"]) + params["b3"]


@pytest.mark.parametrize(("input_dim", "filter_size"), SIZES)
@pytest.mark.parametrize("reg", [0.0, 0.7])
def test_network_on_even_odd_and_oblong_pictures(input_dim, filter_size, reg):
    model, X, y = network(input_dim, filter_size, reg)
    scores = scores_of(model.params, X, filter_size)
    close(model.loss(X), scores)
    shifted = np.exp(scores - scores.max(axis=1, keepdims=True))
    right = (shifted / shifted.sum(axis=1, keepdims=True))[np.arange(3), y]
    decay = sum(np.sum(model.params[name] ** 2) for name in ("W1", "W2", "W3"))
    loss, grads = model.loss(X, y)
    close(loss, -np.log(right).mean() + reg * decay / 2)
    proven_parameters(model, grads, X, y)


def test_gradient_check_of_chapter_5_agrees():
    model, X, y = network((1, 4, 4), 3, 0.3)
    _, grads = model.loss(X, y)
    kept = model.params["W2"]

    def loss(value):
        model.params["W2"] = value
        return model.loss(X, y)[0]

    close(grads["W2"], numerical_gradient(loss, kept), rtol=1e-6, atol=1e-6)


def test_parameters_at_the_start():
    model = ref.ThreeLayerConvNet((3, 9, 14), 8, 5, 200, 10, 0.02, rng=np.random.default_rng(3))
    assert {name: value.shape for name, value in model.params.items()} == {
        "W1": (8, 3, 5, 5), "b1": (8,), "W2": (8 * 4 * 7, 200), "b2": (200,), "W3": (200, 10), "b3": (10,)
    }  # fmt: skip
    for name, value in model.params.items():
        assert value.dtype == np.float64
        if name.startswith("b"):
            assert not value.any()
        else:
            assert abs(value.std() / 0.02 - 1) < 5 / math.sqrt(2 * value.size)
            assert abs(value.mean()) < 5 * 0.02 / math.sqrt(value.size)
    again = ref.ThreeLayerConvNet((3, 9, 14), 8, 5, 200, 10, 0.02, rng=np.random.default_rng(3))
    assert all(np.array_equal(model.params[name], again.params[name]) for name in model.params)
    free = ref.ThreeLayerConvNet((3, 9, 14), 8, 5, 200, 10, 0.02)
    assert not np.array_equal(model.params["W1"], free.params["W1"])


def test_the_first_loss_is_the_logarithm_of_the_number_of_classes():
    model = ref.ThreeLayerConvNet(rng=np.random.default_rng(0))
    rng = np.random.default_rng(1)
    loss, _ = model.loss(rng.random((20, 1, 28, 28)), rng.integers(0, 10, 20))
    assert abs(loss - math.log(10)) < 1e-3


def test_all_is_computed_in_the_type_that_was_asked_for():
    model, X, y = network((2, 6, 5), 3, 0.1, np.float32)
    _, grads = model.loss(X, y)
    assert {value.dtype for value in [model.loss(X), *model.params.values(), *grads.values()]} == {np.dtype("float32")}


@pytest.mark.parametrize(("input_dim", "filter_size"), [((1, 1, 8), 3), ((1, 8, 1), 3), ((1, 2, 8), 2), ((1, 1, 1), 4)])
def test_pictures_that_are_too_small_are_refused(input_dim, filter_size):
    with pytest.raises(ValueError, match="^k is"):
        ref.ThreeLayerConvNet(input_dim, filter_size=filter_size)


# --- accuracy, shifts, training ---------------------------------------------------------------


class Lookup:
    """A model whose scores are its pictures, and which notes how many it gets."""

    def __init__(self):
        self.sizes = []

    def loss(self, X):
        self.sizes.append(len(X))
        return X


@given(st.integers(1, 12), st.integers(1, 5), seeds)
def test_check_accuracy_counts_and_goes_by_batches(N, batch_size, seed):
    rng = np.random.default_rng(seed)
    scores, y = rng.normal(size=(N, 3)), rng.integers(0, 3, N)
    model = Lookup()
    close(ref.check_accuracy(model, scores, y, batch_size), sum(max(row) == row[k] for row, k in zip(scores, y)) / N)
    assert model.sizes == [batch_size] * (N // batch_size) + [N % batch_size] * (N % batch_size > 0)


@given(st.integers(0, 2), seeds)
def test_each_picture_is_moved_by_itself_and_nothing_comes_in_but_zeros(most, seed):
    rng = np.random.default_rng(seed)
    X = rng.uniform(1, 2, size=(6, 2, 3, 5)).astype(np.float32)
    before = X.copy()
    moved = ref.random_shift(X, most, rng)
    assert np.array_equal(X, before) and moved.dtype == X.dtype and moved is not X
    for picture, other in zip(X, moved, strict=True):
        wide = np.pad(picture, [(0, 0), (most, most), (most, most)])
        places = [(i, j) for i in range(2 * most + 1) for j in range(2 * most + 1)]
        assert sum(np.array_equal(other, wide[:, i:i + 3, j:j + 5]) for i, j in places) == 1


def test_all_shifts_are_equally_likely():
    X = np.zeros((9000, 1, 5, 5))
    X[:, 0, 2, 2] = 1
    counts = ref.random_shift(X, 1, np.random.default_rng(0)).sum(axis=(0, 1))
    assert counts[1:4, 1:4].sum() == 9000
    assert np.all(np.abs(counts[1:4, 1:4] - 1000) < 150)  # five standard deviations


class Line:
    """y = a x fitted to examples, its accuracy set by the test."""

    def __init__(self, accuracies):
        self.params, self.accuracies, self.epochs = {"a": np.array([0.0])}, accuracies, 0

    def loss(self, X, y=None):
        if y is None:
            scores = np.zeros((len(X), 2))
            scores[: round(len(X) * self.accuracies[self.epochs]), 1] = 1
            self.epochs += 1
            return scores
        error = self.params["a"] * X - y
        return float(np.mean(error**2)), {"a": np.array([np.mean(2 * error * X)])}


def descend(w, dw, config):
    w -= config["learning_rate"] * dw  # in place, as optimisers may
    return w, config


def data_of(N):
    X = np.linspace(-1, 1, N)
    return {"X_train": X, "y_train": 3 * X, "X_val": np.zeros(10), "y_val": np.ones(10, int)}


def test_training_fits_a_line_and_keeps_the_best_epoch():
    config = {"learning_rate": 0.5}
    model, rng = Line([0.2, 0.9, 0.9, 0.4]), np.random.default_rng(0)
    shorter = Line([0.2, 0.9, 0.9])
    history = ref.train(model, data_of(7), descend, config, 4, 3, rng)
    begun = ref.train(shorter, data_of(7), descend, config, 3, 3, np.random.default_rng(0))
    assert history["val_accuracy"] == [0.2, 0.9, 0.9, 0.4] and len(history["loss"]) == 4 * 3
    assert history["loss"][-1] < history["loss"][0] and config == {"learning_rate": 0.5}
    assert history["loss"][:9] == begun["loss"]
    assert np.array_equal(model.params["a"], shorter.params["a"]), "those after the third epoch, the last of the best"


def test_training_meets_each_picture_once_an_epoch_in_a_new_order():
    met = []

    def noted(X, rng):
        met.append(X.copy())
        return X

    rng = np.random.default_rng(0)
    ref.train(Line([0.5] * 3), data_of(7), descend, {"learning_rate": 0.1}, 3, 3, rng, augment=noted)
    assert [len(X) for X in met] == [3, 3, 1] * 3
    orders = [np.concatenate(met[k:k + 3]) for k in (0, 3, 6)]
    assert all(np.array_equal(np.sort(one), data_of(7)["X_train"]) for one in orders)
    assert len({tuple(one) for one in orders}) == 3


def test_training_lowers_the_rate_after_each_epoch_and_reports_each_step():
    rates, told = [], []

    def noted(w, dw, config):
        rates.append(config["learning_rate"])
        return w, config

    model = Line([0.5] * 3)
    ref.train(model, data_of(4), noted, {"learning_rate": 8.0}, 3, 2, np.random.default_rng(0), lr_decay=0.5,
              augment=lambda X, rng: X * 0, report=lambda *said: told.append(said))  # fmt: skip
    assert rates == [8, 8, 4, 4, 2, 2]
    assert [said[:2] for said in told] == [(k, 6) for k in range(1, 7)]
    # Black pictures and a = 0: the loss of a batch is the mean of its y ** 2.
    assert told[0][2] + told[1][2] == pytest.approx(2 * np.mean(data_of(4)["y_train"] ** 2))
