"""Checks of chapter 07_fast_convolution."""
import numpy as np

from grader.checks import Check, Misconception, Part, small
from solutions.fast_convolution import col2im, im2col

NO_LOOP = "no Python loop over places"
LOOP = (
    "Your numbers are right, but Python goes from place to place, or from row to row: a picture with four times the "
    "pixels makes it take more steps. (They are counted; no clock is involved.) "
)


def _places(length: int, k: int, stride: int, pad: int) -> int:
    return (length + 2 * pad - k) // stride + 1


def _other_default(name: str, number: int | None, right: int, *edits: tuple) -> Misconception:
    return Misconception(
        f"default {name} {number}",
        [(f"{name}={right}", f"{name}={number}"), *edits],
        f"Where {name} is left out, your code takes another number than {right}. The first line of the stub says which "
        "number stands for it then.",
    )


OTHER_DEFAULTS = [_other_default("stride", 2, 1), _other_default("pad", 1, 0)]


# --- im2col -----------------------------------------------------------------------------------


def one_map(rng):
    yield _windows(np.arange(6).reshape(1, 1, 2, 3), 2, 2)  # whole numbers, in an array of integers
    yield _windows(small(rng, 1, 1, 3, 2), 2, 2)
    yield _windows(small(rng, 1, 1, 3, 4), 2, 2)
    yield _windows(np.arange(16.0).reshape(1, 1, 4, 4), 3, 3)
    yield _windows(rng.normal(size=(1, 1, 5, 7)), 3, 3)
    yield _by_default(_windows(small(rng, 1, 1, 3, 4), 2, 2))


def other_windows(rng):
    yield _windows(small(rng, 1, 1, 2, 3), 1, 2)
    yield _windows(small(rng, 1, 1, 3, 2), 2, 1)
    yield _windows(rng.normal(size=(1, 1, 5, 4)), 2, 3)
    yield _windows(rng.normal(size=(1, 1, 4, 7)), 3, 2)


def pictures_and_channels(rng):
    yield _windows(small(rng, 1, 2, 2, 3), 2, 2)
    yield _windows(small(rng, 2, 1, 2, 3), 2, 2)
    yield _windows(rng.normal(size=(2, 3, 5, 6)), 4, 4)
    yield _windows(rng.normal(size=(3, 2, 4, 5)), 2, 2)


def padding(rng):
    yield _windows(small(rng, 1, 1, 2, 3), 2, 2, pad=1)  # not smaller than the first case without padding
    yield _windows(small(rng, 1, 1, 2, 3), 3, 3, pad=1)
    yield _windows(rng.normal(size=(1, 1, 4, 3)), 2, 2, pad=2)
    yield _windows(rng.normal(size=(1, 1, 5, 4)), 3, 3, stride=2, pad=1)


def strides(rng):
    yield _windows(small(rng, 1, 1, 2, 4), 1, 1, stride=3)
    yield _windows(small(rng, 1, 1, 3, 5), 2, 2, stride=2)
    yield _windows(rng.normal(size=(1, 1, 6, 9)), 3, 3, stride=2)
    yield _windows(rng.normal(size=(1, 1, 8, 6)), 2, 2, stride=3)


def two_sizes(rng):
    yield _windows(small(rng, 1, 1, 4, 5), 2, 2)
    yield _windows(rng.normal(size=(2, 3, 8, 7)), 3, 2)
    yield _windows(rng.normal(size=(3, 2, 12, 9)), 2, 3)


def _windows(pictures, filter_h, filter_w, stride=1, pad=0):
    return {"input_data": pictures, "filter_h": filter_h, "filter_w": filter_w, "stride": stride, "pad": pad}


def _by_default(case):
    """The case without stride and pad, which are 1 and 0: the function's own defaults stand for them."""
    return {name: value for name, value in case.items() if name not in ("stride", "pad")}


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


def im2col_untransposed(input_data, filter_h, filter_w, stride=1, pad=0):
    N, C, H, W = input_data.shape
    OH, OW = (H + 2 * pad - filter_h) // stride + 1, (W + 2 * pad - filter_w) // stride + 1
    padded = np.pad(input_data, [(0, 0), (0, 0), (pad, pad), (pad, pad)])
    col = np.zeros((N, C, filter_h, filter_w, OH, OW))
    for i in range(filter_h):
        for j in range(filter_w):
            col[:, :, i, j] = padded[:, :, i:i + stride * OH:stride, j:j + stride * OW:stride]
    return col.reshape(N * OH * OW, -1)


def im2col_returns_early(input_data, filter_h, filter_w, stride=1, pad=0):
    N, C, H, W = input_data.shape
    OH, OW = (H + 2 * pad - filter_h) // stride + 1, (W + 2 * pad - filter_w) // stride + 1
    padded = np.pad(input_data, [(0, 0), (0, 0), (pad, pad), (pad, pad)])
    col = np.zeros((N, C, filter_h, filter_w, OH, OW))
    for i in range(filter_h):
        for j in range(filter_w):
            col[:, :, i, j] = padded[:, :, i:i + stride * OH:stride, j:j + stride * OW:stride]
        return col.transpose(0, 4, 5, 1, 2, 3).reshape(N * OH * OW, -1)


def im2col_slices_end_early(input_data, filter_h, filter_w, stride=1, pad=0):
    N, C, H, W = input_data.shape
    OH, OW = (H + 2 * pad - filter_h) // stride + 1, (W + 2 * pad - filter_w) // stride + 1
    padded = np.pad(input_data, [(0, 0), (0, 0), (pad, pad), (pad, pad)])
    col = np.zeros((N, C, filter_h, filter_w, OH, OW))
    for i in range(filter_h):
        for j in range(filter_w):
            col[:, :, i, j] = padded[:, :, i:i + OH:stride, j:j + OW:stride]
    return col.transpose(0, 4, 5, 1, 2, 3).reshape(N * OH * OW, -1)


def im2col_slices_end_at_size(input_data, filter_h, filter_w, stride=1, pad=0):
    N, C, H, W = input_data.shape
    OH, OW = (H + 2 * pad - filter_h) // stride + 1, (W + 2 * pad - filter_w) // stride + 1
    padded = np.pad(input_data, [(0, 0), (0, 0), (pad, pad), (pad, pad)])
    col = np.zeros((N, C, filter_h, filter_w, OH, OW))
    for i in range(filter_h):
        for j in range(filter_w):
            col[:, :, i, j] = padded[:, :, i:OH:stride, j:OW:stride]
    return col.transpose(0, 4, 5, 1, 2, 3).reshape(N * OH * OW, -1)


def im2col_one_short(input_data, filter_h, filter_w, stride=1, pad=0):
    N, C, H, W = input_data.shape
    OH, OW = (H + 2 * pad - filter_h) // stride, (W + 2 * pad - filter_w) // stride
    padded = np.pad(input_data, [(0, 0), (0, 0), (pad, pad), (pad, pad)])
    col = np.zeros((N, C, filter_h, filter_w, OH, OW))
    for i in range(filter_h):
        for j in range(filter_w):
            col[:, :, i, j] = padded[:, :, i:i + stride * OH:stride, j:j + stride * OW:stride]
    return col.transpose(0, 4, 5, 1, 2, 3).reshape(N * OH * OW, -1)


