"""The references of chapter 6 are proven: against autograd, central differences, and each other."""
import autograd.numpy as anp
import numpy as np
import pytest
from gradients import close, proven
from hypothesis import given
from hypothesis import strategies as st
from layers import few, layer_of, layers, places, pool_param_of, poolings, seeds

from solutions import conv_backprop as ref
from solutions.multichannel import conv_forward, conv_forward_naive
from solutions.pooling import avg_pool_forward_naive, max_pool_forward_naive, pool_forward


def windows(x, sizes, fill=0.0):
    """For each entry of a window, what lies under it at all places: HH * WW arrays of shape (N, C, OH, OW)."""
    *_, HH, WW, stride, pad = sizes
    OH, OW = places(sizes)
    padded = anp.pad(x, [(0, 0), (0, 0), (pad, pad), (pad, pad)], "constant", constant_values=fill)
    down = [slice(i, i + stride * (OH - 1) + 1, stride) for i in range(HH)]
    right = [slice(j, j + stride * (OW - 1) + 1, stride) for j in range(WW)]
    return [padded[:, :, rows, columns] for rows in down for columns in right]


def autograds_convolution(sizes):
    def forward(x, w, b):
        taps = [(i, j) for i in range(w.shape[2]) for j in range(w.shape[3])]
        products = [anp.einsum("nchw,fc->nfhw", one, w[:, :, i, j]) for one, (i, j) in zip(windows(x, sizes), taps)]
        return sum(products) + b[None, :, None, None]

    return forward


# --- convolution ------------------------------------------------------------------------------


@given(layers(), seeds)
def test_conv_backward_naive(sizes, seed):
    x, w, b, dout = layer_of(sizes, seed)
    conv_param = {"stride": sizes[7], "pad": sizes[8]}
    gradients = ref.conv_backward_naive(dout, (x, w, b, conv_param))
    reference = lambda *inputs: conv_forward_naive(*inputs, conv_param)[0]  # noqa: E731
    proven(gradients, autograds_convolution(sizes), reference, dout, (x, w, b))


@given(layers(), seeds)
def test_both_gradients_are_convolutions(sizes, seed):
    x, w, b, dout = layer_of(sizes, seed)
    stride, pad = sizes[7:]
    dx, dw, _ = ref.conv_backward_naive(dout, (x, w, b, {"stride": stride, "pad": pad}))
    close(ref.conv_backward_input(dout, w, stride, pad, x.shape), dx)
    close(ref.conv_backward_weights(x, dout, stride, pad, w.shape), dw)


@given(st.lists(few, max_size=2), few, few, st.integers(1, 4), seeds)
def test_dilate_by_loops(before, OH, OW, stride, seed):
    dout = np.random.default_rng(seed).normal(size=(*before, OH, OW))
    spread = ref.dilate(dout, stride)
    assert spread.shape == (*before, (OH - 1) * stride + 1, (OW - 1) * stride + 1)
    for *lead, i, j in np.ndindex(spread.shape):
        between = i % stride or j % stride
        assert spread[(*lead, i, j)] == (0 if between else dout[(*lead, i // stride, j // stride)])


@pytest.mark.parametrize("stride", [0, -1])
def test_dilate_refuses(stride):
    with pytest.raises(ValueError, match=f"^stride must be at least 1, but is {stride}"):
        ref.dilate(np.ones((2, 2)), stride)


def test_the_seeds_sizes():
    # A 10 x 8 picture and a 5 x 5 kernel make 6 x 4 errors; padded by 4 they are 14 x 12, and 10 x 8 comes out.
    errors, kernel = np.ones((1, 1, 6, 4)), np.ones((1, 1, 5, 5))
    assert ref.conv_backward_input(errors, kernel, 1, 0, (1, 1, 10, 8)).shape == (1, 1, 10, 8)


@given(layers(square=True), seeds)
def test_conv_backward_channels_last(sizes, seed):
    x, w, b, dout = layer_of(sizes, seed)
    hparameters = {"stride": sizes[7], "pad": sizes[8]}
    last = [x.transpose(0, 2, 3, 1), w.transpose(2, 3, 1, 0), b.reshape(1, 1, 1, -1), dout.transpose(0, 2, 3, 1)]
    got = ref.conv_backward(last[3], (*last[:3], hparameters))

    def forward(x, w, b):
        first = anp.transpose(x, (0, 3, 1, 2)), anp.transpose(w, (3, 2, 0, 1)), anp.reshape(b, (-1,))
        return anp.transpose(autograds_convolution(sizes)(*first), (0, 2, 3, 1))

    proven(got, forward, lambda *inputs: conv_forward(*inputs, hparameters)[0], last[3], tuple(last[:3]))


# --- pooling ----------------------------------------------------------------------------------


@given(poolings(), seeds)
def test_max_pool_backward_naive(sizes, seed):
    x, *_ = layer_of(sizes, seed)
    dout = np.random.default_rng(seed + 1).normal(size=(*x.shape[:2], *places(sizes)))
    got = ref.max_pool_backward_naive(dout, (x, pool_param_of(sizes)))

    def forward(x):  # padding may not be -inf here: 0 * inf is nan in autograd
        return anp.max(anp.array(windows(x, sizes, fill=-1e9)), axis=0)

    proven([got], forward, lambda x: max_pool_forward_naive(x, pool_param_of(sizes))[0], dout, (x,))


def test_equal_entries_share_in_one_of_the_three_ways_that_the_docstring_names():
    dx = ref.max_pool_backward_naive(np.array([[[[6.0]]]]), (np.ones((1, 1, 1, 3)), pool_param_of([1] * 6 + [3, 1, 0])))
    assert dx.ravel().tolist() in ([6, 0, 0], [6, 6, 6], [2, 2, 2])


@given(poolings(), seeds)
def test_avg_pool_backward_naive(sizes, seed):
    x, *_ = layer_of(sizes, seed)
    dout = np.random.default_rng(seed + 1).normal(size=(*x.shape[:2], *places(sizes)))
    got = ref.avg_pool_backward_naive(dout, (x, pool_param_of(sizes)))
    forward = lambda x: sum(windows(x, sizes)) / (sizes[5] * sizes[6])  # noqa: E731
    proven([got], forward, lambda x: avg_pool_forward_naive(x, pool_param_of(sizes))[0], dout, (x,))


@pytest.mark.parametrize("mode", ["max", "average"])
@given(layers(square=True, pads=(0, 0)), seeds)
def test_pool_backward_channels_last(mode, sizes, seed):
    x = layer_of(sizes, seed)[0].transpose(0, 2, 3, 1)
    hparameters = {"f": sizes[5], "stride": sizes[7]}
    dA = np.random.default_rng(seed + 1).normal(size=(len(x), *places(sizes), x.shape[3]))
    got = ref.pool_backward(dA, (x, hparameters), mode)

    def forward(x):
        stack = anp.array(windows(anp.transpose(x, (0, 3, 1, 2)), sizes))
        return anp.transpose(anp.max(stack, axis=0) if mode == "max" else anp.mean(stack, axis=0), (0, 2, 3, 1))

    proven([got], forward, lambda x: pool_forward(x, hparameters, mode)[0], dA, (x,))


def test_pool_backward_refuses_other_modes():
    with pytest.raises(ValueError, match="^mode must be 'max' or 'average', but is 'avg'"):
        ref.pool_backward(np.ones((1, 1, 1, 1)), (np.ones((1, 2, 2, 1)), {"f": 2, "stride": 2}), "avg")
