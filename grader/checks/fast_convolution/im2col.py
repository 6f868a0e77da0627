"""How `im2col` is judged."""
import numpy as np

from grader.checks import Check, Part
from grader.checks.cases import small
from grader.checks.fast_convolution.shared import NO_LOOP, by_default, two_sizes, windows_of


def one_map(rng):
    yield windows_of(np.arange(6).reshape(1, 1, 2, 3), 2, 2)  # whole numbers, in an array of integers
    yield windows_of(small(rng, 1, 1, 3, 2), 2, 2)
    yield windows_of(small(rng, 1, 1, 3, 4), 2, 2)
    yield windows_of(np.arange(16.0).reshape(1, 1, 4, 4), 3, 3)
    yield windows_of(rng.normal(size=(1, 1, 5, 7)), 3, 3)
    yield by_default(windows_of(small(rng, 1, 1, 3, 4), 2, 2))


def other_windows(rng):
    yield windows_of(small(rng, 1, 1, 2, 3), 1, 2)
    yield windows_of(small(rng, 1, 1, 3, 2), 2, 1)
    yield windows_of(rng.normal(size=(1, 1, 5, 4)), 2, 3)
    yield windows_of(rng.normal(size=(1, 1, 4, 7)), 3, 2)


def pictures_and_channels(rng):
    yield windows_of(small(rng, 1, 2, 2, 3), 2, 2)
    yield windows_of(small(rng, 2, 1, 2, 3), 2, 2)
    yield windows_of(rng.normal(size=(2, 3, 5, 6)), 4, 4)
    yield windows_of(rng.normal(size=(3, 2, 4, 5)), 2, 2)


def padding(rng):
    yield windows_of(small(rng, 1, 1, 2, 3), 2, 2, pad=1)  # not smaller than the first case without padding
    yield windows_of(small(rng, 1, 1, 2, 3), 3, 3, pad=1)
    yield windows_of(rng.normal(size=(1, 1, 4, 3)), 2, 2, pad=2)
    yield windows_of(rng.normal(size=(1, 1, 5, 4)), 3, 3, stride=2, pad=1)


def strides(rng):
    yield windows_of(small(rng, 1, 1, 2, 4), 1, 1, stride=3)
    yield windows_of(small(rng, 1, 1, 3, 5), 2, 2, stride=2)
    yield windows_of(rng.normal(size=(1, 1, 6, 9)), 3, 3, stride=2)
    yield windows_of(rng.normal(size=(1, 1, 8, 6)), 2, 2, stride=3)


def im2col_slices(input_data, filter_h, filter_w, stride=1, pad=0):
    N, C, H, W = input_data.shape
    OH, OW = (H + 2 * pad - filter_h) // stride + 1, (W + 2 * pad - filter_w) // stride + 1
    padded = np.pad(input_data, [(0, 0), (0, 0), (pad, pad), (pad, pad)])
    col = np.zeros((N, C, filter_h, filter_w, OH, OW))
    for i in range(filter_h):
        for j in range(filter_w):
            col[:, :, i, j] = padded[:, :, i:i + stride * OH:stride, j:j + stride * OW:stride]
    return col.transpose(0, 4, 5, 1, 2, 3).reshape(N * OH * OW, -1)


def im2col_positions(input_data, filter_h, filter_w, stride=1, pad=0):
    padded = np.pad(input_data, [(0, 0), (0, 0), (pad, pad), (pad, pad)])
    C = padded.shape[1]
    rows = np.arange(0, padded.shape[2] - filter_h + 1, stride)[:, None, None, None, None]
    columns = np.arange(0, padded.shape[3] - filter_w + 1, stride)[:, None, None, None]
    channel = np.arange(C)[:, None, None]
    down, right = np.arange(filter_h)[:, None], np.arange(filter_w)
    return padded[:, channel, rows + down, columns + right].reshape(-1, C * filter_h * filter_w)


def im2col_strides(input_data, filter_h, filter_w, stride=1, pad=0):
    x = np.ascontiguousarray(np.pad(input_data, [(0, 0), (0, 0), (pad, pad), (pad, pad)]))
    N, C, H, W = x.shape
    OH, OW = (H - filter_h) // stride + 1, (W - filter_w) // stride + 1
    n, c, h, w = x.strides
    steps = (n, h * stride, w * stride, c, h, w)
    windows = np.lib.stride_tricks.as_strided(x, (N, OH, OW, C, filter_h, filter_w), steps, writeable=False)
    return windows.reshape(N * OH * OW, C * filter_h * filter_w)


def im2col_loops(input_data, filter_h, filter_w, stride=1, pad=0):
    padded = np.pad(input_data, [(0, 0), (0, 0), (pad, pad), (pad, pad)])
    OH, OW = (padded.shape[2] - filter_h) // stride + 1, (padded.shape[3] - filter_w) // stride + 1
    col = np.zeros((len(padded) * OH * OW, padded.shape[1] * filter_h * filter_w))
    for row, (n, i, j) in enumerate(np.ndindex(len(padded), OH, OW)):
        top, left = i * stride, j * stride
        col[row] = padded[n, :, top:top + filter_h, left:left + filter_w].ravel()
    return col


CHECK = Check(
    [
        Part("one image of one channel", 1, one_map),
        Part("windows that are not square", 1, other_windows),
        Part("several images and channels", 1, pictures_and_channels),
        Part("padding, also with a stride", 1, padding),
        Part("stride, and sizes that do not divide", 1, strides),
        Part(NO_LOOP, 1, two_sizes, probe="im2col_steps"),
    ],
    accepts=[im2col_slices, im2col_strides, im2col_positions],
)