def im2col_rounded_up(input_data, filter_h, filter_w, stride=1, pad=0):
    N, C, H, W = input_data.shape
    OH, OW = -((filter_h - H - 2 * pad) // stride) + 1, -((filter_w - W - 2 * pad) // stride) + 1
    padded = np.pad(input_data, [(0, 0), (0, 0), (pad, pad), (pad, pad)])
    col = np.zeros((N, C, filter_h, filter_w, OH, OW))
    for i in range(filter_h):
        for j in range(filter_w):
            col[:, :, i, j] = padded[:, :, i:i + stride * OH:stride, j:j + stride * OW:stride]
    return col.transpose(0, 4, 5, 1, 2, 3).reshape(N * OH * OW, -1)


WITHIN = (
    "The stride stands at the wrong axes: you leave out entries of each window. It chooses among the places; a window "
    "keeps all of its entries."
)
COUNTED = "N * conv_output_size(H, filter_h, pad, stride) * conv_output_size(W, filter_w, pad, stride)"
PADDED, WINDOWS, AXES = "zero_pad(input_data, pad)", "windows[:, :, ::stride, ::stride]", ".transpose(0, 2, 3, 1, 4, 5)"
ROWS = "windows.reshape(-1, C * filter_h * filter_w)"

IM2COL = Check(
    "im2col",
    [
        Part("one picture of one channel", 1, one_map),
        Part("windows that are not square", 1, other_windows),
        Part("several pictures and channels", 1, pictures_and_channels),
        Part("padding, also with a stride", 1, padding),
        Part("stride, and sizes that do not divide", 1, strides),
        Part(NO_LOOP, 1, two_sizes, probe="im2col_steps"),
    ],
    [
        Misconception(
            "loops over places",
            im2col_loops,
            LOOP + "One slice with a step can fetch the same entry of all windows at once.",
        ),
        Misconception(
            "transposed",
            [(ROWS, ROWS + ".T")],
            "Your matrix is transposed: each window is a column. Here each window is a row, so the shape is "
            "(N * OH * OW, C * filter_h * filter_w).",
        ),
        Misconception(
            "windows as columns, places before pictures",
            [(AXES, ".transpose(1, 4, 5, 2, 3, 0)"), (ROWS, "windows.reshape(C * filter_h * filter_w, -1)")],
            "In your matrix each window is a column, and the pictures change fastest. Here each window is a row, and "
            "all rows of the first picture come before those of the second.",
        ),
        Misconception(
            "entries of a window column by column",
            [(AXES, ".transpose(0, 2, 3, 1, 5, 4)")],
            "The entries of each window stand in the wrong order, column by column. They go row by row: the last of "
            "the axes that you flatten is the width of the window.",
        ),
        Misconception(
            "channels change fastest",
            [(AXES, ".transpose(0, 2, 3, 4, 5, 1)")],
            "The columns of your matrix go from pixel to pixel and list all channels of each. They go channel by "
            "channel: first all entries of channel 0.",
        ),
        Misconception(
            "places before pictures",
            [(AXES, ".transpose(2, 3, 0, 1, 4, 5)")],
            "The rows of your matrix are in the wrong order: you take the first place of every picture, then the "
            "second. Asked are all places of the first picture, then all of the next.",
        ),
        Misconception(
            "places column by column",
            [(AXES, ".transpose(0, 3, 2, 1, 4, 5)")],
            "The rows of your matrix go down the picture first. The places go row by row: first to the right, then "
            "one row down.",
        ),
        Misconception(
            "reshaped before the channels were moved",
            [(AXES, "")],
            "You flatten while the channels still stand before the places, so a row mixes windows. Before a reshape "
            "the axes must stand in the order in which the numbers are to be read.",
        ),
        Misconception(
            "reshaped before the places were moved",
            im2col_untransposed,
            "You flatten while the places are the last axes, so a row holds one entry of many windows. A reshape "
            "keeps the order of the numbers: bring the axes of the places to the front before it.",
        ),
        Misconception(
            "a row for each channel",
            [(ROWS, "windows.reshape(-1, filter_h * filter_w)")],
            "Each channel of a window has a row of its own. One row holds a window through all channels, "
            "C * filter_h * filter_w numbers.",
        ),
        Misconception(
            "pictures kept apart",
            [(ROWS, "windows.reshape(len(input_data), -1, C * filter_h * filter_w)")],
            "Your array has three axes, the pictures first. Asked is one matrix that holds the windows of all pictures "
            "below each other.",
        ),
        Misconception(
            "not made a matrix",
            [(ROWS, "windows")],
            "Your array still has six axes. Flatten the first three into rows and the last three into columns.",
        ),
        Misconception(
            "pad ignored",
            [(PADDED, "input_data")],
            "pad is ignored: zeros belong around the pictures before windows are cut out.",
        ),
        Misconception(
            "every axis padded",
            [(PADDED, "np.pad(input_data, pad)"), ("C * filter_h", "padded.shape[1] * filter_h")],
            "You put zeros around all four axes, and so add pictures and channels of zeros. Only the last two axes "
            "are height and width.",
        ),
        Misconception(
            "size counted without the padding",
            [(WINDOWS, "windows[:, :, :H - filter_h + 1:stride, :W - filter_w + 1:stride]")],
            "Windows at the lower and right end are missing: the number of places is counted without the padding. "
            "The picture is longer by 2 * pad.",
        ),
        Misconception(
            "size counted without the padding, in the last reshape",
            [(ROWS, "windows.reshape(N * ((H - filter_h) // stride + 1) * ((W - filter_w) // stride + 1), -1)")],
            "OH and OW are counted without the padding, and so your last reshape makes too few rows. The picture is "
            "longer by 2 * pad.",
        ),
        Misconception(
            "pad on one side only",
            [(WINDOWS, "windows[:, :, :H + pad - filter_h + 1:stride, :W + pad - filter_w + 1:stride]")],
            "Windows at the lower and right end are missing: pad counts once. There are pad rows of zeros above and "
            "below, and pad columns on the left and on the right.",
        ),
        Misconception(
            "stride ignored",
            [(WINDOWS, "windows")],
            "The stride is ignored: your windows move by one pixel at a time.",
        ),
        *OTHER_DEFAULTS,
        Misconception(
            "stride within the windows",
            [(WINDOWS, "windows[..., ::stride, ::stride]")],
            WITHIN,
        ),
        Misconception(
            "stride within the windows, rows counted by the reshape",
            [(WINDOWS, "windows[..., ::stride, ::stride]"), (ROWS, f"windows.reshape({COUNTED}, -1)")],
            WITHIN,
        ),
        Misconception(
            "stride for the rows only",
            [(WINDOWS, "windows[:, :, ::stride]")],
            "Down the picture your windows move by the stride, to the right by one pixel. It counts for both axes.",
        ),
        Misconception(
            "stride in the size only",
            [
                (
                    WINDOWS,
                    "windows[:, :, :(H + 2 * pad - filter_h) // stride + 1, :(W + 2 * pad - filter_w) // stride + 1]",
                )
            ],
            "The matrix has the right size, but your windows lie one pixel apart. The window at place [i, j] begins "
            "i strides down and j strides to the right.",
        ),
        Misconception(
            "slices end too early",
            im2col_slices_end_early,
            "Your slices end after as many pixels as there are places, and so fetch too few: from one place to the "
            "next it is a stride. A single number that is fetched is repeated without a message.",
        ),
        Misconception(
            "windows side by side",
            [(WINDOWS, "windows[:, :, ::filter_h, ::filter_w]")],
            "Your windows move on by their own length. The step is the stride, so windows may overlap.",
        ),
        Misconception(
            "one place short",
            [(WINDOWS, WINDOWS + "[:, :, :-1, :-1]")],
            "The last place along each axis is missing: the first place counts as well, hence the + 1 in the number of "
            "places.",
        ),
        Misconception(
            "slices end at the number of places",
            im2col_slices_end_at_size,
            "All your slices end at the same pixel, whatever entry of the window they begin at, and so get shorter. A "
            "slice that begins at i has to take a step of the stride for each place from there.",
        ),
        Misconception(
            "one place short, in slices",
            im2col_one_short,
            "The last place along each axis is missing: the first place counts as well, hence the + 1 in the number of "
            "places.",
        ),
        Misconception(
            "size rounded up, in slices",
            im2col_rounded_up,
            "Where the size does not divide you make room for a window that would stick out of the picture, and the "
            "slice is shorter than the room. Round down: the last rows or columns are not reached.",
        ),
        Misconception(
            "size rounded up",
            [
                (
                    PADDED,
                    "np.pad(zero_pad(input_data, pad), [(0, 0), (0, 0), (0, -(H + 2 * pad - filter_h) % stride), "
                    "(0, -(W + 2 * pad - filter_w) % stride)])",
                )
            ],
            "Where the size does not divide you add a window that sticks out of the picture. Round down: the last rows "
            "or columns are not reached.",
        ),
        Misconception(
            "height and width of the window swapped",
            [("(filter_h, filter_w), axis", "(filter_w, filter_h), axis")],
            "Height and width of the window are swapped: filter_h counts rows, axis 2 of the pictures.",
        ),
        Misconception(
            "first channel only",
            [(PADDED, "zero_pad(input_data[:, :1], pad)"), ("C * filter_h", "filter_h")],
            "Your rows hold the first channel only. A window reaches through all channels.",
        ),
        Misconception(
            "first picture only",
            [(PADDED, "zero_pad(input_data[:1], pad)")],
            "Your matrix holds the windows of the first picture only.",
        ),
        Misconception(
            "whole numbers only",
            [(ROWS, ROWS + ".astype(int)")],
            "Everything after the point is lost: your matrix has room for whole numbers only. np.zeros and np.empty "
            "make room for floats unless you ask for integers.",
        ),
        Misconception(
            "return inside the loop",
            im2col_returns_early,
            "Only the first row of each window is there, the rest is 0: `return` stands inside a loop and ends the "
            "function too early.",
        ),
    ],
    accepts=[im2col_slices, im2col_strides, im2col_positions],
)


# --- col2im -----------------------------------------------------------------------------------


def one_map_back(rng):
    yield _rows(small, rng, (1, 1, 1, 3), 1, 2)
    yield _rows(small, rng, (1, 1, 2, 3), 2, 2)
    yield _rows(small, rng, (1, 1, 3, 2), 2, 2)
    yield _rows(small, rng, (1, 1, 4, 4), 3, 3)
    yield _rows(_normal, rng, (1, 1, 5, 7), 3, 3)
    yield _by_default(_rows(small, rng, (1, 1, 3, 4), 2, 2))


def other_windows_back(rng):
    yield _rows(small, rng, (1, 1, 3, 2), 2, 1)
    yield _rows(_normal, rng, (1, 1, 5, 4), 2, 3)
    yield _rows(_normal, rng, (1, 1, 4, 7), 3, 2)


def pictures_and_channels_back(rng):
    yield _rows(small, rng, (1, 2, 2, 3), 2, 2)
    yield _rows(small, rng, (2, 1, 2, 3), 2, 2)
    yield _rows(_normal, rng, (2, 3, 5, 6), 4, 4)
    yield _rows(_normal, rng, (3, 2, 4, 5), 2, 2)


def padding_back(rng):
    yield _rows(small, rng, (1, 1, 1, 2), 2, 2, pad=1)
    yield _rows(small, rng, (1, 1, 2, 3), 3, 3, pad=1)
    yield _rows(_normal, rng, (1, 1, 4, 3), 2, 2, pad=2)
    yield _rows(_normal, rng, (1, 1, 5, 4), 3, 3, stride=2, pad=1)


def strides_back(rng):
    yield _rows(small, rng, (1, 1, 1, 6), 1, 2, stride=3)
    yield _rows(small, rng, (1, 1, 3, 5), 2, 2, stride=2)
    yield _rows(_normal, rng, (1, 1, 6, 9), 3, 3, stride=2)
    yield _rows(_normal, rng, (1, 1, 8, 6), 2, 2, stride=3)


def _normal(rng, *shape):
    return rng.normal(size=shape)


def _rows(fill, rng, shape, filter_h, filter_w, stride=1, pad=0):
    N, C, H, W = shape
    places = _places(H, filter_h, stride, pad) * _places(W, filter_w, stride, pad)
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


def col2im_last_of_index(col, input_shape, filter_h, filter_w, stride=1, pad=0):
    N, C, H, W = input_shape
    tops = np.arange(0, H + 2 * pad - filter_h + 1, stride)
    lefts = np.arange(0, W + 2 * pad - filter_w + 1, stride)
    windows = col.reshape(N, len(tops), len(lefts), C, filter_h, filter_w).transpose(0, 3, 1, 2, 4, 5)
    rows = tops[:, None, None, None] + np.arange(filter_h)[:, None]
    columns = lefts[:, None, None] + np.arange(filter_w)
    padded = np.zeros((N, C, H + 2 * pad, W + 2 * pad))
    padded[:, :, rows, columns] += windows
    return padded[:, :, pad:H + pad, pad:W + pad]


READ = "col.reshape(N, OH, OW, C, filter_h, filter_w).transpose(0, 3, 4, 5, 1, 2)"
PLACE = "i:i + stride * OH:stride, j:j + stride * OW:stride"
CROPPED = "padded[:, :, pad:pad + H, pad:pad + W]"
COUNTING = [
    ("    for i in", "    counts = np.zeros_like(padded)\n    for i in"),
    ("+= windows[:, :, i, j]", f"+= windows[:, :, i, j]\n            counts[:, :, {PLACE}] += 1"),
]

COL2IM = Check(
    "col2im",
    [
        Part("one picture of one channel", 1, one_map_back),
        Part("windows that are not square", 1, other_windows_back),
        Part("several pictures and channels", 1, pictures_and_channels_back),
        Part("padding, also with a stride", 1, padding_back),
        Part("stride, and sizes that do not divide", 1, strides_back),
        Part(NO_LOOP, 1, two_sizes, probe="col2im_steps"),
    ],
    [
        Misconception(
            "loops over places",
            col2im_loops,
            LOOP + "One slice with a step reaches the same entry of all windows at once, for adding as for fetching.",
        ),
        Misconception(
            "assigned",
            [("+= windows", "= windows")],
            "Where windows overlap, the last one overwrites what the others put there. Every entry has to be added.",
        ),
        Misconception(
            "added by an array of indices",
            col2im_last_of_index,
            "Where windows overlap, only the last one counts. With an array of indices, `a[index] += b` adds once for "
            "each pixel, however often the index names it: a slice for each entry of the window does not name a pixel "
            "twice.",
        ),
        Misconception(
            "mean for sum",
            [*COUNTING, (CROPPED, f"(padded / np.maximum(counts, 1)){CROPPED[6:]}")],
            "You divide by the number of windows that cover a pixel. That would undo im2col; the adjoint adds and does "
            "not divide.",
        ),
        Misconception(
            "padding kept",
            [(CROPPED, "padded")],
            "Your pictures still have their padding around them. The result has the shape input_shape.",
        ),
        Misconception(
            "cut with pad:-pad",
            [(CROPPED, "padded[:, :, pad:-pad, pad:-pad]")],
            "With pad 0 your result is empty, because the slice 0:-0 is. Say where the picture ends by counting from "
            "its start.",
        ),
        Misconception(
            "cut from the corner",
            [(CROPPED, "padded[:, :, :H, :W]")],
            "You cut the picture out of the upper left corner of the padded array. It begins pad rows down and pad "
            "columns to the right.",
        ),
        Misconception(
            "padding cut off twice at the end",
            [(CROPPED, "padded[:, :, pad:H, pad:W]")],
            "Your slice ends too early: counted in the padded array the picture ends at pad + H, not at H.",
        ),
        Misconception(
            "stride ignored",
            [(PLACE, "i:i + OH, j:j + OW")],
            "The stride is ignored where you add: neighbouring places lie one pixel apart in your pictures. They lie "
            "a stride apart.",
        ),
        *OTHER_DEFAULTS,
        Misconception(
            "entries of a window column by column",
            [(READ, "col.reshape(N, OH, OW, C, filter_w, filter_h).transpose(0, 3, 5, 4, 1, 2)")],
            "You read each window column by column. im2col writes its entries row by row.",
        ),
        Misconception(
            "channels change fastest",
            [(READ, "col.reshape(N, OH, OW, filter_h, filter_w, C).transpose(0, 5, 3, 4, 1, 2)")],
            "You read a row of the matrix as if the channels came last. im2col writes channel by channel.",
        ),
        Misconception(
            "places before pictures",
            [(READ, "col.reshape(OH, OW, N, C, filter_h, filter_w).transpose(2, 3, 4, 5, 0, 1)")],
            "You read the rows of the matrix as if the first place of every picture came first. im2col writes picture "
            "by picture.",
        ),
        Misconception(
            "places column by column",
            [(READ, "col.reshape(N, OW, OH, C, filter_h, filter_w).transpose(0, 3, 4, 5, 2, 1)")],
            "You read the places down the picture first. im2col writes them row by row: first to the right, then one "
            "row down.",
        ),
        Misconception(
            "no transpose",
            [(READ, "col.reshape(N, C, filter_h, filter_w, OH, OW)")],
            "You reshape the matrix straight into the shape that suits your loop, which mixes windows. A reshape keeps "
            "the order of the numbers: first give the axes in the order of im2col, then move them.",
        ),
        Misconception(
            "channels read before places",
            [(READ, "col.reshape(N, C, OH, OW, filter_h, filter_w).transpose(0, 1, 4, 5, 2, 3)")],
            "Your reshape puts the channels before the places. In the matrix the places are rows and the channels "
            "belong to the columns: split the axes in the order of im2col first, then move them.",
        ),
        Misconception(
            "read as if transposed",
            [(READ, "col.reshape(C, filter_h, filter_w, N, OH, OW).transpose(3, 0, 1, 2, 4, 5)")],
            "You read the matrix as if each window were a column. Each window is a row.",
        ),
        Misconception(
            "window turned",
            [("windows[:, :, i, j]", "windows[:, :, filter_h - 1 - i, filter_w - 1 - j]")],
            "You turn each window by 180 degrees before you add it. Every entry goes back to the pixel that im2col "
            "fetches it from, so nothing is turned.",
        ),
        Misconception(
            "channels added up",
            [("windows[:, :, i, j]", "windows[:, :, i, j].sum(axis=1, keepdims=True)")],
            "You add up the channels. Each channel of a window goes back to its own channel of the picture.",
        ),
        Misconception(
            "last row and column of the window left out",
            [("range(filter_h)", "range(filter_h - 1)"), ("range(filter_w)", "range(filter_w - 1)")],
            "The last row and column of each window never arrive: your loops stop one step early.",
        ),
        Misconception(
            "return inside the loop",
            [("    return padded", "        return padded")],
            "Only the first row of each window arrives: `return` stands inside the outer loop and ends the function.",
        ),
        Misconception(
            "return inside the inner loop",
            [("    return padded", "            return padded")],
            "Only the first entry of each window arrives: `return` stands inside the inner loop and ends the function.",
        ),
        Misconception(
            "whole numbers only",
            [("col.dtype", "int"), ("+= windows[:, :, i, j]", "+= windows[:, :, i, j].astype(int)")],
            "Everything after the point is lost: your array has room for whole numbers only.",
        ),
    ],
    accepts=[col2im_at_once, col2im_generous],
)


# --- Convolution ------------------------------------------------------------------------------


def plain_layers(rng):
    yield _layer(rng, (1, 1, 1, 3), (1, 1, 1, 2))
    yield _layer(rng, (1, 1, 2, 3), (1, 1, 2, 2))
    yield _layer(rng, (1, 2, 2, 3), (3, 2, 2, 1))
    yield _layer(rng, (2, 1, 3, 4), (3, 1, 2, 2))
    yield _layer(rng, (2, 3, 5, 6), (4, 3, 3, 2), _normal)
    yield _layer(rng, (2, 3, 8, 9), (4, 3, 6, 5), _normal)


def layers_used_twice(rng):
    yield from plain_layers(rng)
    yield _earlier(rng, _layer(rng, (1, 1, 1, 3), (1, 1, 1, 2)), 1)
    yield _earlier(rng, _layer(rng, (1, 2, 4, 5), (3, 2, 2, 3), _normal), 2)
    yield _with_second(_layer(rng, (1, 1, 2, 3), (1, 1, 2, 2)), "x", "W", "b")
    yield _with_second(_layer(rng, (2, 3, 5, 4), (4, 3, 2, 3), _normal), "x", "W", "b")


def strided_and_padded_layers(rng):
    yield from strided_layers(rng)
    yield from padded_layers(rng)


def strided_layers(rng):
    yield _layer(rng, (1, 1, 1, 4), (1, 1, 1, 2), stride=2)
    yield _layer(rng, (1, 1, 3, 5), (2, 1, 2, 2), stride=2)
    yield _layer(rng, (2, 3, 7, 8), (4, 3, 3, 2), _normal, stride=2)
    yield _layer(rng, (1, 2, 8, 9), (3, 2, 2, 4), _normal, stride=3)


def padded_layers(rng):
    yield _layer(rng, (1, 1, 1, 2), (1, 1, 1, 2), pad=1)
    yield _layer(rng, (1, 1, 1, 2), (1, 1, 2, 1), pad=1)
    yield _layer(rng, (1, 1, 2, 3), (2, 1, 3, 3), pad=1)
    yield _layer(rng, (1, 2, 3, 4), (3, 2, 2, 4), _normal, pad=2)
    yield _layer(rng, (2, 3, 4, 5), (4, 3, 3, 2), _normal, stride=2, pad=1)


def plain_forward(rng):
    yield from _without_dout(plain_layers(rng))
    yield from map(_by_default, _without_dout([_layer(rng, (1, 1, 3, 4), (1, 1, 2, 2))]))


def strided_and_padded_forward(rng):
    yield from _without_dout(strided_and_padded_layers(rng))


def two_sizes_of_objects(rng):
    for one in two_sizes_of_layers(rng):
        yield {"W" if name == "w" else name: value for name, value in one.items()}


def _earlier(rng, case, N):
    """The case with N pictures and errors that went through the layer before those that are looked at."""
    x, dout = (rng.permutation(np.tile(case[name], (N, 1, 1, 1)).ravel()) for name in ("x", "dout"))
    earlier_x, earlier_dout = x.reshape(N, *case["x"].shape[1:]), dout.reshape(N, *case["dout"].shape[1:])
    return {**case, "earlier_x": earlier_x, "earlier_dout": earlier_dout}


def _with_second(case, *names):
    """The case with a second layer that has the same numbers in other places."""
    return {**case, **{f"second_{name}": np.roll(case[name].ravel(), 1).reshape(case[name].shape) for name in names}}


def _without_dout(layers):
    for one in layers:
        yield {name: value for name, value in one.items() if name != "dout"}


def _layer(rng, x_shape, W_shape, fill=small, stride=1, pad=0):
    (N, _, H, W), (F, _, FH, FW) = x_shape, W_shape
    places = _places(H, FH, stride, pad), _places(W, FW, stride, pad)
    arrays = {"x": fill(rng, *x_shape), "W": fill(rng, *W_shape), "b": fill(rng, F), "dout": fill(rng, N, F, *places)}
    return {**arrays, "stride": stride, "pad": pad}


class ConvolutionByEinsum:
    def __init__(self, W, b, stride=1, pad=0):
        self.W, self.b, self.stride, self.pad = W, b, stride, pad

    def forward(self, x):
        FH, FW = self.W.shape[2:]
        pad = self.pad
        self.padded = np.pad(x, [(0, 0), (0, 0), (pad, pad), (pad, pad)])
        windows = np.lib.stride_tricks.sliding_window_view(self.padded, (FH, FW), axis=(2, 3))
        self.windows = windows[:, :, ::self.stride, ::self.stride]
        return np.einsum("ncijab,fcab->nfij", self.windows, self.W) + self.b[:, None, None]

    def backward(self, dout):
        OH, OW = dout.shape[2:]
        self.dW = np.tensordot(dout, self.windows, axes=[(0, 2, 3), (0, 2, 3)])
        self.db = dout.sum(axis=(0, 2, 3))
        dpadded = np.zeros(self.padded.shape)
        for i, j in np.ndindex(*self.W.shape[2:]):
            share = np.einsum("nfij,fc->ncij", dout, self.W[:, :, i, j])
            dpadded[:, :, i:i + self.stride * OH:self.stride, j:j + self.stride * OW:self.stride] += share
        return dpadded[:, :, self.pad:dpadded.shape[2] - self.pad, self.pad:dpadded.shape[3] - self.pad]


class ConvolutionFromTheBook:
    def __init__(self, W, b, stride=1, pad=0):
        self.W, self.b, self.stride, self.pad = W, b, stride, pad
        self.x = self.col = self.col_W = self.dW = self.db = None

    def forward(self, x):
        FN, _, FH, FW = self.W.shape
        N, _, H, W = x.shape
        out_h, out_w = 1 + (H + 2 * self.pad - FH) // self.stride, 1 + (W + 2 * self.pad - FW) // self.stride
        self.x, self.col, self.col_W = x, im2col(x, FH, FW, self.stride, self.pad), self.W.reshape(FN, -1).T
        out = np.dot(self.col, self.col_W) + self.b
        return out.reshape(N, out_h, out_w, -1).transpose(0, 3, 1, 2)

    def backward(self, dout):
        FN, C, FH, FW = self.W.shape
        dout = dout.transpose(0, 2, 3, 1).reshape(-1, FN)
        self.db = np.sum(dout, axis=0)
        self.dW = np.dot(self.col.T, dout).transpose(1, 0).reshape(FN, C, FH, FW)
        return col2im(np.dot(dout, self.col_W.T), self.x.shape, FH, FW, self.stride, self.pad)


PRODUCT = "self.col @ self.W.reshape(F, -1).T + self.b"
OUT = "out.reshape(N, OH, OW, F).transpose(0, 3, 1, 2)"
DW = "(errors.T @ self.col).reshape(self.W.shape)"
DB = "errors.sum(axis=0)"
DX = "errors @ self.W.reshape(F, -1)"
LAID_OUT = "self.shape, self.col = x.shape, im2col(x, FH, FW, self.stride, self.pad)"
TO_PIXELS = "self.shape, FH, FW, self.stride, self.pad)"
TO_DX = f"col2im({DX}, {TO_PIXELS}"
ADD_TO_DW = ("self.dW = ", "self.dW = getattr(self, 'dW', 0) + ")
LOOP_FORWARD = (PRODUCT, "np.array([row @ self.W.reshape(F, -1).T for row in self.col]) + self.b")
LOOP_BACKWARD = (DX, "np.array([row @ self.W.reshape(F, -1) for row in errors])")
SHARED = (
    "Two of your layers share what they keep: while the first is between forward and backward a second one is at work, "
    "and the gradients of the first come out wrong. Keep it in the object, not in the class or a variable outside."
)

CONVOLUTION = Check(
    "Convolution",
    [
        Part("forward", 1, plain_forward, probe="Convolution_forward"),
        Part("forward with stride and padding", 1, strided_and_padded_forward, probe="Convolution_forward"),
        Part("dx", 1, layers_used_twice, ["dx"]),
        Part("dW", 1, layers_used_twice, ["dW"]),
        Part("db", 1, layers_used_twice, ["db"]),
        Part("dx and dW with stride and padding", 1, strided_and_padded_layers, ["dx", "dW"]),
        Part(NO_LOOP, 1, two_sizes_of_objects, probe="Convolution_steps"),
    ],
    [
        Misconception(
            "loops over places",
            [LOOP_FORWARD, LOOP_BACKWARD],
            LOOP + "That happens in forward and in backward. Lay out all windows, then one matrix product does the "
            "rest.",
        ),
        Misconception(
            "loops over places in forward",
            [LOOP_FORWARD],
            LOOP + "That happens in forward. Lay out all windows, then one matrix product does the rest.",
        ),
        Misconception(
            "loops over places in backward",
            [LOOP_BACKWARD],
            LOOP + "That happens in backward. There, too, one matrix product makes the gradients of all windows, and "
            "one more those of the filters.",
        ),
        Misconception(
            "gradients added up over calls",
            [ADD_TO_DW, ("self.db = ", "self.db = getattr(self, 'db', 0) + ")],
            "dW and db still hold what earlier calls of backward put there. Each call sets them anew; adding up over "
            "batches is for the training to decide.",
        ),
        Misconception(
            "dW added up over calls",
            [ADD_TO_DW],
            "dW still holds what earlier calls of backward put there. Each call sets it anew; adding up over batches "
            "is for the training to decide.",
        ),
        Misconception(
            "windows of the first forward",
            [(LAID_OUT, "self.shape, col = x.shape, im2col(x, FH, FW, self.stride, self.pad)\n"
              "        self.col = self.__dict__.get('col', col)"),
             (PRODUCT, PRODUCT.replace("self.col", "col"))],
            "The second time, backward still uses the windows of the first pictures. It belongs to the last forward: "
            "keep the windows anew in each call.",
        ),
        Misconception(
            "windows shared by all layers",
            [(LAID_OUT, LAID_OUT.replace("self.shape, self.col", "Convolution.shape, Convolution.col"))],
            SHARED,
        ),
        Misconception(
            "everything shared by all layers",
            [("self.W, self.b, self.stride, self.pad = W",
              "Convolution.W, Convolution.b, Convolution.stride, Convolution.pad = W"),
             (LAID_OUT, LAID_OUT.replace("self.shape, self.col", "Convolution.shape, Convolution.col")),
             ("self.dW = ", "Convolution.dW = "), ("self.db = ", "Convolution.db = ")],
            SHARED,
        ),
        Misconception(
            "backward returns three values",
            [(f"return {TO_DX}", f"return {TO_DX}, self.dW, self.db")],
            "Your backward returns several values. It returns dx alone; dW and db are set as attributes of the layer.",
        ),
        *OTHER_DEFAULTS,
        Misconception(
            "bias as a column",
            [(PRODUCT, "self.col @ self.W.reshape(F, -1).T + self.b[:, None]")],
            "You add the biases as a column, one for each row of the product. Its rows are places; each column belongs "
            "to a filter and gets the bias of that filter.",
        ),
        Misconception(
            "stride and pad swapped for im2col",
            [(LAID_OUT, "self.shape, self.col = x.shape, im2col(x, FH, FW, self.pad, self.stride)")],
            "You hand pad and stride to im2col in the wrong order: stride comes first.",
        ),
        Misconception(
            "stride and pad swapped for im2col, filters counted by the reshape",
            [(LAID_OUT, "self.shape, self.col = x.shape, im2col(x, FH, FW, self.pad, self.stride)"),
             (OUT, "out.reshape(N, OH, OW, -1).transpose(0, 3, 1, 2)")],
            "You hand pad and stride to im2col in the wrong order: stride comes first.",
        ),
        Misconception(
            "stride and pad not told to col2im",
            [(TO_PIXELS, "self.shape, FH, FW)")],
            "col2im does not hear of stride and pad in your backward. It needs all that im2col was told.",
        ),
        Misconception(
            "stride not told to col2im",
            [(TO_PIXELS, "self.shape, FH, FW, pad=self.pad)")],
            "col2im does not hear of the stride in your backward. It needs all that im2col was told.",
        ),
        Misconception(
            "pad not told to col2im",
            [(TO_PIXELS, "self.shape, FH, FW, self.stride)")],
            "col2im does not hear of pad in your backward. It needs all that im2col was told.",
        ),
        Misconception(
            "bias forgotten",
            [(PRODUCT, "self.col @ self.W.reshape(F, -1).T")],
            "The bias is missing: each map gets the bias of its filter added.",
        ),
        Misconception(
            "bias for each product",
            [(PRODUCT, "self.col @ self.W.reshape(F, -1).T + C * FH * FW * self.b")],
            "The bias is added once for each product of an entry and a weight. It belongs to each output once.",
        ),
        Misconception(
            "output reshaped to (N, F, OH, OW)",
            [(OUT, "out.reshape(N, F, OH, OW)")],
            "You reshape the product straight to (N, F, OH, OW), which mixes places and filters. Its rows are places "
            "and its columns are filters: reshape in this order, then move the axis of the filters.",
        ),
        Misconception(
            "output reshaped to (N, F, OH, OW), then the bias",
            [
                (PRODUCT, "self.col @ self.W.reshape(F, -1).T"),
                (OUT, "out.reshape(N, F, OH, OW) + self.b[:, None, None]"),
            ],
            "You reshape the product straight to (N, F, OH, OW), which mixes places and filters. Its rows are places "
            "and its columns are filters: reshape in this order, then move the axis of the filters.",
        ),
        Misconception(
            "output left with the filters last",
            [(OUT, "out.reshape(N, OH, OW, F)")],
            "Your output has its filters last, (N, OH, OW, F). Move that axis to the second position.",
        ),
        Misconception(
            "output left as a matrix",
            [(OUT, "out")],
            "You return the product as it is, one row for each place. Asked is an array of shape (N, F, OH, OW).",
        ),
        Misconception(
            "rows and columns of the output swapped",
            [(OUT, "out.reshape(N, OH, OW, F).transpose(0, 3, 2, 1)")],
            "Rows and columns of your output are swapped. Check the order in which you move the axes.",
        ),
        Misconception(
            "height and width of the output swapped",
            [(OUT, "out.reshape(N, OW, OH, F).transpose(0, 3, 1, 2)")],
            "Height and width of the output are swapped in your reshape: im2col goes through the places row by row.",
        ),
        Misconception(
            "W reshaped instead of transposed",
            [(PRODUCT, "self.col @ self.W.reshape(-1, F) + self.b")],
            "The weights are in the wrong order: a reshape to (C * FH * FW, F) does not transpose. Make a row of each "
            "filter first, then transpose.",
        ),
        Misconception(
            "W reshaped instead of transposed, both ways",
            [(PRODUCT, "self.col @ self.W.reshape(-1, F) + self.b"), (DX, "errors @ self.W.reshape(-1, F).T")],
            "The weights are in the wrong order, forward and backward: a reshape to (C * FH * FW, F) does not "
            "transpose. Make a row of each filter first, then transpose.",
        ),
        Misconception(
            "W transposed before it is reshaped",
            [(PRODUCT, "self.col @ self.W.T.reshape(-1, F) + self.b")],
            "You transpose W while it has four axes, which turns all of them round. Make a row of each filter first, "
            "then transpose the matrix.",
        ),
        Misconception(
            "filters turned",
            [(PRODUCT, "self.col @ self.W[:, :, ::-1, ::-1].reshape(F, -1).T + self.b")],
            "You turn the filters by 180 degrees. The layer uses them as they are.",
        ),
        Misconception(
            "stride ignored",
            [("= W, b, stride, pad", "= W, b, 1, pad")],
            "The stride is ignored: the filters move by one pixel at a time.",
        ),
        Misconception(
            "pad ignored",
            [("= W, b, stride, pad", "= W, b, stride, 0")],
            "pad is ignored: hand it on to im2col, and count it on both sides in the size of the output.",
        ),
        Misconception(
            "dout reshaped without moving its axes",
            [("dout.transpose(0, 2, 3, 1).reshape(-1, F)", "dout.reshape(-1, F)")],
            "You reshape dout to (places, filters) while its filters still stand before the places. Move that axis to "
            "the end first.",
        ),
        Misconception(
            "dout reshaped without moving its axes, but for db",
            [("dout.transpose(0, 2, 3, 1).reshape(-1, F)", "dout.reshape(-1, F)"), (DB, "dout.sum(axis=(0, 2, 3))")],
            "You reshape dout to (places, filters) while its filters still stand before the places. Move that axis to "
            "the end first.",
        ),
        Misconception(
            "db for each picture",
            [(DB, "dout.sum(axis=(2, 3))")],
            "db still has an axis of pictures. All pictures share the biases, so add up over them too.",
        ),
        Misconception(
            "dW left as a matrix",
            [(DW, "errors.T @ self.col")],
            "dW is a matrix with a row for each filter. It needs the shape of W.",
        ),
        Misconception(
            "dW left as a transposed matrix",
            [(DW, "self.col.T @ errors")],
            "dW is a matrix with a column for each filter. Transpose it, then give it the shape of W.",
        ),
        Misconception(
            "dW reshaped without a transpose",
            [(DW, "(self.col.T @ errors).reshape(self.W.shape)")],
            "dW has the right shape but the wrong order: in your product each filter is a column. Transpose before "
            "you reshape.",
        ),
        Misconception(
            "dW divided by the pictures",
            [(DW, f"{DW} / len(dout)")],
            "You divide dW by the number of pictures. If the loss is a mean, dout holds that division already: add up.",
        ),
        Misconception(
            "db a mean",
            [(DB, "errors.mean(axis=0)")],
            "db is a mean over all places. The bias is added at every place, so its gradient is the sum of all errors.",
        ),
        Misconception(
            "db divided by the pictures",
            [(DB, "errors.sum(axis=0) / len(dout)")],
            "You divide db by the number of pictures. If the loss is a mean, dout holds that division already: add up.",
        ),
        Misconception(
            "db one number",
            [(DB, "errors.sum()")],
            "db is one number. Each filter has a bias of its own: leave the axis of the filters out of the sum.",
        ),
        Misconception(
            "db over the wrong axis",
            [(DB, "errors.sum(axis=1)")],
            "db is summed over the filters, so there is one number for each place. Add up over the places instead.",
        ),
        Misconception(
            "db of two axes",
            [(DB, "errors.sum(axis=0, keepdims=True)")],
            "db has shape (1, F). It needs the shape of b, (F,).",
        ),
        Misconception(
            "dx left as windows",
            [(f"col2im({DX}, self.shape, FH, FW, self.stride, self.pad)", DX)],
            "dx is still the matrix with a row for each window. The errors of overlapping windows have to come "
            "together at the pixels: which function does that?",
        ),
        Misconception(
            "dx with W reshaped instead of transposed",
            [(DX, "errors @ self.W.reshape(-1, F).T")],
            "In dx the weights are in the wrong order: W.reshape(-1, F).T is not the matrix that has a row for each "
            "filter.",
        ),
        Misconception(
            "dx with filters turned",
            [(DX, "errors @ self.W[:, :, ::-1, ::-1].reshape(F, -1)")],
            "For dx you turn the filters by 180 degrees. The correlation of chapter 6 needs that; here col2im puts "
            "every product back where its pixel came from.",
        ),
        Misconception(
            "dx with its padding",
            [
                (
                    f"col2im({DX}, self.shape, FH, FW, self.stride, self.pad)",
                    f"col2im({DX}, (*self.shape[:2], self.shape[2] + 2 * self.pad, self.shape[3] + 2 * self.pad), "
                    "FH, FW, self.stride)",
                )
            ],
            "dx still has the padding around it. It needs the shape of x.",
        ),
        Misconception(
            "W changed in backward",
            [(DB, f"{DB}\n        self.W -= self.dW")],
            "backward changes W. It only says what the gradients are; what to do with them is for the training to "
            "decide.",
        ),
    ],
    accepts=[ConvolutionByEinsum, ConvolutionFromTheBook],
    needs=["im2col", "col2im"],
)


# --- Pooling ----------------------------------------------------------------------------------


def pooled(rng):
    yield from _without_dout(side_by_side(rng))
    yield from _without_dout(overlapping(rng))
    plain = _pool(rng, small(rng, 1, 1, 4, 2), 3, 1, 1), _pool(rng, rng.normal(size=(1, 1, 7, 8)), 3, 4, 1)
    yield from map(_by_default, _without_dout(plain))


def pooled_with_padding(rng):
    yield from _without_dout(padded_pools(rng))


def side_by_side(rng):
    yield _pool(rng, small(rng, 1, 1, 2, 2), 2, 2, 2)
    yield _pool(rng, -small(rng, 1, 1, 2, 4), 2, 2, 2)
    yield _pool(rng, small(rng, 1, 2, 2, 3), 2, 1, 2)
    yield _pool(rng, small(rng, 2, 1, 3, 4), 1, 2, 2)
    yield _pool(rng, rng.normal(size=(2, 3, 5, 9)), 2, 3, 3)
    yield _pool(rng, rng.normal(size=(3, 2, 8, 6)), 4, 2, 4)


def pools_used_twice(rng):
    yield from side_by_side(rng)
    yield _earlier(rng, _pool(rng, small(rng, 1, 1, 2, 4), 2, 2, 2), 1)
    yield _earlier(rng, _pool(rng, rng.normal(size=(1, 2, 4, 9)), 2, 3, 3), 2)
    yield _with_second(_pool(rng, np.array([[[[1.0, 2.0, 4.0, 3.0]]]]), 1, 2, 2), "x")
    yield _with_second(_pool(rng, rng.normal(size=(1, 2, 4, 9)), 2, 3, 3), "x")


def overlapping(rng):
    yield _pool(rng, np.array([[[[1.0, 3.0, 2.0]]]]), 1, 2, 1)
    yield _pool(rng, np.array([[[[-2.0], [-1.0], [-3.0]]]]), 2, 1, 1)
    yield _pool(rng, np.array([[[[4.0, 1.0, 2.0, 0.0, 3.0, 5.0]]]]), 1, 4, 2)
    yield _pool(rng, rng.normal(size=(1, 1, 5, 8)), 3, 3, 2)
    yield _pool(rng, rng.normal(size=(2, 3, 7, 6)), 4, 2, 1)


def padded_pools(rng):
    yield _pool(rng, -small(rng, 1, 1, 2, 2), 2, 2, 2, pad=1)
    yield _pool(rng, -small(rng, 1, 1, 2, 4), 2, 2, 2, pad=1)
    yield _pool(rng, rng.uniform(-2, -1, size=(1, 1, 5, 4)), 3, 3, 2, pad=1)
    yield _pool(rng, np.array([[[[-1e12, -1.0], [-3.0, -2.0]]]]), 2, 2, 2, pad=1)  # only minus infinity is smaller
    yield _pool(rng, rng.normal(size=(2, 3, 5, 8)), 3, 4, 2, pad=2)


def ties(rng):
    yield _pool(rng, np.array([[[[7.0, 7.0]]]]), 1, 2, 2)
    yield _pool(rng, np.array([[[[0.0, 2.0, 2.0], [2.0, 1.0, 0.0]]]]), 2, 3, 1)
    yield _pool(rng, np.zeros((1, 2, 2, 4)), 2, 2, 2)
    yield _pool(rng, np.maximum(rng.normal(size=(2, 3, 4, 6)), 0.5), 2, 2, 2)


def two_sizes_of_pools(rng):
    yield {"x": rng.normal(size=(2, 3, 8, 7)), "pool_h": 2, "pool_w": 2, "stride": 2, "pad": 0}
    yield {"x": rng.normal(size=(3, 2, 12, 9)), "pool_h": 3, "pool_w": 3, "stride": 3, "pad": 0}


def _pool(rng, x, pool_h, pool_w, stride, pad=0):
    N, C, H, W = x.shape
    places = _places(H, pool_h, stride, pad), _places(W, pool_w, stride, pad)
    dout = small(rng, N, C, *places) if N * C * H * W <= 16 else rng.normal(size=(N, C, *places))
    return {"x": x, "dout": dout, "pool_h": pool_h, "pool_w": pool_w, "stride": stride, "pad": pad}


class PoolingByComparing:
    def __init__(self, pool_h, pool_w, stride=1, pad=0):
        self.pool_h, self.pool_w, self.stride, self.pad = pool_h, pool_w, stride, pad

    def forward(self, x):
        pad = self.pad
        self.x = np.pad(x, [(0, 0), (0, 0), (pad, pad), (pad, pad)], constant_values=-np.inf)
        windows = np.lib.stride_tricks.sliding_window_view(self.x, (self.pool_h, self.pool_w), axis=(2, 3))
        self.out = windows[:, :, ::self.stride, ::self.stride].max(axis=(4, 5))
        return self.out

    def backward(self, dout):
        dx, s, (OH, OW) = np.zeros(self.x.shape), self.stride, dout.shape[2:]
        places = [np.s_[:, :, i:i + s * OH:s, j:j + s * OW:s] for i, j in np.ndindex(self.pool_h, self.pool_w)]
        for place in places:
            dx[place] += (self.x[place] == self.out) * dout
        return dx[:, :, self.pad:dx.shape[2] - self.pad, self.pad:dx.shape[3] - self.pad]


class PoolingWithEqualShares:
    def __init__(self, pool_h, pool_w, stride=1, pad=0):
        self.pool_h, self.pool_w, self.stride, self.pad = pool_h, pool_w, stride, pad

    def forward(self, x):
        N, C, H, W = x.shape
        beside = [(0, 0), (0, 0), (self.pad, self.pad), (self.pad, self.pad)]
        padded = np.pad(x, beside, constant_values=-np.inf)
        rows = im2col(padded, self.pool_h, self.pool_w, self.stride)
        windows = rows.reshape(-1, self.pool_h * self.pool_w)
        out = windows.max(axis=1, keepdims=True)
        self.shape, self.mask = x.shape, windows == out
        OH = (H + 2 * self.pad - self.pool_h) // self.stride + 1
        return out.reshape(N, OH, -1, C).transpose(0, 3, 1, 2)

    def backward(self, dout):
        errors = dout.transpose(0, 2, 3, 1).reshape(-1, 1)
        windows = self.mask * errors / self.mask.sum(axis=1, keepdims=True)
        col = windows.reshape(-1, dout.shape[1] * self.pool_h * self.pool_w)
        return col2im(col, self.shape, self.pool_h, self.pool_w, self.stride, self.pad)


LARGEST = "windows[np.arange(len(windows)), self.places]"
POOLED = "out.reshape(N, OH, OW, C).transpose(0, 3, 1, 2)"
ERRORS = "dout.transpose(0, 2, 3, 1).ravel()"
TARGET = "windows[np.arange(dout.size), self.places] = "
BACK = "col2im(col, self.shape, self.pool_h, self.pool_w, self.stride, self.pad)"
SETTINGS = "= pool_h, pool_w, stride, pad"
KEPT = "self.shape, self.places = x.shape, windows.argmax(axis=1)"
LOOP_OVER_ROWS = (LARGEST, "np.array([row.max() for row in windows])")
LOOP_OVER_ERRORS = (
    TARGET + ERRORS,
    f"for k, error in enumerate({ERRORS}):\n            windows[k, self.places[k]] = error",
)
NOT_SMALL = (
    "Your padding is a large negative number, and a pixel can be smaller still. Only minus infinity is smaller than "
    "everything."
)

POOLING = Check(
    "Pooling",
    [
        Part("forward", 1, pooled, probe="Pooling_forward"),
        Part("forward with padding", 1, pooled_with_padding, probe="Pooling_forward"),
        Part("dx, windows side by side", 1, pools_used_twice, ["dx"]),
        Part("dx, overlapping windows", 1, overlapping, ["dx"]),
        Part("dx with padding", 1, padded_pools, ["dx"]),
        Part("dx where several entries are largest", 1, ties, ["dx"]),
        Part(NO_LOOP, 1, two_sizes_of_pools, probe="Pooling_steps"),
    ],
    [
        Misconception(
            "padding with zeros",
            [("constant_values=-np.inf", "constant_values=0")],
            "Zeros from the padding win against negative entries. Padding must lose against every pixel, and im2col "
            "can only put zeros around: pad before you call it.",
        ),
        *[
            Misconception(f"padding with {number}", [("=-np.inf", f"={number}")], NOT_SMALL)
            for number in ("-99", "-100", "-999", "-1000", "-9999", "-1e4", "-1e5", "-1e6", "-1e9", "-1e10")
        ],
        Misconception(
            "padded twice",
            [("self.pool_w, self.stride).reshape", "self.pool_w, self.stride, self.pad).reshape")],
            "The padding is put on twice: you pad, and then im2col is told to pad once more. If the picture has its "
            "padding, im2col has nothing to add.",
        ),
        Misconception(
            "size counted without the padding",
            [("(H, self.pool_h, self.pad", "(H, self.pool_h, 0"), ("(W, self.pool_w, self.pad", "(W, self.pool_w, 0")],
            "OH and OW are counted without the padding, so they do not fit the number of rows. The picture is longer "
            "by 2 * pad.",
        ),
        Misconception(
            "loops over windows",
            [LOOP_OVER_ROWS, LOOP_OVER_ERRORS],
            LOOP + "That happens in forward and in backward. NumPy's functions take an axis, and arrays of indices "
            "reach one entry of every row.",
        ),
        Misconception(
            "loops over windows in forward",
            [LOOP_OVER_ROWS],
            LOOP + "That happens in forward. NumPy's functions take an axis, and so find the largest entry of every "
            "row at once.",
        ),
        Misconception(
            "loops over windows in backward",
            [LOOP_OVER_ERRORS],
            LOOP + "That happens in backward. Arrays of indices reach one entry of every row at once.",
        ),
        Misconception(
            "winners of the first forward",
            [(KEPT, "self.shape, places = x.shape, windows.argmax(axis=1)\n"
              "        self.places = self.__dict__.get('places', places)"),
             (LARGEST, "windows.max(axis=1)")],
            "The second time, backward still uses the winners of the first pictures. It belongs to the last forward: "
            "keep the positions anew in each call.",
        ),
        Misconception(
            "winners shared by all layers",
            [(KEPT, KEPT.replace("self.shape, self.places", "Pooling.shape, Pooling.places"))],
            SHARED,
        ),
        *OTHER_DEFAULTS,
        _other_default("stride", None, 1, (SETTINGS, "= pool_h, pool_w, stride or pool_h, pad")),
        Misconception(
            "positions chosen for every row",
            [(TARGET, "windows[:, self.places] = ")],
            "A colon with the positions names these columns in *every* row, and each window gets errors of others. For "
            "one entry of each row, the first index has to count the rows.",
        ),
        Misconception(
            "channels mixed",
            [
                ("self.stride).reshape(-1, self.pool_h * self.pool_w)", "self.stride)"),
                (POOLED, "out.reshape(N, OH, OW, 1).transpose(0, 3, 1, 2)"),
            ],
            "You take the maximum over all channels of a window. Each channel is pooled by itself: give each of them "
            "a row of its own.",
        ),
        Misconception(
            "output reshaped to (N, C, OH, OW)",
            [(POOLED, "out.reshape(N, C, OH, OW)")],
            "You reshape the maxima straight to (N, C, OH, OW). They come place by place, with all channels of one "
            "place in a row: reshape in this order, then move the axis of the channels.",
        ),
        Misconception(
            "output left with the channels last",
            [(POOLED, "out.reshape(N, OH, OW, C)")],
            "Your output has its channels last. Move that axis to the second position.",
        ),
        Misconception(
            "dout flattened without moving its axes",
            [(ERRORS, "dout.ravel()")],
            "You flatten dout channel by channel, but the rows of im2col come place by place, with all channels of one "
            "place in a row. Move the axis of the channels first.",
        ),
        Misconception(
            "mean for maximum",
            [
                (LARGEST, "windows.mean(axis=1)"),
                ("-np.inf", "0.0"),
                (TARGET + ERRORS, f"windows[:] = {ERRORS}[:, None] / windows.shape[1]"),
            ],
            "That is average pooling: the mean forward, equal shares backward. Asked is max pooling.",
        ),
        Misconception(
            "mean forward",
            [(LARGEST, "windows.mean(axis=1)"), ("-np.inf", "0.0")],
            "forward gives the means of the windows. Asked are the largest entries.",
        ),
        Misconception(
            "smallest entry",
            [("windows.argmax(axis=1)", "windows.argmin(axis=1)"), ("-np.inf", "np.inf")],
            "You take the smallest entry of each window; asked is the largest.",
        ),
        Misconception(
            "smallest entry, also against the padding",
            [("windows.argmax(axis=1)", "windows.argmin(axis=1)")],
            "You take the smallest entry of each window; asked is the largest.",
        ),
        Misconception(
            "error to the smallest entry",
            [("windows.argmax(axis=1)", "windows.argmin(axis=1)"), (LARGEST, "windows.max(axis=1)")],
            "forward gives the largest entries, but the errors arrive at the smallest. They belong to the largest.",
        ),
        Misconception(
            "positions for maxima",
            [(LARGEST, "self.places.astype(float)")],
            "You return where in its window the largest entry stands. That is what backward needs; forward returns "
            "the entries themselves.",
        ),
        Misconception(
            "maximum starts at 0",
            [(LARGEST, f"np.maximum({LARGEST}, 0)")],
            "Windows with negative entries only give 0: somewhere a zero takes part in the comparison.",
        ),
        Misconception(
            "stride ignored",
            [(SETTINGS, "= pool_h, pool_w, 1, pad")],
            "The stride is ignored: your windows move by one pixel at a time.",
        ),
        Misconception(
            "windows side by side, by their height",
            [(SETTINGS, "= pool_h, pool_w, pool_h, pad")],
            "Your windows move on by their own height. The step is the stride, so windows may overlap.",
        ),
        Misconception(
            "windows side by side",
            [(SETTINGS, "= pool_h, pool_w, pool_w, pad")],
            "Your windows move on by their own length. The step is the stride, so windows may overlap.",
        ),
        Misconception(
            "pad ignored",
            [(SETTINGS, "= pool_h, pool_w, stride, 0")],
            "pad is ignored: rows and columns of it belong on every side of the pictures.",
        ),
        Misconception(
            "stride and pad not told to col2im",
            [(BACK, "col2im(col, self.shape, self.pool_h, self.pool_w)")],
            "forward is right, but in backward col2im does not hear of stride and pad. It has to find as many places "
            "as there are rows.",
        ),
        Misconception(
            "stride not told to col2im",
            [(BACK, "col2im(col, self.shape, self.pool_h, self.pool_w, pad=self.pad)")],
            "forward is right, but in backward col2im does not hear of the stride. It has to find as many places as "
            "there are rows.",
        ),
        Misconception(
            "pad not told to col2im",
            [(BACK, "col2im(col, self.shape, self.pool_h, self.pool_w, self.stride)")],
            "forward is right, but in backward col2im does not hear of the pad. It has to find as many places as there "
            "are rows.",
        ),
        Misconception(
            "height and width of the window swapped",
            [(SETTINGS, "= pool_w, pool_h, stride, pad")],
            "Height and width of the window are swapped: pool_h counts rows.",
        ),
        Misconception(
            "gradient to all entries",
            [(TARGET + ERRORS, f"windows[:] = {ERRORS}[:, None]")],
            "Every entry of a window gets the error. Only the largest had a part in the output.",
        ),
        Misconception(
            "gradient shared by all entries",
            [(TARGET + ERRORS, f"windows[:] = {ERRORS}[:, None] / windows.shape[1]")],
            "The entries of a window share the error, as in average pooling. Only the largest had a part in the "
            "output.",
        ),
        Misconception(
            "mask for gradient",
            [(TARGET + ERRORS, TARGET + "1")],
            "Your dx says where the largest entries are, with ones. What has to arrive there is the error.",
        ),
        Misconception(
            "assigned where windows overlap",
            [
                (
                    "return " + BACK,
                    "dx = np.zeros((*self.shape[:2], *(n + 2 * self.pad for n in self.shape[2:])))\n"
                    "        col = col.reshape(N, OH, OW, C, self.pool_h, self.pool_w)\n"
                    "        for n, i, j, c in np.ndindex(N, OH, OW, C):\n"
                    "            top, left = i * self.stride, j * self.stride\n"
                    "            place = (n, c, top + self.places.reshape(N, OH, OW, C)[n, i, j, c] // self.pool_w, "
                    "left + self.places.reshape(N, OH, OW, C)[n, i, j, c] % self.pool_w)\n"
                    "            dx[place] = dout[n, c, i, j]\n"
                    "        return dx[:, :, self.pad:self.pad + self.shape[2], self.pad:self.pad + self.shape[3]]",
                )
            ],
            "A pixel that is the largest of several windows keeps the error of the last one only. Their errors add "
            "up.",
        ),
        Misconception(
            "whole windows assigned",
            [
                (
                    "return " + BACK,
                    "dx = np.zeros((*self.shape[:2], *(n + 2 * self.pad for n in self.shape[2:])))\n"
                    "        col = col.reshape(N, OH, OW, C, self.pool_h, self.pool_w)\n"
                    "        for n, i, j in np.ndindex(N, OH, OW):\n"
                    "            top, left = i * self.stride, j * self.stride\n"
                    "            dx[n, :, top:top + self.pool_h, left:left + self.pool_w] = col[n, i, j]\n"
                    "        return dx[:, :, self.pad:self.pad + self.shape[2], self.pad:self.pad + self.shape[3]]",
                )
            ],
            "Where windows overlap, the last one overwrites what the others put there, with its zeros too. Every "
            "window has to be added.",
        ),
        Misconception(
            "dx with its padding",
            [
                (
                    BACK,
                    "col2im(col, (N, C, *(n + 2 * self.pad for n in self.shape[2:])), self.pool_h, self.pool_w, "
                    "self.stride)",
                )
            ],
            "dx still has the padding around it. It needs the shape of x.",
        ),
        Misconception(
            "last of several",
            [("windows.argmax(axis=1)", "windows.shape[1] - 1 - windows[:, ::-1].argmax(axis=1)")],
            "Of several equally large entries you choose the last. Choose the first, or all of them, or give each an "
            "equal share.",
        ),
    ],
    accepts=[PoolingByComparing, PoolingWithEqualShares],
    needs=["im2col", "col2im"],
)


# --- conv_forward_fast and conv_backward_fast -------------------------------------------------


def plain(rng):
    yield from _lower_case(_without_dout(plain_layers(rng)))


def strided(rng):
    yield from _lower_case(_without_dout(strided_layers(rng)))


def padded(rng):
    yield from _lower_case(_without_dout(padded_layers(rng)))


def for_the_cache(rng):
    yield from _lower_case(_without_dout([_layer(rng, (1, 1, 2, 3), (1, 1, 2, 2), pad=1)]))
    yield from _lower_case(_without_dout([_layer(rng, (2, 3, 5, 6), (4, 3, 3, 2), _normal, stride=2, pad=1)]))


def plain_back(rng):
    yield from _lower_case(plain_layers(rng))


def strided_and_padded_back(rng):
    yield from _lower_case(strided_and_padded_layers(rng))


def two_sizes_of_layers(rng):
    x = rng.normal(size=(2, 3, 8, 7))
    yield {"x": x, "w": rng.normal(size=(4, 3, 3, 2)), "b": rng.normal(size=4), "stride": 1, "pad": 0}
    x = rng.normal(size=(3, 2, 12, 9))
    yield {"x": x, "w": rng.normal(size=(5, 2, 2, 3)), "b": rng.normal(size=5), "stride": 1, "pad": 0}


def _lower_case(layers):
    for one in layers:
        yield {name.lower(): value for name, value in one.items()}


def forward_by_im2col(x, w, b, conv_param):
    (N, _, H, W), (F, _, HH, WW) = x.shape, w.shape
    stride, pad = conv_param["stride"], conv_param["pad"]
    OH, OW = (H + 2 * pad - HH) // stride + 1, (W + 2 * pad - WW) // stride + 1
    out = im2col(x, HH, WW, stride, pad) @ w.reshape(F, -1).T + b
    return out.reshape(N, OH, OW, F).transpose(0, 3, 1, 2), (x, w, b, conv_param)


def forward_shifted(x, w, b, conv_param):
    (N, _, H, W), (F, _, HH, WW) = x.shape, w.shape
    s, pad = conv_param["stride"], conv_param["pad"]
    OH, OW = (H + 2 * pad - HH) // s + 1, (W + 2 * pad - WW) // s + 1
    padded = np.pad(x, [(0, 0), (0, 0), (pad, pad), (pad, pad)])
    out = np.zeros((N, F, OH, OW)) + b[:, None, None]
    for i in range(HH):
        for j in range(WW):
            shifted = padded[:, :, i:i + s * OH:s, j:j + s * OW:s]
            out += np.einsum("fc,ncij->nfij", w[:, :, i, j], shifted)
    return out, (x, w, b, conv_param)


def forward_picture_by_picture(x, w, b, conv_param):
    F, _, HH, WW = w.shape
    s, pad = conv_param["stride"], conv_param["pad"]
    out = []
    for picture in x:
        padded = np.pad(picture, [(0, 0), (pad, pad), (pad, pad)])
        windows = np.lib.stride_tricks.sliding_window_view(padded, (HH, WW), axis=(1, 2))[:, ::s, ::s]
        out.append(np.tensordot(w, windows, axes=[(1, 2, 3), (0, 3, 4)]) + b.reshape(F, 1, 1))
    return np.array(out), (x, w, b, conv_param)


def forward_loops(x, w, b, conv_param):
    (N, _, H, W), (F, _, HH, WW) = x.shape, w.shape
    s, pad = conv_param["stride"], conv_param["pad"]
    OH, OW = (H + 2 * pad - HH) // s + 1, (W + 2 * pad - WW) // s + 1
    padded = np.pad(x, [(0, 0), (0, 0), (pad, pad), (pad, pad)])
    out = np.zeros((N, F, OH, OW))
    for i in range(OH):
        for j in range(OW):
            window = padded[:, :, i * s:i * s + HH, j * s:j * s + WW]
            out[:, :, i, j] = window.reshape(N, -1) @ w.reshape(F, -1).T + b
    return out, (x, w, b, conv_param)


def forward_bias_column(x, w, b, conv_param):
    (N, _, H, W), (F, _, HH, WW) = x.shape, w.shape
    stride, pad = conv_param["stride"], conv_param["pad"]
    OH, OW = (H + 2 * pad - HH) // stride + 1, (W + 2 * pad - WW) // stride + 1
    out = im2col(x, HH, WW, stride, pad) @ w.reshape(F, -1).T + b[:, None]
    return out.reshape(N, OH, OW, F).transpose(0, 3, 1, 2), (x, w, b, conv_param)


def forward_reshaped(x, w, b, conv_param):
    (N, _, H, W), (F, _, HH, WW) = x.shape, w.shape
    stride, pad = conv_param["stride"], conv_param["pad"]
    OH, OW = (H + 2 * pad - HH) // stride + 1, (W + 2 * pad - WW) // stride + 1
    out = im2col(x, HH, WW, stride, pad) @ w.reshape(F, -1).T + b
    return out.reshape(N, F, OH, OW), (x, w, b, conv_param)


def forward_reshaped_then_bias(x, w, b, conv_param):
    (N, _, H, W), (F, _, HH, WW) = x.shape, w.shape
    stride, pad = conv_param["stride"], conv_param["pad"]
    OH, OW = (H + 2 * pad - HH) // stride + 1, (W + 2 * pad - WW) // stride + 1
    out = im2col(x, HH, WW, stride, pad) @ w.reshape(F, -1).T
    return out.reshape(N, F, OH, OW) + b[:, None, None], (x, w, b, conv_param)


def forward_filters_first(x, w, b, conv_param):
    (N, _, H, W), (F, _, HH, WW) = x.shape, w.shape
    stride, pad = conv_param["stride"], conv_param["pad"]
    OH, OW = (H + 2 * pad - HH) // stride + 1, (W + 2 * pad - WW) // stride + 1
    out = w.reshape(F, -1) @ im2col(x, HH, WW, stride, pad).T + b[:, None]
    return out.reshape(N, F, OH, OW), (x, w, b, conv_param)


def forward_weights_mixed(x, w, b, conv_param):
    (N, _, H, W), (F, _, HH, WW) = x.shape, w.shape
    stride, pad = conv_param["stride"], conv_param["pad"]
    OH, OW = (H + 2 * pad - HH) // stride + 1, (W + 2 * pad - WW) // stride + 1
    out = im2col(x, HH, WW, stride, pad) @ w.reshape(-1, F) + b
    return out.reshape(N, OH, OW, F).transpose(0, 3, 1, 2), (x, w, b, conv_param)


def forward_shifted_assigned(x, w, b, conv_param):
    HH, WW = w.shape[2:]
    s, pad = conv_param["stride"], conv_param["pad"]
    OH, OW = (x.shape[2] + 2 * pad - HH) // s + 1, (x.shape[3] + 2 * pad - WW) // s + 1
    padded = np.pad(x, [(0, 0), (0, 0), (pad, pad), (pad, pad)])
    for i in range(HH):
        for j in range(WW):
            shifted = padded[:, :, i:i + s * OH:s, j:j + s * OW:s]
            out = np.einsum("fc,ncij->nfij", w[:, :, i, j], shifted)
    return out + b[:, None, None], (x, w, b, conv_param)


SETTING = 'conv_param["stride"], conv_param["pad"]'
BIAS = "        maps += b[:, None]\n"
MAPS = "w.reshape(F, -1) @ cols.reshape(rows, -1)"
PUT = "maps.reshape(F, OH, OW, -1).transpose(3, 0, 1, 2)"
KEPT_INPUTS = "return out, (x, w, b, conv_param)"

CONV_FORWARD_FAST = Check(
    "conv_forward_fast",
    [
        Part("several pictures, channels and filters", 1, plain, ["out"]),
        Part("stride, and sizes that do not divide", 1, strided, ["out"]),
        Part("padding, also with a stride", 1, padded, ["out"]),
        Part("cache", 1, for_the_cache, [*(f"{name} in cache" for name in ("x", "w", "b", "stride", "pad"))]),
        Part(NO_LOOP, 2, two_sizes_of_layers, probe="conv_forward_fast_steps"),
    ],
    [
        Misconception(
            "loops over places",
            forward_loops,
            LOOP + "Lay out all windows first, then one matrix product does the rest.",
        ),
        Misconception(
            "cache with w first",
            [(KEPT_INPUTS, "return out, (w, x, b, conv_param)")],
            "out is right, but w stands before x in your cache. It holds the inputs in their order, (x, w, b, "
            "conv_param).",
        ),
        Misconception(
            "cache with the padded picture",
            [(KEPT_INPUTS, "return out, (np.pad(x, [(0, 0), (0, 0), (pad, pad), (pad, pad)]), w, b, conv_param)")],
            "out is right, but your cache holds the pictures with their padding. A backward function reads pad there, "
            "too, and would pad once more: keep x as it came.",
        ),
        Misconception(
            "cache with the windows",
            [("    out = np.empty", "    windows = im2col(x, HH, WW, stride, pad)\n    out = np.empty"),
             (KEPT_INPUTS, "return out, (windows, w, b, conv_param)")],
            "out is right, but your cache holds the matrix of windows in place of x. The cache is fixed here: "
            "(x, w, b, conv_param).",
        ),
        Misconception(
            "cache of another length",
            [(KEPT_INPUTS, "return out, (x, w, b, conv_param, rows)")],
            "out is right, but your cache is not a tuple of four. It is fixed here: (x, w, b, conv_param).",
        ),
        Misconception(
            "cache without conv_param",
            [(KEPT_INPUTS, "return out, (x, w, b, (stride, pad))")],
            "out is right, but the last value in your cache is not conv_param, the dictionary that you were given.",
        ),
        Misconception(
            "bias as a column",
            forward_bias_column,
            "You add the biases as a column, one for each row of the product. Its rows are places; each column belongs "
            "to a filter and gets the bias of that filter.",
        ),
        Misconception(
            "stride and pad swapped",
            [(SETTING, 'conv_param["pad"], conv_param["stride"]')],
            "Stride and pad are swapped where you read conv_param.",
        ),
        Misconception(
            "bias forgotten",
            [(BIAS, "")],
            "The bias is missing: each map gets the bias of its filter added.",
        ),
        Misconception(
            "bias for each product",
            [(BIAS, BIAS.replace("b[", "rows * b["))],
            "The bias is added once for each product of an entry and a weight. It belongs to each output once.",
        ),
        Misconception(
            "bias for each entry of the window",
            [(BIAS, BIAS.replace("b[", "HH * WW * b["))],
            "The bias is added once for each entry of the window: it stands inside the loop. It belongs to each output "
            "once.",
        ),
        Misconception(
            "last entry of the window only",
            forward_shifted_assigned,
            "Only the last entry of each window counts: in your loop each product replaces the one before. They have "
            "to be added.",
        ),
        Misconception(
            "output reshaped to (N, F, OH, OW)",
            forward_reshaped,
            "You reshape the product straight to (N, F, OH, OW), which mixes places and filters. Its rows are places "
            "and its columns are filters: reshape in this order, then move the axis of the filters.",
        ),
        Misconception(
            "output reshaped to (N, F, OH, OW), then the bias",
            forward_reshaped_then_bias,
            "You reshape the product straight to (N, F, OH, OW), which mixes places and filters. Its rows are places "
            "and its columns are filters: reshape in this order, then move the axis of the filters.",
        ),
        Misconception(
            "filters first, reshaped to (N, F, OH, OW)",
            forward_filters_first,
            "Your product has a row for each filter and holds all pictures in each row. Reshaped straight to "
            "(N, F, OH, OW) it mixes pictures and filters: reshape in the order of the product, then move the axis of "
            "the pictures.",
        ),
        Misconception(
            "output left with the filters last",
            [("out = np.empty((N, F, OH, OW)", "out = np.empty((N, OH, OW, F)"),
             (PUT, "maps.reshape(F, OH, OW, -1).transpose(3, 1, 2, 0)")],
            "Your output has its filters last, (N, OH, OW, F). Move that axis to the second position.",
        ),
        Misconception(
            "rows and columns of the output swapped",
            [("out = np.empty((N, F, OH, OW)", "out = np.empty((N, F, OW, OH)"),
             (PUT, "maps.reshape(F, OH, OW, -1).transpose(3, 0, 2, 1)")],
            "Rows and columns of your output are swapped. Check the order in which you move the axes.",
        ),
        Misconception(
            "w reshaped instead of transposed",
            forward_weights_mixed,
            "The weights are in the wrong order: a reshape to (C * HH * WW, F) does not transpose. Make a row of each "
            "filter first, then transpose.",
        ),
        Misconception(
            "filters turned",
            [(MAPS, "w[:, :, ::-1, ::-1].reshape(F, -1) @ cols.reshape(rows, -1)")],
            "You turn the filters by 180 degrees. The layer uses them as they are.",
        ),
        Misconception(
            "first channel only",
            [(MAPS, "w[:, 0].reshape(F, -1) @ cols[0].reshape(HH * WW, -1)")],
            "You use the first channel only. A filter looks at all channels and adds up.",
        ),
        Misconception(
            "first picture for all",
            [("return out,", "return np.repeat(out[:1], N, axis=0),")],
            "Every picture gets the maps of the first one.",
        ),
        Misconception(
            "stride ignored",
            [(SETTING, '1, conv_param["pad"]')],
            "The stride is ignored: the filters move by one pixel at a time.",
        ),
        Misconception(
            "stride in the size only",
            [("i:i + stride * OH:stride, j:j + stride * OW:stride", "i:i + OH, j:j + OW")],
            "The output has the right size, but your windows lie one pixel apart. Output [i, j] belongs to the window "
            "that is i strides down and j strides to the right.",
        ),
        Misconception(
            "pad ignored",
            [(SETTING, 'conv_param["stride"], 0')],
            "pad is ignored: zeros belong around the pictures, and the size of the output counts them on both sides.",
        ),
        Misconception(
            "padded behind the picture only",
            [("padded[:, pad:pad + H, pad:pad + W] = pictures", "padded[:, :H, :W] = pictures")],
            "All the zeros are below and on the right of the picture. pad counts for each side.",
        ),
        Misconception(
            "last row and column not computed",
            [(PUT, f"{PUT} * (np.arange(OH) < OH - 1)[:, None] * (np.arange(OW) < OW - 1)")],
            "The last row and column of the output stay 0: the last place counts as well.",
        ),
        Misconception(
            "single precision",
            [("np.result_type(x, w, b)", "np.float32")],
            "Your output has only about seven correct digits: it was computed or stored in float32. Keep the precision "
            "of the inputs.",
        ),
        Misconception(
            "whole numbers only",
            [("return out,", "return out.astype(int).astype(float),")],
            "Everything after the point is lost: somewhere an array has room for whole numbers only.",
        ),
    ],
    accepts=[forward_by_im2col, forward_shifted, forward_picture_by_picture],
    needs=["im2col"],
)


def backward_by_im2col(dout, cache):
    x, w, b, conv_param = cache
    F, C, HH, WW = w.shape
    stride, pad = conv_param["stride"], conv_param["pad"]
    errors = dout.transpose(0, 2, 3, 1).reshape(-1, F)
    dw = (errors.T @ im2col(x, HH, WW, stride, pad)).reshape(w.shape)
    dx = col2im(errors @ w.reshape(F, -1), x.shape, HH, WW, stride, pad)
    return dx, dw, dout.sum(axis=(0, 2, 3))


def backward_shifted(dout, cache):
    x, w, b, conv_param = cache
    (H, W), (HH, WW), (OH, OW) = x.shape[2:], w.shape[2:], dout.shape[2:]
    s, pad = conv_param["stride"], conv_param["pad"]
    padded = np.pad(x, [(0, 0), (0, 0), (pad, pad), (pad, pad)])
    dpadded, dw = np.zeros(padded.shape), np.zeros(w.shape)
    for i in range(HH):
        for j in range(WW):
            place = np.s_[:, :, i:i + s * OH:s, j:j + s * OW:s]
            dpadded[place] += np.einsum("nfij,fc->ncij", dout, w[:, :, i, j])
            dw[:, :, i, j] = np.einsum("nfij,ncij->fc", dout, padded[place])
    return dpadded[:, :, pad:pad + H, pad:pad + W], dw, dout.sum(axis=(0, 2, 3))


def backward_loops(dout, cache):
    x, w, b, conv_param = cache
    (N, C, H, W), (F, _, HH, WW), (OH, OW) = x.shape, w.shape, dout.shape[2:]
    s, pad = conv_param["stride"], conv_param["pad"]
    padded = np.pad(x, [(0, 0), (0, 0), (pad, pad), (pad, pad)])
    dpadded, dw = np.zeros(padded.shape), np.zeros((F, C * HH * WW))
    for i in range(OH):
        for j in range(OW):
            window, errors = np.s_[:, :, i * s:i * s + HH, j * s:j * s + WW], dout[:, :, i, j]
            dpadded[window] += (errors @ w.reshape(F, -1)).reshape(N, C, HH, WW)
            dw += errors.T @ padded[window].reshape(N, -1)
    return dpadded[:, :, pad:pad + H, pad:pad + W], dw.reshape(w.shape), dout.sum(axis=(0, 2, 3))


def backward_reshaped(dout, cache):
    x, w, b, conv_param = cache
    F, C, HH, WW = w.shape
    stride, pad = conv_param["stride"], conv_param["pad"]
    errors = dout.reshape(-1, F)
    dw = (errors.T @ im2col(x, HH, WW, stride, pad)).reshape(w.shape)
    dx = col2im(errors @ w.reshape(F, -1), x.shape, HH, WW, stride, pad)
    return dx, dw, dout.sum(axis=(0, 2, 3))


def backward_reshaped_for_all(dout, cache):
    x, w, b, conv_param = cache
    F, C, HH, WW = w.shape
    stride, pad = conv_param["stride"], conv_param["pad"]
    errors = dout.reshape(-1, F)
    dw = (errors.T @ im2col(x, HH, WW, stride, pad)).reshape(w.shape)
    dx = col2im(errors @ w.reshape(F, -1), x.shape, HH, WW, stride, pad)
    return dx, dw, errors.sum(axis=0)


def backward_col2im_plain(dout, cache):
    x, w, b, conv_param = cache
    F, C, HH, WW = w.shape
    stride, pad = conv_param["stride"], conv_param["pad"]
    errors = dout.transpose(0, 2, 3, 1).reshape(-1, F)
    dw = (errors.T @ im2col(x, HH, WW, stride, pad)).reshape(w.shape)
    dx = col2im(errors @ w.reshape(F, -1), x.shape, HH, WW)
    return dx, dw, dout.sum(axis=(0, 2, 3))


def backward_col2im_without_stride(dout, cache):
    x, w, b, conv_param = cache
    F, C, HH, WW = w.shape
    stride, pad = conv_param["stride"], conv_param["pad"]
    errors = dout.transpose(0, 2, 3, 1).reshape(-1, F)
    dw = (errors.T @ im2col(x, HH, WW, stride, pad)).reshape(w.shape)
    dx = col2im(errors @ w.reshape(F, -1), x.shape, HH, WW, pad=pad)
    return dx, dw, dout.sum(axis=(0, 2, 3))


def backward_col2im_without_pad(dout, cache):
    x, w, b, conv_param = cache
    F, C, HH, WW = w.shape
    stride, pad = conv_param["stride"], conv_param["pad"]
    errors = dout.transpose(0, 2, 3, 1).reshape(-1, F)
    dw = (errors.T @ im2col(x, HH, WW, stride, pad)).reshape(w.shape)
    dx = col2im(errors @ w.reshape(F, -1), x.shape, HH, WW, stride)
    return dx, dw, dout.sum(axis=(0, 2, 3))


def backward_filters_first(dout, cache):
    x, w, b, conv_param = cache
    F, C, HH, WW = w.shape
    stride, pad = conv_param["stride"], conv_param["pad"]
    errors = dout.reshape(F, -1)
    dw = (errors @ im2col(x, HH, WW, stride, pad)).reshape(w.shape)
    dx = col2im(errors.T @ w.reshape(F, -1), x.shape, HH, WW, stride, pad)
    return dx, dw, dout.sum(axis=(0, 2, 3))


def backward_weights_mixed(dout, cache):
    x, w, b, conv_param = cache
    F, C, HH, WW = w.shape
    stride, pad = conv_param["stride"], conv_param["pad"]
    errors = dout.transpose(0, 2, 3, 1).reshape(-1, F)
    dw = (errors.T @ im2col(x, HH, WW, stride, pad)).reshape(w.shape)
    dx = col2im(errors @ w.reshape(-1, F).T, x.shape, HH, WW, stride, pad)
    return dx, dw, dout.sum(axis=(0, 2, 3))


DX_ROOM, DX_PUT = "dx = np.empty(x.shape, ", "dx[n:n + batch] = padded[:, pad:pad + H, pad:pad + W]"
DX_LARGE = "dx = np.empty((N, C, H + 2 * pad, W + 2 * pad), "
RETURNED = "return dx, dw.reshape(w.shape), dout.sum(axis=(0, 2, 3))"
DB_SUM = "dout.sum(axis=(0, 2, 3))"
DW_SHAPE = "dw.reshape(w.shape)"

CONV_BACKWARD_FAST = Check(
    "conv_backward_fast",
    [
        Part("dx", 1, plain_back, ["dx"]),
        Part("dw", 1, plain_back, ["dw"]),
        Part("db", 1, plain_back, ["db"]),
        Part("dx with stride and padding", 1, strided_and_padded_back, ["dx"]),
        Part("dw with stride and padding", 1, strided_and_padded_back, ["dw"]),
        Part(NO_LOOP, 1, two_sizes_of_layers, probe="conv_backward_fast_steps"),
    ],
    [
        Misconception(
            "loops over places",
            backward_loops,
            LOOP + "Backward, too, one matrix product makes the gradients of all windows, and one more those of the "
            "weights.",
        ),
        Misconception(
            "stride ignored",
            [(SETTING, '1, conv_param["pad"]')],
            "The stride is ignored: your windows lie one pixel apart in x. The window of dout[:, :, i, j] begins i "
            "strides down and j strides to the right.",
        ),
        Misconception(
            "assigned",
            [("padded[:, down, right] += cols[:, i, j]", "padded[:, down, right] = cols[:, i, j]")],
            "In dx the last window overwrites what others put there. A pixel that several windows use gets the sum.",
        ),
        Misconception(
            "dx with its padding",
            [(DX_ROOM, DX_LARGE), (DX_PUT, "dx[n:n + batch] = padded")],
            "dx still has the padding around it. It needs the shape of x.",
        ),
        Misconception(
            "cut with pad:-pad",
            [(DX_ROOM, DX_LARGE), (DX_PUT, "dx[n:n + batch] = padded"),
             ("return dx,", "return dx[:, :, pad:-pad, pad:-pad],")],
            "With pad 0 your dx is empty, because the slice 0:-0 is. Say where the picture ends by counting from its "
            "start.",
        ),
        Misconception(
            "cut from the corner",
            [(DX_PUT, "dx[n:n + batch] = padded[:, :H, :W]")],
            "You cut dx out of the upper left corner of the padded array. It begins pad rows down and pad columns to "
            "the right.",
        ),
        Misconception(
            "filters turned",
            [("np.matmul(w.reshape(F, -1).T", "np.matmul(w[:, :, ::-1, ::-1].reshape(F, -1).T")],
            "For dx you turn the filters by 180 degrees. A correlation of the errors needs that; where every product "
            "is put back to the pixel it came from, nothing is turned.",
        ),
        Misconception(
            "w reshaped instead of transposed",
            backward_weights_mixed,
            "In dx the weights are in the wrong order: w.reshape(-1, F).T is not the matrix that has a row for each "
            "filter.",
        ),
        Misconception(
            "dout reshaped without moving its axes",
            backward_reshaped,
            "You reshape dout to (places, filters) while its filters still stand before the places. Move that axis to "
            "the end first.",
        ),
        Misconception(
            "dout reshaped without moving its axes, for db too",
            backward_reshaped_for_all,
            "You reshape dout to (places, filters) while its filters still stand before the places. Move that axis to "
            "the end first.",
        ),
        Misconception(
            "stride and pad not told to col2im",
            backward_col2im_plain,
            "im2col or col2im does not hear of stride and pad. Both need them.",
        ),
        Misconception(
            "stride not told to col2im",
            backward_col2im_without_stride,
            "im2col or col2im does not hear of the stride. Both need it.",
        ),
        Misconception(
            "pad not told to col2im",
            backward_col2im_without_pad,
            "im2col or col2im does not hear of pad. Both need it.",
        ),
        Misconception(
            "dout reshaped with the filters first",
            backward_filters_first,
            "You reshape dout to (filters, places) while its pictures still stand before the filters. Swap these two "
            "axes first.",
        ),
        Misconception(
            "dw of the last picture",
            [("max(1, min(N, 2**22 // (rows * places * dx.itemsize)))", "1"), ("dw += errors", "dw = errors")],
            "dw is that of the last picture: each picture replaces the one before. They have to be added.",
        ),
        Misconception(
            "dw left as a matrix",
            [(DW_SHAPE, "dw")],
            "dw is a matrix with a row for each filter. It needs the shape of w.",
        ),
        Misconception(
            "dw left as a transposed matrix",
            [(DW_SHAPE, "dw.T")],
            "dw is a matrix with a column for each filter. Transpose it, then give it the shape of w.",
        ),
        Misconception(
            "dw reshaped without a transpose",
            [(DW_SHAPE, "dw.T.reshape(w.shape)")],
            "dw has the right shape but the wrong order: in your product each filter is a column. Transpose before "
            "you reshape.",
        ),
        Misconception(
            "dw divided by the pictures",
            [(DW_SHAPE, "dw.reshape(w.shape) / N")],
            "You divide dw by the number of pictures. If the loss is a mean, dout holds that division already: add up.",
        ),
        Misconception(
            "db a mean",
            [(DB_SUM, "dout.mean(axis=(0, 2, 3))")],
            "db is a mean over all places. The bias is added at every place, so its gradient is the sum of all errors.",
        ),
        Misconception(
            "db divided by the pictures",
            [(DB_SUM, DB_SUM + " / N")],
            "You divide db by the number of pictures. If the loss is a mean, dout holds that division already: add up.",
        ),
        Misconception(
            "db one number",
            [(DB_SUM, "dout.sum()")],
            "db is one number. Each filter has a bias of its own: leave the axis of the filters out of the sum.",
        ),
        Misconception(
            "db for each picture",
            [(DB_SUM, "dout.sum(axis=(2, 3))")],
            "db still has an axis of pictures. All pictures share the biases, so add up over them too.",
        ),
        Misconception(
            "db of two axes",
            [(DB_SUM, DB_SUM + "[None]")],
            "db has shape (1, F). It needs the shape of b, (F,).",
        ),
        Misconception(
            "b changed in place",
            [("x, w, _, conv_param = cache", "x, w, b, conv_param = cache"),
             (RETURNED, "b += dout.sum(axis=(0, 2, 3))\n    return dx, dw.reshape(w.shape), b")],
            "You add the gradient to b itself: db starts out as the same array, and the input is changed. Make an "
            "array of its own for it.",
        ),
        Misconception(
            "dw before dx",
            [(RETURNED, "return dw.reshape(w.shape), dx, dout.sum(axis=(0, 2, 3))")],
            "dx and dw are swapped: the gradients come in the order of the inputs, dx first.",
        ),
    ],
    accepts=[backward_by_im2col, backward_shifted],
    needs=["im2col", "col2im"],
)

CHECKS = [IM2COL, COL2IM, CONVOLUTION, POOLING, CONV_FORWARD_FAST, CONV_BACKWARD_FAST]
