"""The references of chapter 2 are proven: against SciPy, and by counting what a window can reach."""
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays
from scipy import signal

from solutions import padding_and_stride as ref

NUMBERS = st.floats(-10, 10, allow_subnormal=False, width=32)
pads = st.integers(0, 3)


def close(got, expected):
    np.testing.assert_allclose(got, expected, rtol=1e-9, atol=1e-9)


def places(n, k, pad, stride) -> list[int]:
    """Where a window can begin, found by trying every place from the padding's outer end."""
    return [start for start in range(-pad, n + pad) if (start + pad) % stride == 0 and start + k <= n + pad]


# --- how often a pixel is read ----------------------------------------------------------------


@given(st.integers(1, 7), st.data())
def test_uses_are_what_a_correlation_with_ones_reads(n, data):
    k = data.draw(st.integers(1, n))
    outputs = np.ones((n - k + 1, n - k + 1))
    close(ref.pixel_use_counts(n, k), signal.convolve2d(outputs, np.ones((k, k))))


def test_a_corner_is_read_once_and_the_middle_by_every_window():
    counts = ref.pixel_use_counts(3, 2)
    assert counts.tolist() == [[1, 2, 1], [2, 4, 2], [1, 2, 1]]


# --- padding ----------------------------------------------------------------------------------


@given(arrays(float, array_shapes(min_dims=2, max_dims=4, max_side=4), elements=NUMBERS), pads, pads)
def test_padding_is_zeros_around_the_last_two_axes(x, pad_h, pad_w):
    padded = ref.zero_pad(x, (pad_h, pad_w))
    H, W = x.shape[-2:]
    assert padded.shape == (*x.shape[:-2], H + 2 * pad_h, W + 2 * pad_w)
    assert np.array_equal(padded[..., pad_h:pad_h + H, pad_w:pad_w + W], x)
    assert np.count_nonzero(padded) == np.count_nonzero(x), "nothing but zeros was added"


@given(arrays(float, array_shapes(min_dims=2, max_dims=4, max_side=4), elements=NUMBERS), pads)
def test_one_number_pads_both_axes_and_always_copies(x, pad):
    padded = ref.zero_pad(x, pad)
    assert np.array_equal(padded, ref.zero_pad(x, (pad, pad)))
    assert not np.shares_memory(padded, x)


@given(st.integers(1, 9), st.integers(1, 9))
def test_same_padding_keeps_the_length(n, kernel_size):
    before, after = ref.same_padding(kernel_size)
    assert n + before + after - kernel_size + 1 == n
    assert 0 <= after - before <= 1


# --- sizes ------------------------------------------------------------------------------------


@given(st.integers(1, 12), st.integers(1, 8), pads, st.integers(1, 5))
def test_output_size_counts_the_places(n, k, pad, stride):
    if k > n + 2 * pad:
        with pytest.raises(ValueError, match=r"^k is"):
            ref.conv_output_size(n, k, pad, stride)
    else:
        assert ref.conv_output_size(n, k, pad, stride) == len(places(n, k, pad, stride))


@pytest.mark.parametrize(
    ("call", "name"),
    [
        (lambda: ref.conv_output_size(0, 1, 1, 1), "n must be at least 1, but is 0"),
        (lambda: ref.conv_output_size(5, 0, 0, 1), "k must be at least 1, but is 0"),
        (lambda: ref.conv_output_size(5, 3, -1, 1), "pad must be at least 0, but is -1"),
        (lambda: ref.conv_output_size(5, 3, 0, 0), "stride must be at least 1, but is 0"),
        (lambda: ref.conv_output_size(5, 8, 1, 1), "k is 8, longer than the padded input, 7"),
        (lambda: ref.zero_pad(np.zeros((2, 3)), -1), "pad must not be negative, but is -1"),
        (lambda: ref.zero_pad(np.zeros((2, 3)), (0, -2)), r"pad must not be negative, but is \(0, -2\)"),
        (lambda: ref.zero_pad(np.zeros(3), 1), "x must have 2, 3 or 4 axes, but has 1"),
        (lambda: ref.same_padding(0), "kernel_size must be at least 1, but is 0"),
        (lambda: ref.pixel_use_counts(3, 4), "k must be from 1 to n, which is 3, but is 4"),
        (lambda: ref.corr2d_strided(np.zeros((2, 3)), np.zeros((3, 1)), (0, 0), (1, 1)), "k is 3, longer .* 2"),
        (lambda: ref.corr2d_strided(np.zeros((2, 3)), np.zeros((1, 1)), (0, 0), (1, 0)), "stride must be at least 1"),
    ],
)
def test_errors_name_the_wrong_number(call, name):
    with pytest.raises(ValueError, match=f"^{name}"):
        call()


# --- padding and stride together --------------------------------------------------------------


@given(st.data())
def test_strided_correlation_is_scipys_on_the_padded_picture_thinned_out(data):
    H, W = data.draw(st.integers(1, 6)), data.draw(st.integers(1, 7))
    pad_h, pad_w = data.draw(pads), data.draw(pads)
    kernel = (data.draw(st.integers(1, H + 2 * pad_h)), data.draw(st.integers(1, W + 2 * pad_w)))
    stride_h, stride_w = data.draw(st.integers(1, 4)), data.draw(st.integers(1, 4))
    X = data.draw(arrays(float, (H, W), elements=NUMBERS))
    K = data.draw(arrays(float, kernel, elements=NUMBERS))
    padded = np.pad(X, [(pad_h, pad_h), (pad_w, pad_w)])
    expected = signal.correlate2d(padded, K, mode="valid") if padded.size else None
    close(ref.corr2d_strided(X, K, (pad_h, pad_w), (stride_h, stride_w)), expected[::stride_h, ::stride_w])


def test_the_textbooks_figure():
    X, K = np.arange(9.0).reshape(3, 3), np.arange(4.0).reshape(2, 2)
    assert ref.corr2d_strided(X, K, (1, 1), (3, 2)).tolist() == [[0, 8], [6, 8]]
