"""The references of chapter 8 are proven: against autograd, central differences, closed forms and each other."""
import autograd.numpy as anp
import numpy as np
import pytest
from gradients import close, proven
from hypothesis import given
from hypothesis import strategies as st
from layers import few, seeds

from solutions import normalization as ref

EPS = 1e-5
tables = st.tuples(st.integers(2, 6), st.integers(1, 5))
pictures = st.tuples(few, st.sampled_from([2, 4, 6]), st.integers(1, 4), st.integers(2, 5))
groups = st.sampled_from([1, 2])


def drawn(seed, shape, features):
    """x away from its mean, gamma, beta and an upstream gradient."""
    rng = np.random.default_rng(seed)
    x = rng.normal(3, 2, size=shape)
    return x, rng.normal(1, 0.5, size=features), rng.normal(size=features), rng.normal(size=shape)


def normalized(x, axes, eps=EPS):
    """The one formula, in the words of the definition: sums, no mean or var of NumPy's."""
    count = np.prod([x.shape[axis] for axis in axes])
    mean = anp.sum(x, axis=axes, keepdims=True) / count
    variance = anp.sum((x - mean) ** 2, axis=axes, keepdims=True) / count
    return (x - mean) / anp.sqrt(variance + eps)


def by_table(axes):
    return lambda x, gamma, beta: gamma * normalized(x, axes) + beta


def by_channel(axes):
    def forward(x, gamma, beta):
        return anp.reshape(gamma, (1, -1, 1, 1)) * normalized(x, axes) + anp.reshape(beta, (1, -1, 1, 1))

    return forward


