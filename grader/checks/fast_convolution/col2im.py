"""How `col2im` is judged."""
import numpy as np

from grader.checks import Check, Part
from grader.checks.cases import normal, small
from grader.checks.fast_convolution.shared import NO_LOOP, by_default, places_along, two_sizes


def one_map_back(rng):
    yield _rows(small, rng, (1, 1, 1, 3), 1, 2)
    yield _rows(small, rng, (1, 1, 2, 3), 2, 2)
    yield _rows(small, rng, (1, 1, 3, 2), 2, 2)
    yield _rows(small, rng, (1, 1, 4, 4), 3, 3)
    yield _rows(normal, rng, (1, 1, 5, 7), 3, 3)
    yield by_default(_rows(small, rng, (1, 1, 3, 4), 2, 2))


def other_windows_back(rng):
    yield _rows(small, rng, (1, 1, 3, 2), 2, 1)
    yield _rows(normal, rng, (1, 1, 5, 4), 2, 3)
    yield _rows(normal, rng, (1, 1, 4, 7), 3, 2)


def pictures_and_channels_back(rng):
    yield _rows(small, rng, (1, 2, 2, 3), 2, 2)
    yield _rows(small, rng, (2, 1, 2, 3), 2, 2)
    yield _rows(normal, rng, (2, 3, 5, 6), 4, 4)
    yield _rows(normal, rng, (3, 2, 4, 5), 2, 2)


def padding_back(rng):
    yield _rows(small, rng, (1, 1, 1, 2), 2, 2, pad=1)
    yield _rows(small, rng, (1, 1, 2, 3), 3, 3, pad=1)
    yield _rows(normal, rng, (1, 1, 4, 3), 2, 2, pad=2)
    yield _rows(normal, rng, (1, 1, 5, 4), 3, 3, stride=2, pad=1)
    yield _rows(normal, rng, (1, 1, 3, 4), 2, 2, pad=3)  # 2 * pad is no longer 2 + pad, or less


def strides_back(rng):
    yield _rows(small, rng, (1, 1, 1, 6), 1, 2, stride=3)
    yield _rows(small, rng, (1, 1, 3, 5), 2, 2, stride=2)
    yield _rows(normal, rng, (1, 1, 6, 9), 3, 3, stride=2)
    yield _rows(normal, rng, (1, 1, 8, 6), 2, 2, stride=3)


def _rows(fill, rng, shape, filter_h, filter_w, stride=1, pad=0):
    N, C, H, W = shape
    places = places_along(H, filter_h, stride, pad) * places_along(W, filter_w, stride, pad)
    col = fill(rng, N * places, C * filter_h * filter_w)
    return {"col": col, "input_shape": shape, "filter_h": filter_h, "filter_w": filter_w, "stride": stride, "pad": pad}


def col2im_at_once(col, input_shape, filter_h, filter_w, stride=1, pad=0):
    N, C, H, W = input_shape
    tops = np.arange(0, H + 2 * pad - filter_h + 1, stride)
    lefts = np.arange(0, W + 2 * pad - filter_w + 1, stride)
    windows = col.reshape(N, len(tops), len(lefts), C, filter_h, filter_w).transpose(0, 3, 1, 2, 4, 5)
    rows = tops[:, None, None, None] + np.arange(filter_h)[:, None]
    columns = lefts[:, None, None] + np.arange(filter_w)
    padded = np.zeros((N, C, H + 2 * pad, W + 2 * pad))
    np.add.at(padded, (slice(None), slice(None), rows, columns), windows)
    return padded[:, :, pad:H + pad, pad:W + pad]


def col2im_generous(col, input_shape, filter_h, filter_w, stride=1, pad=0):
    N, C, H, W = input_shape
    OH, OW = (H + 2 * pad - filter_h) // stride + 1, (W + 2 * pad - filter_w) // stride + 1
    col = col.reshape(N, OH, OW, C, filter_h, filter_w).transpose(0, 3, 4, 5, 1, 2)
    padded = np.zeros((N, C, H + 2 * pad + stride - 1, W + 2 * pad + stride - 1))  # longer than need be
    for i in range(filter_h):
        for j in range(filter_w):
            padded[:, :, i:i + stride * OH:stride, j:j + stride * OW:stride] += col[:, :, i, j]
    return padded[:, :, pad:H + pad, pad:W + pad]


def col2im_loops(col, input_shape, filter_h, filter_w, stride=1, pad=0):
    N, C, H, W = input_shape
    padded = np.zeros((N, C, H + 2 * pad, W + 2 * pad))
    row = 0
    for n in range(N):
        for i in range(0, H + 2 * pad - filter_h + 1, stride):
            for j in range(0, W + 2 * pad - filter_w + 1, stride):
                padded[n, :, i:i + filter_h, j:j + filter_w] += col[row].reshape(C, filter_h, filter_w)
                row += 1
    return padded[:, :, pad:pad + H, pad:pad + W]


CHECK = Check(
    [
        Part("one image of one channel", 1, one_map_back),
        Part("windows that are not square", 1, other_windows_back),
        Part("several images and channels", 1, pictures_and_channels_back),
        Part("padding, also with a stride", 1, padding_back),
        Part("stride, and sizes that do not divide", 1, strides_back),
        Part(NO_LOOP, 1, two_sizes, probe="col2im_steps"),
    ],
    accepts=[col2im_at_once, col2im_generous],
)
