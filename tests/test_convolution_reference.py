"""The references of chapter 1 are proven: against SciPy, by their properties, and by slow obvious counts."""
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy import signal

from solutions import convolution as ref

NUMBERS = st.floats(-10, 10, allow_subnormal=False, width=32)


@st.composite
def pictures_and_kernels(draw, pictures=1):
    """Pictures of one shape, and a kernel that fits; the sides are drawn one by one, so most are not square."""
    height, width = draw(st.integers(1, 6)), draw(st.integers(1, 7))
    kernel = (draw(st.integers(1, height)), draw(st.integers(1, width)))
    shapes = [(height, width)] * pictures + [kernel]
    return [draw(arrays(float, shape, elements=NUMBERS)) for shape in shapes]


sequences = arrays(float, st.integers(1, 8), elements=NUMBERS)


def close(got, expected):
    np.testing.assert_allclose(got, expected, rtol=1e-9, atol=1e-9)


# --- dense layers -----------------------------------------------------------------------------


@given(st.integers(1, 5), st.integers(1, 5), st.integers(1, 3), st.integers(1, 4))
def test_parameters_are_the_entries_of_the_weight_matrix(height, width, channels, units):
    matrix = np.zeros((units, np.zeros((channels, height, width)).size))
    assert ref.fully_connected_parameters(height, width, channels, units) == matrix.size


def test_a_large_picture_needs_three_billion_weights():
    assert ref.fully_connected_parameters(1000, 1000, 3, 1000) == 3_000_000_000


# --- one dimension ----------------------------------------------------------------------------


@given(sequences, sequences)
def test_convolve1d_is_numpys(f, g):
    close(ref.convolve1d(f, g), np.convolve(f, g))


@given(sequences, sequences)
def test_convolve1d_commutes(f, g):
    close(ref.convolve1d(f, g), ref.convolve1d(g, f))


def test_two_dice_by_counting_pairs():
    h = ref.convolve1d(np.full(6, 1 / 6), np.full(6, 1 / 6))
    pairs = [first + second for first in range(1, 7) for second in range(1, 7)]
    close(h, [pairs.count(total) / 36 for total in range(2, 13)])
    assert h[4 - 2] == pytest.approx(3 / 36)


# --- two dimensions ---------------------------------------------------------------------------


def test_worked_example():
    X, K = np.arange(9.0).reshape(3, 3), np.arange(4.0).reshape(2, 2)
    assert ref.corr2d(X, K).tolist() == [[19, 25], [37, 43]]
    assert ref.convolve2d(X, K).tolist() == [[5, 11], [23, 29]]


@given(pictures_and_kernels())
def test_corr2d_is_scipys(given_arrays):
    X, K = given_arrays
    close(ref.corr2d(X, K), signal.correlate2d(X, K, mode="valid"))


@given(pictures_and_kernels())
def test_convolve2d_is_scipys(given_arrays):
    X, K = given_arrays
    close(ref.convolve2d(X, K), signal.convolve2d(X, K, mode="valid"))


@given(pictures_and_kernels(pictures=2), NUMBERS, NUMBERS)
def test_corr2d_is_linear_in_the_picture(given_arrays, a, b):
    X, Z, K = given_arrays
    close(ref.corr2d(a * X + b * Z, K), a * ref.corr2d(X, K) + b * ref.corr2d(Z, K))


@given(pictures_and_kernels(), st.data())
def test_corr2d_is_linear_in_the_kernel(given_arrays, data):
    X, K = given_arrays
    other = data.draw(arrays(float, K.shape, elements=NUMBERS))
    close(ref.corr2d(X, 2 * K - 3 * other), 2 * ref.corr2d(X, K) - 3 * ref.corr2d(X, other))


@given(pictures_and_kernels(), st.integers(0, 3), st.integers(0, 3))
def test_a_shifted_picture_gives_a_shifted_result(given_arrays, down, right):
    X, K = given_arrays
    # On a ground of zeros wide enough that nothing is pushed over the border.
    ground = np.pad(X, ((K.shape[0] - 1, K.shape[0] + 2), (K.shape[1] - 1, K.shape[1] + 2)))
    moved = np.roll(ground, (down, right), axis=(0, 1))
    close(ref.corr2d(moved, K), np.roll(ref.corr2d(ground, K), (down, right), axis=(0, 1)))


@given(pictures_and_kernels(), st.data())
def test_full_convolution_is_the_adjoint(given_arrays, data):
    X, K = given_arrays
    places = tuple(n - k + 1 for n, k in zip(X.shape, K.shape, strict=True))
    Y = data.draw(arrays(float, places, elements=NUMBERS))
    borders = [(side - 1, side - 1) for side in K.shape]
    full = ref.convolve2d(np.pad(Y, borders), K)
    close(full, signal.convolve2d(Y, K, mode="full"))
    close(np.sum(ref.corr2d(X, K) * Y), np.sum(X * full))


# --- the layer --------------------------------------------------------------------------------


