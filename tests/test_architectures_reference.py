"""The references of chapter 11 are proven: against SciPy, slow loops and layers that are really built, and by counting
the published parameters and multiply-adds of famous networks."""
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from layers import few, seeds
from scipy import signal

from convlab import networks
from convlab.networks import add, batch_norm, concat, conv, flatten, global_pool, linear, pool, relu
from solutions import architectures as ref
from solutions.conv_backprop import conv_backward_input
from solutions.fast_convolution import conv_forward_fast
from solutions.pooling import avg_pool_forward_naive, global_average_pool


def close(got, expected):
    np.testing.assert_allclose(got, expected, rtol=1e-9, atol=1e-9)


def kept(cache, given):
    return all(one is other for one, other in zip(cache, given, strict=True))


def scipys_layer(x, w, b, stride, pad):
    padded = np.pad(x, [(0, 0), (0, 0), (pad, pad), (pad, pad)])
    maps = [[signal.correlate(one, kernel, mode="valid", method="direct")[0] for kernel in w] for one in padded]
    return np.array(maps)[:, :, ::stride, ::stride] + b[None, :, None, None]


# --- kinds of convolution ---------------------------------------------------------------------


@given(st.data(), seeds)
def test_a_dilated_layer_is_scipys_with_zeros_in_the_filters(data, seed):
    N, C, F, HH, WW, stride, dilation = (data.draw(few) for _ in range(7))
    pad, rng = data.draw(st.integers(0, 2)), np.random.default_rng(seed)
    spread = np.zeros((F, C, (HH - 1) * dilation + 1, (WW - 1) * dilation + 1))
    H, W = (data.draw(st.integers(max(1, n - 2 * pad), n + 4)) for n in spread.shape[2:])
    x, w, b = rng.normal(size=(N, C, H, W)), rng.normal(size=(F, C, HH, WW)), rng.normal(size=F)
    for i, j in np.ndindex(HH, WW):
        spread[:, :, i * dilation, j * dilation] = w[:, :, i, j]
    conv_param = {"stride": stride, "pad": pad, "dilation": dilation}
    out, cache = ref.conv_dilated_forward(x, w, b, conv_param)
    close(out, scipys_layer(x, spread, b, stride, pad))
    assert kept(cache, (x, w, b, conv_param))


@given(st.data(), seeds)
def test_a_grouped_layer_is_scipys_filter_by_filter(data, seed):
    N, channels, filters, groups, HH, WW, stride = (data.draw(few) for _ in range(7))
    pad, rng = data.draw(st.integers(0, 2)), np.random.default_rng(seed)
    H, W = (data.draw(st.integers(max(1, n - 2 * pad), n + 4)) for n in (HH, WW))
    x = rng.normal(size=(N, channels * groups, H, W))
    w, b = rng.normal(size=(filters * groups, channels, HH, WW)), rng.normal(size=filters * groups)
    conv_param = {"stride": stride, "pad": pad, "groups": groups}
    out, cache = ref.conv_grouped_forward(x, w, b, conv_param)
    for f in range(len(w)):
        first = f // filters * channels
        seen = x[:, first:first + channels]
        close(out[:, f:f + 1], scipys_layer(seen, w[f:f + 1], b[f:f + 1], stride, pad))
    assert kept(cache, (x, w, b, conv_param))


def test_one_group_is_the_ordinary_layer():
    rng = np.random.default_rng(0)
    x, w, b = rng.normal(size=(2, 3, 5, 6)), rng.normal(size=(4, 3, 2, 3)), rng.normal(size=4)
    ordinary, _ = conv_forward_fast(x, w, b, {"stride": 2, "pad": 1})
    close(ref.conv_grouped_forward(x, w, b, {"stride": 2, "pad": 1, "groups": 1})[0], ordinary)
    close(ref.conv_dilated_forward(x, w, b, {"stride": 2, "pad": 1, "dilation": 1})[0], ordinary)


