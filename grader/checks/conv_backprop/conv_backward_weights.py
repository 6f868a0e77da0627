"""How `conv_backward_weights` is judged."""
import numpy as np

from grader.checks import Check, Part
from grader.checks.cases import normal, small
from grader.checks.conv_backprop.shared import layer_case


def one_filter(rng):
    yield _back_to_weights(rng, small, (1, 1, 1, 2), (1, 1, 1, 2))
    yield _back_to_weights(rng, small, (1, 1, 1, 3), (1, 1, 1, 2))
    yield _back_to_weights(rng, small, (1, 1, 3, 1), (1, 1, 2, 1))
    yield _back_to_weights(rng, small, (1, 1, 3, 3), (1, 1, 2, 2))
    yield _back_to_weights(rng, normal, (1, 1, 7, 6), (1, 1, 2, 3))


def several_filters(rng):
    yield _back_to_weights(rng, small, (2, 1, 1, 2), (1, 1, 1, 2))
    yield _back_to_weights(rng, small, (1, 2, 1, 2), (1, 2, 1, 1))
    yield _back_to_weights(rng, small, (1, 1, 2, 1), (2, 1, 1, 1))
    yield _back_to_weights(rng, small, (2, 2, 1, 2), (2, 2, 1, 2))
    yield _back_to_weights(rng, small, (2, 3, 2, 3), (1, 3, 2, 2))
    yield _back_to_weights(rng, normal, (2, 3, 6, 5), (4, 3, 3, 2))
    yield _back_to_weights(rng, normal, (4, 2, 5, 6), (3, 2, 2, 4))


def weights_padding(rng):
    yield _back_to_weights(rng, small, (1, 1, 1, 2), (1, 1, 2, 2), pad=1)
    yield _back_to_weights(rng, small, (1, 1, 3, 2), (1, 1, 2, 3), pad=1)
    yield _back_to_weights(rng, normal, (1, 1, 4, 5), (1, 1, 3, 2), pad=2)


def weights_stride(rng):
    yield _back_to_weights(rng, small, (1, 1, 1, 3), (1, 1, 1, 1), stride=2)
    yield _back_to_weights(rng, small, (1, 1, 4, 2), (1, 1, 2, 2), stride=2)
    yield _back_to_weights(rng, small, (1, 1, 3, 5), (1, 1, 3, 3), stride=2)
    yield _back_to_weights(rng, normal, (1, 1, 7, 11), (1, 1, 4, 2), stride=3)


def weights_not_dividing(rng):
    yield _back_to_weights(rng, small, (1, 1, 1, 4), (1, 1, 1, 1), stride=2)
    yield _back_to_weights(rng, small, (1, 1, 4, 3), (1, 1, 3, 2), stride=2)
    yield _back_to_weights(rng, normal, (1, 1, 7, 9), (1, 1, 2, 3), stride=3)


def weights_all_at_once(rng):
    yield _back_to_weights(rng, small, (2, 2, 2, 3), (1, 2, 3, 2), stride=2, pad=1)
    yield _back_to_weights(rng, normal, (2, 3, 6, 5), (4, 3, 3, 2), stride=2, pad=1)
    yield _back_to_weights(rng, normal, (3, 2, 7, 6), (5, 2, 4, 3), stride=3, pad=2)


def _back_to_weights(rng, numbers, pictures, filters, stride=1, pad=0):
    layer = layer_case(rng, numbers, pictures, filters, stride, pad)
    return {**{name: layer[name] for name in ("x", "dout", "stride", "pad")}, "filter_shape": filters}


def weights_place_by_place(x, dout, stride, pad, filter_shape):
    x_pad = np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad)))
    OH, OW = dout.shape[2:]
    dw = np.empty(filter_shape)
    for a, c in np.ndindex(*filter_shape[2:]):
        seen = x_pad[:, :, a:a + OH * stride:stride, c:c + OW * stride:stride][:, :, :OH, :OW]
        dw[:, :, a, c] = np.tensordot(dout, seen, axes=([0, 2, 3], [0, 2, 3]))
    return dw


def weights_as_windows(x, dout, stride, pad, filter_shape):
    # Only the part of the picture that the windows reached is correlated.
    reached = [(dout.shape[k] - 1) * stride + filter_shape[k] for k in (2, 3)]
    x_pad = np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad)))[:, :, :reached[0], :reached[1]]
    errors = dilate(dout, stride)  # noqa: F821, the student's own
    windows = np.lib.stride_tricks.sliding_window_view(x_pad, errors.shape[2:], axis=(2, 3))
    return np.einsum("ncabij,nfij->fcab", windows, errors)


CHECK = Check(
    [
        Part("one kernel", 1, one_filter),
        Part("several images, channels and filters", 1, several_filters),
        Part("padding", 1, weights_padding),
        Part("stride", 1, weights_stride),
        Part("sizes that do not divide", 1, weights_not_dividing),
        Part("all at once", 1, weights_all_at_once),
    ],
    accepts=[weights_place_by_place, weights_as_windows],
    twins=["conv_backward_naive"],
)
