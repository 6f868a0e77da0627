"""The references of chapter 11's blocks are proven: against autograd, differences, and what is known of them."""
import autograd.numpy as anp
import numpy as np
import pytest
from gradients import close, proven, proven_parameters
from hypothesis import given, settings
from hypothesis import strategies as st
from layers import few, seeds

from solutions import architectures as ref
from solutions.three_layer_convnet import train

size = st.integers(2, 5)


# --- definitions, for autograd ----------------------------------------------------------------


def convolved(x, w, b, stride, pad):
    """A sum over the entries of the filters of shifted images."""
    (H, W), (HH, WW) = x.shape[2:], w.shape[2:]
    OH, OW = (H + 2 * pad - HH) // stride + 1, (W + 2 * pad - WW) // stride + 1
    padded = anp.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad)), mode="constant")
    maps = anp.reshape(b, (1, -1, 1, 1))
    for i in range(HH):
        for j in range(WW):
            seen = padded[:, :, i:i + stride * OH:stride, j:j + stride * OW:stride]
            maps = maps + anp.einsum("nchw,fc->nfhw", seen, w[:, :, i, j])
    return maps


def relu(x):
    return anp.maximum(x, 0)


def pooled(x, side, stride, pad=0):
    """The largest entry of each window; what is padded is smaller than all that stand in x."""
    padded = anp.pad(x + 100, ((0, 0), (0, 0), (pad, pad), (pad, pad)), mode="constant") - 100
    OH, OW = ((n + 2 * pad - side) // stride + 1 for n in x.shape[2:])
    looks = [padded[:, :, i:i + stride * OH:stride, j:j + stride * OW:stride]
             for i in range(side) for j in range(side)]  # fmt: skip
    return anp.max(anp.stack(looks), axis=0)


def normed(x, gamma, beta):
    mean = anp.mean(x, axis=(0, 2, 3), keepdims=True)
    var = anp.mean((x - mean) ** 2, axis=(0, 2, 3), keepdims=True)
    return anp.reshape(gamma, (1, -1, 1, 1)) * (x - mean) / anp.sqrt(var + 1e-5) + anp.reshape(beta, (1, -1, 1, 1))


def vgg(x, p):
    for k in range(1, len(p) // 2 + 1):
        x = relu(convolved(x, p[f"W{k}"], p[f"b{k}"], 1, 1))
    return pooled(x, 2, 2)


def nin(x, p, stride, pad):
    x = relu(convolved(x, p["W1"], p["b1"], stride, pad))
    return relu(convolved(relu(convolved(x, p["W2"], p["b2"], 1, 0)), p["W3"], p["b3"], 1, 0))


def inception(x, p):
    def layer(x, name, pad):
        return relu(convolved(x, p["W" + name], p["b" + name], 1, pad))

    branches = [layer(x, "1", 0), layer(layer(x, "2a", 0), "2b", 1), layer(layer(x, "3a", 0), "3b", 2)]
    return anp.concatenate([*branches, layer(pooled(x, 3, 1, 1), "4", 0)], axis=1)


def residual(x, p, stride):
    def layer(x, k, stride, pad):
        return normed(convolved(x, p[f"W{k}"], 0 * p[f"beta{k}"], stride, pad), p[f"gamma{k}"], p[f"beta{k}"])

    shortcut = layer(x, 3, stride, 0) if "W3" in p else x
    return relu(layer(relu(layer(x, 1, stride, 1)), 2, 1, 1) + shortcut)


def dense(x, p):
    for k in range(1, len(p) // 3 + 1):
        active = relu(normed(x, p[f"gamma{k}"], p[f"beta{k}"]))
        x = anp.concatenate([x, convolved(active, p[f"W{k}"], anp.zeros(len(p[f"W{k}"])), 1, 1)], axis=1)
    return x


# --- blocks -----------------------------------------------------------------------------------


def conv(rng, name, F, C, HH, WW=None):
    return {f"W{name}": rng.normal(size=(F, C, HH, WW or HH)), f"b{name}": rng.normal(size=F)}


def norm(rng, k, C):
    return {f"gamma{k}": rng.normal(size=C), f"beta{k}": rng.normal(size=C)}


def block_is_proven(forward, backward, definition, x, params, rng):
    """forward, definition: functions of x and a dict of params; forward returns (out, cache)."""
    names = list(params)
    before = [value.copy() for value in (x, *params.values())]
    out, cache = forward(x, params)
    close(out, definition(x, params), rtol=1e-8, atol=1e-8)
    dout = rng.normal(size=out.shape)
    dx, grads = backward(dout, cache)
    assert sorted(grads) == sorted(names)
    by_values = lambda function: lambda x, *values: function(x, dict(zip(names, values)))  # noqa: E731
    proven([dx, *(grads[name] for name in names)], by_values(definition), by_values(lambda *a: forward(*a)[0]), dout,
           (x, *params.values()))  # fmt: skip
    assert all(map(np.array_equal, before, (x, *params.values()))), "an input was changed"


@settings(max_examples=15)
@given(few, few, size, size, few, few, seeds)
def test_vgg_block(N, C, H, W, F, convs, seed):
    rng = np.random.default_rng(seed)
    params = {}
    for k in range(1, convs + 1):
        params |= conv(rng, k, F, C if k == 1 else F, 3)
    x = rng.normal(size=(N, C, H, W))
    block_is_proven(ref.vgg_block_forward, ref.vgg_block_backward, vgg, x, params, rng)


@settings(max_examples=15)
@given(few, few, size, size, few, few, few, st.integers(0, 2), seeds)
def test_nin_block(N, C, H, W, F, kernel, stride, pad, seed):
    rng = np.random.default_rng(seed)
    params = conv(rng, 1, F, C, min(kernel, H), min(kernel + 1, W)) | conv(rng, 2, F, F, 1) | conv(rng, 3, F, F, 1)
    x, conv_param = rng.normal(size=(N, C, H, W)), {"stride": stride, "pad": pad}
    forward = lambda x, params: ref.nin_block_forward(x, params, conv_param)  # noqa: E731
    definition = lambda x, params: nin(x, params, stride, pad)  # noqa: E731
    block_is_proven(forward, ref.nin_block_backward, definition, x, params, rng)


@settings(max_examples=10)
@given(few, few, st.integers(1, 4), st.integers(1, 4), few, few, few, few, seeds)
def test_inception_block(N, C, H, W, F1, F2, F3, F4, seed):
    rng = np.random.default_rng(seed)
    params = conv(rng, "1", F1, C, 1) | conv(rng, "2a", F3, C, 1) | conv(rng, "2b", F2, F3, 3)
    params |= conv(rng, "3a", F4, C, 1) | conv(rng, "3b", F3, F4, 5) | conv(rng, "4", F4, C, 1)
    x = rng.normal(size=(N, C, H, W))
    block_is_proven(ref.inception_block_forward, ref.inception_block_backward, inception, x, params, rng)


@settings(max_examples=15)
@given(st.integers(2, 3), few, size, size, few, few, st.booleans(), seeds)
def test_residual_block(N, C, H, W, F, stride, projected, seed):
    rng = np.random.default_rng(seed)
    F, stride = (F, stride) if projected else (C, 1)
    params = {}
    for k, (channels, K) in enumerate([(C, 3), (F, 3), (C, 1)][:2 + projected], 1):
        params |= {f"W{k}": rng.normal(size=(F, channels, K, K)), **norm(rng, k, F)}

    def forward(x, params):
        bn_params = {f"bn{k}": {"mode": "train"} for k in range(1, 3 + projected)}
        return ref.residual_block_forward(x, params, bn_params, stride)

    # A second pixel is all that keeps the variance from 0, where a difference measures eps alone.
    if N * ((H - 1) // stride + 1) * ((W - 1) // stride + 1) < 4:
        return
    block_is_proven(forward, ref.residual_block_backward, lambda x, p: residual(x, p, stride),
                    rng.normal(size=(N, C, H, W)), params, rng)  # fmt: skip


@settings(max_examples=10)
@given(st.integers(2, 3), few, size, size, few, few, seeds)
def test_dense_block(N, C, H, W, G, layers, seed):
    rng = np.random.default_rng(seed)
    params = {}
    for k in range(1, layers + 1):
        params |= {**norm(rng, k, C + (k - 1) * G), f"W{k}": rng.normal(size=(G, C + (k - 1) * G, 3, 3))}

    def forward(x, params):
        return ref.dense_block_forward(x, params, {f"bn{k}": {"mode": "train"} for k in range(1, layers + 1)})

    block_is_proven(forward, ref.dense_block_backward, dense, rng.normal(size=(N, C, H, W)), params, rng)


@given(few, few, size, size, seeds)
def test_global_average_pooling_back(N, C, H, W, seed):
    rng = np.random.default_rng(seed)
    x, dout = rng.normal(size=(N, C, H, W)), rng.normal(size=(N, C))
    dx = ref.global_average_pool_backward(dout, x.shape)
    proven([dx], lambda x: anp.mean(x, axis=(2, 3)), ref.global_average_pool, dout, (x,))
    dx += 1
    single = ref.global_average_pool_backward(dout.astype(np.float32), x.shape)
    assert single.dtype == np.float32 and single.flags.writeable


# --- what a block does with running averages, types and what does not fit ----------------------


def a_residual_block(rng, C, F, projected):
    params = {}
    for k, (channels, K) in enumerate([(C, 3), (F, 3), (C, 1)][:2 + projected], 1):
        params |= {f"W{k}": rng.normal(size=(F, channels, K, K)), **norm(rng, k, F)}
    return params


def test_an_image_in_a_test_does_not_hear_of_the_others():
    rng = np.random.default_rng(0)
    params, bn_params = a_residual_block(rng, 2, 3, True), {f"bn{k}": {"mode": "train"} for k in (1, 2, 3)}
    x = rng.normal(size=(4, 2, 5, 6))
    ref.residual_block_forward(x, params, bn_params)
    assert all(one["running_var"].shape == (3,) for one in bn_params.values())
    tested = {name: one | {"mode": "test"} for name, one in bn_params.items()}
    together = ref.residual_block_forward(x, params, tested)[0]
    close(together[:1], ref.residual_block_forward(x[:1], params, tested)[0])
    assert not np.allclose(together, ref.residual_block_forward(x, params, bn_params)[0])


def test_a_block_whose_last_gammas_are_zero_is_the_identity_of_what_is_positive():
    rng = np.random.default_rng(1)
    params = a_residual_block(rng, 3, 3, False) | {"gamma2": np.zeros(3), "beta2": np.zeros(3)}
    x = rng.normal(size=(2, 3, 4, 5))
    out, _ = ref.residual_block_forward(x, params, {"bn1": {"mode": "train"}, "bn2": {"mode": "train"}})
    close(out, np.maximum(x, 0))


@pytest.mark.parametrize(("C", "F", "stride", "shape"), [(1, 3, 1, (4, 5)), (2, 3, 1, (4, 5)), (3, 3, 2, (2, 1))])
def test_a_shortcut_that_does_not_fit_is_refused(C, F, stride, shape):
    rng = np.random.default_rng(0)
    bn_params = {"bn1": {"mode": "train"}, "bn2": {"mode": "train"}}
    with pytest.raises(ValueError, match="^x has shape"):
        x, params = rng.normal(size=(2, C, *shape)), a_residual_block(rng, C, F, False)
        ref.residual_block_forward(x, params, bn_params, stride)


def test_channels_that_do_not_fit_are_refused():
    rng = np.random.default_rng(0)
    x = rng.normal(size=(2, 3, 4, 5))
    with pytest.raises(ValueError, match="^w has 2 channels"):
        ref.vgg_block_forward(x, conv(rng, 1, 4, 2, 3))
    with pytest.raises(ValueError, match="^w has 2 channels"):
        ref.nin_block_forward(x, conv(rng, 1, 4, 2, 3), {"stride": 1, "pad": 1})
    with pytest.raises(ValueError, match="^w has 2 channels"):
        ref.inception_block_forward(x, conv(rng, "1", 4, 2, 1))
    with pytest.raises(ValueError, match="^w has 2 channels"):
        ref.dense_block_forward(x, {**norm(rng, 1, 3), "W1": np.ones((2, 2, 3, 3))}, {"bn1": {"mode": "train"}})


def test_blocks_without_biases_keep_single_precision():
    rng = np.random.default_rng(0)
    x = rng.normal(size=(2, 3, 4, 5)).astype(np.float32)
    bn_params = {"bn1": {"mode": "train"}, "bn2": {"mode": "train"}}
    params = {name: value.astype(np.float32) for name, value in a_residual_block(rng, 3, 3, False).items()}
    out, cache = ref.residual_block_forward(x, params, bn_params)
    dx, grads = ref.residual_block_backward(out, cache)
    assert {value.dtype for value in (out, dx, *grads.values())} == {np.dtype("float32")}
    params = {**norm(rng, 1, 3), "W1": np.ones((2, 3, 3, 3))}
    params = {name: value.astype(np.float32) for name, value in params.items()}
    assert ref.dense_block_forward(x, params, {"bn1": {"mode": "train"}})[0].dtype == np.float32


# --- the network ------------------------------------------------------------------------------


def network(input_dim=(2, 7, 6), num_classes=4, channels=(3, 2)):
    rng = np.random.default_rng(0)
    model = ref.SmallResNet(input_dim, num_classes, channels, rng)
    model.params = {name: rng.normal(size=value.shape) for name, value in model.params.items()}
    return model, rng.normal(size=(5, *input_dim)), np.array([0, 3, 2, 1, 1])


def scores_of(p, X):
    maps = relu(normed(convolved(X, p["stem_W"], 0 * p["stem_beta"], 2, 1), p["stem_gamma"], p["stem_beta"]))
    for name, stride in (("block1", 1), ("block2", 2)):
        maps = residual(maps, {key[7:]: value for key, value in p.items() if key.startswith(name)}, stride)
    return anp.dot(anp.mean(maps, axis=(2, 3)), p["fc_W"]) + p["fc_b"]


def test_the_loss_and_its_gradients():
    model, X, y = network()
    scores = scores_of(model.params, X)
    right = (np.exp(scores) / np.exp(scores).sum(axis=1, keepdims=True))[np.arange(5), y]
    loss, grads = model.loss(X, y)
    close(loss, -np.log(right).mean())
    proven_parameters(model, grads, X, y)


def test_scores_come_from_the_running_averages():
    model, X, y = network()
    for _ in range(200):  # until the averages are those of the batch
        model.loss(X, y)
    close(model.loss(X), scores_of(model.params, X), rtol=1e-5, atol=1e-5)
    close(model.loss(X[:1]), model.loss(X)[:1])


def test_parameters_at_the_start():
    model = ref.SmallResNet((3, 9, 8), 40, (30, 50), np.random.default_rng(3))
    again = ref.SmallResNet((3, 9, 8), 40, (30, 50), np.random.default_rng(3))
    assert all(np.array_equal(model.params[name], again.params[name]) for name in model.params)
    free = ref.SmallResNet((3, 9, 8), 40, (30, 50))
    assert not np.array_equal(model.params["fc_W"], free.params["fc_W"])
    for name, value in model.params.items():
        if "W" in name:
            fan_in = value.shape[0] if value.ndim == 2 else value[0].size
            assert abs(value.std() / np.sqrt(2 / fan_in) - 1) < 5 / np.sqrt(2 * value.size)
        else:
            assert np.all(value == (1.0 if "gamma" in name else 0.0))
    assert model.params["block2_W3"].shape == (50, 30, 1, 1) and "block1_W3" not in model.params


def test_it_has_the_numbers_that_the_text_says():
    assert sum(value.size for value in ref.SmallResNet().params.values()) == 19_706


def test_the_training_of_chapter_10_trains_it():
    rng = np.random.default_rng(0)
    y = rng.integers(0, 3, 60)
    X = rng.normal(size=(60, 1, 8, 8)) + y[:, None, None, None]
    model = ref.SmallResNet((1, 8, 8), 3, (4, 6), rng)
    data = {"X_train": X, "y_train": y, "X_val": X, "y_val": y}
    descend = lambda w, dw, config: (w - config["learning_rate"] * dw, config)  # noqa: E731
    history = train(model, data, descend, {"learning_rate": 0.1}, 8, 10, rng)
    assert max(history["val_accuracy"]) > 0.9