@st.composite
def transposed(draw):
    """x, w, b, stride, pad of a transposed convolution of which something is left."""
    N, C_in, C_out, HH, WW, stride, H, W = (draw(few) for _ in range(8))
    pad = draw(st.integers(0, (min((H - 1) * stride + HH, (W - 1) * stride + WW) - 1) // 2))
    rng = np.random.default_rng(draw(seeds))
    return rng.normal(size=(N, C_in, H, W)), rng.normal(size=(C_in, C_out, HH, WW)), rng.normal(size=C_out), stride, pad


@given(transposed())
def test_a_transposed_layer_adds_up_copies(inputs):
    x, w, b, stride, pad = inputs
    (N, C_in, H, W), (_, C_out, HH, WW) = x.shape, w.shape
    full = np.zeros((N, C_out, (H - 1) * stride + HH, (W - 1) * stride + WW))
    for n, c, d, i, j, p, q in np.ndindex(N, C_in, C_out, H, W, HH, WW):
        full[n, d, i * stride + p, j * stride + q] += x[n, c, i, j] * w[c, d, p, q]
    out, cache = ref.conv_transpose_forward(*inputs)
    close(out, full[:, :, pad:full.shape[2] - pad, pad:full.shape[3] - pad] + b[None, :, None, None])
    assert kept(cache, inputs)


@given(transposed())
def test_a_transposed_layer_is_the_adjoint_of_a_convolution(inputs):
    x, w, b, stride, pad = inputs
    out, _ = ref.conv_transpose_forward(x, w, 0 * b, stride, pad)
    larger = np.random.default_rng(1).normal(size=out.shape)
    smaller, _ = conv_forward_fast(larger, w, np.zeros(len(w)), {"stride": stride, "pad": pad})
    close(np.vdot(out, larger), np.vdot(x, smaller))
    close(out, conv_backward_input(x, w, stride, pad, out.shape))


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: dilated((1, 2, 4, 5), (3, 1, 2, 2)), "w has 1 channels, but x has 2"),
        (lambda: dilated((1, 2, 4, 5), (3, 2, 2, 2), dilation=0), "dilation must be at least 1, but is 0"),
        (lambda: dilated((1, 2, 4, 5), (3, 2, 2, 2), stride=0), "stride must be at least 1, but is 0"),
        (lambda: dilated((1, 2, 4, 9), (3, 2, 3, 2), dilation=2), "k is 5, longer than the padded input, 4"),
        (lambda: grouped((1, 4, 4, 5), (3, 2, 2, 2), 2), "groups must divide 4 channels and 3 filters, but is 2"),
        (lambda: grouped((1, 3, 4, 5), (4, 2, 2, 2), 2), "groups must divide 3 channels and 4 filters, but is 2"),
        (lambda: grouped((1, 3, 4, 5), (4, 2, 2, 2), 0), "groups must divide 3 channels and 4 filters, but is 0"),
        (lambda: grouped((1, 4, 4, 5), (4, 4, 2, 2), 2), "w has 4 channels, but a group of x has 2"),
        (lambda: transpose((1, 2, 4, 5), (3, 2, 2, 2)), "w reads 3 channels, but x has 2"),
        (lambda: transpose((1, 2, 1, 5), (2, 3, 2, 4), pad=1), r"pad is 1, too large: .* of size \(0, 6\)"),
        (lambda: transpose((1, 2, 5, 1), (2, 3, 2, 1), pad=2), r"pad is 2, too large: .* of size \(2, -3\)"),
        (lambda: ref.layer_output_shape([add([conv(4, 1)], [])], (3, 5, 6)), "branches of 'add' do not fit together"),
        (lambda: ref.layer_output_shape([add([pool(2, 1)], [])], (3, 5, 6)), "branches of 'add' do not fit together"),
        (lambda: ref.layer_output_shape([concat([conv(4, 3)], [])], (3, 5, 6)), "branches of 'concat' do not fit"),
        (lambda: ref.layer_output_shape([conv(4, 7)], (3, 5, 8)), "k is 7, longer than the padded input, 5"),
    ],
)  # fmt: skip
def test_errors_name_the_wrong_number(call, message):
    with pytest.raises(ValueError, match=f"^{message}"):
        call()


def dilated(x, w, stride=1, dilation=1):
    conv_param = {"stride": stride, "pad": 0, "dilation": dilation}
    return ref.conv_dilated_forward(np.zeros(x), np.zeros(w), np.zeros(w[0]), conv_param)


def grouped(x, w, groups):
    return ref.conv_grouped_forward(np.zeros(x), np.zeros(w), np.zeros(w[0]), {"stride": 1, "pad": 0, "groups": groups})


def transpose(x, w, pad=0):
    return ref.conv_transpose_forward(np.zeros(x), np.zeros(w), np.zeros(w[1]), 1, pad)


# --- counting ---------------------------------------------------------------------------------