def test_layer_starts_from_the_generators_numbers():
    layer = ref.Conv2D((2, 3), np.random.default_rng(5))
    assert np.array_equal(layer.weight, np.random.default_rng(5).standard_normal((2, 3)))
    assert layer.bias == 0


@given(pictures_and_kernels(), NUMBERS)
def test_layer_is_correlation_and_one_bias(given_arrays, bias):
    X, K = given_arrays
    layer = ref.Conv2D(K.shape, np.random.default_rng(0))
    layer.weight, layer.bias = K, bias
    close(layer.forward(X), signal.correlate2d(X, K, mode="valid") + bias)


# --- oriented edges ---------------------------------------------------------------------------


@given(st.floats(-7, 7))
def test_kernel_answers_to_the_slope_in_its_direction(theta):
    rows, columns = np.mgrid[:3, :3]
    # The brightness of a plane that grows by 1 a pixel to the right, or down; Sobel weighs it 8 times.
    right, down = (ref.corr2d(plane, ref.oriented_edge_kernel(theta)) for plane in (columns, rows))
    close([right.item(), down.item()], [8 * np.cos(theta), 8 * np.sin(theta)])


def test_kernels_along_the_axes_are_sobels():
    sobel = np.outer([1, 2, 1], [-1, 0, 1])
    close(ref.oriented_edge_kernel(0), sobel)
    close(ref.oriented_edge_kernel(np.pi / 2), sobel.T)


# --- learning ---------------------------------------------------------------------------------


@given(pictures_and_kernels(), st.integers(0, 10**6))
def test_a_step_goes_against_the_numerical_gradient(given_arrays, seed):
    X, K = given_arrays
    Y = np.random.default_rng(seed).normal(size=np.array(X.shape) - K.shape + 1)
    start, h = np.zeros(K.shape), 1e-4
    slopes = np.zeros(K.shape)
    for place in np.ndindex(K.shape):
        start[place] = h
        above = loss(X, Y, start)
        start[place] = -h
        slopes[place] = (above - loss(X, Y, start)) / (2 * h)
        start[place] = 0
    np.testing.assert_allclose(ref.learn_kernel(X, Y, K.shape, 0.5, 1), -0.5 * slopes, rtol=1e-6, atol=1e-6)


def test_later_steps_use_the_current_kernel():
    rng = np.random.default_rng(3)
    X, Y = rng.normal(size=(5, 6)), rng.normal(size=(4, 4))
    K1 = ref.learn_kernel(X, Y, (2, 3), 0.2, 1)
    # The step from K1 on the data (X, Y) is the first step on what K1 leaves over.
    rest = Y - signal.correlate2d(X, K1, mode="valid")
    close(ref.learn_kernel(X, Y, (2, 3), 0.2, 2), K1 + ref.learn_kernel(X, rest, (2, 3), 0.2, 1))


def test_no_steps_leave_zeros():
    assert not ref.learn_kernel(np.ones((3, 4)), np.ones((2, 2)), (2, 3), 0.1, 0).any()


@pytest.mark.parametrize("kernel", [[[1.0, -1.0]], [[0.0, -1.0, 0.0], [0.0, 2.0, 0.0], [0.0, -1.0, 0.0]]])
def test_the_kernel_behind_the_data_is_found(kernel):
    X = np.random.default_rng(1).normal(size=(12, 11))
    Y = signal.correlate2d(X, np.array(kernel), mode="valid")
    np.testing.assert_allclose(ref.learn_kernel(X, Y, np.shape(kernel), 0.5, 300), kernel, atol=1e-6)


def loss(X, Y, K):
    return np.mean((signal.correlate2d(X, K, mode="valid") - Y) ** 2) / 2


# --- receptive field --------------------------------------------------------------------------


@given(st.lists(st.tuples(st.integers(1, 5), st.integers(1, 3)), max_size=4))
def test_receptive_field_by_tracing_positions(layers):
    # From one output down: the positions that its window covers, in the layer below, and so on.
    seen = {0}
    for kernel, stride in reversed(layers):
        seen = {position * stride + a for position in seen for a in range(kernel)}
    # With strides longer than kernels there are gaps; the field spans them.
    assert ref.receptive_field(layers) == max(seen) - min(seen) + 1


@pytest.mark.parametrize("layers", [[(2, 1), (2, 1)], [(3, 1)] * 3, [(2, 2), (3, 1)], [(3, 2), (2, 2), (2, 1)]])
def test_receptive_field_by_changing_inputs(layers):
    assert ref.receptive_field(layers) == sum(output_changes(layers, position) for position in range(40))


def output_changes(layers, position):
    """Does the first output of a stack of windows of ones notice a change of this input?"""
    signal_in = np.zeros(40)
    signal_in[position] = 1
    for kernel, stride in layers:
        signal_in = np.convolve(signal_in, np.ones(kernel), mode="valid")[::stride]
    return signal_in[0] != 0
