"""Checks of chapter 10_three_layer_convnet."""
import numpy as np

from grader.checks import Check, Misconception, Part, conv_backprop, pooling, small
from grader.checks.conv_backprop import gaps_and_leftovers, overlapping_windows, pool_padding, whole
from solutions.three_layer_convnet import (
    affine_backward,
    affine_forward,
    check_accuracy,
    conv_backward_fast,
    conv_forward_fast,
    max_pool_backward_fast,
    max_pool_forward_fast,
    relu_forward,
)

NO_LOOP = "no Python loop over windows"
LOOP = (
    "Your numbers are right, but Python goes from window to window, or from row to row: a picture with four times the "
    "pixels makes it take more steps. (They are counted; no clock is involved.) "
)

# --- max_pool_forward_fast --------------------------------------------------------------------


def windows(rng):
    yield from pooling.side_by_side(rng)
    yield from pooling.pictures_and_channels(rng)


def overlapping_or_not_dividing(rng):
    yield from pooling.overlapping(rng)
    yield from pooling.not_dividing(rng)


def padding_and_types(rng):
    yield from pooling.padding_never_largest(rng)
    yield {"x": small(rng, 1, 1, 2, 4).astype(np.float32),
           "pool_param": {"pool_height": 2, "pool_width": 2, "stride": 2}}  # fmt: skip


def two_sizes(rng):
    for height, width, stride in [(2, 2, 2), (3, 2, 1)]:
        pool_param = {"pool_height": height, "pool_width": width, "stride": stride}
        yield {"x": rng.normal(size=(2, 3, 6, 8)), "pool_param": pool_param}


def forward_windows_at_once(x, pool_param):
    p_h, p_w, stride = pool_param["pool_height"], pool_param["pool_width"], pool_param["stride"]
    pad = pool_param["pad"] if "pad" in pool_param else 0
    low = np.finfo(x.dtype).min
    x_pad = np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad)), constant_values=low)
    seen = np.lib.stride_tricks.sliding_window_view(x_pad, (p_h, p_w), axis=(2, 3))[:, :, ::stride, ::stride]
    return np.amax(seen, axis=(-1, -2)), (x, pool_param)


def forward_columns(x, pool_param):
    # Windows as columns, channel by channel, as the books do it.
    p_h, p_w, stride = pool_param["pool_height"], pool_param["pool_width"], pool_param["stride"]
    pad = pool_param.get("pad", 0)
    x_pad = np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad)), constant_values=-np.inf)
    N, C, H, W = x_pad.shape
    OH, OW = (H - p_h) // stride + 1, (W - p_w) // stride + 1
    rows = stride * np.arange(OH)[:, None, None, None] + np.arange(p_h)[:, None]
    columns = stride * np.arange(OW)[:, None, None] + np.arange(p_w)
    col = x_pad[:, :, rows, columns].reshape(-1, p_h * p_w)
    return col.max(axis=1).reshape(N, C, OH, OW), (x, pool_param)


def forward_loops(x, pool_param):
    p_h, p_w, stride = pool_param["pool_height"], pool_param["pool_width"], pool_param["stride"]
    pad = pool_param.get("pad", 0)
    padded = np.pad(x, [(0, 0), (0, 0), (pad, pad), (pad, pad)], constant_values=-np.inf)
    OH, OW = (padded.shape[2] - p_h) // stride + 1, (padded.shape[3] - p_w) // stride + 1
    out = np.zeros((*x.shape[:2], OH, OW))
    for i in range(OH):
        for j in range(OW):
            window = padded[:, :, i * stride:i * stride + p_h, j * stride:j * stride + p_w]
            out[:, :, i, j] = window.max(axis=(2, 3))
    return out, (x, pool_param)


def forward_slices_to_the_end(x, pool_param):
    p_h, p_w, stride = pool_param["pool_height"], pool_param["pool_width"], pool_param["stride"]
    pad = pool_param.get("pad", 0)
    padded = np.pad(x, [(0, 0), (0, 0), (pad, pad), (pad, pad)], constant_values=-np.inf)
    out = padded[:, :, ::stride, ::stride]
    for i in range(p_h):
        for j in range(p_w):
            out = np.maximum(out, padded[:, :, i::stride, j::stride])
    return out, (x, pool_param)


