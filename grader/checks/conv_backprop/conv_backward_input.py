"""How `conv_backward_input` is judged."""
import numpy as np

from grader.checks import Check, Part
from grader.checks.cases import normal, small
from grader.checks.conv_backprop.shared import layer_case


def one_kernel(rng):
    yield _back_to_input(rng, small, (1, 1, 1, 2), (1, 1, 1, 2))
    yield _back_to_input(rng, small, (1, 1, 1, 3), (1, 1, 1, 2))
    yield _back_to_input(rng, small, (1, 1, 3, 1), (1, 1, 2, 1))
    yield _back_to_input(rng, small, (1, 1, 3, 3), (1, 1, 2, 2))
    yield _back_to_input(rng, normal, (1, 1, 7, 6), (1, 1, 2, 3))


def several_channels(rng):
    """From here on to the last part kernels are square: who mixes up their sides keeps these points."""
    yield _back_to_input(rng, small, (2, 1, 1, 2), (1, 1, 1, 1))
    yield _back_to_input(rng, small, (1, 2, 1, 2), (2, 2, 1, 1))
    yield _back_to_input(rng, small, (1, 1, 2, 1), (2, 1, 1, 1))
    yield _back_to_input(rng, small, (1, 2, 2, 3), (3, 2, 2, 2))
    yield _back_to_input(rng, normal, (2, 3, 6, 5), (4, 3, 3, 3))
    yield _back_to_input(rng, normal, (3, 4, 4, 6), (2, 4, 2, 2))


def input_padding(rng):
    yield _back_to_input(rng, small, (1, 1, 1, 2), (1, 1, 3, 3), pad=1)
    yield _back_to_input(rng, small, (1, 1, 1, 2), (1, 1, 1, 1), pad=1)
    yield _back_to_input(rng, small, (1, 1, 3, 2), (1, 1, 2, 2), pad=1)
    yield _back_to_input(rng, normal, (1, 1, 4, 5), (1, 1, 2, 2), pad=2)
    yield _back_to_input(rng, normal, (1, 1, 3, 4), (1, 1, 2, 2), pad=3)  # 2 * pad is no longer 2 + pad, or less


def input_stride(rng):
    yield _back_to_input(rng, small, (1, 1, 1, 3), (1, 1, 1, 1), stride=2)
    yield _back_to_input(rng, small, (1, 1, 4, 2), (1, 1, 2, 2), stride=2)
    yield _back_to_input(rng, small, (1, 1, 3, 5), (1, 1, 3, 3), stride=2)
    yield _back_to_input(rng, normal, (1, 1, 7, 10), (1, 1, 4, 4), stride=3)


def input_not_dividing(rng):
    yield _back_to_input(rng, small, (1, 1, 1, 4), (1, 1, 1, 1), stride=2)
    yield _back_to_input(rng, small, (1, 1, 4, 3), (1, 1, 3, 3), stride=2)
    yield _back_to_input(rng, normal, (1, 1, 6, 9), (1, 1, 2, 2), stride=3)


def input_all_at_once(rng):
    yield _back_to_input(rng, small, (1, 2, 2, 3), (3, 2, 3, 2), stride=2, pad=1)
    yield _back_to_input(rng, normal, (2, 3, 6, 5), (4, 3, 3, 2), stride=2, pad=1)
    yield _back_to_input(rng, normal, (3, 2, 7, 6), (5, 2, 4, 3), stride=3, pad=2)


def _back_to_input(rng, numbers, pictures, filters, stride=1, pad=0):
    layer = layer_case(rng, numbers, pictures, filters, stride, pad)
    return {**{name: layer[name] for name in ("dout", "w", "stride", "pad")}, "input_shape": pictures}


def input_as_windows(dout, w, stride, pad, input_shape):
    # Every output of the layer hands its error back to its window, all channels at once.
    N, C, H, W = input_shape
    dpadded = np.zeros((N, C, H + 2 * pad, W + 2 * pad))
    for i, j in np.ndindex(dout.shape[2:]):
        rows, columns = slice(i * stride, i * stride + w.shape[2]), slice(j * stride, j * stride + w.shape[3])
        dpadded[:, :, rows, columns] += np.tensordot(dout[:, :, i, j], w, axes=1)
    return dpadded[:, :, pad:pad + H, pad:pad + W]


def input_by_shifted_sums(dout, w, stride, pad, input_shape):
    # Zeros as far as the last pixel that the filter could reach, then one correlation without leftovers.
    N, C, H, W = input_shape
    HH, WW = w.shape[2:]
    errors = np.zeros((N, len(w), H + 2 * pad + HH - 1, W + 2 * pad + WW - 1))
    errors[:, :, HH - 1:HH - 1 + stride * dout.shape[2]:stride, WW - 1:WW - 1 + stride * dout.shape[3]:stride] = dout
    windows = np.lib.stride_tricks.sliding_window_view(errors, (HH, WW), axis=(2, 3))
    dpadded = np.einsum("nfijab,fcab->ncij", windows, w[:, :, ::-1, ::-1])
    return dpadded[:, :, pad:pad + H, pad:pad + W]


CHECK = Check(
    [
        Part("one kernel", 1, one_kernel),
        Part("several images, channels and filters", 1, several_channels),
        Part("padding", 1, input_padding),
        Part("stride", 1, input_stride),
        Part("sizes that do not divide", 1, input_not_dividing),
        Part("all at once", 1, input_all_at_once),
    ],
    accepts=[input_as_windows, input_by_shifted_sums],
    twins=["conv_backward_naive"],
)