class Built:
    """A network that is really built and run on one image of zeros; every array of weights is made, and counted."""

    def __init__(self, spec, shape):
        self.parameters = self.multiply_adds = 0
        self.out = self.run(spec, np.zeros((1, *shape)))

    def run(self, spec, x):
        for layer in spec:
            x = getattr(self, layer["kind"])(x, layer)
        return x

    def learned(self, *shape):
        weights = np.zeros(shape)
        self.parameters += weights.size
        return weights

    def conv(self, x, layer):
        F, k, groups = layer["filters"], layer["kernel"], layer["groups"]
        w = self.learned(F, x.shape[1] // groups, k, k)
        b = self.learned(F) if layer["bias"] else np.zeros(F)
        out, _ = ref.conv_grouped_forward(x, w, b, layer)
        self.multiply_adds += sum(w[0].size for _ in range(out.size))
        return out

    def linear(self, x, layer):
        w = self.learned(x.shape[1], layer["units"])
        b = self.learned(layer["units"]) if layer["bias"] else np.zeros(layer["units"])
        self.multiply_adds += w.size
        return x @ w + b

    def batch_norm(self, x, _):
        return self.learned(1, x.shape[1], 1, 1) * x + self.learned(1, x.shape[1], 1, 1)

    def pool(self, x, layer):
        sides = {"pool_height": layer["kernel"], "pool_width": layer["kernel"]}
        return avg_pool_forward_naive(x, {**layer, **sides})[0]

    def global_pool(self, x, _):
        return global_average_pool(x)

    def flatten(self, x, _):
        return x.reshape(1, -1)

    def relu(self, x, _):
        return np.maximum(x, 0)

    def concat(self, x, layer):
        return np.concatenate([self.run(branch, x) for branch in layer["branches"]], axis=1)

    def add(self, x, layer):
        return sum(self.run(branch, x) for branch in layer["branches"])


flags = st.booleans()


@st.composite
def specs(draw):
    """A spec, and the shape of an image that it takes: layers, two kinds of branches, perhaps a row of numbers."""
    channels = draw(few)
    shape, spec = (draw(st.integers(4, 7)), draw(st.integers(4, 7))), []
    size = (channels, *shape)
    for _ in range(draw(st.integers(0, 4))):
        F, G = draw(st.integers(1, 4)), draw(few)
        convs = conv(F, draw(st.sampled_from([1, 3])), draw(few), 1, bias=draw(flags))
        kinds = [convs, conv(size[0] * G, 2, 1, 1, groups=size[0]), pool(draw(st.sampled_from([2, 3])), draw(few), 1)]
        kinds += [batch_norm(), relu(), concat([], [conv(F, 1, bias=False)], [conv(G, 3, pad=1), batch_norm()])]
        kinds += [add([conv(size[0], 3, pad=1), relu()], []), concat([add([conv(F, 3)], [conv(F, 1), pool(3, 1)])])]
        layer = draw(st.sampled_from(kinds))
        try:
            out = Built([layer], size).out
        except ValueError:  # a window that is too large by now
            continue
        size = out.shape[1:]
        spec.append(layer)
    if draw(flags):
        spec += [draw(st.sampled_from([flatten(), global_pool()])), linear(draw(few), draw(flags)), relu()]
    return spec, (channels, *shape)


@given(specs())
def test_what_is_counted_is_what_is_built(drawn):
    spec, shape = drawn
    built = Built(spec, shape)
    assert ref.layer_output_shape(spec, shape) == built.out.shape[1:]
    assert ref.count_parameters(spec, shape) == built.parameters
    assert ref.count_multiply_adds(spec, shape) == built.multiply_adds


@pytest.mark.parametrize("network", networks.NETWORKS, ids=lambda network: network.name)
def test_published_numbers_are_reproduced(network):
    assert ref.count_parameters(network.spec, network.shape) == network.parameters
    classes = 10 if network.name == "LeNet-5" else 1000
    assert ref.layer_output_shape(network.spec, network.shape) == (classes,)
    if network.multiply_adds is not None:
        counted = ref.count_multiply_adds(network.spec, network.shape)
        assert round(counted / 1e9, 3) == network.multiply_adds, "published to three decimals"
    assert network.source and network.idea


def test_alexnets_groups_saved_what_its_paper_says():
    grouped, whole = (ref.count_parameters(networks.alexnet_2012(groups), (3, 227, 227)) for groups in (2, 1))
    assert (grouped, whole) == (60_965_224, 62_378_344)  # "60 million parameters"


def test_the_papers_lenet_has_sixty_thousand():
    (lenet,) = (network for network in networks.NETWORKS if network.name == "LeNet-5")
    second, third = lenet.spec[3], 60 * 25 + 16  # sixteen maps, joined by 60 kernels with the six before them
    full = ref.count_parameters([second], (6, 14, 14))
    assert lenet.parameters - (full - third) + 2 * (6 + 16) - (84 * 10 + 10) == 60_000


def test_a_layer_as_data_says_everything_itself():
    entries = {"kind", "filters", "kernel", "stride", "pad", "groups", "bias"}
    assert set(conv(3, 2)) == entries and set(pool(2, 2)) == {"kind", "kernel", "stride", "pad"}
    assert conv(3, 2)["stride"] == 1 and conv(3, 2)["groups"] == 1 and conv(3, 2)["bias"] is True
