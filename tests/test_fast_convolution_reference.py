"""The references of chapter 7 are proven: against loops, against the naive layers, and im2col against its adjoint."""
import numpy as np
import pytest
from gradients import close
from hypothesis import given
from layers import layer_of, layers, places, pool_param_of, poolings, seeds

from convlab.counting import python_steps
from solutions import fast_convolution as ref
from solutions.conv_backprop import conv_backward_naive, max_pool_backward_naive
from solutions.multichannel import conv_forward_naive
from solutions.padding_and_stride import pixel_use_counts
from solutions.pooling import max_pool_forward_naive


def by_loops(x, sizes):
    *_, HH, WW, stride, pad = sizes
    padded = np.pad(x, [(0, 0), (0, 0), (pad, pad), (pad, pad)])
    OH, OW = places(sizes)
    return np.array([
        padded[n, :, i * stride:i * stride + HH, j * stride:j * stride + WW].ravel()
        for n in range(len(x)) for i in range(OH) for j in range(OW)
    ])  # fmt: skip


# --- im2col and col2im ------------------------------------------------------------------------


@given(layers(), seeds)
def test_rows_of_im2col_are_the_windows(sizes, seed):
    x, *_ = layer_of(sizes, seed)
    assert np.array_equal(ref.im2col(x, *sizes[5:]), by_loops(x, sizes))


@given(layers(), seeds)
def test_col2im_is_the_adjoint_of_im2col(sizes, seed):
    x, *_ = layer_of(sizes, seed)
    col = ref.im2col(x, *sizes[5:])
    y = np.random.default_rng(seed + 1).normal(size=col.shape)
    close(np.vdot(col, y), np.vdot(x, ref.col2im(y, x.shape, *sizes[5:])))


@pytest.mark.parametrize(("n", "k"), [(5, 3), (4, 1), (6, 4)])
def test_there_and_back_counts_how_often_a_pixel_is_used(n, k):
    ones = np.ones((1, 1, n, n))
    assert np.array_equal(ref.col2im(ref.im2col(ones, k, k), ones.shape, k, k)[0, 0], pixel_use_counts(n, k))


def test_the_books_shapes():
    assert ref.im2col(np.zeros((1, 3, 7, 7)), 5, 5).shape == (9, 75)
    assert ref.im2col(np.zeros((10, 3, 7, 7)), 5, 5, stride=1, pad=0).shape == (90, 75)


# --- layers -----------------------------------------------------------------------------------


@given(layers(), seeds)
def test_layers_equal_the_naive_ones(sizes, seed):
    x, w, b, dout = layer_of(sizes, seed)
    stride, pad = sizes[7:]
    out, cache = conv_forward_naive(x, w, b, {"stride": stride, "pad": pad})
    gradients = conv_backward_naive(dout, cache)
    fast, kept = ref.conv_forward_fast(x, w, b, {"stride": stride, "pad": pad})
    close(fast, out)
    assert all(one is given for one, given in zip(kept[:3], (x, w, b)))
    layer = ref.Convolution(w, b, stride, pad)
    close(layer.forward(x), out)
    for got in (ref.conv_backward_fast(dout, kept), (layer.backward(dout), layer.dW, layer.db)):
        for one, expected in zip(got, gradients, strict=True):
            close(one, expected)


@given(poolings(), seeds)
def test_pooling_equals_the_naive_one(sizes, seed):
    x, *_ = layer_of(sizes, seed)
    out, cache = max_pool_forward_naive(x, pool_param_of(sizes))
    dout = np.random.default_rng(seed + 1).normal(size=out.shape)
    layer = ref.Pooling(*sizes[5:])
    close(layer.forward(x), out)
    close(layer.backward(dout), max_pool_backward_naive(dout, cache))


