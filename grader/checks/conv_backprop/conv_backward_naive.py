"""How `conv_backward_naive` is judged."""
import numpy as np

from grader.checks import Check, Part
from grader.checks.cases import normal, small
from grader.checks.conv_backprop.shared import layer_case


def overlapping(rng):
    yield layer_case(rng, small, (1, 1, 1, 3), (1, 1, 1, 2))
    yield layer_case(rng, small, (1, 1, 3, 2), (1, 1, 2, 1))
    yield layer_case(rng, small, (1, 1, 3, 3), (1, 1, 2, 2))
    yield layer_case(rng, small, (1, 2, 2, 3), (3, 2, 1, 2))
    yield layer_case(rng, small, (2, 1, 3, 2), (1, 1, 2, 1))
    yield layer_case(rng, normal, (2, 3, 6, 5), (4, 3, 3, 2))


def one_error_a_window(rng):
    """Padding with a single filter and windows that do not overlap: nothing has to be added up in dx."""
    yield layer_case(rng, small, (1, 1, 1, 2), (1, 1, 3, 4), pad=1)
    yield layer_case(rng, small, (1, 1, 2, 1), (1, 1, 1, 1), pad=1)
    yield layer_case(rng, small, (1, 2, 2, 3), (1, 2, 4, 5), pad=1)
    yield layer_case(rng, normal, (2, 3, 3, 2), (1, 3, 7, 6), pad=2)
    yield layer_case(rng, normal, (3, 2, 4, 5), (1, 2, 1, 1), pad=2)


def gaps(rng):
    """Strides with a single filter and windows that do not overlap, sizes that divide and that do not."""
    yield layer_case(rng, small, (1, 1, 1, 4), (1, 1, 1, 2), stride=2)
    yield layer_case(rng, small, (1, 1, 4, 3), (1, 1, 2, 1), stride=2)
    yield layer_case(rng, small, (1, 1, 3, 5), (1, 1, 1, 2), stride=2)
    yield layer_case(rng, small, (2, 1, 4, 6), (1, 1, 2, 2), stride=2)
    yield layer_case(rng, normal, (2, 3, 6, 8), (1, 3, 2, 3), stride=3)
    yield layer_case(rng, normal, (3, 2, 7, 9), (1, 2, 2, 1), stride=3)


def padded(rng):
    yield layer_case(rng, small, (1, 1, 1, 2), (1, 1, 1, 2), pad=1)
    yield layer_case(rng, small, (1, 1, 2, 3), (1, 1, 2, 2), pad=1)
    yield layer_case(rng, small, (1, 2, 2, 1), (1, 2, 3, 2), pad=1)
    yield layer_case(rng, normal, (2, 3, 5, 4), (5, 3, 3, 2), pad=2)


def strided(rng):
    yield from gaps(rng)
    yield layer_case(rng, small, (1, 1, 3, 5), (1, 1, 1, 3), stride=2)
    yield layer_case(rng, normal, (2, 3, 7, 8), (4, 3, 3, 2), stride=2)


def all_at_once(rng):
    yield layer_case(rng, small, (1, 1, 3, 2), (1, 1, 3, 2), stride=2, pad=1)
    yield layer_case(rng, small, (2, 1, 2, 3), (3, 1, 3, 2), stride=2, pad=1)
    yield layer_case(rng, normal, (2, 3, 6, 5), (4, 3, 3, 4), stride=2, pad=1)
    yield layer_case(rng, normal, (3, 2, 7, 6), (5, 2, 4, 5), stride=3, pad=2)


def conv_backward_place_in_filter(dout, cache):
    # Loops over the places in the filter: all windows and pictures at once.
    x, w, b, conv_param = cache
    stride, pad = conv_param["stride"], conv_param["pad"]
    OH, OW = dout.shape[2:]
    x_pad = np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad)))
    dx_pad, dw = np.zeros_like(x_pad), np.zeros_like(w)
    for a, c in np.ndindex(w.shape[2:]):
        rows, columns = slice(a, a + (OH - 1) * stride + 1, stride), slice(c, c + (OW - 1) * stride + 1, stride)
        dx_pad[:, :, rows, columns] += np.einsum("nfij,fc->ncij", dout, w[:, :, a, c])
        dw[:, :, a, c] = np.tensordot(dout, x_pad[:, :, rows, columns], axes=([0, 2, 3], [0, 2, 3]))
    return [dx_pad[:, :, pad:dx_pad.shape[2] - pad, pad:dx_pad.shape[3] - pad], dw, dout.sum(axis=(0, 2, 3))]


def conv_backward_places(dout, cache):
    # Loops over the places of the window: all images and filters at once.
    x, w, b, conv_param = cache
    stride, pad = conv_param["stride"], conv_param["pad"]
    padded = np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad)))
    dpadded, dw, db = np.zeros_like(padded), np.zeros_like(w), np.zeros_like(b)
    for i, j in np.ndindex(dout.shape[2:]):
        top, left = i * stride, j * stride
        window = np.s_[:, :, top:top + w.shape[2], left:left + w.shape[3]]
        dpadded[window] += np.tensordot(dout[:, :, i, j], w, axes=1)
        dw += np.tensordot(dout[:, :, i, j].T, padded[window], axes=1)
        db += dout[:, :, i, j].sum(axis=0)
    return dpadded[:, :, pad:pad + x.shape[2], pad:pad + x.shape[3]], dw, db


def conv_backward_clipped(dout, cache):
    # No padding: windows, and with them the filters, are cut off at the border.
    x, w, b, conv_param = cache
    stride, pad = conv_param["stride"], conv_param["pad"]
    H, W = x.shape[2:]
    HH, WW = w.shape[2:]
    dx, dw, db = np.zeros_like(x), np.zeros_like(w), np.zeros_like(b)
    for n, f, i, j in np.ndindex(*dout.shape):
        top, left = i * stride - pad, j * stride - pad
        rows, columns = slice(max(top, 0), max(min(top + HH, H), 0)), slice(max(left, 0), max(min(left + WW, W), 0))
        inside = slice(rows.start - top, rows.stop - top), slice(columns.start - left, columns.stop - left)
        if rows.start < rows.stop and columns.start < columns.stop:
            dx[n, :, rows, columns] += dout[n, f, i, j] * w[f][:, inside[0], inside[1]]
            dw[f][:, inside[0], inside[1]] += dout[n, f, i, j] * x[n, :, rows, columns]
        db[f] += dout[n, f, i, j]
    return dx, dw, db


CHECK = Check(
    [
        Part("dx, overlapping windows", 1, overlapping, ["dx"]),
        Part("dx, padding", 1, one_error_a_window, ["dx"]),
        Part("dx, stride", 1, gaps, ["dx"]),
        Part("dx, all at once", 1, all_at_once, ["dx"]),
        Part("dw", 1, overlapping, ["dw"]),
        Part("dw, padding", 1, padded, ["dw"]),
        Part("dw, stride", 1, strided, ["dw"]),
        Part("db", 1, overlapping, ["db"]),
    ],
    accepts=[conv_backward_place_in_filter, conv_backward_places, conv_backward_clipped],
)
