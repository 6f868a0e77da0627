"""The references of chapter 3 are proven: against SciPy's correlation, against each other, and by counting."""
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from layers import few, layers
from scipy import signal

from solutions import multichannel as ref

NUMBERS = st.floats(-10, 10, allow_subnormal=False, width=32)


def close(got, expected):
    np.testing.assert_allclose(got, expected, rtol=1e-9, atol=1e-8)


def drawn(data, *shape):
    return data.draw(arrays(float, shape, elements=NUMBERS))


def scipys_layer(x, w, b, stride, pad):
    """Channels first, one three-dimensional correlation for each picture and filter."""
    padded = np.pad(x, [(0, 0), (0, 0), (pad, pad), (pad, pad)])
    maps = [[signal.correlate(one, kernel, mode="valid", method="direct")[0] for kernel in w] for one in padded]
    return np.array(maps)[:, :, ::stride, ::stride] + b[None, :, None, None]


# --- channels in, channels out ----------------------------------------------------------------


@given(st.data())
def test_channels_collapse_as_in_scipys_correlation_of_three_axes(data):
    C, H, W = data.draw(few), data.draw(st.integers(1, 5)), data.draw(st.integers(1, 6))
    HH, WW = data.draw(st.integers(1, H)), data.draw(st.integers(1, W))
    X, K = drawn(data, C, H, W), drawn(data, data.draw(few), C, HH, WW)
    expected = [signal.correlate(X, kernel, mode="valid", method="direct")[0] for kernel in K]
    close(ref.corr2d_multi_in(X, K[0]), expected[0])
    close(ref.corr2d_multi_in_out(X, K), expected)


def test_the_textbooks_two_channels():
    X = np.stack([np.arange(9.0).reshape(3, 3), np.arange(1.0, 10).reshape(3, 3)])
    K = np.stack([np.arange(4.0).reshape(2, 2), np.arange(1.0, 5).reshape(2, 2)])
    assert ref.corr2d_multi_in(X, K).tolist() == [[56, 72], [104, 120]]


@given(st.data())
def test_kernels_of_one_pixel_are_the_general_case(data):
    C = data.draw(few)
    X, K = drawn(data, C, data.draw(few), data.draw(st.integers(1, 5))), drawn(data, data.draw(few), C, 1, 1)
    close(ref.corr2d_multi_in_out_1x1(X, K), ref.corr2d_multi_in_out(X, K))


# --- layers -----------------------------------------------------------------------------------


@given(layers(), st.data())
def test_conv_forward_naive_is_scipys(sizes, data):
    N, C, H, W, F, HH, WW, stride, pad = sizes
    x, w, b = drawn(data, N, C, H, W), drawn(data, F, C, HH, WW), drawn(data, F)
    conv_param = {"stride": stride, "pad": pad}
    out, cache = ref.conv_forward_naive(x, w, b, conv_param)
    close(out, scipys_layer(x, w, b, stride, pad))
    assert all(kept is given for kept, given in zip(cache, (x, w, b, conv_param), strict=True))


@given(layers(square=True), st.data())
def test_conv_forward_is_scipys_with_the_channels_moved(sizes, data):
    N, C, H, W, F, HH, _, stride, pad = sizes
    A, filters, b = drawn(data, N, H, W, C), drawn(data, HH, HH, C, F), drawn(data, 1, 1, 1, F)
    hparameters = {"stride": stride, "pad": pad}
    Z, cache = ref.conv_forward(A, filters, b, hparameters)
    expected = scipys_layer(np.moveaxis(A, 3, 1), filters.transpose(3, 2, 0, 1), b.ravel(), stride, pad)
    close(np.moveaxis(Z, 3, 1), expected)
    assert all(kept is given for kept, given in zip(cache, (A, filters, b, hparameters), strict=True))


@given(st.data())
def test_a_single_step_is_a_scalar_product(data):
    f, C = data.draw(few), data.draw(few)
    window, kernel, b = drawn(data, f, f, C), drawn(data, f, f, C), drawn(data, 1, 1, 1)
    Z = ref.conv_single_step(window, kernel, b)
    assert np.ndim(Z) == 0
    close(Z, np.dot(window.ravel(), kernel.ravel()) + b[0, 0, 0])


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: ref.corr2d_multi_in(np.zeros((2, 3, 4)), np.zeros((3, 1, 1))), "K has 3 channels, but X has 2"),
        (lambda: ref.corr2d_multi_in_out(np.zeros((2, 3, 4)), np.zeros((5, 1, 1, 1))), "K has 1 channels, but X has 2"),
        (lambda: ref.corr2d_multi_in_out_1x1(np.zeros((2, 3, 4)), np.zeros((5, 3, 1, 1))), "K has 3 channels, but X"),
        (lambda: ref.corr2d_multi_in(np.zeros((2, 3, 4)), np.zeros((2, 1, 5))), r"K has shape \(1, 5\), larger than"),
        (lambda: channels_first((1, 2, 4, 5), (3, 1, 2, 2)), "w has 1 channels, but x has 2"),
        (lambda: channels_first((1, 2, 4, 5), (3, 2, 2, 2), stride=0), "stride must be at least 1, but is 0"),
        (lambda: channels_first((1, 2, 4, 5), (3, 2, 2, 2), pad=-1), "pad must be at least 0, but is -1"),
        (lambda: channels_first((1, 2, 4, 5), (3, 2, 7, 2), pad=1), "k is 7, longer than the padded input, 6"),
        (lambda: channels_last((1, 4, 5, 2), (2, 2, 3, 1)), "W has 3 channels, but A_prev has 2"),
        (lambda: channels_last((1, 4, 5, 2), (2, 2, 2, 1), stride=0), "stride must be at least 1, but is 0"),
        (lambda: channels_last((1, 4, 5, 2), (6, 6, 2, 1)), "k is 6, longer than the padded input, 4"),
    ],
)  # fmt: skip
def test_errors_name_the_wrong_number(call, message):
    with pytest.raises(ValueError, match=f"^{message}"):
        call()


def channels_first(x, w, stride=1, pad=0):
    return ref.conv_forward_naive(np.zeros(x), np.zeros(w), np.zeros(w[0]), {"stride": stride, "pad": pad})


def channels_last(A, W, stride=1, pad=0):
    return ref.conv_forward(np.zeros(A), np.zeros(W), np.zeros((1, 1, 1, W[3])), {"stride": stride, "pad": pad})


# --- cost -------------------------------------------------------------------------------------


@given(few, few, few, few, few)
def test_cost_is_counted_entry_by_entry(c_in, c_out, k, h_out, w_out):
    w, b = np.zeros((c_out, c_in, k, k)), np.zeros(c_out)
    products = sum(w[0].size for _ in np.ndindex(c_out, h_out, w_out))  # each output takes one filter's worth
    assert ref.conv_cost(c_in, c_out, k, h_out, w_out) == (w.size + b.size, products)