def by_group(G):
    def forward(x, gamma, beta):
        N, C, H, W = x.shape
        x_hat = anp.reshape(normalized(anp.reshape(x, (N, G, C // G, H, W)), (2, 3, 4)), x.shape)
        return anp.reshape(gamma, (1, -1, 1, 1)) * x_hat + anp.reshape(beta, (1, -1, 1, 1))

    return forward


def training(forward):
    return lambda *inputs: forward(*inputs, {"mode": "train"})


def check(layer, backwards, definition, x, gamma, beta, dout):
    """The output is that of the definition; the gradients are proven, from the cache that the docstring states."""
    out, cache = layer(x, gamma, beta)
    close(out, definition(x, gamma, beta))
    x_hat, kept, std = cache
    ones, none = np.ones_like(gamma), np.zeros_like(beta)
    close(x_hat.ravel(), layer(x, ones, none)[1][0].ravel())
    assert kept is gamma or np.array_equal(kept, gamma)
    assert np.all(std > 0)
    for backward in backwards:
        before = [np.copy(one) for one in (dout, *cache)]
        proven(backward(dout, cache), definition, lambda *inputs: layer(*inputs)[0], dout, (x, gamma, beta))
        assert all(np.array_equal(one, other) for one, other in zip(before, (dout, *cache), strict=True))
    return cache


@given(tables, seeds)
def test_batchnorm(shape, seed):
    x, gamma, beta, dout = drawn(seed, shape, shape[1])
    backwards = [ref.batchnorm_backward, ref.batchnorm_backward_alt]
    x_hat, _, std = check(training(ref.batchnorm_forward), backwards, by_table((0,)), x, gamma, beta, dout)
    assert x_hat.shape == shape and std.shape == (shape[1],)
    close(x_hat * std + x.mean(axis=0), x)


@given(tables, seeds)
def test_layernorm(shape, seed):
    shape = shape[::-1] if shape[1] > 1 else (shape[0], 2)
    x, gamma, beta, dout = drawn(seed, shape, shape[1])
    layer = lambda *inputs: ref.layernorm_forward(*inputs, {})  # noqa: E731
    x_hat, _, std = check(layer, [ref.layernorm_backward], by_table((1,)), x, gamma, beta, dout)
    assert x_hat.shape == shape and std.shape == (shape[0], 1)


@given(pictures, seeds)
def test_spatial_batchnorm(shape, seed):
    x, gamma, beta, dout = drawn(seed, shape, shape[1])
    layer, backward = training(ref.spatial_batchnorm_forward), ref.spatial_batchnorm_backward
    N, C, H, W = shape
    x_hat, _, std = check(layer, [backward], by_channel((0, 2, 3)), x, gamma, beta, dout)
    assert x_hat.shape == (N * H * W, C) and std.shape == (C,)
    close(x_hat.reshape(N, H, W, C), by_channel((0, 2, 3))(x, np.ones(C), np.zeros(C)).transpose(0, 2, 3, 1))


@given(pictures, seeds)
def test_instancenorm(shape, seed):
    x, gamma, beta, dout = drawn(seed, shape, shape[1])
    layer = lambda *inputs: ref.instancenorm_forward(*inputs, {})  # noqa: E731
    x_hat, _, std = check(layer, [ref.instancenorm_backward], by_channel((2, 3)), x, gamma, beta, dout)
    assert x_hat.shape == shape and std.shape == (*shape[:2], 1, 1)


@given(pictures, groups, seeds)
def test_spatial_groupnorm(shape, G, seed):
    x, gamma, beta, dout = drawn(seed, shape, shape[1])
    layer = lambda *inputs: ref.spatial_groupnorm_forward(*inputs, G, {})  # noqa: E731
    x_hat, _, std = check(layer, [ref.spatial_groupnorm_backward], by_group(G), x, gamma, beta, dout)
    assert x_hat.shape == shape and std.shape == (shape[0], G, 1)


@given(pictures, seeds)
def test_four_norms_are_one_formula(shape, seed):
    N, C, H, W = shape
    x, gamma, beta, _ = drawn(seed, shape, C)
    groupnorm = lambda G: ref.spatial_groupnorm_forward(x, np.ones(C), np.zeros(C), G, {})[0]  # noqa: E731
    rows = x.reshape(N, -1)
    close(groupnorm(1).reshape(N, -1), ref.layernorm_forward(rows, np.ones(C * H * W), np.zeros(C * H * W), {})[0])
    close(groupnorm(C), ref.instancenorm_forward(x, np.ones(C), np.zeros(C), {})[0])
    turned, _ = ref.batchnorm_forward(rows.T, np.ones(N), np.zeros(N), {"mode": "train"})
    close(turned.T.reshape(shape), groupnorm(1))


# --- modes, averages, eps ---------------------------------------------------------------------


@given(tables, st.floats(0, 1), seeds)
def test_running_averages_are_weighted_sums_of_those_of_the_batches(shape, momentum, seed):
    rng = np.random.default_rng(seed)
    batches = rng.normal(2, 3, size=(4, *shape))
    gamma, beta = rng.normal(size=(2, shape[1]))
    param = {"mode": "train", "momentum": momentum}
    for x in batches:
        ref.batchnorm_forward(x, gamma, beta, param)
    shares = (1 - momentum) * momentum ** np.arange(3, -1, -1)
    mean, var = np.tensordot(shares, batches.mean(axis=1), 1), np.tensordot(shares, batches.var(axis=1), 1)
    close(param["running_mean"], mean)
    close(param["running_var"], var)
    tested = param | {"mode": "test"}
    out, _ = ref.batchnorm_forward(batches[0], gamma, beta, tested)
    close(out, gamma * (batches[0] - mean) / np.sqrt(var + EPS) + beta)
    assert np.array_equal(tested["running_mean"], param["running_mean"]), "a test changes nothing"


def test_the_momentum_that_is_missing_is_nine_tenths():
    param = {"mode": "train", "running_mean": np.array([10.0]), "running_var": np.array([1.0])}
    before = param["running_mean"]
    ref.batchnorm_forward(np.array([[0.0], [4.0]]), np.ones(1), np.zeros(1), param)
    close(param["running_mean"], [9.2])  # 0.9 * 10 + 0.1 * 2
    close(param["running_var"], [1.3])  # 0.9 * 1 + 0.1 * 4, the biased variance
    assert before == 10, "the array that was there is not written into"


@pytest.mark.parametrize("eps", [1e-5, 1e-2])
def test_eps_is_added_to_the_variance_inside_the_root(eps):
    x = np.array([[1.0], [1.0 + 2e-3]])  # variance 1e-6
    wanted = np.array([[-1e-3], [1e-3]]) / np.sqrt(1e-6 + eps)
    one, zero = np.ones(1), np.zeros(1)
    close(ref.batchnorm_forward(x, one, zero, {"mode": "train", "eps": eps})[0], wanted)
    stored = {"mode": "test", "eps": eps, "running_mean": x.mean(axis=0), "running_var": x.var(axis=0)}
    close(ref.batchnorm_forward(x, one, zero, stored)[0], wanted)
    close(ref.layernorm_forward(x.T, np.ones(2), np.zeros(2), {"eps": eps})[0], wanted.T)
    picture = x.reshape(1, 1, 2, 1)
    spatial = ref.spatial_batchnorm_forward(picture, one, zero, {"mode": "train", "eps": eps})
    instance = ref.instancenorm_forward(picture, one, zero, {"eps": eps})
    group = ref.spatial_groupnorm_forward(picture, one, zero, 1, {"eps": eps})
    for out, _ in (spatial, instance, group):
        close(out.ravel(), wanted.ravel())


def test_a_feature_that_never_changes_becomes_beta():
    x = np.full((3, 2), 7.0)
    assert np.array_equal(ref.batchnorm_forward(x, np.ones(2), np.array([4.0, -1.0]), {"mode": "train"})[0],
                          [[4.0, -1.0]] * 3)  # fmt: skip


def test_what_cannot_be_is_refused():
    x, one, zero = np.ones((2, 3, 2, 2)), np.ones(3), np.zeros(3)
    with pytest.raises(ValueError, match="^mode must be 'train' or 'test', but is 'eval'"):
        ref.batchnorm_forward(np.ones((2, 3)), one, zero, {"mode": "eval"})
    with pytest.raises(ValueError, match="^mode must be"):
        ref.spatial_batchnorm_forward(x, one, zero, {"mode": None})
    for G in (2, 4, 0):
        with pytest.raises(ValueError, match=f"^G must divide the number of channels, 3, but is {G}"):
            ref.spatial_groupnorm_forward(x, one, zero, G, {})