def test_a_batch_too_large_for_the_workspace_is_done_in_parts():
    # Two pictures at a time, and one is left over.
    rng = np.random.default_rng(0)
    x, w, b = rng.normal(size=(5, 3, 38, 40)), rng.normal(size=(2, 3, 7, 7)), rng.normal(size=2)
    out, cache = ref.conv_forward_fast(x, w, b, {"stride": 1, "pad": 1})
    assert 2 * 8 * 147 * out[0, 0].size < 2**22 < 3 * 8 * 147 * out[0, 0].size
    layer, dout = ref.Convolution(w, b, 1, 1), rng.normal(size=out.shape)
    close(out, layer.forward(x))
    dx, dw, db = ref.conv_backward_fast(dout, cache)
    close(dx, layer.backward(dout))
    close(dw, layer.dW)
    close(db, layer.db)


def test_single_precision_stays_single():
    x, w, b = (np.ones(shape, np.float32) for shape in [(2, 3, 5, 6), (4, 3, 3, 2), (4,)])
    out, cache = ref.conv_forward_fast(x, w, b, {"stride": 1, "pad": 1})
    gradients = ref.conv_backward_fast(out, cache)
    assert {array.dtype for array in (out, *gradients, ref.im2col(x, 3, 2))} == {np.dtype(np.float32)}


def test_a_layer_used_twice_knows_the_last_time_only():
    rng = np.random.default_rng(0)
    first, x, w = (rng.normal(size=shape) for shape in [(2, 3, 5, 6), (2, 3, 5, 6), (4, 3, 3, 2)])
    layer, fresh = ref.Convolution(w, np.zeros(4)), ref.Convolution(w, np.zeros(4))
    layer.backward(layer.forward(first))
    dx, expected = layer.backward(layer.forward(x)), fresh.backward(fresh.forward(x))
    for got, right in [(dx, expected), (layer.dW, fresh.dW), (layer.db, fresh.db)]:
        close(got, right)
    pool, fresh = ref.Pooling(2, 2, 2), ref.Pooling(2, 2, 2)
    pool.forward(first)
    close(pool.backward(pool.forward(x)), fresh.backward(fresh.forward(x)))


def test_padding_wins_against_nothing():
    x = np.full((1, 1, 2, 2), -1e300)
    assert np.array_equal(ref.Pooling(2, 2, 2, pad=1).forward(x), x)


def pooled(x):
    layer = ref.Pooling(3, 2, 2, 1)
    return layer.backward(layer.forward(x))


def convolved(x):
    layer = ref.Convolution(np.ones((4, 3, 3, 2)), np.ones(4), 2, 1)
    return layer.backward(layer.forward(x))


def fast(x):
    return ref.conv_backward_fast(*ref.conv_forward_fast(x, np.ones((4, 3, 3, 2)), np.ones(4), {"stride": 2, "pad": 1}))


@pytest.mark.parametrize("passes", [pooled, convolved, fast])
def test_python_has_no_more_to_do_on_a_larger_picture(passes):
    few, many = (python_steps(passes, np.ones((2, 3, *size))) for size in [(6, 5), (24, 20)])
    assert few == many


# --- what cannot be ---------------------------------------------------------------------------

ONE, FILTER, BIAS = np.ones((1, 2, 4, 5)), np.ones((3, 2, 2, 2)), np.ones(3)


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda: ref.im2col(ONE, 5, 2), "k is 5"),
        (lambda: ref.im2col(ONE, 2, 2, stride=0), "stride must"),
        (lambda: ref.im2col(ONE, 2, 2, pad=-1), "pad must"),
        (lambda: ref.col2im(np.ones((1, 20)), ONE.shape, 5, 2), "k is 5"),
        (lambda: ref.Convolution(FILTER, BIAS).forward(ONE[:, :1]), "W has 2 channels, but x has 1"),
        (lambda: ref.Convolution(FILTER, BIAS, stride=0).forward(ONE), "stride must"),
        (lambda: ref.Pooling(2, 3, pad=2), "pad must be smaller than the window"),
        (lambda: ref.Pooling(5, 2).forward(ONE), "k is 5"),
        (lambda: ref.conv_forward_fast(ONE[:, :1], FILTER, BIAS, {"stride": 1, "pad": 0}), "w has 2 channels"),
        (lambda: ref.conv_forward_fast(ONE, FILTER, BIAS, {"stride": 1, "pad": -1}), "pad must"),
    ],
)
def test_errors_begin_with_the_wrong_number(call, said):
    with pytest.raises(ValueError, match=f"^{said}"):
        call()