def forward_tiles(x, pool_param):
    (N, C, H, W), p_h, p_w = x.shape, pool_param["pool_height"], pool_param["pool_width"]
    out = x.reshape(N, C, H // p_h, p_h, W // p_w, p_w).max(axis=(3, 5))
    return out, (x, pool_param)


def forward_tiles_cut(x, pool_param):
    (N, C, H, W), p_h, p_w = x.shape, pool_param["pool_height"], pool_param["pool_width"]
    cut = x[:, :, :H // p_h * p_h, :W // p_w * p_w]
    return cut.reshape(N, C, H // p_h, p_h, W // p_w, p_w).max(axis=(3, 5)), (x, pool_param)


SIZES = 'HH, WW, stride = pool_param["pool_height"], pool_param["pool_width"], pool_param["stride"]'
TAKEN = "padded[:, :, i:i + stride * OH:stride, j:j + stride * OW:stride]"
LARGER = f"np.maximum(out, {TAKEN}, out=out)"
BEGIN = "np.full((N, C, OH, OW), -np.inf, x_float.dtype)"
PLACES = "conv_output_size(H, HH, pad, stride), conv_output_size(W, WW, pad, stride)"
TILES = (
    "Your reshape cuts the picture into tiles: windows that lie side by side. With another stride than the window's "
    "length they overlap or leave gaps. Take the same entry of all windows by a slice whose step is the stride."
)
SLICE_ENDS = (
    "Your slices with a step end too early: the end counts pixels, not windows. Between the first and the last "
    "window lie OH - 1 strides."
)

MAX_POOL_FORWARD_FAST = Check(
    "max_pool_forward_fast",
    [
        Part("windows side by side", 1, windows, ["out"]),
        Part("overlapping windows, sizes that do not divide", 1, overlapping_or_not_dividing, ["out"]),
        Part("padding, the type of x, the cache", 1, padding_and_types),
        Part(NO_LOOP, 1, two_sizes, probe="max_pool_forward_fast_steps"),
    ],
    [
        Misconception(
            "loops over places",
            forward_loops,
            LOOP + "One slice with a step fetches the same entry of all windows at once.",
        ),
        Misconception("tiles", forward_tiles, TILES),
        Misconception("tiles, the rest cut off", forward_tiles_cut, TILES),
        Misconception(
            "stride ignored",
            [(SIZES, SIZES.replace('pool_param["stride"]', "1"))],
            "The stride is ignored: your window moves by one pixel at a time.",
        ),
        Misconception(
            "stride in the size only",
            [(TAKEN, "padded[:, :, i:i + OH, j:j + OW]")],
            "The output has the right size, but your windows lie one pixel apart: your slices have no step.",
        ),
        Misconception(
            "slices end after as many pixels as windows",
            [(TAKEN, "padded[:, :, i:i + OH:stride, j:j + OW:stride]")],
            SLICE_ENDS,
        ),
        Misconception(
            "slices run to the end of the picture",
            forward_slices_to_the_end,
            "Your slices run to the end of the picture, so that some have more entries than there are windows. Let "
            "each end after one entry for each window.",
        ),
        Misconception(
            "slices begin a stride apart",
            [(TAKEN, "padded[:, :, i * stride:i * stride + OH, j * stride:j * stride + OW]")],
            "Stride and window have changed places: entry [i, j] of the first window lies at row i and column j, and "
            "those of the next windows follow in steps of the stride.",
        ),
        Misconception(
            "window size taken from the stride",
            [(SIZES, 'HH, WW, stride = [pool_param["stride"]] * 3')],
            "You take the stride for the size of the window; that is given by pool_height and pool_width.",
        ),
        Misconception(
            "stride taken from the window",
            [(SIZES, SIZES.replace('pool_param["stride"]', 'pool_param["pool_height"]'))],
            "You take the height of the window for the stride. The step has a number of its own: windows may overlap "
            "or leave gaps.",
        ),
        Misconception(
            "height and width swapped",
            [("HH, WW, stride =", "WW, HH, stride =")],
            "pool_height and pool_width are swapped: the height counts rows, the third axis of x.",
        ),
        Misconception(
            "height of the window for both",
            [("range(WW)", "range(HH)")],
            "Both of your loops over the window have the same range. Its rows are counted by pool_height, its columns "
            "by pool_width.",
        ),
        Misconception(
            "last entries of the window left out",
            [("range(HH)", "range(max(1, HH - 1))"), ("range(WW)", "range(max(1, WW - 1))")],
            "The last row and the last column of each window are left out: range(n) ends at n - 1 already.",
        ),
        Misconception(
            "maximum starts at 0",
            [(BEGIN, "np.zeros((N, C, OH, OW), x.dtype)")],
            "Windows with negative entries only give 0: your output starts with zeros, and none of the entries is "
            "larger. It has to start below everything.",
        ),
        Misconception(
            "starts with a view of the picture",
            [(BEGIN, "padded[:, :, :stride * OH:stride, :stride * OW:stride]")],
            "You start with a slice of x and write the larger entries into it: a slice is a view, so that x itself is "
            "changed, and windows that overlap see the changes. Start with a copy or an array of your own.",
        ),
        Misconception(
            "only the last entry of each window",
            [(LARGER, f"out = {TAKEN}")],
            "Each entry of the windows replaces the one before, so that the last is left. Keep the larger of the two.",
        ),
        Misconception(
            "smallest entry",
            [(BEGIN, "np.full((N, C, OH, OW), np.inf, x.dtype)"), (LARGER, LARGER.replace("maximum", "minimum"))],
            "You keep the smallest entry of each window; asked is the largest.",
        ),
        Misconception(
            "mean",
            [(BEGIN, "np.zeros((N, C, OH, OW))"), (LARGER, f"out += {TAKEN} / (HH * WW)")],
            "You compute the mean of each window, average pooling. Asked is the largest entry.",
        ),
        Misconception(
            "largest of all channels",
            [("return out,", "return out.max(axis=1, keepdims=True) + np.zeros((1, C, 1, 1)),")],
            "You take the largest entry over the channels too. Each channel is pooled by itself.",
        ),
        Misconception(
            "one row and column short",
            [(PLACES, "(H + 2 * pad - HH) // stride, (W + 2 * pad - WW) // stride")],
            "The output is one row and one column short: the first place of the window counts as well, hence the + 1.",
        ),
        Misconception(
            "output size H // pool_height",
            [(PLACES, "(H + 2 * pad) // HH, (W + 2 * pad) // WW")],
            "You divide the size by that of the window. This counts windows that lie side by side; the stride says "
            "how far apart they are.",
        ),
        Misconception(
            "pad ignored",
            [('pool_param.get("pad", 0)', "0")],
            'The padding is ignored: where pool_param has a "pad", the windows begin above and left of the picture.',
        ),
        Misconception(
            "pad asked for",
            [('pool_param.get("pad", 0)', 'pool_param["pad"]')],
            'You read pool_param["pad"], but it may be missing; then it is 0. A dictionary\'s get takes a default.',
        ),
        Misconception(
            "zeros of the padding win",
            [("constant_values=-np.inf", "constant_values=0")],
            "Zeros of your padding win among negative entries. The padding counts as minus infinity.",
        ),
        *[
            Misconception(
                f"{low:g} for minus infinity",
                [("constant_values=-np.inf", f"constant_values={low}"), (BEGIN, BEGIN.replace("-np.inf", str(low)))],
                f"You take {low:g} for minus infinity. There are smaller numbers: -np.inf is below all of them.",
            )
            for low in (-1e3, -1e4, -1e6, -1e9)
        ],
        Misconception(
            "always float64",
            [(BEGIN, "np.full((N, C, OH, OW), -np.inf)")],
            "Your numbers are right, but always of float64: a new array needs to be told its type. Keep that of x, or "
            "everything after the pooling is computed in float64 and becomes slower.",
        ),
        Misconception(
            "padded pictures in the cache",
            [("return out, (x, pool_param)", "return out, (padded, pool_param)")],
            "Your cache holds the padded pictures. It is (x, pool_param), with x as it was given: the way back would "
            "pad once more.",
        ),
        Misconception(
            "no cache",
            [("return out, (x, pool_param)", "return out")],
            "You return out alone. The way back needs x and pool_param: return (out, cache).",
        ),
        Misconception(
            "x alone in the cache",
            [("return out, (x, pool_param)", "return out, x")],
            "Your cache is x alone. It is (x, pool_param): the way back needs the size of the windows and the stride "
            "too.",
        ),
        Misconception(
            "single precision",
            [(BEGIN, "np.full((N, C, OH, OW), -np.inf, np.float32)")],
            "Your output has only about seven correct digits: it was stored in float32. Keep the type of x.",
        ),
    ],
    accepts=[forward_windows_at_once, forward_columns],
    rtol=1e-12,  # the entries themselves: nothing is computed
)


# --- max_pool_backward_fast -------------------------------------------------------------------


def windows_back(rng):
    yield from conv_backprop.side_by_side(rng)
    yield from conv_backprop.pictures_and_channels(rng)


def equal_entries_padding_and_types(rng):
    yield from conv_backprop.ties(rng)
    yield from pool_padding(rng)
    for one in conv_backprop.side_by_side(rng):
        yield {**one, "x": one["x"].astype(np.float32), "dout": one["dout"].astype(np.float32)}
        return


def backward_argmax(dout, cache):
    # The first of equal entries, found by argmax; numbers of pixels in place of slices.
    x, pool_param = cache
    p_h, p_w, stride = pool_param["pool_height"], pool_param["pool_width"], pool_param["stride"]
    pad = pool_param.get("pad", 0)
    padded = np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad)), constant_values=-np.inf)
    N, C, OH, OW = dout.shape
    seen = np.lib.stride_tricks.sliding_window_view(padded, (p_h, p_w), axis=(2, 3))[:, :, ::stride, ::stride]
    winner = seen.reshape(N, C, OH, OW, -1).argmax(axis=4)
    n, c, i, j = np.indices(dout.shape)
    dpadded = np.zeros(padded.shape, x.dtype)
    np.add.at(dpadded, (n, c, i * stride + winner // p_w, j * stride + winner % p_w), dout)
    return dpadded[:, :, pad:pad + x.shape[2], pad:pad + x.shape[3]]


def backward_loops(dout, cache):
    x, pool_param = cache
    p_h, p_w, stride = pool_param["pool_height"], pool_param["pool_width"], pool_param["stride"]
    pad = pool_param.get("pad", 0)
    (H, W), (OH, OW) = x.shape[2:], dout.shape[2:]
    padded = np.pad(x, [(0, 0), (0, 0), (pad, pad), (pad, pad)], constant_values=-np.inf)
    dpadded = np.zeros(padded.shape)
    for i in range(OH):
        for j in range(OW):
            place = np.s_[:, :, i * stride:i * stride + p_h, j * stride:j * stride + p_w]
            mask = padded[place] == padded[place].max(axis=(2, 3), keepdims=True)
            dpadded[place] += mask * dout[:, :, i:i + 1, j:j + 1]
    return dpadded[:, :, pad:pad + H, pad:pad + W]


HANDED = "handed = left * (padded[:, :, down, right] == largest)"
ADDED = "dpadded[:, :, down, right] += handed"
CROP = "dpadded[:, :, pad:pad + H, pad:pad + W]"
SLICES = "down, right = slice(i, i + stride * OH, stride), slice(j, j + stride * OW, stride)"
HEIGHT, WIDTH = 'range(pool_param["pool_height"])', 'range(pool_param["pool_width"])'

EACH_OF_EQUAL_ENTRIES = [("left -= handed", "pass")]

MAX_POOL_BACKWARD_FAST = Check(
    "max_pool_backward_fast",
    [
        Part("windows side by side", 1, windows_back, ["dx"]),
        Part("overlapping windows", 1, overlapping_windows, ["dx"]),
        Part("gaps and sizes that do not divide", 1, gaps_and_leftovers, ["dx"]),
        Part("equal entries, padding, the type of x", 1, equal_entries_padding_and_types),
        Part(NO_LOOP, 1, two_sizes, probe="max_pool_backward_fast_steps"),
    ],
    [
        Misconception(
            "loops over places",
            backward_loops,
            LOOP + "One slice with a step reaches the same entry of all windows at once, for adding as for fetching.",
        ),
        Misconception(
            "dx is zero",
            [(ADDED, "pass")],
            "Your dx holds zeros only. Each error goes back to the largest entry of its window.",
        ),
        Misconception(
            "assigned",
            [(ADDED, "dpadded[:, :, down, right] = handed")],
            "You assign to dx where you should add: what an earlier entry of the windows left there is overwritten. A "
            "pixel that several windows share gets the sum.",
        ),
        Misconception(
            "dout changed in place",
            [("dout.copy()", "dout")],
            "You take away from dout what is handed back, and so change your input. Do that with a copy.",
        ),
        Misconception(
            "always float64",
            [("np.zeros(padded.shape, dout.dtype)", "np.zeros(padded.shape)")],
            "Your numbers are right, but always of float64: np.zeros(shape) gives that unless it is told a type. "
            "float32 has to stay float32, or the optimiser hands float64 on to all parameters, and each step takes "
            "twice as long.",
        ),
        Misconception(
            "dx written into x",
            [(f"return {CROP}", f"x[:] = {CROP}\n    return x")],
            "You write dx into x, the pictures that you were given, and so change your input. Use an array of your "
            "own.",
        ),
        Misconception(
            "the whole window gets the error",
            [(HANDED, "handed = dout"), ("left -= handed", "pass")],
            "Every entry of a window gets the error. Only the largest decided the output: it alone gets it.",
        ),
        Misconception(
            "shared evenly",
            [
                (HANDED, 'handed = dout / (pool_param["pool_height"] * pool_param["pool_width"])'),
                ("left -= handed", "pass"),
            ],
            "You share the error out evenly over the window: that is average pooling. Here the largest entry gets all "
            "of it.",
        ),
        Misconception(
            "dout forgotten",
            [(HANDED, "handed = 1.0 * (padded[:, :, down, right] == largest)"), ("left -= handed", "pass")],
            "What you hand back does not depend on the errors: dout has no part in it.",
        ),
        Misconception(
            "the picture's entry comes along",
            [(HANDED, "handed = left * (padded[:, :, down, right] == largest) * largest"), ("left -= handed", "pass")],
            "You multiply the error by the largest entry itself. That entry went into the output once, as it was: its "
            "slope is 1.",
        ),
        Misconception(
            "positive entries get the error",
            [(HANDED, "handed = dout * (padded[:, :, down, right] > 0)"), ("left -= handed", "pass")],
            "Every positive entry gets the error: that is the way back through a ReLU. Here the largest entry of the "
            "window gets it, whatever its sign.",
        ),
        Misconception(
            "largest of the whole map",
            [("== largest)", "== padded.max(axis=(2, 3), keepdims=True))")],
            "You compare with the largest entry of the whole map, so that only one window finds its winner. Each "
            "window has a largest entry of its own.",
        ),
        Misconception(
            "last of equal entries",
            [(HEIGHT, HEIGHT.replace("range(", "reversed(range(") + ")"),
             (WIDTH, WIDTH.replace("range(", "reversed(range(") + ")")],
            "Of several equally large entries your last one gets the error. Here it is the first, or all, or an equal "
            "share for each.",
        ),
        Misconception(
            "last entries of the window left out",
            [(HEIGHT, 'range(max(1, pool_param["pool_height"] - 1))'),
             (WIDTH, 'range(max(1, pool_param["pool_width"] - 1))')],
            "The last row and the last column of each window are left out: range(n) ends at n - 1 already.",
        ),
        Misconception(
            "stride ignored",
            [(SLICES, "down, right = slice(i, i + OH), slice(j, j + OW)")],
            "The stride is ignored: your slices have no step, so that the windows lie one pixel apart.",
        ),
        Misconception(
            "slices end after as many pixels as windows",
            [(SLICES, "down, right = slice(i, i + OH, stride), slice(j, j + OW, stride)")],
            SLICE_ENDS,
        ),
        Misconception(
            "height and width swapped",
            [(f"i in {HEIGHT}", f"i in {WIDTH}"), (f"j in {WIDTH}", f"j in {HEIGHT}")],
            "pool_height and pool_width are swapped: the height counts rows, the third axis of x.",
        ),
        Misconception(
            "pad ignored",
            [('pool_param.get("pad", 0)', "0")],
            'The padding is ignored: where pool_param has a "pad", the first windows begin above and left of the '
            "picture.",
        ),
        Misconception(
            "not cropped",
            [(CROP, "dpadded")],
            "Your dx has the size of the padded picture. What arrives at the padding is thrown away: cut the picture "
            "out.",
        ),
        Misconception(
            "cropped to the corner",
            [(CROP, "dpadded[:, :, :H, :W]")],
            "Your dx has the right size, but it begins where the padding begins. The picture comes pad rows and "
            "columns later.",
        ),
        Misconception(
            "pad:-pad",
            [(CROP, "dpadded[:, :, pad:-pad, pad:-pad]")],
            "Without padding your dx is empty: for pad 0 the slice pad:-pad is 0:0. Say where the picture ends by "
            "counting from its start.",
        ),
        Misconception(
            "divided by the pictures",
            [(f"return {CROP}", f"return {CROP} / len(x)")],
            "Your dx is divided by the number of pictures. Each picture has gradients of its own; if the loss is a "
            "mean, dout already knows.",
        ),
    ],
    accepts=[conv_backprop.max_pool_backward_windows, backward_argmax, EACH_OF_EQUAL_ENTRIES],
    needs=["max_pool_forward_fast"],
)


# --- conv_relu_pool_forward and conv_relu_pool_backward ---------------------------------------


def pictures_forward(rng):
    yield _sandwich(rng, whole, (1, 1, 2, 2), (1, 1, 1, 1), (2, 2, 2))
    yield _sandwich(rng, whole, (1, 1, 2, 3), (1, 1, 1, 2), (1, 2, 1))
    yield _sandwich(rng, whole, (1, 2, 3, 3), (3, 2, 2, 2), (2, 2, 2))
    yield _sandwich(rng, _normal, (2, 3, 7, 8), (4, 3, 3, 2), (2, 2, 2))
    yield _sandwich(rng, _normal, (3, 2, 6, 9), (4, 2, 1, 2), (2, 3, 3))


def strided_and_padded_forward(rng):
    yield _sandwich(rng, whole, (1, 1, 2, 3), (1, 1, 3, 2), (2, 1, 2), pad=1)
    yield _sandwich(rng, whole, (1, 1, 4, 7), (2, 1, 2, 1), (2, 2, 1), stride=2)
    yield _sandwich(rng, _normal, (2, 3, 8, 9), (5, 3, 3, 4), (2, 3, 1), stride=2, pad=1)


def all_pictures_forward(rng):
    yield from pictures_forward(rng)
    yield from strided_and_padded_forward(rng)


def pictures_back(rng):
    yield from (_with_errors(rng, one) for one in pictures_forward(rng))


def strided_and_padded_back(rng):
    yield from (_with_errors(rng, one) for one in strided_and_padded_forward(rng))


def _normal(rng, *shape):
    return rng.normal(size=shape)


def _sandwich(rng, numbers, pictures, filters, pool, stride=1, pad=0):
    """Inputs of which no window of the maps has two equal largest entries: there are three right answers to those."""
    conv_param = {"stride": stride, "pad": pad}
    while True:
        x, w, b = numbers(rng, *pictures), numbers(rng, *filters), numbers(rng, filters[0])
        maps, _ = conv_forward_fast(x, w, b, conv_param)
        seen = np.lib.stride_tricks.sliding_window_view(maps, pool[:2], axis=(2, 3))[:, :, ::pool[2], ::pool[2]]
        largest = seen.max(axis=(4, 5), keepdims=True)
        tied = ((seen == largest).sum(axis=(4, 5)) > 1) & (largest[..., 0, 0] > 0)
        if not tied.any() and maps.min() < 0 < largest.max():
            pool_param = dict(zip(("pool_height", "pool_width", "stride"), pool))
            return {"x": x, "w": w, "b": b, "conv_param": conv_param, "pool_param": pool_param}


def _with_errors(rng, case):
    """The case with errors, and with what the layers in between were given: the probe makes the cache of these."""
    maps, _ = conv_forward_fast(case["x"], case["w"], case["b"], case["conv_param"])
    active, _ = relu_forward(maps)
    out, _ = max_pool_forward_fast(active, case["pool_param"])
    numbers = whole if np.array_equal(case["x"], np.round(case["x"])) else _normal
    return {**case, "dout": numbers(rng, *out.shape), "_maps": maps, "_active": active}


def sandwich_in_one(x, w, b, conv_param, pool_param):
    # Convolution by windows; pooling before ReLU, which is the same.
    s, pad = conv_param["stride"], conv_param["pad"]
    padded = np.pad(x, [(0, 0), (0, 0), (pad, pad), (pad, pad)])
    seen = np.lib.stride_tricks.sliding_window_view(padded, w.shape[2:], axis=(2, 3))[:, :, ::s, ::s]
    maps = np.einsum("ncijab,fcab->nfij", seen, w) + b[:, None, None]
    pooled, _ = max_pool_forward_fast(maps, pool_param)
    _, conv_cache = conv_forward_fast(x, w, b, conv_param)
    active, relu_cache = relu_forward(maps)
    return np.maximum(pooled, 0), (conv_cache, relu_cache, max_pool_forward_fast(active, pool_param)[1])


def average_in_place_of_max(x, w, b, conv_param, pool_param):
    maps, conv_cache = conv_forward_fast(x, w, b, conv_param)
    active, relu_cache = relu_forward(maps)
    p_h, p_w, s = pool_param["pool_height"], pool_param["pool_width"], pool_param["stride"]
    seen = np.lib.stride_tricks.sliding_window_view(active, (p_h, p_w), axis=(2, 3))[:, :, ::s, ::s]
    return seen.mean(axis=(4, 5)), (conv_cache, relu_cache, (active, pool_param))


def sandwich_back_by_hand(dout, cache):
    # The mask of ReLU written out.
    conv_cache, relu_cache, pool_cache = cache
    errors = max_pool_backward_fast(dout, pool_cache)
    errors = np.where(relu_cache > 0, errors, 0.0)
    gradients = conv_backward_fast(errors, conv_cache)
    return list(gradients)


def equal_entries(share):
    """Edit: pooling's way back gives the error to all of several equal entries, or a share of it to each."""
    pooling_back = f"""dactive = np.zeros(pool_cache[0].shape)
    height, width, stride = (pool_cache[1][name] for name in ("pool_height", "pool_width", "stride"))
    for n, c, i, j in np.ndindex(dout.shape):
        place = np.s_[n, c, i * stride:i * stride + height, j * stride:j * stride + width]
        largest = pool_cache[0][place] == pool_cache[0][place].max()
        dactive[place] += largest * dout[n, c, i, j]{share}"""
    return f"dactive = {DACTIVE}", pooling_back


FIRST_LAYER = "conv_forward_fast(x, w, b, conv_param)"
LAST_LAYER = "max_pool_forward_fast(active, pool_param)"
DACTIVE = "max_pool_backward_fast(dout, pool_cache)"
DMAPS = "relu_backward(dactive, relu_cache)"
GRADIENTS = "return conv_backward_fast(dmaps, conv_cache)"
CACHES = ["each layer's cache stands in its place",
          *[f"input in {name}_cache" for name in ("conv", "relu", "pool")]]  # fmt: skip
NOT_IN_REVERSE = (
    "Your layers do not come in reverse order. What went in first comes out last: the error passes the pooling, then "
    "ReLU, then the convolution."
)
NO_RELU_BACK = "ReLU is missing on the way back: where a map was negative no error passes."
MASK_FROM_ERRORS = (
    "You stop negative errors. What ReLU lets through depends on the maps of the forward pass, which relu_cache "
    "holds, not on the sign of the error."
)
MASK_TURNED = "Your mask is the wrong way round: errors pass where the map was positive."

CONV_RELU_POOL_FORWARD = Check(
    "conv_relu_pool_forward",
    [
        Part("the three layers, any stride and padding", 1, all_pictures_forward, ["out"]),
        Part("the cache", 1, all_pictures_forward, CACHES),
    ],
    [
        Misconception(
            "ReLU forgotten",
            [("relu_forward(maps)", "maps, maps")],
            "Negative numbers come out: ReLU is missing between the convolution and the pooling.",
        ),
        Misconception(
            "ReLU before the convolution",
            [(FIRST_LAYER, "conv_forward_fast(np.maximum(x, 0), w, b, conv_param)"),
             ("relu_forward(maps)", "maps, maps")],
            "ReLU comes before the convolution in your code: it cuts the pictures. It belongs to the maps.",
        ),
        Misconception(
            "ReLU before the convolution too",
            [(FIRST_LAYER, "conv_forward_fast(np.maximum(x, 0), w, b, conv_param)")],
            "The pictures pass a ReLU before the convolution. It belongs to the maps only.",
        ),
        Misconception(
            "pooling forgotten",
            [(LAST_LAYER, "active, (active, pool_param)")],
            "Your output is as large as the maps: the pooling is missing, or its result is not what you return.",
        ),
        Misconception(
            "average pooling",
            average_in_place_of_max,
            "You return the mean of each window. Asked is max pooling.",
        ),
        Misconception(
            "biases forgotten",
            [(FIRST_LAYER, "conv_forward_fast(x, w, 0 * b, conv_param)")],
            "The biases are missing: each map gets the bias of its filter added, before ReLU.",
        ),
        Misconception(
            "biases after ReLU",
            [(FIRST_LAYER, "conv_forward_fast(x, w, 0 * b, conv_param)"),
             ("return out,", "return out + b[:, None, None],")],
            "The biases are added after ReLU. They belong to the convolution and decide what ReLU cuts off.",
        ),
        Misconception(
            "stride and pad of the convolution ignored",
            [(FIRST_LAYER, 'conv_forward_fast(x, w, b, {"stride": 1, "pad": 0})')],
            "conv_param is ignored: your convolution always has stride 1 and no padding.",
        ),
        Misconception(
            "windows always of 2 x 2",
            [(LAST_LAYER, 'max_pool_forward_fast(active, {"pool_height": 2, "pool_width": 2, "stride": 2})')],
            "pool_param is ignored: your pooling always has windows of 2 x 2 and stride 2.",
        ),
        Misconception(
            "absolute value for ReLU",
            [("relu_forward(maps)", "np.abs(maps), maps")],
            "Negative numbers become positive in your code. ReLU makes them 0.",
        ),
        Misconception(
            "no cache",
            [("return out, (conv_cache, relu_cache, pool_cache)", "return out")],
            "You return out alone. The way back needs what the layers kept: return (out, cache).",
        ),
        Misconception(
            "four values",
            [("return out, (conv_cache, relu_cache, pool_cache)", "return out, conv_cache, relu_cache, pool_cache")],
            "You return four values. Asked are two: out, and one tuple of the three caches.",
        ),
        Misconception(
            "cache of the pooling alone",
            [("return out, (conv_cache, relu_cache, pool_cache)", "return out, pool_cache")],
            "Your output is right, but your cache is that of the pooling alone. The way back needs all three, in one "
            "tuple.",
        ),
        Misconception(
            "caches in reverse order",
            [("return out, (conv_cache, relu_cache, pool_cache)", "return out, (pool_cache, relu_cache, conv_cache)")],
            "Your output is right, but your cache holds the three in reverse order. That of the convolution comes "
            "first.",
        ),
        Misconception(
            "pooling before ReLU",
            [("active, relu_cache = relu_forward(maps)",
              "pooled, pool_cache = max_pool_forward_fast(maps, pool_param)"),
             (f"out, pool_cache = {LAST_LAYER}", "out, relu_cache = relu_forward(pooled)")],
            "Your output is right, but you pool before ReLU, and so the caches are not as asked: the order is "
            "convolution, ReLU, pooling.",
        ),
        Misconception(
            "pooling before ReLU, caches in that order",
            [("active, relu_cache = relu_forward(maps)",
              "pooled, pool_cache = max_pool_forward_fast(maps, pool_param)"),
             (f"out, pool_cache = {LAST_LAYER}", "out, relu_cache = relu_forward(pooled)"),
             ("return out, (conv_cache, relu_cache, pool_cache)", "return out, (conv_cache, pool_cache, relu_cache)")],
            "Your output is right, but you pool before ReLU, and so the caches are not as asked: the order is "
            "convolution, ReLU, pooling.",
        ),
    ],
    accepts=[sandwich_in_one],
    needs=["max_pool_forward_fast"],
)

CONV_RELU_POOL_BACKWARD = Check(
    "conv_relu_pool_backward",
    [
        Part("dx", 1, pictures_back, ["dx"]),
        Part("dw", 1, pictures_back, ["dw"]),
        Part("db", 1, pictures_back, ["db"]),
        Part("stride and padding of the convolution", 1, strided_and_padded_back, ["dx", "dw"]),
    ],
    [
        Misconception(
            "ReLU left out",
            [(DMAPS, "dactive")],
            NO_RELU_BACK,
        ),
        *[
            Misconception(
                f"{name}, equal entries {rule}",
                [edit, equal_entries(share)],
                message,
            )
            for rule, share in [("all", ""), ("in shares", " / largest.sum()")]
            for name, edit, message in [
                ("ReLU left out", (DMAPS, "dactive"), NO_RELU_BACK),
                ("mask from the errors", (DMAPS, "relu_backward(dactive, dactive)"), MASK_FROM_ERRORS),
                ("mask the wrong way round", (DMAPS, "dactive * (relu_cache <= 0)"), MASK_TURNED),
            ]
        ],
        Misconception(
            "mask from the errors",
            [(DMAPS, "relu_backward(dactive, dactive)")],
            MASK_FROM_ERRORS,
        ),
        Misconception(
            "mask from the maps and from the errors",
            [(DMAPS, "np.maximum(relu_backward(dactive, relu_cache), 0)")],
            "You stop negative errors as well. What ReLU lets through depends on the maps of the forward pass alone.",
        ),
        Misconception(
            "mask the wrong way round",
            [(DMAPS, "dactive * (relu_cache <= 0)")],
            MASK_TURNED,
        ),
        Misconception(
            "multiplied by the maps",
            [(DMAPS, "dactive * np.maximum(relu_cache, 0)")],
            "You multiply the errors by what ReLU returned. Its slope is 1 where the map was positive, however large.",
        ),
        Misconception(
            "ReLU before the pooling",
            [(DACTIVE, "relu_backward(dout, relu_cache)"), (DMAPS, "max_pool_backward_fast(dactive, pool_cache)")],
            NOT_IN_REVERSE,
        ),
        Misconception(
            "pooling left out",
            [(DACTIVE, "dout")],
            "The pooling is missing on the way back: dout has the size of the pooled maps, and ReLU had the large "
            "ones.",
        ),
        Misconception(
            "convolution first",
            [(DACTIVE, "conv_backward_fast(dout, conv_cache)[0]"), (DMAPS, "relu_backward(dactive, relu_cache)"),
             (GRADIENTS, "return max_pool_backward_fast(dmaps, pool_cache)")],
            NOT_IN_REVERSE,
        ),
        Misconception(
            "dw before dx",
            [(GRADIENTS, "dx, dw, db = conv_backward_fast(dmaps, conv_cache)\n    return dw, dx, db")],
            "dx and dw are swapped: the gradients come in the order of the inputs, dx first.",
        ),
        Misconception(
            "dx last",
            [(GRADIENTS, "dx, dw, db = conv_backward_fast(dmaps, conv_cache)\n    return dw, db, dx")],
            "Your gradients come in another order than asked: dx first, then dw, then db.",
        ),
        Misconception(
            "only dx",
            [(GRADIENTS, GRADIENTS + "[0]")],
            "You return dx alone. The filters and biases learn by dw and db: return all three.",
        ),
        Misconception(
            "dw and db divided by the pictures",
            [(GRADIENTS, "dx, dw, db = conv_backward_fast(dmaps, conv_cache)\n"
              "    return dx, dw / len(dx), db / len(dx)")],
            "You divide dw and db by the number of pictures. If the loss is a mean, dout holds that division already.",
        ),
        Misconception(
            "db from errors that ReLU has not seen",
            [(GRADIENTS, "dx, dw, _ = conv_backward_fast(dmaps, conv_cache)\n"
              "    return dx, dw, dactive.sum(axis=(0, 2, 3))")],
            "Your db adds up errors that ReLU stops. The bias comes before ReLU, so its errors pass ReLU too.",
        ),
    ],
    accepts=[sandwich_back_by_hand],
    needs=["max_pool_forward_fast", "max_pool_backward_fast"],
)


# --- affine_relu_forward and affine_relu_backward ---------------------------------------------


def rows_forward(rng):
    yield _affine(rng, whole, (1, 2), 3)
    yield _affine(rng, whole, (2, 3), 4)
    yield _affine(rng, _normal, (5, 4), 7)


def pictures_in_rows_forward(rng):
    yield _affine(rng, whole, (2, 1, 1, 3), 4)
    yield _affine(rng, _normal, (5, 3, 2, 4), 6)
    yield _affine(rng, _normal, (4, 2, 3), 5)


def rows_and_pictures_forward(rng):
    yield from rows_forward(rng)
    yield from pictures_in_rows_forward(rng)


def rows_back(rng):
    yield from (_with_errors_of_sums(rng, one) for one in rows_forward(rng))


def pictures_in_rows_back(rng):
    yield from (_with_errors_of_sums(rng, one) for one in pictures_in_rows_forward(rng))


def _with_errors_of_sums(rng, case):
    numbers = whole if np.array_equal(case["x"], np.round(case["x"])) else _normal
    sums, _ = affine_forward(case["x"], case["w"], case["b"])
    return {**case, "dout": numbers(rng, *sums.shape), "_sums": sums}


def _affine(rng, numbers, shape, M):
    D = int(np.prod(shape[1:]))
    return {"x": numbers(rng, *shape), "w": numbers(rng, D, M), "b": numbers(rng, M)}


def affine_relu_by_hand(x, w, b):
    sums = x.reshape(len(x), -1).dot(w) + b
    return np.where(sums > 0, sums, 0.0), (affine_forward(x, w, b)[1], relu_forward(sums)[1])


def affine_relu_back_by_hand(dout, cache):
    affine_cache, relu_cache = cache
    errors = dout.copy()
    errors[relu_cache <= 0] = 0
    dx, dw, db = affine_backward(errors, affine_cache)
    return [dx, dw, db]


AFFINE = "affine_forward(x, w, b)"
BACK = "return affine_backward(relu_backward(dout, relu_cache), affine_cache)"
MASKED = "relu_backward(dout, relu_cache)"

AFFINE_RELU_FORWARD = Check(
    "affine_relu_forward",
    [
        Part("rows of numbers, pictures", 1, rows_and_pictures_forward, ["out"]),
        Part("the cache", 1, rows_and_pictures_forward,
             ["each layer's cache stands in its place", "input in affine_cache", "input in relu_cache"]),
    ],
    [
        Misconception(
            "ReLU forgotten",
            [("relu_forward(sums)", "sums, sums")],
            "Negative numbers come out: ReLU is missing after the affine layer.",
        ),
        Misconception(
            "ReLU before the affine layer",
            [(AFFINE, "affine_forward(np.maximum(x, 0), w, b)"), ("relu_forward(sums)", "sums, sums")],
            "ReLU comes before the affine layer: it cuts x. It belongs to what the affine layer returns.",
        ),
        Misconception(
            "ReLU before and after",
            [(AFFINE, "affine_forward(np.maximum(x, 0), w, b)")],
            "x passes a ReLU before the affine layer. It belongs to what the layer returns, and only there.",
        ),
        Misconception(
            "biases forgotten",
            [(AFFINE, "affine_forward(x, w, 0 * b)")],
            "The biases are missing: they are added before ReLU.",
        ),
        Misconception(
            "biases after ReLU",
            [(AFFINE, "affine_forward(x, w, 0 * b)"), ("return out,", "return out + b,")],
            "The biases are added after ReLU. They belong to the affine layer and decide what ReLU cuts off.",
        ),
        Misconception(
            "pictures not laid out in rows",
            [(AFFINE, "(x @ w + b, (x, w, b))")],
            "A picture has several axes, and you multiply x as it is. Lay each picture out in one row first; "
            "affine_forward does that.",
        ),
        Misconception(
            "absolute value for ReLU",
            [("relu_forward(sums)", "np.abs(sums), sums")],
            "Negative numbers become positive in your code. ReLU makes them 0.",
        ),
        Misconception(
            "no cache",
            [("return out, (affine_cache, relu_cache)", "return out")],
            "You return out alone. The way back needs what the layers kept: return (out, cache).",
        ),
        Misconception(
            "three values",
            [("return out, (affine_cache, relu_cache)", "return out, affine_cache, relu_cache")],
            "You return three values. Asked are two: out, and one tuple of the two caches.",
        ),
        Misconception(
            "caches in reverse order",
            [("return out, (affine_cache, relu_cache)", "return out, (relu_cache, affine_cache)")],
            "Your output is right, but your cache holds the two in reverse order. That of the affine layer comes "
            "first.",
        ),
        Misconception(
            "one cache alone",
            [("return out, (affine_cache, relu_cache)", "return out, relu_cache")],
            "Your output is right, but your cache is not a tuple of two. The way back needs the caches of both layers.",
        ),
    ],
    accepts=[affine_relu_by_hand],
)

AFFINE_RELU_BACKWARD = Check(
    "affine_relu_backward",
    [
        Part("dx", 1, rows_back, ["dx"]),
        Part("dw", 1, rows_back, ["dw"]),
        Part("db", 1, rows_back, ["db"]),
        Part("pictures", 1, pictures_in_rows_back, ["dx", "dw"]),
    ],
    [
        Misconception(
            "ReLU left out",
            [(MASKED, "dout")],
            "ReLU is missing on the way back: where a sum was negative no error passes.",
        ),
        Misconception(
            "mask from the errors",
            [(MASKED, "relu_backward(dout, dout)")],
            "You stop negative errors. What ReLU lets through depends on the sums of the forward pass, which "
            "relu_cache holds, not on the sign of the error.",
        ),
        Misconception(
            "mask the wrong way round",
            [(MASKED, "dout * (relu_cache <= 0)")],
            "Your mask is the wrong way round: errors pass where the sum was positive.",
        ),
        Misconception(
            "multiplied by the sums",
            [(MASKED, "dout * np.maximum(relu_cache, 0)")],
            "You multiply the errors by what ReLU returned. Its slope is 1 where the sum was positive, however large.",
        ),
        Misconception(
            "mask after the affine layer",
            [(BACK, "dx, dw, db = affine_backward(dout, affine_cache)\n"
              "    return relu_backward(dx, affine_cache[0].reshape(dx.shape)), dw, db")],
            "The affine layer comes before ReLU on your way back, and the mask is put on dx. The layer that came last "
            "in the forward pass is the first on the way back.",
        ),
        Misconception(
            "mask of the sums on dx",
            [(BACK, "dx, dw, db = affine_backward(dout, affine_cache)\n"
              "    return relu_backward(dx, relu_cache), dw, db")],
            "The affine layer comes before ReLU on your way back. The layer that came last in the forward pass is the "
            "first on the way back.",
        ),
        Misconception(
            "caches swapped",
            [("affine_cache, relu_cache = cache", "relu_cache, affine_cache = cache")],
            "The caches are taken out in the wrong order: that of the affine layer stands first.",
        ),
        Misconception(
            "dw before dx",
            [(BACK, BACK.replace("return", "dx, dw, db =") + "\n    return dw, dx, db")],
            "dx and dw are swapped: the gradients come in the order of the inputs, dx first.",
        ),
        Misconception(
            "dx last",
            [(BACK, BACK.replace("return", "dx, dw, db =") + "\n    return dw, db, dx")],
            "Your gradients come in another order than asked: dx first, then dw, then db.",
        ),
        Misconception(
            "only dx",
            [(BACK, BACK + "[0]")],
            "You return dx alone. The weights and biases learn by dw and db: return all three.",
        ),
        Misconception(
            "dx left in rows",
            [(BACK, BACK.replace("return", "dx, dw, db =") + "\n    return dx.reshape(len(dx), -1), dw, db")],
            "Your dx is a table of rows. It needs the shape of x, with all the axes of the pictures.",
        ),
        Misconception(
            "db from dout",
            [(BACK, BACK.replace("return", "dx, dw, db =") + "\n    return dx, dw, dout.sum(axis=0)")],
            "Your db adds up dout, with errors that ReLU stops. The bias comes before ReLU, so its errors pass ReLU "
            "too.",
        ),
        Misconception(
            "dw and db divided by the examples",
            [(BACK, BACK.replace("return", "dx, dw, db =") + "\n    return dx, dw / len(dx), db / len(dx)")],
            "You divide dw and db by the number of examples. If the loss is a mean, dout holds that division already.",
        ),
    ],
    accepts=[affine_relu_back_by_hand],
)


# --- ThreeLayerConvNet ------------------------------------------------------------------------


def scores_of_networks(rng):
    yield _without(_network(rng, (1, 1, 2, 2), 1, 1, 2, 3), "y", "reg")
    yield _without(_network(rng, (2, 1, 4, 3), 2, 3, 3, 4), "y", "reg")
    yield _without(_network(rng, (3, 2, 6, 9), 4, 3, 7, 5), "y", "reg")
    yield _without(_network(rng, (2, 3, 7, 5), 4, 4, 6, 5), "y", "reg")  # filters of even size


def networks(rng):
    yield _network(rng, (1, 1, 2, 2), 1, 1, 2, 3)
    yield _network(rng, (2, 1, 4, 3), 2, 3, 3, 4)
    yield _network(rng, (5, 2, 6, 9), 4, 3, 7, 3)
    yield _network(rng, (4, 3, 7, 8), 2, 5, 6, 5)


def decaying_networks(rng):
    yield _network(rng, (1, 1, 2, 2), 1, 1, 2, 3, reg=0.5)
    yield _network(rng, (5, 2, 6, 9), 4, 3, 7, 3, reg=0.3)


def sizes_that_are_even(rng):
    yield _sizes((1, 6, 8), 3, 3, 4, 5, 0.02)
    yield _sizes((2, 12, 8), 5, 5, 7, 6, 0.02)


def odd_sizes(rng):
    yield _sizes((1, 5, 8), 3, 3, 4, 5, 0.02)
    yield _sizes((2, 7, 9), 3, 5, 6, 4, 0.02)
    yield _sizes((3, 8, 10), 5, 4, 7, 6, 0.02)  # filters of even size: the maps are smaller by one


def many_weights(rng):
    for case in (_sizes((4, 12, 10), 31, 9, 90, 80, 0.02), _sizes((4, 10, 14), 33, 9, 80, 90, 1e-3)):
        yield case | {"_seed": int(rng.integers(2**31))}


def single_precision(rng):
    case = _network(rng, (2, 1, 4, 6), 2, 3, 5, 3)
    yield {"dtype": "float32"} | _without(case, "reg")


def too_small(rng):
    for input_dim, filter_size in [((1, 2, 2), 3), ((1, 1, 5), 3), ((2, 4, 1), 1), ((1, 1, 4), 5)]:
        yield {"input_dim": input_dim, "filter_size": filter_size}


def _network(rng, pictures, num_filters, filter_size, hidden_dim, num_classes, reg=0.0):
    """Pictures, and parameters that let about half of the ReLUs through and set scores apart by a few units."""
    N, C, H, W = pictures
    side = 2 * ((filter_size - 1) // 2) - filter_size + 1
    rows = num_filters * ((H + side) // 2) * ((W + side) // 2)
    weights = {"W1": (num_filters, C, filter_size, filter_size), "W2": (rows, hidden_dim),
               "W3": (hidden_dim, num_classes)}  # fmt: skip
    tiny = H * W == 4
    if tiny:  # to be worked by hand: both hidden units are on
        params = {"W1": np.full(weights["W1"], 1.0), "b1": np.array([-1.0]), "W2": small(rng, 1, 2) / 2,
                  "b2": np.array([0.5, -0.25]), "W3": whole(rng, 2, 3) / 8, "b3": whole(rng, 3) / 4}  # fmt: skip
        X = 1 + small(rng, *pictures) / 2
    else:
        params = {}
        for k, (name, shape) in enumerate(weights.items(), 1):
            inputs = np.prod(shape[1:]) if name == "W1" else shape[0]
            params[name] = rng.normal(size=shape) * np.sqrt(2 / inputs)
            params[f"b{k}"] = rng.uniform(0.1, 0.3, size=shape[0] if name == "W1" else shape[1])
        X = rng.normal(size=pictures)
    y = rng.permutation(np.arange(max(N, num_classes)) % num_classes)[:N]
    return {"X": X, "y": y, "reg": reg, **params}


def _without(case, *names):
    return {name: value for name, value in case.items() if name not in names}


def _sizes(input_dim, num_filters, filter_size, hidden_dim, num_classes, weight_scale):
    settings = {
        "input_dim": input_dim, "num_filters": num_filters, "filter_size": filter_size, "hidden_dim": hidden_dim,
        "num_classes": num_classes, "weight_scale": weight_scale,
    }  # fmt: skip
    return {"settings": settings}


class NetworkLayerByLayer:
    """The layers one by one, weights drawn in another order, sums of weights by np.vdot."""

    def __init__(
        self, input_dim=(1, 28, 28), num_filters=16, filter_size=7, hidden_dim=100, num_classes=10,
        weight_scale=1e-3, reg=0.0, dtype=np.float64, rng=None,
    ):  # fmt: skip
        if rng is None:
            rng = np.random.default_rng()
        C, H, W = input_dim
        self.pad = (filter_size - 1) // 2
        H2, W2 = ((n + 2 * self.pad - filter_size + 1) // 2 for n in (H, W))
        if H2 < 1 or W2 < 1:
            raise ValueError(f"pictures of {H} x {W} are too small for filters of size {filter_size}")
        weights = {
            "W3": (hidden_dim, num_classes),
            "W2": (num_filters * H2 * W2, hidden_dim),
            "W1": (num_filters, C, filter_size, filter_size),
        }
        self.params = {name: weight_scale * rng.standard_normal(shape) for name, shape in weights.items()}
        self.params["b1"], self.params["b2"] = np.zeros(num_filters), np.zeros(hidden_dim)
        self.params["b3"] = np.zeros(num_classes)
        for name in self.params:
            self.params[name] = self.params[name].astype(dtype)
        self.reg, self.dtype = reg, dtype

    def loss(self, X, y=None):
        W1, b1, W2, b2, W3, b3 = (self.params[name] for name in ("W1", "b1", "W2", "b2", "W3", "b3"))
        maps, conv_cache = conv_forward_fast(X.astype(self.dtype), W1, b1, {"stride": 1, "pad": self.pad})
        pooled, pool_cache = max_pool_forward_fast(maps, {"pool_height": 2, "pool_width": 2, "stride": 2})
        flat = np.maximum(pooled, 0).reshape(len(X), -1)
        sums = flat @ W2 + b2
        hidden = np.maximum(sums, 0)
        scores = hidden @ W3 + b3
        if y is None:
            return scores
        shifted = scores - scores.max(axis=1, keepdims=True)
        p = np.exp(shifted) / np.exp(shifted).sum(axis=1, keepdims=True)
        rows = np.arange(len(X))
        loss = -np.log(p[rows, y]).mean() + self.reg / 2 * sum(np.vdot(one, one) for one in (W1, W2, W3))
        p[rows, y] -= 1
        errors = p / len(X)
        dsums = errors @ W3.T * (sums > 0)
        dpooled = (dsums @ W2.T * (flat > 0)).reshape(pooled.shape)
        _, dW1, db1 = conv_backward_fast(max_pool_backward_fast(dpooled, pool_cache), conv_cache)
        grads = {"b1": db1, "b2": dsums.sum(axis=0), "b3": errors.sum(axis=0)}
        weights = {"W1": dW1, "W2": flat.T @ dsums, "W3": hidden.T @ errors}
        return loss, grads | {name: dW + self.reg * self.params[name] for name, dW in weights.items()}


SHAPES = [f"shape of {letter}{n}" for n in (1, 2, 3) for letter in "Wb"]
DRAWN_AS_ASKED = [
    *[f"spread of W{n}, in units of weight_scale" for n in (1, 2, 3)],
    *[f"mean of W{n}, in units of weight_scale" for n in (1, 2, 3)],
    *[f"W{n} has entries beyond 3 times its spread" for n in (1, 2, 3)],
    "largest bias",
    "the same again by a generator in the same state",
    "the same by another generator",
    "the same twice without a generator",
]
DECAY_LOSS = "loss += 0.5 * self.reg * np.sum(params[name] ** 2)"
DECAY_GRADIENT = "grads[name] = grads[name] + self.reg * params[name]"
DECAYED = 'for name in ("W1", "W2", "W3"):'
TYPED = "X = X.astype(self.dtype)"
DRAWN = "rng.normal(0, weight_scale, shape)"
PAD = '"pad": (filter_size - 1) // 2}'
ROWS_OF_W2 = "(num_filters * PH * PW, hidden_dim)"
POOLED = "PH, PW = conv_output_size(height, 2, 0, 2), conv_output_size(width, 2, 0, 2)"
CONV = 'conv_relu_pool_forward(X, params["W1"], params["b1"], self.conv_param, self.pool_param)'
SCORED = 'scores, scores_cache = affine_forward(hidden, params["W3"], params["b3"])'
LOSS = "loss, dscores = softmax_loss(scores, y)"
BACK_3, BACK_2 = 'dhidden, grads["W3"], grads["b3"]', 'dpooled, grads["W2"], grads["b2"]'
BACK_1 = '_, grads["W1"], grads["b1"]'

THREE_LAYER_CONV_NET = Check(
    "ThreeLayerConvNet",
    [
        Part("shapes of the parameters", 1, sizes_that_are_even, SHAPES, probe="ThreeLayerConvNet_shapes"),
        Part("shape of W2 for odd sizes and even filters", 1, odd_sizes, ["shape of W2"],
             probe="ThreeLayerConvNet_shapes"),
        Part("parameters at the start", 1, many_weights, DRAWN_AS_ASKED, probe="ThreeLayerConvNet_start"),
        Part("scores", 2, scores_of_networks, probe="ThreeLayerConvNet_scores"),
        Part("loss", 1, networks, ["loss"]),
        Part("gradients of W3 and b3", 1, networks, ["gradient of W3", "gradient of b3"]),
        Part("gradients of W1, b1, W2 and b2", 1, networks, [f"gradient of {k}{n}" for n in (2, 1) for k in "Wb"]),
        Part("weight decay in the loss", 1, decaying_networks, ["loss"]),
        Part("weight decay in the gradients", 1, decaying_networks,
             [f"gradient of {k}{n}" for n in (1, 2, 3) for k in "Wb"]),
        Part("single precision", 1, single_precision, probe="ThreeLayerConvNet_types"),
        Part("pictures that are too small", 1, too_small, probe="ThreeLayerConvNet_refuses"),
    ],
    [
        # the weight decay
        Misconception(
            "no weight decay",
            [(DECAYED, "for name in ():")],
            "reg has no part in your loss and gradients. It adds reg / 2 times the sum of the squared weights to the "
            "loss, and the slope of this to the gradients of the weights.",
        ),
        Misconception(
            "weight decay without reg",
            [(DECAY_LOSS, "loss += 0.5 * np.sum(params[name] ** 2)"),
             (DECAY_GRADIENT, "grads[name] = grads[name] + params[name]")],
            "Your weight decay does not depend on reg: it is there with reg 0 as well. reg is its strength, a factor.",
        ),
        Misconception(
            "weight decay only in the loss",
            [(DECAY_GRADIENT, "pass")],
            "Your weight decay is in the loss but not in the gradients: add the slope of what you add to the loss.",
        ),
        Misconception(
            "weight decay only in the gradients",
            [(DECAY_LOSS, "pass")],
            "Your weight decay is in the gradients but not in the loss: a gradient check of the two would fail.",
        ),
        Misconception(
            "weight decay in the loss without the half",
            [(DECAY_LOSS, "loss += self.reg * np.sum(params[name] ** 2)")],
            "The weight decay in your loss lacks the factor 1/2.",
        ),
        Misconception(
            "weight decay without the half",
            [(DECAY_LOSS, "loss += self.reg * np.sum(params[name] ** 2)"),
             (DECAY_GRADIENT, DECAY_GRADIENT.replace("self.reg", "2 * self.reg"))],
            "Your weight decay lacks the factor 1/2: loss and gradients agree, but with twice the strength that is "
            "asked for.",
        ),
        Misconception(
            "weight decay twice in the gradients",
            [(DECAY_GRADIENT, DECAY_GRADIENT.replace("self.reg", "2 * self.reg"))],
            "The weight decay in your gradients is twice what it should be: the slope of reg / 2 * w ** 2 is reg * w.",
        ),
        Misconception(
            "half of the weight decay in the gradients",
            [(DECAY_GRADIENT, DECAY_GRADIENT.replace("self.reg", "0.5 * self.reg"))],
            "The weight decay in your gradients still has the factor 1/2: the slope of reg / 2 * w ** 2 is reg * w.",
        ),
        Misconception(
            "biases decay too",
            [(DECAYED, "for name in params:")],
            "Your weight decay takes in the biases. It is for the three arrays of weights.",
        ),
        Misconception(
            "filters left out of the weight decay",
            [(DECAYED, 'for name in ("W2", "W3"):')],
            "Your weight decay leaves the filters W1 out. They are weights like W2 and W3.",
        ),
        Misconception(
            "last weights left out of the weight decay",
            [(DECAYED, 'for name in ("W1", "W2"):')],
            "Your weight decay leaves W3 out. It takes in all three arrays of weights.",
        ),
        Misconception(
            "weight decay in the loss without the square",
            [(DECAY_LOSS, "loss += 0.5 * self.reg * np.sum(params[name])")],
            "You add up the weights themselves in your loss. Asked are their squares, times reg / 2.",
        ),
        Misconception(
            "weight decay in the loss divided by the pictures",
            [(DECAY_LOSS, DECAY_LOSS + " / len(X)")],
            "You divide the weight decay in your loss by the number of pictures. It is about the weights; only the "
            "softmax loss is a mean.",
        ),
        Misconception(
            "weight decay of the first array only",
            [("        return loss, grads", "            return loss, grads")],
            "Only W1 decays: `return` stands inside the loop over the weights.",
        ),
        Misconception(
            "weight decay divided by the pictures",
            [(DECAY_LOSS, DECAY_LOSS + " / len(X)"), (DECAY_GRADIENT, DECAY_GRADIENT + " / len(X)")],
            "You divide the weight decay by the number of pictures. It is about the weights; only the softmax loss is "
            "a mean.",
        ),
        Misconception(
            "absolute values decay",
            [(DECAY_LOSS, "loss += self.reg * np.sum(np.abs(params[name]))"),
             (DECAY_GRADIENT, "grads[name] = grads[name] + self.reg * np.sign(params[name])")],
            "You add up the absolute values of the weights (L1). Asked are the squares, times reg / 2.",
        ),
        # the scores
        Misconception(
            "probabilities for scores",
            [("return scores\n", "e = np.exp(scores - scores.max(axis=1, keepdims=True))\n"
              "            return e / e.sum(axis=1, keepdims=True)\n")],
            "Without y you return probabilities. Asked are the scores, what the last affine layer returns.",
        ),
        Misconception(
            "classes for scores",
            [("return scores\n", "return scores.argmax(axis=1)\n")],
            "Without y you return the class of each picture. Asked are the scores of all classes.",
        ),
        Misconception(
            "ReLU on the scores",
            [(SCORED, SCORED.replace("affine_forward", "affine_relu_forward")),
             ("affine_backward(dscores", "affine_relu_backward(dscores")],
            "Your scores pass a ReLU. The last layer is an affine one alone: scores may be negative.",
        ),
        Misconception(
            "no ReLU in the hidden layer",
            [("affine_relu_forward(pooled", "affine_forward(pooled"),
             ("affine_relu_backward(dhidden", "affine_backward(dhidden")],
            "ReLU is missing after the hidden layer. Without it the two affine layers are no more than one.",
        ),
        Misconception(
            "no ReLU after the convolution",
            [(f"pooled, conv_cache = {CONV}",
              'maps, conv_cache = conv_forward_fast(X, params["W1"], params["b1"], self.conv_param)\n'
              "        pooled, pool_cache = max_pool_forward_fast(maps, self.pool_param)"),
             ("conv_relu_pool_backward(dpooled, conv_cache)",
              "conv_backward_fast(max_pool_backward_fast(dpooled, pool_cache), conv_cache)")],
            "ReLU is missing after the convolution.",
        ),
        Misconception(
            "scores also with y",
            [("if y is None:", "if True:")],
            "With y your loss returns the scores too. Then it should return (loss, grads).",
        ),
        Misconception(
            "truth of an array",
            [("if y is None:", "if not y:")],
            "Your question about y looks at its entries: `not y`, `if y` and `y == None` all do, and y is an array of "
            "classes. Ask whether y itself is None: `is` does not look inside.",
        ),
        Misconception(
            "no scores without y",
            [("        if y is None:\n            return scores\n", "")],
            "Without y your loss goes on to the softmax loss, which needs y. Return the scores before.",
        ),
        Misconception(
            "only the loss",
            [("return loss, grads", "return loss")],
            "With y your loss returns one number alone. Asked is (loss, grads).",
        ),
        # the loss and its gradients
        Misconception(
            "sum of the losses",
            [(LOSS, f"{LOSS}\n        loss, dscores = loss * len(X), dscores * len(X)")],
            "Your loss is the sum over the pictures. Asked is the mean.",
        ),
        Misconception(
            "gradients divided by the pictures once more",
            [(LOSS, f"{LOSS}\n        dscores = dscores / len(X)")],
            "Your gradients are divided by the number of pictures twice: softmax_loss has done that already.",
        ),
        Misconception(
            "gradients of W2 and W3 swapped",
            [(BACK_3, BACK_3.replace("3", "2")), (BACK_2, BACK_2.replace("2", "3"))],
            "The gradients of W2 and W3 are stored under each other's names.",
        ),
        Misconception(
            "no gradients of the biases",
            [(BACK_3, 'dhidden, grads["W3"], _'), (BACK_2, 'dpooled, grads["W2"], _'), (BACK_1, '_, grads["W1"], _')],
            "The gradients of the biases are missing: grads has a key for each key of params.",
        ),
        Misconception(
            "gradients of the biases of shape (1, ...)",
            [("return loss, grads", "return loss, {k: g[None] if g.ndim == 1 else g for k, g in grads.items()}")],
            "The gradients of your biases have two axes, (1, n). They need the shape of the biases, (n,).",
        ),
        Misconception(
            "ReLU of the hidden layer left out on the way back",
            [("affine_relu_backward(dhidden, hidden_cache)", "affine_backward(dhidden, hidden_cache[0])")],
            "On the way back the ReLU of the hidden layer is missing: a unit that was silent gets no error.",
        ),
        Misconception(
            "ReLU of the maps left out on the way back",
            [("conv_relu_pool_backward(dpooled, conv_cache)",
              "conv_backward_fast(max_pool_backward_fast(dpooled, conv_cache[2]), conv_cache[0])")],
            "On the way back the ReLU after the convolution is missing: a map that was negative gets no error.",
        ),
        # the padding and the shapes
        Misconception(
            "no padding",
            [(PAD, '"pad": 0}')],
            "Your convolution has no padding. It should put (filter_size - 1) // 2 zeros on each side, so that odd "
            "filters keep the pictures' size.",
        ),
        Misconception(
            "pad filter_size // 2",
            [(PAD, '"pad": filter_size // 2}')],
            "Your padding is filter_size // 2, which makes maps larger than the pictures where the filters' size is "
            "even. It is (filter_size - 1) // 2.",
        ),
        Misconception(
            "a quarter of the picture",
            [(ROWS_OF_W2, "(num_filters * H * W // 4, hidden_dim)")],
            "Your W2 has num_filters * H * W // 4 rows. That is right for even sizes only: pooling rounds down height "
            "and width each by itself, and filters of even size make the maps smaller before.",
        ),
        Misconception(
            "halves of the picture",
            [(ROWS_OF_W2, "(num_filters * (H // 2) * (W // 2), hidden_dim)")],
            "Your W2 has rows for maps that are as large as the picture. Filters of even size make the maps smaller by "
            "one before they are pooled.",
        ),
        Misconception(
            "halves rounded up",
            [(ROWS_OF_W2, "(num_filters * -(-height // 2) * -(-width // 2), hidden_dim)")],
            "Your W2 has too many rows where the maps' size is odd: pooling rounds down.",
        ),
        Misconception(
            "W2 for maps that are not pooled",
            [(ROWS_OF_W2, "(num_filters * height * width, hidden_dim)")],
            "Your W2 has a row for each entry of the maps. The pooling between them leaves about a quarter.",
        ),
        Misconception(
            "W2 for one map",
            [(ROWS_OF_W2, "(PH * PW, hidden_dim)")],
            "Your W2 has rows for a single map. Each filter makes one.",
        ),
        Misconception(
            "filters without channels",
            [("(num_filters, C, filter_size, filter_size)", "(num_filters, filter_size, filter_size)")],
            "Your filters have three axes. Each has a layer for every channel: (F, C, filter_size, filter_size).",
        ),
        Misconception(
            "channels before filters",
            [("(num_filters, C, filter_size, filter_size)", "(C, num_filters, filter_size, filter_size)")],
            "In W1 the channels come before the filters. The filters come first: (F, C, filter_size, filter_size).",
        ),
        Misconception(
            "affine weights transposed",
            [(ROWS_OF_W2, "(hidden_dim, num_filters * PH * PW)"),
             ("(hidden_dim, num_classes)", "(num_classes, hidden_dim)")],
            "W2 and W3 are transposed: a row for each input, a column for each output.",
        ),
        Misconception(
            "biases of shape (1, n)",
            [('"b1": (num_filters,)', '"b1": (1, num_filters)'), ('"b2": (hidden_dim,)', '"b2": (1, hidden_dim)'),
             ('"b3": (num_classes,)', '"b3": (1, num_classes)')],
            "Your biases have two axes, (1, n). They are asked for as (n,): one number for each filter, unit or class.",
        ),
        # the start
        Misconception(
            "weights not scaled",
            [(DRAWN, "rng.normal(0, 1, shape)")],
            "Your weights have spread 1: weight_scale is not used.",
        ),
        Misconception(
            "weight_scale as variance",
            [(DRAWN, "rng.normal(0, np.sqrt(weight_scale), shape)")],
            "You take weight_scale for the variance. It is the standard deviation.",
        ),
        Misconception(
            "weight_scale squared",
            [(DRAWN, "rng.normal(0, weight_scale**2, shape)")],
            "The spread of your weights is the square of weight_scale. rng.normal takes the standard deviation, not "
            "the variance.",
        ),
        Misconception(
            "uniform weights",
            [(DRAWN, "rng.uniform(-weight_scale, weight_scale, shape)")],
            "Your weights are drawn evenly from an interval. Asked is a normal distribution.",
        ),
        Misconception(
            "positive weights",
            [(DRAWN, "weight_scale * rng.random(shape)")],
            "Your weights are all positive: rng.random draws evenly between 0 and 1. Asked is a normal distribution "
            "around 0.",
        ),
        Misconception(
            "weights by number of inputs",
            [(DRAWN, "rng.normal(0, np.sqrt(2 / (np.prod(shape[1:]) if len(shape) == 4 else shape[0])), shape)")],
            "The spread of your weights depends on the number of inputs. That is a good start, and later the chapter "
            "does so; here all weights have the spread weight_scale.",
        ),
        Misconception(
            "weights of zero",
            [(DRAWN, "np.zeros(shape)")],
            "Your weights are all 0. Then all filters stay alike, and no error comes back through them: draw them.",
        ),
        Misconception(
            "biases drawn",
            [('if name.startswith("W") else np.zeros(shape)', "")],
            "Your biases are drawn by chance. They start at 0.",
        ),
        Misconception(
            "biases of one",
            [("else np.zeros(shape)", "else np.ones(shape)")],
            "Your biases start at 1. They start at 0.",
        ),
        Misconception(
            "rng ignored",
            [("np.random.default_rng() if rng is None else rng", "np.random.default_rng()")],
            "You draw from another generator than rng: two models with generators in the same state should start with "
            "the same weights.",
        ),
        Misconception(
            "always the same start",
            [("np.random.default_rng() if rng is None else rng", "np.random.default_rng(0)")],
            "Your weights are the same whatever rng is: a generator with a fixed seed takes its place.",
        ),
        Misconception(
            "a fixed seed without rng",
            [("np.random.default_rng() if rng is None else rng", "np.random.default_rng(0) if rng is None else rng")],
            "Where rng is None your weights are the same every time: np.random.default_rng() has no seed there.",
        ),
        # types and refusals
        Misconception(
            "parameters always of double precision",
            [("start.astype(dtype)", "start")],
            "dtype is not used for the parameters, so that the scores are of float64 too. NumPy draws float64: change "
            "the type of the parameters.",
        ),
        Misconception(
            "pictures not changed to dtype",
            [(TYPED, "pass")],
            "Your parameters have the type dtype, but your scores have not: something of float64 takes part, and the "
            "rest is computed in float64 too. Mostly it is X: change its type first.",
        ),
        Misconception(
            "gradients of double precision",
            [(LOSS, f"{LOSS}\n        dscores = dscores.astype(float)")],
            "Your parameters and scores have the type dtype, but your gradients have not: on the way back something of "
            "float64 takes part, such as np.zeros(shape) without a type. The optimiser hands it on to the parameters, "
            "and then each step takes twice as long.",
        ),
        Misconception(
            "no error for maps of one row or column",
            [(POOLED, "PH, PW = height // 2, width // 2")],
            "Pictures that are too small pass without an error: a map of one row pools to none, and W2 has no rows. "
            "Raise a ValueError there.",
        ),
        Misconception(
            "filters larger than the picture refused",
            [("C, H, W = input_dim", "C, H, W = input_dim\n        if filter_size > min(H, W):\n"
              '            raise ValueError("filter_size is larger than the picture")')],
            "You refuse pictures that fit thanks to their padding: the filters may be larger than the picture, as long "
            "as they have 2 x 2 places on the padded one.",
        ),
    ],
    accepts=[NetworkLayerByLayer],
    needs=[
        "max_pool_forward_fast", "max_pool_backward_fast", "conv_relu_pool_forward", "conv_relu_pool_backward",
        "affine_relu_forward", "affine_relu_backward",
    ],  # fmt: skip
)


# --- check_accuracy ---------------------------------------------------------------------------


def one_batch(rng):
    yield _scored(rng, 3, 2, 2)
    yield _scored(rng, 4, 3, 1)
    yield _scored(rng, 9, 5, 6)


def several_batches(rng):
    yield _scored(rng, 3, 2, 2, batch_size=2)
    yield _scored(rng, 6, 3, 4, batch_size=2)
    yield _scored(rng, 11, 4, 6, batch_size=5)
    yield _scored(rng, 230, 10, 150)  # the default is 100


def batches(rng):
    yield _scored(rng, 5, 3, 3, batch_size=2)
    yield _scored(rng, 8, 3, 5, batch_size=4)
    yield _scored(rng, 4, 3, 2, batch_size=7)


def _scored(rng, N, K, right, **batch_size):
    """Scores that are highest for the right class in `right` of the N rows, among them the last one."""
    scores = np.stack([small(rng, K) for _ in range(N)]) - K / 2
    best, others = scores.argmax(axis=1), rng.integers(1, K, N)
    hit = np.zeros(N, bool)
    hit[rng.permutation(N - 1)[:right - 1]] = True
    hit[-1] = True
    return {"scores": scores, "y": np.where(hit, best, (best + others) % K), **batch_size}


def accuracy_of_lists(model, X, y, batch_size=100):
    guesses = []
    for first in range(0, X.shape[0], batch_size):
        guesses.extend(np.argmax(model.loss(X[first:first + batch_size]), axis=1))
    return float(np.mean(np.array(guesses) == y))


def accuracy_in_cs231n_style(model, X, y, batch_size=100):
    # One batch more where the sizes do not divide.
    N = X.shape[0]
    num_batches = N // batch_size
    if N % batch_size != 0:
        num_batches += 1
    y_pred = []
    for i in range(num_batches):
        start = i * batch_size
        y_pred.append(np.argmax(model.loss(X[start:start + batch_size]), axis=1))
    return np.mean(np.hstack(y_pred) == y)


COUNTED = "right += np.sum(scores.argmax(axis=1) == y[n:n + batch_size])"
IN_BATCHES = "for n in range(0, len(X), batch_size):"

CHECK_ACCURACY = Check(
    "check_accuracy",
    [
        Part("pictures in one batch", 1, one_batch),
        Part("several batches, the last one smaller", 1, several_batches),
        Part("size of the batches", 1, batches, probe="check_accuracy_batches"),
    ],
    [
        Misconception(
            "last batch dropped",
            [(IN_BATCHES, "for n in range(0, max(1, len(X) // batch_size) * batch_size, batch_size):")],
            "The pictures that do not fill a batch are left out. The last batch takes those that remain.",
        ),
        Misconception(
            "last batch dropped, nothing at all for few pictures",
            [(IN_BATCHES, "for n in range(0, len(X) // batch_size * batch_size, batch_size):")],
            "The pictures that do not fill a batch are left out: with fewer than batch_size nothing is counted. The "
            "last batch takes those that remain.",
        ),
        Misconception(
            "last batch dropped, divided by those that were seen",
            [(IN_BATCHES, "for n in range(0, max(1, len(X) // batch_size) * batch_size, batch_size):"),
             ("right / len(X)", "right / min(len(X), max(1, len(X) // batch_size) * batch_size)")],
            "The pictures that do not fill a batch are left out, and the share is that of the others. The last batch "
            "takes those that remain.",
        ),
        Misconception(
            "mean of the batches' shares",
            [(COUNTED, COUNTED.replace("np.sum", "np.mean")), ("right / len(X)", "right / -(-len(X) // batch_size)")],
            "You take the mean of the batches' shares. The last batch may be smaller, and then its pictures count more "
            "than others: count right ones and divide once.",
        ),
        Misconception(
            "divided by full batches",
            [("right / len(X)", "right / (-(-len(X) // batch_size) * batch_size)")],
            "You divide as if all batches were full. Divide by the number of pictures.",
        ),
        Misconception(
            "share of the last batch",
            [(COUNTED, COUNTED.replace("+=", "=")), ("right / len(X)", "right / len(scores)")],
            "You return the share of the last batch: each batch replaces the one before.",
        ),
        Misconception(
            "right ones of the last batch",
            [(COUNTED, COUNTED.replace("+=", "="))],
            "Each batch replaces the count of the one before. Add up.",
        ),
        Misconception(
            "return inside the loop",
            [("    return right", "        return right")],
            "Only the first batch is looked at: `return` stands inside the loop.",
        ),
        Misconception(
            "a number of pictures",
            [("right / len(X)", "right")],
            "You return how many are right. Asked is their share of all pictures.",
        ),
        Misconception(
            "percent",
            [("right / len(X)", "100 * right / len(X)")],
            "You return percent. Asked is a number from 0 to 1.",
        ),
        Misconception(
            "share of the wrong ones",
            [("right / len(X)", "1 - right / len(X)")],
            "You return the share of the wrong ones.",
        ),
        Misconception(
            "lowest score",
            [("argmax(axis=1)", "argmin(axis=1)")],
            "You take the class with the lowest score. It is the highest that the model guesses.",
        ),
        Misconception(
            "scores for classes",
            [("argmax(axis=1)", "max(axis=1)")],
            "You compare the highest scores with the classes: max gives a score. The class is the place where it "
            "stands in its row, which argmax finds.",
        ),
        Misconception(
            "highest score of each class",
            [("scores.argmax(axis=1) == y[n:n + batch_size]",
              "scores.argmax(axis=0)[:len(scores)] == np.resize(y[n:n + batch_size], scores.shape[1])[:len(scores)]")],
            "Your argmax goes down the columns: it finds the picture with the highest score of each class. Classes are "
            "along axis 1.",
        ),
        Misconception(
            "labels of the first batch",
            [("y[n:n + batch_size]", "y[:len(scores)]")],
            "You compare each batch with the labels of the first.",
        ),
        Misconception(
            "everything at once",
            [(IN_BATCHES, "batch_size = len(X)\n    for n in [0]:")],
            "batch_size is ignored: the model is given more pictures at once. A convolution lays out all their windows "
            "in memory.",
        ),
        Misconception(
            "one picture at a time",
            [(IN_BATCHES, "batch_size = 1\n    for n in range(len(X)):")],
            "Your share is right, but the model is given the pictures one by one, whatever batch_size is. That is "
            "slow: it should get batch_size of them at once.",
        ),
    ],
    accepts=[accuracy_of_lists, accuracy_in_cs231n_style],
)


# --- random_shift -----------------------------------------------------------------------------


def all_shifts(rng):
    for shape, max_shift, each in [((1, 2, 2), 0, 120), ((1, 2, 3), 1, 800), ((2, 4, 3), 1, 120), ((1, 3, 5), 2, 120)]:
        yield _shifted(rng, shape, max_shift, each=each)


def what_comes_in(rng):
    for shape in [(1, 2, 3), (2, 4, 3), (2, 3, 5)]:
        yield _shifted(rng, shape, 1)


def generators_and_types(rng):
    yield _shifted(rng, (1, 2, 3), 1)
    yield _shifted(rng, (2, 4, 3), 1, np.float32)
    yield _shifted(rng, (1, 2, 3), 0)


def _shifted(rng, shape, max_shift, dtype=float, each=120):
    """`each` pictures to a shift. One may be rarer or more frequent by 5.5 standard deviations, which happens once in
    100,000 runs: by half where each is 120, by a fifth where it is 800."""
    picture, times = small(rng, *shape).astype(dtype), each * (2 * max_shift + 1) ** 2
    return {"picture": picture, "times": times, "max_shift": max_shift, "_seed": int(rng.integers(2**31))}


def shift_by_two_slices(X, max_shift, rng):
    # Without padding: what stays in the picture is copied from where it was.
    out = np.zeros(X.shape, X.dtype)
    H, W = X.shape[2:]
    downs, rights = (rng.integers(-max_shift, max_shift, size=len(X), endpoint=True) for _ in range(2))
    for n in range(len(X)):
        d, r = downs[n], rights[n]
        out[n, :, max(d, 0):H + min(d, 0), max(r, 0):W + min(r, 0)] = (
            X[n, :, max(-d, 0):H + min(-d, 0), max(-r, 0):W + min(-r, 0)]
        )
    return out


def shift_all_that_move_alike(X, max_shift, rng):
    # A random corner of the padded pictures; those that have the same are cut out together.
    H, W = X.shape[2:]
    padded = np.pad(X, ((0, 0), (0, 0), (max_shift, max_shift), (max_shift, max_shift)))
    side = 2 * max_shift + 1
    corner = rng.integers(side**2, size=len(X))
    moved = np.zeros_like(X)
    for k in range(side**2):
        alike = corner == k
        moved[alike] = padded[alike, :, k // side:k // side + H, k % side:k % side + W]
    return moved


CHANCE = "rng.integers(-max_shift, max_shift + 1, (N, 2))"
PADDED = "np.pad(X, [(0, 0), (0, 0), (max_shift, max_shift), (max_shift, max_shift)])"
STORED = "moved[n] = padded[n, :, top:top + H, left:left + W]"
ROOM = "np.empty_like(X)"

RANDOM_SHIFT = Check(
    "random_shift",
    [
        Part("every shift, equally often", 1, all_shifts,
             ["number of different pictures", "each of them about equally often"]),
        Part("channels together, zeros behind", 1, what_comes_in,
             ["pictures that are no shift of X", "every picture is a shift of X"]),
        Part("generator, type, a new array", 1, generators_and_types,
             ["type of the result is that of X", "the same again by a generator in the same state",
              "the same by another generator", "the result is a new array", "X is left as it was"]),
    ],
    [
        Misconception(
            "one shift for all pictures",
            [(CHANCE, "np.tile(rng.integers(-max_shift, max_shift + 1, 2), (N, 1))")],
            "All pictures are moved alike. Each has a shift of its own.",
        ),
        Misconception(
            "no shift at all",
            [(CHANCE, "np.zeros((N, 2), int)")],
            "Your pictures stay where they are.",
        ),
        *[
            Misconception(
                f"max_shift left out, {where}",
                [(CHANCE, f"{sign}rng.integers(-max_shift, max_shift, (N, 2))")],
                "Your pictures move further to one side than to the other: the upper end of rng.integers is not "
                "included. For max_shift 0 it leaves nothing to draw from.",
            )
            for where, sign in [("down and to the right", ""), ("up and to the left", "-")]
        ],
        Misconception(
            "only down and to the right",
            [(CHANCE, "rng.integers(0, max_shift + 1, (N, 2))")],
            "Your pictures move down and to the right only. Negative shifts are asked for as well.",
        ),
        Misconception(
            "rows only",
            [(CHANCE, CHANCE + " * [1, 0]")],
            "Your pictures move up and down only. Columns have a shift of their own.",
        ),
        Misconception(
            "columns only",
            [(CHANCE, CHANCE + " * [0, 1]")],
            "Your pictures move left and right only. Rows have a shift of their own.",
        ),
        Misconception(
            "along the diagonal",
            [(CHANCE, "np.repeat(rng.integers(-max_shift, max_shift + 1, (N, 1)), 2, axis=1)")],
            "Your pictures move along a diagonal: the same number is used for rows and columns. Draw two for each.",
        ),
        Misconception(
            "no or the largest shift",
            [(CHANCE, "max_shift * rng.integers(-1, 2, (N, 2))")],
            "Your pictures move by max_shift or not at all. The numbers between belong to it too.",
        ),
        Misconception(
            "never left where it is",
            [(CHANCE, "np.array([(i, j) for i in range(-max_shift, max_shift + 1) for j in range(-max_shift, max_shift "
              "+ 1) if i or j or not max_shift])[rng.integers(max(1, 4 * max_shift * (max_shift + 1)), size=N)]")],
            "No picture stays where it is. 0 is one of the equally likely shifts.",
        ),
        Misconception(
            "the smallest shifts most often",
            [(CHANCE, "rng.binomial(2 * max_shift, 0.5, (N, 2)) - max_shift")],
            "Small shifts come more often than large ones in your code. All are equally likely.",
        ),
        Misconception(
            "rounded normal numbers",
            [(CHANCE, "np.clip(np.round(rng.normal(0, max_shift, (N, 2))), -max_shift, max_shift).astype(int)")],
            "Your shifts all occur, but not equally often. rng.integers draws each integer equally often.",
        ),
        Misconception(
            "rolled around",
            [(STORED, "moved[n] = np.roll(X[n], (down, right), axis=(1, 2))")],
            "What leaves the picture comes in again on the other side: np.roll does that. It is lost here, and zeros "
            "come in.",
        ),
        Misconception(
            "edges drawn out",
            [(PADDED, PADDED.replace(")])", ')], mode="edge")'))],
            "The edge of the picture is repeated where there is nothing. Zeros come in here.",
        ),
        Misconception(
            "ones come in",
            [(PADDED, PADDED.replace(")])", ")], constant_values=1)"))],
            "Ones come in where there is nothing. Zeros are asked for.",
        ),
        Misconception(
            "old pixels stay behind",
            [(ROOM, "X.copy()"),
             (STORED, "moved[n, :, max(down, 0):H + min(down, 0), max(right, 0):W + min(right, 0)] = "
              "padded[n, :, top:top + H, left:left + W][:, max(down, 0):H + min(down, 0), "
              "max(right, 0):W + min(right, 0)]")],
            "Where nothing comes in, the old pixels are left: your result begins as a copy of X. Begin with zeros.",
        ),
        Misconception(
            "each channel for itself",
            [(STORED, "for c in range(X.shape[1]):\n            i, j = rng.integers(0, 2 * max_shift + 1, 2)\n"
              "            moved[n, c] = padded[n, c, i:i + H, j:j + W]")],
            "The channels of a picture move apart. They are one picture and move together.",
        ),
        Misconception(
            "only the first channel moves",
            [(STORED, "moved[n] = X[n]\n        moved[n, 0] = padded[n, 0, top:top + H, left:left + W]")],
            "Only the first channel moves. All channels of a picture move together.",
        ),
        Misconception(
            "written into X",
            [(ROOM, "X")],
            "You write the moved pictures into X, the array that you were given. The next epoch would move them again: "
            "make a new array.",
        ),
        Misconception(
            "X itself for shifts of 0",
            [("N, _, H, W = X.shape", "if max_shift == 0:\n        return X\n    N, _, H, W = X.shape")],
            "For max_shift 0 you return X itself. Asked is a new array: who writes into it would change X.",
        ),
        Misconception(
            "always float64",
            [(ROOM, "np.zeros(X.shape)")],
            "Your result always is of float64. Keep the type of X: float32 is what makes the training fast.",
        ),
        Misconception(
            "not cut to size",
            [(ROOM, "np.empty_like(padded)"), (STORED, "moved[n] = padded[n]")],
            "Your result is as large as the padded pictures. Cut a piece of the pictures' size out of each.",
        ),
        Misconception(
            "rng ignored",
            [(CHANCE, CHANCE.replace("rng.", "np.random.default_rng()."))],
            "You draw from another generator than rng: with generators in the same state the result should be the "
            "same.",
        ),
        Misconception(
            "always the same shifts",
            [(CHANCE, CHANCE.replace("rng.", "np.random.default_rng(0)."))],
            "Your shifts are the same whatever rng is: a generator with a fixed seed takes its place. Every epoch "
            "would see the same pictures.",
        ),
    ],
    accepts=[shift_by_two_slices, shift_all_that_move_alike],
)


# --- train ------------------------------------------------------------------------------------


def epochs_of_pictures(rng):
    yield _run(rng, 9, 1, 4)
    yield _run(rng, 11, 2, 4)
    yield _run(rng, 10, 3, 5)
    yield _run(rng, 9, 2, 13)  # a single batch


def orders(rng):
    yield _run(rng, 10, 3, 5)
    yield _run(rng, 16, 4, 8)


def steps(rng):
    yield _run(rng, 10, 1, 10)
    yield _run(rng, 10, 1, 5)
    yield _run(rng, 12, 3, 4)


def decaying_rates(rng):
    yield _run(rng, 10, 2, 10, lr_decay=0.5)
    yield _run(rng, 10, 3, 5, lr_decay=0.8)


def peaks(rng):
    yield _run(rng, 10, 2, 10, accuracies=[0.6, 0.4])
    yield _run(rng, 10, 4, 5, accuracies=[0.3, 0.7, 0.7, 0.5])
    yield _run(rng, 12, 3, 6, accuracies=[0.9, 0.2, 0.5])
    yield _run(rng, 10, 2, 5, accuracies=[0.0, 0.0])


def reports(rng):
    yield _run(rng, 9, 1, 3)
    yield _run(rng, 10, 2, 4)


def augmented(rng):
    yield _run(rng, 9, 1, 3)
    yield _run(rng, 10, 2, 5)


def _run(rng, N, epochs, batch_size, lr_decay=1.0, accuracies=None):
    accuracies = [0.2 + 0.2 * epoch for epoch in range(epochs)] if accuracies is None else accuracies
    return {
        "N": N, "epochs": epochs, "batch_size": batch_size, "lr_decay": lr_decay, "learning_rate": 0.5,
        "accuracies": accuracies, "_seed": int(rng.integers(2**31)),
    }  # fmt: skip


def train_in_other_words(model, data, update, config, epochs, batch_size, rng, lr_decay=1.0, augment=None, report=None):
    # Rates from their first value, the order by shuffle, parameters copied back one by one.
    numbers = np.arange(data["X_train"].shape[0])
    per_epoch = int(np.ceil(len(numbers) / batch_size))
    settings = {name: config.copy() for name in model.params}
    losses, accuracies, kept = [], [], None
    for epoch in range(epochs):
        rng.shuffle(numbers)
        for k in range(per_epoch):
            chosen = numbers[k * batch_size:(k + 1) * batch_size]
            X, y = data["X_train"][chosen], data["y_train"][chosen]
            if augment:
                X = augment(X, rng)
            loss, grads = model.loss(X, y)
            losses.append(loss)
            for name, gradient in grads.items():
                settings[name]["learning_rate"] = config["learning_rate"] * lr_decay**epoch
                after, settings[name] = update(model.params[name], gradient, settings[name])
                model.params[name] = after
            if report:
                report(epoch * per_epoch + k + 1, epochs * per_epoch, loss)
        accuracies.append(check_accuracy(model, data["X_val"], data["y_val"], batch_size=7))
        if accuracies[-1] >= max(accuracies[:-1], default=-1):
            kept = {name: value.copy() for name, value in model.params.items()}
    for name in kept:
        model.params[name] = kept[name]
    return {"loss": losses, "val_accuracy": accuracies}


ORDER = "order = rng.permutation(len(X))"
CHOSEN = "rows = order[n:n + batch_size]"
EVERY_EPOCH = "for _ in range(epochs):"
COPIES = "{name: dict(config) for name in model.params}"
UPDATED = "model.params[name], configs[name] = update(model.params[name], grads[name], configs[name])"
AUGMENTED = "X[rows] if augment is None else augment(X[rows], rng)"
RATES = 'for settings in configs.values():\n            settings["learning_rate"] *= lr_decay\n'
MEASURED = 'check_accuracy(model, data["X_val"], data["y_val"])'
KEPT = "{name: np.array(value) for name, value in model.params.items()}"
NOTED = 'history["loss"].append(loss)'
TOLD = 'report(len(history["loss"]), steps, loss)'
STEPS = "steps = epochs * -(-len(X) // batch_size)"
BATCHES = "for n in range(0, len(X), batch_size):"

TRAIN = Check(
    "train",
    [
        Part("each picture once in each epoch", 1, epochs_of_pictures,
             ["pictures to a step", "each picture once in each epoch", "each picture with its own label",
              "data are left as they were"]),
        Part("a new order in each epoch", 1, orders,
             ["epochs in the order of the file", "different orders", "the same orders by a generator in the same state",
              "the same orders by another generator"]),
        Part("losses and steps of the optimiser", 1, steps, ["loss", "config afterwards"]),
        Part("decay of the learning rate", 1, decaying_rates, ["learning rate in each step", "config afterwards"]),
        Part("accuracy after each epoch", 1, peaks, ["val_accuracy"]),
        Part("the best parameters", 1, peaks, ["epoch whose parameters are left"]),
        Part("report", 1, reports, ["step and steps that report is told", "report is told the loss of the step"],
             probe="train_reports"),
        Part("augment", 1, augmented,
             ["pictures that augment gets", "augment gets the generator",
              "steps with the pictures that augment returned", "validation pictures that were changed"],
             probe="train_augments"),
    ],
    [
        # the pictures
        Misconception(
            "not shuffled",
            [(ORDER, "order = np.arange(len(X))")],
            "You take the pictures in the order of the file, in each epoch. Draw a new order for each.",
        ),
        Misconception(
            "shuffled once only",
            [(EVERY_EPOCH, f"{ORDER}\n    {EVERY_EPOCH}"), (f"        {ORDER}\n        for n", "        for n")],
            "You shuffle once, before the first epoch. Draw a new order in each: the same batches would come again.",
        ),
        Misconception(
            "pictures without their labels",
            [("loss, grads = model.loss(batch, y[rows])", "loss, grads = model.loss(batch, y[n:n + batch_size])")],
            "The pictures are shuffled, but their labels are not: most pictures get the label of another one.",
        ),
        Misconception(
            "drawn with replacement",
            [(CHOSEN, "rows = rng.choice(len(X), min(batch_size, len(X) - n))")],
            "You draw each batch anew, so that in an epoch some pictures come twice and others never. Go through an "
            "order of all pictures.",
        ),
        Misconception(
            "drawn with replacement, all batches full",
            [(CHOSEN, "rows = rng.choice(len(X), batch_size)")],
            "You draw each batch anew, so that in an epoch some pictures come twice and others never. Go through an "
            "order of all pictures; the last step takes those that are left.",
        ),
        Misconception(
            "last batch dropped",
            [(BATCHES, "for n in range(0, max(1, len(X) // batch_size) * batch_size, batch_size):"),
             (STEPS, "steps = epochs * max(1, len(X) // batch_size)")],
            "The pictures that do not fill a batch are left out. The last step of an epoch takes those that remain.",
        ),
        *[
            Misconception(
                f"last batch dropped, {told}",
                [(BATCHES, "for n in range(0, len(X) - batch_size + 1, batch_size):"), (STEPS, f"steps = {steps}")],
                "The pictures that do not fill a batch are left out: where there are fewer than batch_size, no step is "
                "taken at all. The last step of an epoch takes those that remain.",
            )
            for told, steps in [
                ("their number rounded down", "epochs * (len(X) // batch_size)"),
                ("their number rounded at the end", "epochs * len(X) // batch_size"),
                ("their number rounded up", "epochs * -(-len(X) // batch_size)"),
            ]
        ],
        Misconception(
            "data shuffled in place",
            [(ORDER, f"{ORDER}\n        X[:], y[:] = X[order], y[order]"),
             (CHOSEN, "rows = np.arange(n, min(n + batch_size, len(X)))")],
            "You shuffle the pictures that you were given, in place: data belongs to who called you. Draw an order and "
            "take the rows by it.",
        ),
        Misconception(
            "one batch an epoch",
            [(BATCHES, "for n in [0]:"), (STEPS, "steps = epochs")],
            "Your epochs have one step each. An epoch goes through all training pictures.",
        ),
        Misconception(
            "one epoch",
            [("    model.params = kept", "        model.params = kept"),
             ("    return history", "        return history")],
            "Only the first epoch is done: `return` stands inside the loop.",
        ),
        Misconception(
            "another generator",
            [(ORDER, "order = np.random.default_rng().permutation(len(X))")],
            "You draw the order from another generator than rng: with generators in the same state a training should "
            "go the same way.",
        ),
        Misconception(
            "a fixed seed in each epoch",
            [(ORDER, "order = np.random.default_rng(0).permutation(len(X))")],
            "Your order is the same in every epoch: a generator with a fixed seed takes the place of rng.",
        ),
        # the steps
        Misconception(
            "no step",
            [(UPDATED, "pass")],
            "The parameters never change: what the optimiser returns has to be stored in model.params.",
        ),
        Misconception(
            "parameters not stored",
            [(UPDATED, "_, configs[name] = update(model.params[name], grads[name], configs[name])")],
            "You do not store the parameters that the optimiser returns. Some optimisers change them in place, most do "
            "not.",
        ),
        Misconception(
            "config not kept",
            [(UPDATED, "model.params[name], _ = update(model.params[name], grads[name], configs[name])")],
            "You do not keep the config that the optimiser returns. The next step of a parameter needs what it has "
            "stored there.",
        ),
        Misconception(
            "config anew in each step",
            [(UPDATED, "model.params[name], _ = update(model.params[name], grads[name], dict(configs[name]))")],
            "Each step begins with a fresh config, so that the optimiser forgets its averages and the number of its "
            "steps. Keep the config of each parameter.",
        ),
        Misconception(
            "the first config in each step",
            [(UPDATED, "model.params[name], _ = update(model.params[name], grads[name], dict(config))")],
            "Each step begins with a copy of the first config, so that the optimiser forgets its averages and the "
            "learning rate never decays. Make the copies once, before the first step, and keep what update returns.",
        ),
        Misconception(
            "the first config in each epoch",
            [(EVERY_EPOCH, f"{EVERY_EPOCH}\n        configs = {{name: dict(config) for name in model.params}}")],
            "Each epoch begins with copies of the first config, so that the optimiser forgets its averages and the "
            "learning rate never decays. Make the copies once, before the first epoch.",
        ),
        Misconception(
            "one config for all parameters",
            [(COPIES, "dict.fromkeys(model.params, dict(config))"),
             (UPDATED, "model.params[name], new = update(model.params[name], grads[name], configs[name])\n"
              "                configs = dict.fromkeys(configs, new)"),
             (RATES, 'next(iter(configs.values()))["learning_rate"] *= lr_decay\n')],
            "All parameters share one config, and so one count of steps and one average. Each needs a copy of its own.",
        ),
        Misconception(
            "one config for all, not stored",
            [(COPIES, "dict.fromkeys(model.params, dict(config))"),
             (UPDATED, "model.params[name], _ = update(model.params[name], grads[name], configs[name])"),
             (RATES, 'next(iter(configs.values()))["learning_rate"] *= lr_decay\n')],
            "All parameters share one config, and so one count of steps and one average. Each needs a copy of its own, "
            "and that which the optimiser returns has to be kept.",
        ),
        Misconception(
            "the given config is used",
            [(COPIES, "dict.fromkeys(model.params, config)"),
             (RATES, 'for settings in {id(one): one for one in configs.values()}.values():\n'
              '            settings["learning_rate"] *= lr_decay\n')],
            "The config that you were given is changed: {name: config} stores it under each name, without a copy. "
            "Each parameter gets a copy of its own.",
        ),
        Misconception(
            "upwards",
            [("grads[name], configs", "-grads[name], configs")],
            "Your steps go upwards: the optimiser subtracts already.",
        ),
        # the learning rate
        Misconception(
            "learning rate never decays",
            [(f"        {RATES}", "")],
            "lr_decay has no part in your training. Multiply each learning rate by it after each epoch.",
        ),
        Misconception(
            "learning rate decays in each step",
            [(f"        {RATES}", ""),
             (UPDATED, f'{UPDATED}\n                configs[name]["learning_rate"] *= lr_decay')],
            "The learning rate decays after each step. Multiply it after each epoch.",
        ),
        Misconception(
            "learning rate decays before the first epoch",
            [(ORDER, f"{RATES}        {ORDER}"), (f"        {RATES}        accuracy", "        accuracy")],
            "The learning rate has decayed in the first epoch already. Multiply it after each epoch.",
        ),
        Misconception(
            "learning rate decays ever faster",
            [(EVERY_EPOCH, "for epoch in range(epochs):"),
             ('settings["learning_rate"] *= lr_decay', 'settings["learning_rate"] *= lr_decay ** (epoch + 1)')],
            "The decay is applied to a rate that has decayed already, with a growing power. Multiply by lr_decay once "
            "after each epoch.",
        ),
        Misconception(
            "learning rate divided",
            [('settings["learning_rate"] *= lr_decay', 'settings["learning_rate"] /= lr_decay')],
            "You divide by lr_decay: the learning rate grows. Multiply.",
        ),
        Misconception(
            "learning rate lessened by lr_decay",
            [('settings["learning_rate"] *= lr_decay', 'settings["learning_rate"] -= lr_decay')],
            "You subtract lr_decay from the learning rate. It is a factor.",
        ),
        Misconception(
            "learning rate replaced by lr_decay",
            [('settings["learning_rate"] *= lr_decay', 'settings["learning_rate"] = lr_decay')],
            "You put lr_decay in the place of the learning rate. It is a factor.",
        ),
        Misconception(
            "the given config decays as well",
            [(RATES, RATES + '        config["learning_rate"] *= lr_decay\n')],
            "The learning rates decay as they should, but that in the config that you were given does too. It is left "
            "as it was.",
        ),
        Misconception(
            "the given config decays, not the copies",
            [(RATES, 'config["learning_rate"] *= lr_decay\n')],
            "You multiply the learning rate in the config that you were given: it changes, and the copies, by which "
            "the steps are taken, do not.",
        ),
        # the best parameters
        Misconception(
            "parameters of the last epoch",
            [("    model.params = kept\n", "")],
            "In the end the model has the parameters of the last epoch. Keep those that did best on the validation "
            "pictures, and put them back. The dict model.params itself is no copy: later steps write into it.",
        ),
        Misconception(
            "the first of the best",
            [("if accuracy >= best", "if accuracy > best")],
            "Of several epochs that are equally good your first one wins. The last should: it has learned longer.",
        ),
        Misconception(
            "the worst",
            [("if accuracy >= best", "if best < 0 or accuracy <= best")],
            "You keep the parameters with the lowest accuracy.",
        ),
        Misconception(
            "best begins at 0",
            [("[]}, -1.0", "[]}, 0.0\n    kept = {name: np.array(value) for name, value in model.params.items()}"),
             ("if accuracy >= best", "if accuracy > best")],
            "Where no epoch has an accuracy above 0, none is kept: your best begins at 0. The first epoch is the best "
            "so far, whatever it is.",
        ),
        Misconception(
            "compared with the epoch before",
            [("            best, kept = accuracy,", "            kept ="),
             ('history["val_accuracy"].append(accuracy)', 'history["val_accuracy"].append(accuracy)\n'
              '        best = history["val_accuracy"][-2] if len(history["val_accuracy"]) > 1 else -1')],
            "You compare each epoch with the one before. Compare it with the best so far.",
        ),
        Misconception(
            "dict copied without its arrays",
            [(KEPT, "dict(model.params)")],
            "You copy the dict of parameters but not its arrays: an optimiser that works in place goes on changing "
            "what you kept. Copy each array.",
        ),
        Misconception(
            "the best by the loss",
            [("[]}, -1.0", "[]}, -np.inf"), ("if accuracy >= best", "if -loss >= best"),
             ("best, kept = accuracy,", "best, kept = -loss,")],
            "You keep the parameters with the lowest loss. The accuracy on the validation pictures decides: the loss "
            "of a batch says how well it was learned by heart.",
        ),
        # the history
        Misconception(
            "accuracy on the training pictures",
            [(MEASURED, 'check_accuracy(model, data["X_train"], data["y_train"])')],
            "You measure the accuracy on the training pictures. A network may know these by heart: use the validation "
            "pictures.",
        ),
        Misconception(
            "accuracy before each epoch",
            [(f"        accuracy = {MEASURED}\n        history", "        history"),
             (ORDER, f"accuracy = {MEASURED}\n        {ORDER}")],
            "You measure the accuracy before each epoch. It is what the epoch has brought: measure after it.",
        ),
        Misconception(
            "accuracy after each step",
            [(TOLD, TOLD + '\n            history["val_accuracy"].append(check_accuracy(model, data["X_val"], '
              'data["y_val"]))'), ('        history["val_accuracy"].append(accuracy)\n        if', "        if")],
            "You note the accuracy after steps. Asked is one number for each epoch.",
        ),
        Misconception(
            "percent",
            [('history["val_accuracy"].append(accuracy)', 'history["val_accuracy"].append(100 * accuracy)')],
            "Your accuracies are in percent. They are shares, as check_accuracy returns them.",
        ),
        Misconception(
            "one loss an epoch",
            [(f"            {NOTED}\n", "            told = locals().get('told', 0) + 1\n"),
             (TOLD, "report(told, steps, loss)"),
             ("        accuracy = ", f"        {NOTED}\n        accuracy = ")],
            "Your history has one loss for each epoch. Asked is one for each step.",
        ),
        Misconception(
            "mean of the losses so far",
            [(NOTED, "so_far = [*locals().get('so_far', []), loss]\n"
              "            history['loss'].append(np.mean(so_far))")],
            "Your history holds means of the losses. Asked is the loss of each step.",
        ),
        Misconception(
            "no history",
            [("return history", "return model")],
            'What you return is not the history. Asked is a dict, {"loss": ..., "val_accuracy": ...}.',
        ),
        # report and augment
        Misconception(
            "report never called",
            [("if report is not None:", "if False:")],
            "report is never called. Call it after each step, if it is not None.",
        ),
        Misconception(
            "report called once an epoch",
            [("if report is not None:", "if report is not None and n + batch_size >= len(X):")],
            "report is called after each epoch. Call it after each step.",
        ),
        Misconception(
            "steps from 0",
            [(TOLD, 'report(len(history["loss"]) - 1, steps, loss)')],
            "Your steps are counted from 0. report is told 1 after the first step.",
        ),
        Misconception(
            "steps of the epoch",
            [(TOLD, "report(n // batch_size + 1, steps, loss)")],
            "Your count of steps begins anew in each epoch. It goes on through all epochs.",
        ),
        Misconception(
            "all steps of one epoch",
            [(STEPS, "steps = -(-len(X) // batch_size)")],
            "You tell report the steps of one epoch. Asked is the number of all steps, of all epochs.",
        ),
        Misconception(
            "number of all steps rounded down",
            [(STEPS, "steps = epochs * (len(X) // batch_size)")],
            "The number of all steps is rounded down: the last step of an epoch, with the pictures that are left, is "
            "not counted.",
        ),
        Misconception(
            "number of all steps rounded at the end",
            [(STEPS, "steps = epochs * len(X) // batch_size")],
            "The number of all steps is not that of an epoch times epochs: each epoch rounds up by itself.",
        ),
        Misconception(
            "augment ignored",
            [(AUGMENTED, "X[rows]")],
            "augment is never called. Where it is given, it changes the pictures of each batch.",
        ),
        Misconception(
            "result of augment ignored",
            [(AUGMENTED, "X[rows] if augment is None or augment(X[rows], rng) is None else X[rows]")],
            "augment is called, but the step is taken with the pictures as they were. It returns new ones.",
        ),
        Misconception(
            "augment without rng",
            [("augment(X[rows], rng)", "augment(X[rows])")],
            "You call augment with the pictures alone. It is given the generator too: augment(X, rng).",
        ),
        Misconception(
            "augment with another generator",
            [("augment(X[rows], rng)", "augment(X[rows], np.random.default_rng())")],
            "augment gets another generator than rng. The one that you were given is the only source of chance.",
        ),
        Misconception(
            "all pictures augmented once",
            [(AUGMENTED, "X[rows]"), ('X, y = data["X_train"], data["y_train"]',
              'X, y = data["X_train"], data["y_train"]\n    X = X if augment is None else augment(X, rng)')],
            "You augment all pictures once, before the first step. Each batch is changed anew: that is what makes more "
            "pictures of few.",
        ),
        Misconception(
            "all pictures augmented once an epoch",
            [(AUGMENTED, "changed[rows]"),
             (ORDER, f"changed = X if augment is None else augment(X, rng)\n        {ORDER}")],
            "You hand all pictures to augment, once in each epoch. It gets those of a batch, before each step.",
        ),
        Misconception(
            "validation pictures augmented",
            [(MEASURED, 'check_accuracy(model, data["X_val"] if augment is None else augment(data["X_val"], rng), '
              'data["y_val"])')],
            "You augment the validation pictures too. They are measured as they are, or the numbers of two epochs "
            "cannot be compared.",
        ),
    ],
    accepts=[train_in_other_words],
    needs=["check_accuracy"],
)

CHECKS = [
    MAX_POOL_FORWARD_FAST, MAX_POOL_BACKWARD_FAST, CONV_RELU_POOL_FORWARD, CONV_RELU_POOL_BACKWARD,
    AFFINE_RELU_FORWARD, AFFINE_RELU_BACKWARD, THREE_LAYER_CONV_NET, CHECK_ACCURACY, RANDOM_SHIFT, TRAIN,
]  # fmt: skip
