"""Checks of chapter 04_pooling."""
import numpy as np

from grader.checks import Check, Misconception, Part, small

# --- pool2d -----------------------------------------------------------------------------------


def worked_example(rng):
    for mode in ["max", "avg"]:
        yield {"X": np.arange(9.0).reshape(3, 3), "pool_size": (2, 2), "mode": mode}


def largest_entries(rng):
    yield from _pictures_and_windows(rng, "max")


def means(rng):
    yield {"X": np.array([[1, 2], [4, 3]]), "pool_size": (1, 2), "mode": "avg"}  # whole numbers, means with halves
    yield from _pictures_and_windows(rng, "avg")


def _pictures_and_windows(rng, mode):
    yield {"X": small(rng, 2, 3), "pool_size": (1, 2), "mode": mode}
    yield {"X": -small(rng, 3, 2), "pool_size": (2, 1), "mode": mode}
    yield {"X": small(rng, 3, 3), "pool_size": (3, 3), "mode": mode}
    for picture, window in [((5, 4), (2, 3)), ((4, 7), (3, 2))]:
        yield {"X": rng.normal(size=picture), "pool_size": window, "mode": mode}


def other_modes(rng):
    for mode in ["median", "average"]:
        yield {"X": small(rng, 3, 4), "pool_size": (2, 2), "mode": mode}  # too small an output still has entries


def pool2d_side_by_side(X, pool_size, mode="max"):
    if mode not in ("max", "avg"):
        raise ValueError(mode)
    p_h, p_w = pool_size
    Y = np.zeros((X.shape[0] // p_h, X.shape[1] // p_w))
    for i, j in np.ndindex(Y.shape):
        window = X[i * p_h:(i + 1) * p_h, j * p_w:(j + 1) * p_w]
        Y[i, j] = window.max() if mode == "max" else window.mean()
    return Y


def pool2d_windows(X, pool_size, mode="max"):
    if mode not in ("max", "avg"):
        raise ValueError(mode)
    windows = np.lib.stride_tricks.sliding_window_view(X, pool_size)
    return np.amax(windows, axis=(2, 3)) if mode == "max" else windows.sum(axis=(2, 3)) / np.prod(pool_size)


POOL2D = Check(
    "pool2d",
    [
        Part("worked example", 1, worked_example),
        Part("largest entry", 1, largest_entries),
        Part("mean", 1, means),
        Part("unknown mode", 1, other_modes, probe="pool2d_unknown_mode"),
    ],
    [
        Misconception(
            "max and avg swapped",
            [('mode == "max" else', 'mode == "avg" else')],
            'The two modes are swapped: "max" gives means and "avg" the largest entries.',
        ),
        Misconception(
            "always the maximum",
            [("window.mean()", "window.max()")],
            'Mode "avg" gives the largest entry too: your code does not look at `mode` there.',
        ),
        Misconception(
            "always the mean",
            [("window.max()", "window.mean()")],
            'Mode "max" gives the mean too: your code does not look at `mode` there.',
        ),
        Misconception(
            "smallest entry",
            [("window.max()", "window.min()")],
            'You take the smallest entry of each window; mode "max" asks for the largest.',
        ),
        Misconception(
            "sum for mean",
            [("window.mean()", "window.sum()")],
            "You add the entries of each window up; the mean divides the sum by the number of entries.",
        ),
        Misconception(
            "window taken for a square",
            [("window.mean()", "window.sum() / p_h ** 2")],
            "You divide by the square of the window's height. A window that is not square has "
            "pool_height * pool_width entries.",
        ),
        Misconception(
            "always divided by 4",
            [("window.mean()", "window.sum() / 4")],
            "You always divide by 4. That fits windows of 2 x 2 only; others have more or fewer entries.",
        ),
        Misconception(
            "maximum starts at 0",
            [("window.max()", "window.max(initial=0)")],
            "Windows with negative entries only give 0: your search for the largest starts at 0. "
            "It has to start at an entry of the window.",
        ),
        Misconception(
            "largest absolute value",
            [("window.max()", "np.abs(window).max()")],
            "You compare without the sign: of -3 and 1 the larger one is 1.",
        ),
        Misconception(
            "position of the maximum",
            [("window.max()", "window.argmax()")],
            "You return where in the window the largest entry is; asked is the entry itself.",
        ),
        Misconception(
            "windows side by side",
            pool2d_side_by_side,
            "Your window moves on by its own length. Here it moves by one row or column at a time, so that "
            "windows overlap.",
        ),
        Misconception(
            "windows begin a window apart",
            [
                ("X[i:i + p_h, j:j + p_w]", "X[i * p_h:i * p_h + p_h, j * p_w:j * p_w + p_w]"),
                ("window.mean()", "(window.mean() if window.size else np.nan)"),
            ],
            "Your output has the right size, but your windows begin a whole window apart. Here the window moves by one "
            "row or column at a time: output [i, j] belongs to the window that begins at row i and column j.",
        ),
        Misconception(
            "loops in steps of a window",
            [
                ("range(Y.shape[0])", "range(0, Y.shape[0], p_h)"),
                ("range(Y.shape[1])", "range(0, Y.shape[1], p_w)"),
            ],
            "Your loops leave entries of the output out, and these stay 0: they go on by a whole window. Here the "
            "window moves by one row or column at a time.",
        ),
        Misconception(
            "one row and column short",
            [
                ("conv_output_size(X.shape[0], p_h, 0, 1)", "X.shape[0] - p_h"),
                ("conv_output_size(X.shape[1], p_w, 0, 1)", "X.shape[1] - p_w"),
            ],
            "The output is one row and one column short: the first and the last place of the window both count, "
            "H - pool_height + 1 of them.",
        ),
        Misconception(
            "last row and column not computed",
            [("range(Y.shape[0])", "range(Y.shape[0] - 1)"), ("range(Y.shape[1])", "range(Y.shape[1] - 1)")],
            "The last row and column of the output stay 0: your loops stop one step early.",
        ),
        Misconception(
            "output as large as the picture",
            [
                ("conv_output_size(X.shape[0], p_h, 0, 1)", "X.shape[0]"),
                ("conv_output_size(X.shape[1], p_w, 0, 1)", "X.shape[1]"),
                ("range(Y.shape[0])", "range(X.shape[0] - p_h + 1)"),
                ("range(Y.shape[1])", "range(X.shape[1] - p_w + 1)"),
            ],
            "Your output has the size of the picture. It has one entry for each place at which the whole window "
            "fits.",
        ),
        Misconception(
            "output begins as a copy of the picture",
            [
                (
                    "np.zeros((conv_output_size(X.shape[0], p_h, 0, 1), conv_output_size(X.shape[1], p_w, 0, 1)))",
                    "X.copy()",
                ),
                ("range(Y.shape[0])", "range(X.shape[0] - p_h + 1)"),
                ("range(Y.shape[1])", "range(X.shape[1] - p_w + 1)"),
            ],
            "Your output begins as a copy of the picture, and part of it remains at the lower and right border. "
            "The output has one entry for each place at which the whole window fits.",
        ),
        Misconception(
            "height and width of the window swapped",
            [("p_h, p_w = pool_size", "p_w, p_h = pool_size")],
            "Height and width of the window are swapped: pool_size names the height (rows) first.",
        ),
        Misconception(
            "height and width swapped in the cut",
            [("i + p_h", "i + p_w"), ("j + p_w", "j + p_h")],
            "Height and width of the window are swapped where you cut it out: the height counts rows, the first axis "
            "of X.",
        ),
        Misconception(
            "stored at [j, i]",
            [("Y[i, j]", "Y[j, i]")],
            "Rows and columns of your output are swapped: the row of a window's place comes first.",
        ),
        Misconception(
            "window at [j, i]",
            [
                ("X[i:i + p_h, j:j + p_w]", "X[j:j + p_h, i:i + p_w]"),
                ("window.mean()", "window.mean() if window.size else np.nan"),
            ],
            "The window is cut out at row j and column i, but stored at [i, j]: in X, too, the row comes first.",
        ),
        Misconception(
            "window one row and column too large",
            [("i + p_h", "i + p_h + 1"), ("j + p_w", "j + p_w + 1")],
            "Your window has one row and one column too many: i:i + pool_height has pool_height rows already.",
        ),
        Misconception(
            "window one row and column short",
            [
                ("i + p_h", "i + p_h - 1"),
                ("j + p_w", "j + p_w - 1"),
                ("window.mean()", "(window.mean() if window.size else np.nan)"),
            ],
            "Your window has one row and one column too few: the end of a slice is not included, so "
            "i:i + pool_height has pool_height rows already.",
        ),
        Misconception(
            "window ends at its size",
            [
                ("i + p_h", "p_h"),
                ("j + p_w", "p_w"),
                ("window.mean()", "(window.mean() if window.size else np.nan)"),
            ],
            "Your window always ends at row pool_height and column pool_width of the picture, wherever it begins. "
            "Its end has to move with its beginning.",
        ),
        Misconception(
            "output of whole numbers",
            [("p_w, 0, 1)))", "p_w, 0, 1)), dtype=int)")],
            "Your output has room for whole numbers only, so everything after the point is lost. np.zeros((2, 3)), "
            "without a dtype, has room for floats.",
        ),
        Misconception(
            "output of the picture's kind",
            [("p_w, 0, 1)))", "p_w, 0, 1)), dtype=X.dtype)")],
            "For a picture of whole numbers your output holds whole numbers too, so the means lose everything after "
            "the point. np.zeros((2, 3)), without a dtype, has room for floats.",
        ),
        Misconception(
            "return after the first entry",
            [("    return Y", "            return Y")],
            "Only the first entry is computed: `return` stands inside the inner loop and ends the function.",
        ),
        Misconception(
            "return after the first row",
            [("    return Y", "        return Y")],
            "Only the first row is computed: `return` stands inside the outer loop and ends the function.",
        ),
        Misconception(
            "no error for another mode",
            [('if mode not in ("max", "avg"):', "if False:")],
            'A mode that is neither "max" nor "avg" passes without an error. `raise` a ValueError there; with '
            "`return` or `print` the function would go on as if all were well.",
        ),
    ],
    accepts=[pool2d_windows],
)


# --- max_pool_forward_naive and avg_pool_forward_naive ----------------------------------------


def side_by_side(rng):
    yield _layer(small(rng, 1, 1, 2, 2), 2, 2, 2)
    yield _layer(small(rng, 1, 1, 2, 4), 2, 2, 2)
    yield _layer(-small(rng, 1, 1, 4, 2), 2, 2, 2)
    yield _layer(small(rng, 1, 1, 4, 4), 2, 2, 2)
    yield _layer(rng.normal(size=(1, 1, 6, 9)), 3, 3, 3)


def means_side_by_side(rng):
    yield _layer(np.array([[[[1, 2], [3, 5]]]]), 2, 2, 2)  # whole numbers, the mean has a point
    yield from side_by_side(rng)


def overlapping(rng):
    yield _layer(np.array([[[[1.0, 3.0, 2.0]]]]), 1, 2, 1)
    yield _layer(small(rng, 1, 1, 2, 3), 2, 1, 1)
    yield _layer(np.array([[[[4.0, 1.0, 2.0, 0.0, 3.0, 5.0]]]]), 1, 4, 2)
    yield _layer(small(rng, 1, 1, 3, 5), 3, 3, 2)
    yield _layer(rng.normal(size=(1, 1, 7, 5)), 3, 3, 2)
    yield _layer(rng.normal(size=(1, 1, 5, 8)), 2, 3, 1)
    yield _layer(rng.normal(size=(1, 1, 7, 11)), 1, 2, 3)


def not_dividing(rng):
    yield _layer(small(rng, 1, 1, 3, 2), 2, 2, 2)
    yield _layer(small(rng, 1, 1, 2, 5), 2, 2, 2)
    yield _layer(rng.normal(size=(1, 1, 6, 8)), 3, 3, 2)
    yield _layer(rng.normal(size=(1, 1, 8, 9)), 3, 2, 3)


def pictures_and_channels(rng):
    yield _layer(small(rng, 1, 3, 2, 2), 2, 2, 2)
    yield _layer(small(rng, 3, 1, 2, 2), 2, 2, 2)
    yield _layer(rng.normal(size=(2, 3, 4, 6)), 2, 2, 2)
    yield _layer(rng.normal(size=(3, 2, 7, 5)), 3, 3, 2)


def padding(rng):
    yield _layer(-small(rng, 1, 1, 2, 4), 2, 2, 2, pad=1)
    yield _layer(small(rng, 1, 1, 2, 3), 2, 2, 1, pad=0)
    yield _layer(small(rng, 1, 1, 3, 5), 3, 3, 2, pad=1)
    yield _layer(rng.uniform(-2, -1, size=(1, 1, 5, 7)), 3, 3, 2, pad=1)
    yield _layer(rng.normal(size=(1, 1, 5, 8)), 3, 3, 3, pad=2)


def padding_never_largest(rng):
    yield from padding(rng)
    x = -small(rng, 1, 1, 2, 4)
    x[0, 0, 0, 0] = -1e12  # alone in its window: only minus infinity is sure to be smaller
    yield _layer(x, 2, 2, 2, pad=1)


def _layer(x, height, width, stride, **pad):
    return {"x": x, "pool_param": {"pool_height": height, "pool_width": width, "stride": stride, **pad}}


LAYER_PARTS = [
    Part("windows side by side", 1, side_by_side),
    Part("overlapping windows, windows that are not square", 1, overlapping),
    Part("sizes that do not divide", 1, not_dividing),
    Part("several pictures and channels", 1, pictures_and_channels),
    Part("padding", 2, padding),
]

ROWS, COLUMNS = "conv_output_size(H, p_h, pad, stride)", "conv_output_size(W, p_w, pad, stride)"
PADS = "np.pad(x, [(0, 0), (0, 0), (pad, pad), (pad, pad)]"


def layer_mistakes(summary: str, padded: str) -> list[Misconception]:
    """What goes wrong in both layers. summary: NumPy's name, "max" or "mean"; padded: the call that pads."""
    taken = f".{summary}(axis=(2, 3))"
    quiet = [  # the mean of nothing is nan, without NumPy's warning
        ("out[:, :, i, j] = padded[", "window = padded["),
        (taken, "\n            out[:, :, i, j] = window.mean(axis=(2, 3)) if window.size else np.nan"),
    ]
    quiet = quiet if summary == "mean" else []
    return [
        Misconception(
            "stride ignored",
            [('pool_param["stride"]', "1")],
            "The stride is ignored: your window moves by one pixel at a time.",
        ),
        Misconception(
            "stride in the size only",
            [("i * stride, j * stride", "i, j")],
            "The output has the right size, but your windows lie one pixel apart. Output [i, j] belongs to the "
            "window that is i strides down and j strides to the right.",
        ),
        Misconception(
            "windows begin a window apart",
            [("i * stride, j * stride", "i * p_h, j * p_w"), *quiet],
            "Your windows begin a window apart instead of a stride apart: the stride says where a window begins, "
            "pool_height and pool_width say where it ends.",
        ),
        Misconception(
            "stride taken from the window",
            [
                (ROWS, "conv_output_size(H, p_h, pad, p_h)"),
                (COLUMNS, "conv_output_size(W, p_w, pad, p_w)"),
                ("i * stride, j * stride", "i * p_h, j * p_w"),
            ],
            "Your window moves on by its own length. The step has a number of its own, the stride: windows may "
            "overlap or leave gaps.",
        ),
        Misconception(
            "window size taken from the stride",
            [('["pool_height"]', '["stride"]'), ('["pool_width"]', '["stride"]')],
            "You take the stride for the size of the window; that is given by pool_height and pool_width.",
        ),
        Misconception(
            "window cut to the stride",
            [("top + p_h", "top + stride"), ("left + p_w", "left + stride")],
            "Your cut-out is one stride long and wide. It starts at a multiple of the stride, but it has pool_height "
            "rows and pool_width columns.",
        ),
        Misconception(
            "window one row and column too large",
            [("top + p_h", "top + p_h + 1"), ("left + p_w", "left + p_w + 1")],
            "Your window has one row and one column too many: the end of a slice is not included, so "
            "top:top + pool_height has pool_height rows already.",
        ),
        Misconception(
            "window one row and column short",
            [("top + p_h", "top + p_h - 1"), ("left + p_w", "left + p_w - 1"), *quiet],
            "Your window has one row and one column too few: the end of a slice is not included, so "
            "top:top + pool_height has pool_height rows already.",
        ),
        Misconception(
            "output size H // pool_height",
            [(ROWS, "(H + 2 * pad) // p_h"), (COLUMNS, "(W + 2 * pad) // p_w"), *quiet],
            "You divide the size by that of the window. This counts windows that lie side by side; with another "
            "stride use the formula of the docstring.",
        ),
        Misconception(
            "output size H // stride",
            [(ROWS, "(H + 2 * pad) // stride"), (COLUMNS, "(W + 2 * pad) // stride"), *quiet],
            "You divide the size by the stride and so count windows that stick out of the picture. The size of the "
            "window has to come off before you divide.",
        ),
        Misconception(
            "one row and column short",
            [(ROWS, f"{ROWS} - 1"), (COLUMNS, f"{COLUMNS} - 1")],
            "The output is one row and one column short: the first place of the window counts as well, hence the + 1.",
        ),
        Misconception(
            "last row and column not computed",
            [("range(OH)", "range(OH - 1)"), ("range(OW)", "range(OW - 1)")],
            "The last row and column of the output stay 0: your loops stop one step early.",
        ),
        Misconception(
            "size rounded up",
            [
                (ROWS, "-(-(H + 2 * pad - p_h) // stride) + 1"),
                (COLUMNS, "-(-(W + 2 * pad - p_w) // stride) + 1"),
                *quiet,
            ],
            "Where the division leaves a remainder you add a window that sticks out of the picture. Round down: "
            "the last rows or columns are not reached.",
        ),
        Misconception(
            "pool_height and pool_width swapped",
            [("p_h, p_w, stride =", "p_w, p_h, stride =")],
            "pool_height and pool_width are swapped: the height counts rows, the third axis of x.",
        ),
        Misconception(
            "height and width swapped in the cut",
            [("top + p_h", "top + p_w"), ("left + p_w", "left + p_h")],
            "pool_height and pool_width are swapped where you cut out the window: the height counts rows, the third "
            "axis of x.",
        ),
        Misconception(
            "stored at [j, i]",
            [("out[:, :, i, j]", "out[:, :, j, i]")],
            "Rows and columns of your output are swapped: the row of a window's place comes first.",
        ),
        Misconception(
            "H and W swapped",
            [("N, C, H, W = x.shape", "N, C, W, H = x.shape"), *quiet],
            "H and W are swapped: the shape of x is (N, C, H, W), rows before columns.",
        ),
        Misconception(
            "window at [j, i]",
            [("i * stride, j * stride", "j * stride, i * stride"), *quiet],
            "The window is cut out at row j and column i, but stored at [i, j]: in x, too, the row comes first.",
        ),
        Misconception(
            "pad ignored",
            [('pool_param.get("pad", 0)', "0")],
            'The padding is ignored: where pool_param has a "pad", this many rows and columns go on each side.',
        ),
        Misconception(
            "pad in the size only",
            [(padded, "x"), *quiet],
            "The padding enters the size of the output, but the windows are cut out of x as it is. Surround x with "
            "the padding first.",
        ),
        Misconception(
            "pad counted once",
            [(ROWS, "(H + pad - p_h) // stride + 1"), (COLUMNS, "(W + pad - p_w) // stride + 1")],
            "The output is too small: the padding goes on both sides, so it counts twice in the size.",
        ),
        Misconception(
            "pad not counted",
            [(ROWS, "(H - p_h) // stride + 1"), (COLUMNS, "(W - p_w) // stride + 1")],
            "Your output has the size that it would have without padding: the rows and columns on both sides count.",
        ),
        Misconception(
            "padding on one side only",
            [(padded, padded.replace("(pad, pad), (pad, pad)", "(0, 2 * pad), (0, 2 * pad)"))],
            "All your padding lies below and to the right of the picture. Half of it belongs above and to the left.",
        ),
        Misconception(
            "output of whole numbers",
            [("(N, C, OH, OW)", "(N, C, OH, OW), dtype=int")],
            "Your output has room for whole numbers only, so everything after the point is lost. np.zeros((2, 3)), "
            "without a dtype, has room for floats.",
        ),
        Misconception(
            "channels mixed",
            [(taken, f".{summary}(axis=(1, 2, 3))[:, None]")],
            "You summarise over the channels as well. Each channel is pooled by itself.",
        ),
        Misconception(
            "pictures mixed",
            [(taken, f".{summary}(axis=(0, 2, 3))")],
            "You summarise over the pictures of the batch as well. Each picture is pooled by itself.",
        ),
        Misconception(
            "one number for all pictures and channels",
            [(taken, f".{summary}()")],
            "You take one number over all pictures and channels and give it to each of them. Every channel of every "
            "picture has windows of its own.",
        ),
        Misconception(
            "first channel only",
            [("out[:, :, i, j] = padded[:, :,", "out[:, 0, i, j] = padded[:, 0,"), (taken, f".{summary}(axis=(1, 2))")],
            "Only the first channel is pooled, the others stay 0.",
        ),
        Misconception(
            "first picture only",
            [("out[:, :, i, j] = padded[:, :,", "out[0, :, i, j] = padded[0, :,"), (taken, f".{summary}(axis=(1, 2))")],
            "Only the first picture is pooled, the others stay 0.",
        ),
        Misconception(
            "return after the first entry",
            [("    return out", "            return out")],
            "Only the first entry of each map is computed: `return` stands inside the inner loop.",
        ),
        Misconception(
            "return after the first row",
            [("    return out", "        return out")],
            "Only the first row of each map is computed: `return` stands inside the outer loop.",
        ),
    ]


def max_pool_clipped(x, pool_param):
    # Windows cut off at the border instead of padding, one number at a time.
    p_h, p_w, stride = pool_param["pool_height"], pool_param["pool_width"], pool_param["stride"]
    pad = pool_param["pad"] if "pad" in pool_param else 0
    N, C, H, W = x.shape
    out = np.empty((N, C, int((H + 2 * pad - p_h) / stride + 1), int((W + 2 * pad - p_w) / stride + 1)))
    for n, c, i, j in np.ndindex(out.shape):
        top, left = i * stride - pad, j * stride - pad
        out[n, c, i, j] = np.max(x[n, c, max(top, 0):top + p_h, max(left, 0):left + p_w])
    return out, (x, pool_param)


def max_pool_windows(x, pool_param):
    window, stride = (pool_param["pool_height"], pool_param["pool_width"]), pool_param["stride"]
    pad = pool_param.get("pad", 0)
    padded = np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad)), constant_values=np.finfo(x.dtype).min)
    windows = np.lib.stride_tricks.sliding_window_view(padded, window, axis=(2, 3))
    return windows[:, :, ::stride, ::stride].max(axis=(4, 5)), None


MAX_PAD = f"{PADS}, constant_values=-np.inf)"

LARGE_NEGATIVES = ["-99", "-100", "-999", "-1000", "-9999", "-10000", "-1e5", "-1e6", "-1e9", "-1e10"]

MAX_POOL_FORWARD_NAIVE = Check(
    "max_pool_forward_naive",
    [*LAYER_PARTS[:-1], Part("padding", 2, padding_never_largest)],
    [
        Misconception(
            "smallest entry",
            [(".max(axis=(2, 3))", ".min(axis=(2, 3))"), ("-np.inf", "np.inf")],
            "You take the smallest entry of each window; max pooling keeps the largest.",
        ),
        Misconception(
            "mean for maximum",
            [(".max(axis=(2, 3))", ".mean(axis=(2, 3))"), (", constant_values=-np.inf", "")],
            "You take the mean of each window; max pooling keeps the largest entry.",
        ),
        Misconception(
            "zeros take part in the maximum",
            [(", constant_values=-np.inf", "")],
            "Your padding of zeros takes part: at the border, where a window has negative entries only, the result "
            "is 0. Padding must never be the largest.",
        ),
        Misconception(
            "padding of -1",
            [("-np.inf", "-1")],
            "Your padding of -1 takes part: where all real entries of a window are smaller, the result is -1. Padding "
            "must never be the largest.",
        ),
        *(
            Misconception(
                f"a large negative number for minus infinity, {number}",
                [("-np.inf", number)],
                "Your padding is a large negative number, and it takes part: where every real entry of a window is "
                "smaller still, it is the result. Only minus infinity is smaller than any number.",
            )
            for number in LARGE_NEGATIVES
        ),
        *(
            Misconception(
                f"padded picture of whole numbers, {number}",
                [("np.pad(x", "np.pad(x.astype(int)"), ("-np.inf", number)],
                "Your padded picture holds whole numbers, so everything after the point is cut off: np.full makes "
                "integers of a whole number such as 7 and floats of 7.0.",
            )
            for number in ["-1", *LARGE_NEGATIVES[:6]]
        ),
        Misconception(
            "maximum starts at 0",
            [(".max(axis=(2, 3))", ".max(axis=(2, 3), initial=0)")],
            "Windows with negative entries only give 0: your search for the largest starts at 0, or negative "
            "entries were cut off before.",
        ),
        Misconception(
            "largest absolute value",
            [("np.pad(x,", "np.pad(np.abs(x),")],
            "You compare without the sign: of -3 and 1 the larger one is 1.",
        ),
        *layer_mistakes("max", MAX_PAD),
    ],
    accepts=[
        max_pool_clipped,
        max_pool_windows,
        [(", constant_values=-np.inf", ', mode="edge"')],  # a window that is padded holds the edge itself
    ],
)


def avg_pool_real_pixels_only(x, pool_param):
    p_h, p_w, stride = pool_param["pool_height"], pool_param["pool_width"], pool_param["stride"]
    pad = pool_param.get("pad", 0)
    padded = np.pad(x, [(0, 0), (0, 0), (pad, pad), (pad, pad)], constant_values=np.nan)
    windows = np.lib.stride_tricks.sliding_window_view(padded, (p_h, p_w), axis=(2, 3))
    return np.nanmean(windows[:, :, ::stride, ::stride], axis=(4, 5)), (x, pool_param)


def avg_pool_added_up(x, pool_param):
    # A whole shifted picture is added for each place in the window.
    p_h, p_w, stride = pool_param["pool_height"], pool_param["pool_width"], pool_param["stride"]
    pad = pool_param.get("pad", 0)
    padded = np.pad(x, [(0, 0), (0, 0), (pad, pad), (pad, pad)])
    OH, OW = ((padded.shape[2] - p_h) // stride + 1, (padded.shape[3] - p_w) // stride + 1)
    out = 0
    for a, b in np.ndindex(p_h, p_w):
        out = out + padded[:, :, a:a + OH * stride:stride, b:b + OW * stride:stride][:, :, :OH, :OW]
    return out / (p_h * p_w), (padded, pool_param)


AVG_POOL_FORWARD_NAIVE = Check(
    "avg_pool_forward_naive",
    [Part("windows side by side", 1, means_side_by_side), *LAYER_PARTS[1:]],
    [
        Misconception(
            "sum for mean",
            [(".mean(axis=(2, 3))", ".sum(axis=(2, 3))")],
            "You add the entries of each window up; the mean divides the sum by the number of entries.",
        ),
        Misconception(
            "maximum for mean",
            [(".mean(axis=(2, 3))", ".max(axis=(2, 3))"), ("(pad, pad)])", "(pad, pad)], constant_values=-np.inf)")],
            "You take the largest entry of each window; average pooling takes the mean.",
        ),
        Misconception(
            "maximum for mean, zeros around",
            [(".mean(axis=(2, 3))", ".max(axis=(2, 3))")],
            "You take the largest entry of each window; average pooling takes the mean.",
        ),
        Misconception(
            "padding of ones",
            [("(pad, pad)])", "(pad, pad)], constant_values=1)")],
            "Your padding counts as ones; the docstring asks for zeros.",
        ),
        Misconception(
            "output of the picture's kind",
            [("(N, C, OH, OW)", "(N, C, OH, OW), dtype=x.dtype")],
            "For pictures of whole numbers your output holds whole numbers too, so the means lose everything after "
            "the point. np.zeros((2, 3)), without a dtype, has room for floats.",
        ),
        Misconception(
            "divided by the real pixels only",
            avg_pool_real_pixels_only,
            "At the border you divide by the number of real pixels in the window. Here the padding counts as zeros: "
            "every mean is one of pool_height * pool_width values.",
        ),
        Misconception(
            "padding of minus infinity",
            [("(pad, pad)])", "(pad, pad)], constant_values=-np.inf)")],
            "Your padding of minus infinity makes every mean that it meets infinite too. It was made for the maximum; "
            "for the mean, padding counts as zeros.",
        ),
        Misconception(
            "padding repeats the edge",
            [("(pad, pad)])", '(pad, pad)], mode="edge")')],
            "Your padding repeats the pixels at the edge; the docstring asks for zeros.",
        ),
        Misconception(
            "divided by the height only",
            [(".mean(axis=(2, 3))", ".sum(axis=(2, 3)) / p_h")],
            "You divide by the height of the window only; a mean divides by the number of all its entries.",
        ),
        Misconception(
            "divided by the width only",
            [(".mean(axis=(2, 3))", ".sum(axis=(2, 3)) / p_w")],
            "You divide by the width of the window only; a mean divides by the number of all its entries.",
        ),
        Misconception(
            "window taken for a square",
            [(".mean(axis=(2, 3))", ".sum(axis=(2, 3)) / p_h ** 2")],
            "You divide by the square of the window's height. A window that is not square has "
            "pool_height * pool_width entries.",
        ),
        Misconception(
            "always divided by 4",
            [(".mean(axis=(2, 3))", ".sum(axis=(2, 3)) / 4")],
            "You always divide by 4. That fits windows of 2 x 2 only; others have more or fewer entries.",
        ),
        Misconception(
            "divided by the channels too",
            [(".mean(axis=(2, 3))", ".mean(axis=(2, 3)) / C")],
            "You divide by the number of channels as well. A window in one channel has pool_height * pool_width "
            "entries.",
        ),
        Misconception(
            "divided by the square of the stride",
            [(".mean(axis=(2, 3))", ".sum(axis=(2, 3)) / stride ** 2")],
            "You divide by the square of the stride; a mean divides by the number of entries of the window.",
        ),
        Misconception(
            "whole-number division",
            [(".mean(axis=(2, 3))", ".sum(axis=(2, 3)) // (p_h * p_w)")],
            "Your means are rounded down to whole numbers: `//` drops what comes after the point.",
        ),
        *layer_mistakes("mean", f"{PADS})"),
    ],
    accepts=[avg_pool_added_up],
)


# --- pool_forward -----------------------------------------------------------------------------


def one_channel_max(rng):
    yield from _one_channel(rng, "max")


def one_channel_average(rng):
    yield _channels_last(np.array([[1, 2], [3, 5]])[None, :, :, None], 2, 2, "average")  # the mean has a point
    yield from _one_channel(rng, "average")


def _one_channel(rng, mode):
    yield _channels_last(small(rng, 1, 2, 4, 1), 2, 2, mode)
    yield _channels_last(-small(rng, 1, 4, 2, 1), 2, 2, mode)
    yield _channels_last(rng.normal(size=(1, 6, 9, 1)), 3, 3, mode)


def other_strides(rng):
    for mode in ["max", "average"]:
        yield _channels_last(np.array([[1.0, 3.0, 2.0], [0.0, 5.0, 4.0]])[None, :, :, None], 2, 1, mode)
        yield _channels_last(small(rng, 1, 3, 5, 1), 3, 2, mode)
        yield _channels_last(small(rng, 1, 5, 2, 1), 2, 2, mode)
        yield _channels_last(rng.normal(size=(1, 6, 8, 1)), 3, 2, mode)
        yield _channels_last(rng.normal(size=(1, 7, 6, 1)), 2, 3, mode)


def examples_and_channels(rng):
    for mode in ["max", "average"]:
        yield _channels_last(small(rng, 1, 2, 2, 3), 2, 2, mode)
        yield _channels_last(small(rng, 1, 2, 3, 2), 2, 1, mode)  # as many channels as f: other axes still fit
        yield _channels_last(small(rng, 3, 2, 2, 1), 2, 2, mode)
        yield _channels_last(rng.normal(size=(2, 4, 6, 3)), 2, 2, mode)
        yield _channels_last(rng.normal(size=(3, 7, 5, 4)), 3, 2, mode)


def other_names(rng):
    for mode in ["median", "avg"]:
        yield _channels_last(small(rng, 1, 3, 4, 1), 2, 1, mode)


def _channels_last(A_prev, f, stride, mode):
    return {"A_prev": A_prev, "hparameters": {"f": f, "stride": stride}, "mode": mode}


def pool_forward_channels_first(A_prev, hparameters, mode="max"):
    if mode not in ("max", "average"):
        raise ValueError(mode)
    f, stride = hparameters["f"], hparameters["stride"]
    m, n_C, n_H_prev, n_W_prev = A_prev.shape
    A = np.zeros((m, n_C, (n_H_prev - f) // stride + 1, (n_W_prev - f) // stride + 1))
    for h, w in np.ndindex(A.shape[2:]):
        window = A_prev[:, :, h * stride:h * stride + f, w * stride:w * stride + f]
        A[:, :, h, w] = window.max(axis=(2, 3)) if mode == "max" else window.mean(axis=(2, 3))
    return A, (A_prev, hparameters)


def pool_forward_windows(A_prev, hparameters, mode="max"):
    if mode not in ("max", "average"):
        raise ValueError(mode)
    f, stride = hparameters["f"], hparameters["stride"]
    windows = np.lib.stride_tricks.sliding_window_view(A_prev, (f, f), axis=(1, 2))[:, ::stride, ::stride]
    return (windows.max(axis=(4, 5)) if mode == "max" else windows.mean(axis=(4, 5))), (A_prev, hparameters)


def pool_forward_one_by_one(A_prev, hparameters, mode="max"):
    f, stride = hparameters["f"], hparameters["stride"]
    m, n_H_prev, n_W_prev, n_C = A_prev.shape
    A = np.zeros((m, int(1 + (n_H_prev - f) / stride), int(1 + (n_W_prev - f) / stride), n_C))
    summaries = {"max": np.max, "average": np.mean}
    if mode not in summaries:
        raise ValueError(mode)
    for i, h, w, c in np.ndindex(A.shape):
        A[i, h, w, c] = summaries[mode](A_prev[i, h * stride:h * stride + f, w * stride:w * stride + f, c])
    return A, (A_prev, hparameters)


H_OUT, W_OUT = "conv_output_size(n_H_prev, f, 0, stride)", "conv_output_size(n_W_prev, f, 0, stride)"
LARGEST, MEAN = "window.max(axis=(1, 2))", "window.mean(axis=(1, 2))"
LAST_TWO = [(LARGEST, "window.max(axis=(2, 3))"), (MEAN, "window.mean(axis=(2, 3))")]
SHAPE, SHAPE_FIRST = "m, n_H_prev, n_W_prev, n_C =", "m, n_C, n_H_prev, n_W_prev ="
QUIET = (MEAN, f"({MEAN} if window.size else np.nan)")
DOWN, RIGHT = "h * stride:h * stride + f", "w * stride:w * stride + f"
SHAPE_READ_WRONGLY = (
    "You read the shape of A_prev as (m, channels, height, width). Here the channels come last: "
    "(m, n_H_prev, n_W_prev, n_C_prev)."
)

POOL_FORWARD = Check(
    "pool_forward",
    [
        Part("max", 1, one_channel_max),
        Part("average", 1, one_channel_average),
        Part("overlapping windows, sizes that do not divide", 1, other_strides),
        Part("several examples and channels", 1, examples_and_channels),
        Part("unknown mode", 1, other_names, probe="pool_forward_unknown_mode"),
    ],
    [
        Misconception(
            "max and average swapped",
            [('mode == "max" else', 'mode == "average" else')],
            'The two modes are swapped: "max" gives means and "average" the largest entries.',
        ),
        Misconception(
            "always the maximum",
            [(MEAN, "window.max(axis=(1, 2))")],
            'Mode "average" gives the largest entry too: your code does not look at `mode` there. The name is '
            '"average" here, not "avg".',
        ),
        Misconception(
            'asks for "avg"',
            [('if mode not in ("max", "average")', "if False"), ('if mode == "max" else', 'if mode != "avg" else')],
            'Mode "average" gives the largest entry, mode "avg" the mean. The name is "average" here; "avg" was the '
            "name in pool2d, and here it is an unknown mode.",
        ),
        Misconception(
            "always the mean",
            [(LARGEST, "window.mean(axis=(1, 2))")],
            'Mode "max" gives the mean too: your code does not look at `mode` there.',
        ),
        Misconception(
            "nothing for average",
            [(f"else {MEAN}", "else 0.0")],
            'With mode "average" all outputs stay 0. Compare the name that your code asks for with the docstring: '
            'here it is "average"; "avg" was the name in pool2d.',
        ),
        Misconception(
            "nothing for average, no error",
            [
                ('if mode not in ("max", "average"):', "if False:"),
                (f"else {MEAN}", f'else {MEAN} if mode == "avg" else 0'),
            ],
            'With mode "average" all outputs stay 0: no branch of your code takes it. Compare the word that your code '
            'asks for with the docstring: here it is "average"; "avg" was the name in pool2d. Any other word should '
            "stop the function with a ValueError.",
        ),
        Misconception(
            'takes "avg" only',
            [('("max", "average")', '("max", "avg")')],
            'Mode "average" is refused and "avg" is taken. Compare the word that your code asks for with the '
            'docstring: here it is "average"; "avg" was the name in pool2d.',
        ),
        Misconception(
            "sum for mean",
            [(MEAN, "window.sum(axis=(1, 2))")],
            "You add the entries of each window up; the mean divides the sum by the number of entries.",
        ),
        Misconception(
            "divided by the side",
            [(MEAN, "window.sum(axis=(1, 2)) / f")],
            "You divide by the side of the window; f is its height only. A mean divides by the number of entries.",
        ),
        Misconception(
            "always divided by 4",
            [(MEAN, "window.sum(axis=(1, 2)) / 4")],
            "You always divide by 4. That fits windows of 2 x 2 only; others have more or fewer entries.",
        ),
        Misconception(
            "output of the input's kind",
            [("(m, n_H, n_W, n_C)", "(m, n_H, n_W, n_C), dtype=A_prev.dtype")],
            "For pictures of whole numbers your output holds whole numbers too, so the means lose everything after "
            "the point. np.zeros((2, 3)), without a dtype, has room for floats.",
        ),
        Misconception(
            "maximum starts at 0",
            [(LARGEST, "window.max(axis=(1, 2), initial=0)")],
            "Windows with negative entries only give 0: your search for the largest starts at 0.",
        ),
        Misconception(
            "channels first",
            pool_forward_channels_first,
            "You pool over the last two axes of A_prev. Here the channels come last: rows and columns are the two "
            "axes in the middle.",
        ),
        Misconception(
            "channels first, with conv_output_size",
            [
                (SHAPE, SHAPE_FIRST),
                ("(m, n_H, n_W, n_C)", "(m, n_C, n_H, n_W)"),
                (f"A_prev[:, {DOWN}, {RIGHT}, :]", f"A_prev[:, :, {DOWN}, {RIGHT}]"),
                ("A[:, h, w, :]", "A[:, :, h, w]"),
                *LAST_TWO,
            ],
            "You pool over the last two axes of A_prev. Here the channels come last: rows and columns are the two "
            "axes in the middle.",
        ),
        Misconception(
            "summary over the last two axes",
            LAST_TWO,
            "You cut the window out of the right axes, but summarise it over axes 2 and 3, as with the channels first. "
            "Here axis 3 holds the channels: which two axes of the cut-out are pixels?",
        ),
        Misconception(
            "shape read as channels first",
            [(SHAPE, SHAPE_FIRST), QUIET],
            SHAPE_READ_WRONGLY,
        ),
        Misconception(
            "shape read as channels first, with the formula",
            [
                (SHAPE, SHAPE_FIRST),
                (H_OUT, "(n_H_prev - f) // stride + 1"),
                (W_OUT, "(n_W_prev - f) // stride + 1"),
                QUIET,
            ],
            SHAPE_READ_WRONGLY,
        ),
        Misconception(
            "stride ignored",
            [('hparameters["stride"]', "1")],
            "The stride is ignored: your window moves by one pixel at a time.",
        ),
        Misconception(
            "stride in the size only",
            [(DOWN, "h:h + f"), (RIGHT, "w:w + f")],
            "The output has the right size, but your windows lie one pixel apart. Output [h, w] belongs to the "
            "window that is h strides down and w strides to the right.",
        ),
        Misconception(
            "windows begin a window apart",
            [(DOWN, "h * f:h * f + f"), (RIGHT, "w * f:w * f + f"), QUIET],
            "Your windows begin a window apart instead of a stride apart: the stride says where a window begins, "
            "f how long it is.",
        ),
        Misconception(
            "stride taken from the window",
            [
                (H_OUT, "conv_output_size(n_H_prev, f, 0, f)"),
                (W_OUT, "conv_output_size(n_W_prev, f, 0, f)"),
                (DOWN, "h * f:h * f + f"),
                (RIGHT, "w * f:w * f + f"),
            ],
            "Your window moves on by its own side f. The step is a number of its own, the stride.",
        ),
        Misconception(
            "window cut to the stride",
            [(DOWN, "h * stride:h * stride + stride"), (RIGHT, "w * stride:w * stride + stride")],
            "Your cut-out is one stride long and wide. It starts at a multiple of the stride, but its side is f.",
        ),
        Misconception(
            "one row and column short",
            [(H_OUT, f"{H_OUT} - 1"), (W_OUT, f"{W_OUT} - 1")],
            "The output is one row and one column short: the first place of the window counts as well, hence the + 1.",
        ),
        Misconception(
            "output size n_H_prev // f",
            [(H_OUT, "n_H_prev // f"), (W_OUT, "n_W_prev // f"), QUIET],
            "You divide the size by f. This counts windows that lie side by side; with another stride use the formula "
            "of the docstring.",
        ),
        Misconception(
            "size rounded up",
            [
                (H_OUT, "-(-(n_H_prev - f) // stride) + 1"),
                (W_OUT, "-(-(n_W_prev - f) // stride) + 1"),
                QUIET,
            ],
            "Where the division leaves a remainder you add a window that sticks out of the picture. Round down.",
        ),
        Misconception(
            "height and width swapped",
            [("m, n_H_prev, n_W_prev, n_C", "m, n_W_prev, n_H_prev, n_C"), QUIET],
            "Height and width of the input are swapped: the shape of A_prev is (m, n_H_prev, n_W_prev, n_C_prev), rows "
            "before columns.",
        ),
        Misconception(
            "stored at [w, h]",
            [("A[:, h, w, :]", "A[:, w, h, :]")],
            "Rows and columns of your output are swapped: the row of a window's place comes first.",
        ),
        Misconception(
            "result with the channels first",
            [("return A, ", "return np.moveaxis(A, -1, 1), ")],
            "Your result has the channels on axis 1. Here they stay where they were, on the last axis.",
        ),
        Misconception(
            "width from the height",
            [(W_OUT, H_OUT), QUIET],
            "The width of your output is computed from the height of the picture.",
        ),
        Misconception(
            "window at [w, h]",
            [(DOWN, RIGHT), (f"{RIGHT}, :", f"{DOWN}, :"), QUIET],
            "The window is cut out at row w and column h, but stored at [h, w]: in A_prev, too, the row comes first.",
        ),
        Misconception(
            "channels mixed",
            [(LARGEST, "window.max(axis=(1, 2, 3))[:, None]"), (MEAN, "window.mean(axis=(1, 2, 3))[:, None]")],
            "You summarise over the channels as well. Each channel is pooled by itself.",
        ),
        Misconception(
            "examples mixed",
            [(LARGEST, "window.max(axis=(0, 1, 2))"), (MEAN, "window.mean(axis=(0, 1, 2))")],
            "You summarise over the examples of the batch as well. Each example is pooled by itself.",
        ),
        Misconception(
            "one number for all examples and channels",
            [(LARGEST, "window.max()"), (MEAN, "window.mean()")],
            "You take one number over all examples and channels and give it to each of them. Every channel of every "
            "example has windows of its own.",
        ),
        Misconception(
            "first channel only",
            [("A[:, h, w, :] =", "A[:, h, w, 0] ="), (f"{RIGHT}, :]", f"{RIGHT}, 0]")],
            "Only the first channel is pooled, the others stay 0.",
        ),
        Misconception(
            "first example only",
            [
                ("A[:, h, w, :] =", "A[0, h, w, :] ="),
                ("A_prev[:, h", "A_prev[0, h"),
                (LARGEST, "window.max(axis=(0, 1))"),
                (MEAN, "window.mean(axis=(0, 1))"),
            ],
            "Only the first example is pooled, the others stay 0.",
        ),
        Misconception(
            "return after the first entry",
            [("    return A,", "            return A,")],
            "Only the first entry of each map is computed: `return` stands inside the inner loop.",
        ),
        Misconception(
            "return after the first row",
            [("    return A,", "        return A,")],
            "Only the first row of each map is computed: `return` stands inside the outer loop.",
        ),
        Misconception(
            "no error for another mode",
            [('if mode not in ("max", "average"):', "if False:")],
            'A mode that is neither "max" nor "average" passes without an error. `raise` a ValueError there; with '
            "`return` or `print` the function would go on as if all were well.",
        ),
    ],
    accepts=[pool_forward_windows, pool_forward_one_by_one],
)


# --- create_mask_from_window ------------------------------------------------------------------


def one_largest(rng):
    yield {"x": np.array([[1.0, 3.0], [4.0, 2.0]])}
    yield {"x": small(rng, 2, 3)}
    yield {"x": rng.normal(size=(4, 3))}


def nothing_positive(rng):
    yield {"x": -small(rng, 2, 2)}
    yield {"x": 1 - small(rng, 2, 3)}
    yield {"x": rng.uniform(-2, -1, size=(4, 3))}


def ties(rng):
    yield {"x": rng.permutation([5.0, 5.0, 2.0, 1.0]).reshape(2, 2)}
    yield {"x": rng.permutation([0.0, 0.0, 0.0, -1.0, -2.0, -2.0]).reshape(2, 3)}
    yield {"x": np.zeros((3, 2))}


def mask_first(x):
    mask = np.zeros(x.shape, dtype=bool)
    mask[np.unravel_index(x.argmax(), x.shape)] = True
    return mask


def mask_first_integers(x):
    return (np.arange(x.size) == x.argmax()).reshape(x.shape).astype(int)


def mask_first_floats(x):
    mask = np.zeros(x.shape)
    mask[np.unravel_index(x.argmax(), x.shape)] = 1
    return mask


def mask_shared(x):
    return (x == x.max()) / np.sum(x == x.max())


def mask_last(x):
    return (np.arange(x.size) == x.size - 1 - x.ravel()[::-1].argmax()).reshape(x.shape)


def mask_holds_value(x):
    mask = np.zeros(x.shape)
    mask[np.unravel_index(x.argmax(), x.shape)] = x.max()
    return mask


def mask_turned(x):
    mask = np.zeros(x.shape, dtype=bool)
    mask[np.unravel_index(x.argmax(), x.shape[::-1])[::-1]] = True
    return mask


ALL = "x == x.max()"
SHARES = (
    "Your shares do not add up to 1 in every window. Equal shares of 1 depend on how many entries are the largest, "
    "not on the size of the window: one takes all of it, three take a third each."
)

CREATE_MASK_FROM_WINDOW = Check(
    "create_mask_from_window",
    [
        Part("one largest entry", 1, one_largest),
        Part("windows without a positive entry", 1, nothing_positive),
        Part("several largest entries", 1, ties),
    ],
    [
        Misconception(
            "smallest entry",
            [("x.max()", "x.min()")],
            "You mark the smallest entry; max pooling passes on the largest.",
        ),
        Misconception(
            "largest absolute value",
            [(ALL, "np.abs(x) == np.abs(x).max()")],
            "You compare without the sign: of -3 and 1 the larger one is 1.",
        ),
        Misconception(
            "values for marks",
            [(ALL, "x * (x == x.max())")],
            "Your array holds the largest value at its place. A mask holds True there, or 1, and False elsewhere.",
        ),
        Misconception(
            "value for mark",
            mask_holds_value,
            "Your array holds the largest value at its place. A mask holds True there, or 1, and False elsewhere.",
        ),
        Misconception(
            "shape turned round",
            mask_turned,
            "You turn the position into row and column by a shape that is the wrong way round: x.shape names the rows "
            "first.",
        ),
        Misconception(
            "position for mask",
            [(ALL, "x.argmax()")],
            "You return the position of the largest entry as one number; asked is an array of the shape of x with a "
            "mark at this position.",
        ),
        Misconception(
            "row and column for mask",
            [(ALL, "np.unravel_index(x.argmax(), x.shape)")],
            "You return row and column of the largest entry; asked is an array of the shape of x with a mark there.",
        ),
        Misconception(
            "largest value for mask",
            [(ALL, "x.max()")],
            "You return the largest value itself; asked is an array of the shape of x that marks where it is.",
        ),
        Misconception(
            "everything from 0 on",
            [(ALL, "x >= 0")],
            "You mark every entry from 0 on. The mask marks the largest entry of the window, whatever its sign.",
        ),
        Misconception(
            "everything above 0",
            [(ALL, "x > 0")],
            "You mark every entry above 0: that is what ReLU lets through. The mask marks the largest entry only.",
        ),
        Misconception(
            "everything above the mean",
            [(ALL, "x > x.mean()")],
            "You mark every entry above the mean. The mask marks the largest entry only.",
        ),
        Misconception(
            "maximum starts at 0",
            [("x.max()", "x.max(initial=0)")],
            "In a window of negative entries you mark none: your search for the largest starts at 0.",
        ),
        Misconception(
            "largest must be positive",
            [(ALL, "(x == x.max()) & (x > 0)")],
            "You mark the largest entry only where it is positive. Some entry is the largest in every window.",
        ),
        Misconception(
            "everything from the mean on",
            [(ALL, "x >= x.mean()")],
            "You mark every entry from the mean on. The mask marks the largest entry only.",
        ),
        Misconception(
            "largest of each row",
            [("x.max()", "x.max(axis=1, keepdims=True)")],
            "You mark the largest entry of each row; asked is the largest of the whole window.",
        ),
        Misconception(
            "largest of each column",
            [("x.max()", "x.max(axis=0)")],
            "You mark the largest entry of each column; asked is the largest of the whole window.",
        ),
        Misconception(
            "mask inverted",
            [(ALL, "x != x.max()")],
            "Your mask is the wrong way round: True where the entry is not the largest.",
        ),
        Misconception(
            "flat mask",
            [(ALL, "(x == x.max()).ravel()")],
            "Your mask is flat, a single row of entries. It has the shape of x.",
        ),
        Misconception(
            "divided by the size of the window",
            [(ALL, "(x == x.max()) / x.size")],
            SHARES,
        ),
        Misconception(
            "ties divided by the size of the window",
            [(ALL, "(x == x.max()) / (x.size if np.sum(x == x.max()) > 1 else 1)")],
            SHARES,
        ),
        *(
            Misconception(
                f"{share} for each of several",
                [(ALL, f"(x == x.max()) * ({share} if np.sum(x == x.max()) > 1 else 1.0)")],
                SHARES,
            )
            for share in [0.5, 0.25]
        ),
        Misconception(
            "last of several",
            mask_last,
            "Of several equally large entries you mark the last one. Mark all of them, the first alone, or give "
            "each an equal share.",
        ),
    ],
    accepts=[
        mask_first,
        [(ALL, "(x == x.max()).astype(int)")],
        mask_first_integers,
        [(ALL, "np.where(x < x.max(), 0.0, 1.0)")],
        mask_first_floats,
        mask_shared,
    ],
)


# --- distribute_value -------------------------------------------------------------------------


def square_windows(rng):
    yield {"dz": 1.0, "shape": (2, 2)}
    yield {"dz": -6.0, "shape": (3, 3)}
    yield {"dz": -float(rng.uniform(2, 3)), "shape": (4, 4)}


def other_windows(rng):
    yield {"dz": 3.0, "shape": (2, 3)}
    yield {"dz": -1.0, "shape": (4, 1)}
    yield {"dz": float(rng.uniform(2, 3)), "shape": (3, 5)}


def first_takes_all(dz, shape):
    shares = np.zeros(shape)
    shares[0, 0] = dz
    return shares


def shares_added(dz, shape):
    return np.ones(shape) * (dz / np.prod(shape))


DISTRIBUTE_VALUE = Check(
    "distribute_value",
    [Part("square windows", 1, square_windows), Part("windows that are not square", 1, other_windows)],
    [
        Misconception(
            "dz everywhere",
            [("dz / (n_H * n_W)", "dz")],
            "Every entry gets the whole of dz, so that they add up to far more. The entries share it.",
        ),
        Misconception(
            "all for the first entry",
            first_takes_all,
            "The first entry gets everything, the others nothing. For a mean all entries get the same.",
        ),
        Misconception(
            "divided by the height only",
            [("dz / (n_H * n_W)", "dz / n_H")],
            "You divide by the height only. How many entries share dz?",
        ),
        Misconception(
            "divided by the width only",
            [("dz / (n_H * n_W)", "dz / n_W")],
            "You divide by the width only. How many entries share dz?",
        ),
        Misconception(
            "sides added",
            [("dz / (n_H * n_W)", "dz / (n_H + n_W)")],
            "You divide by the sum of the sides. How many entries share dz?",
        ),
        Misconception(
            "window taken for a square",
            [("dz / (n_H * n_W)", "dz / n_H ** 2")],
            "You divide by the square of the height. A window need not be square.",
        ),
        Misconception(
            "height and width swapped",
            [("n_H, n_W = shape", "n_W, n_H = shape")],
            "Height and width are swapped: shape names the height (rows) first.",
        ),
        Misconception(
            "one for dz",
            [("dz / (n_H * n_W)", "1 / (n_H * n_W)")],
            "Your entries add up to 1, whatever dz is. They should add up to dz.",
        ),
        Misconception(
            "whole-number division",
            [("dz / (n_H", "dz // (n_H")],
            "Your shares are rounded down to whole numbers: `//` drops what comes after the point.",
        ),
        Misconception(
            "dz cut to a whole number",
            [("dz / (n_H", "int(dz) / (n_H")],
            "Your shares add up to dz without what comes after its point: int cuts that off.",
        ),
        Misconception(
            "always divided by 4",
            [("dz / (n_H * n_W)", "dz / 4")],
            "You always divide by 4. That fits windows of 2 x 2 only. How many entries share dz?",
        ),
        Misconception(
            "divided by the number of sides",
            [("dz / (n_H * n_W)", "dz / len(shape)")],
            "You divide by 2, the number of sides of a window. How many entries share dz?",
        ),
        Misconception(
            "one share for the array",
            [("np.full((n_H, n_W), dz / (n_H * n_W))", "dz / (n_H * n_W)")],
            "You return one share as a number. Asked is an array of the given shape that holds it in every entry.",
        ),
        Misconception(
            "flat array",
            [("np.full((n_H, n_W),", "np.full(n_H * n_W,")],
            "Your array is flat, a single row of entries. It has the given shape.",
        ),
        Misconception(
            "multiplied",
            [("dz / (n_H * n_W)", "dz * (n_H * n_W)")],
            "You multiply dz by the number of entries. They should add up to dz.",
        ),
    ],
    accepts=[shares_added],
)


# --- global_average_pool ----------------------------------------------------------------------


def one_map(rng):
    yield {"x": small(rng, 1, 1, 2, 3)}
    yield {"x": -small(rng, 1, 1, 3, 2)}
    yield {"x": rng.normal(size=(1, 1, 5, 4))}


def several_maps(rng):
    yield {"x": small(rng, 2, 2, 1, 2)}
    yield {"x": small(rng, 1, 3, 2, 2)}
    yield {"x": small(rng, 3, 1, 2, 2)}
    yield {"x": rng.normal(size=(2, 3, 4, 5))}
    yield {"x": rng.normal(size=(4, 2, 6, 3))}
    yield {"x": small(rng, 4, 5, 1, 1)}


def global_average_one_by_one(x):
    return np.array([[channel.sum() / channel.size for channel in picture] for picture in x])


def first_picture_for_all(x):
    return np.array([x[0].mean(axis=(1, 2))] * len(x))


def first_picture_only(x):
    means = np.zeros(x.shape[:2])
    means[0] = x[0].mean(axis=(1, 2))
    return means


MEANS = "x.mean(axis=(2, 3))"

GLOBAL_AVERAGE_POOL = Check(
    "global_average_pool",
    [Part("one channel", 1, one_map), Part("several pictures and channels", 1, several_maps)],
    [
        Misconception(
            "mean over the channels",
            [(MEANS, "x.mean(axis=1)")],
            "You take the mean over the channels, pixel by pixel. Asked is the mean over all pixels, channel by "
            "channel.",
        ),
        Misconception(
            "sum for mean",
            [(MEANS, "x.sum(axis=(2, 3))")],
            "You add each channel up. The sum would grow with the size of the picture; take the mean.",
        ),
        Misconception(
            "axes of length 1 kept",
            [("axis=(2, 3)", "axis=(2, 3), keepdims=True")],
            "The numbers are right, but two axes of length 1 are left: the shape should be (N, C).",
        ),
        Misconception(
            "maximum for mean",
            [("x.mean(", "x.max(")],
            "You take the largest entry of each channel: that is global max pooling. Take the mean.",
        ),
        Misconception(
            "one number for everything",
            [(MEANS, "x.mean()")],
            "You take the mean of the whole array. Each channel of each picture has a mean of its own.",
        ),
        Misconception(
            "pictures mixed",
            [("axis=(2, 3)", "axis=(0, 2, 3)")],
            "You take the mean over the pictures of the batch as well. Each picture has means of its own.",
        ),
        Misconception(
            "channels mixed",
            [("axis=(2, 3)", "axis=(1, 2, 3)")],
            "You take the mean over the channels as well. Each channel has a mean of its own.",
        ),
        Misconception(
            "mean over the rows only",
            [("axis=(2, 3)", "axis=2")],
            "You take the mean down each column and stop there: one axis of pixels is left.",
        ),
        Misconception(
            "mean over the columns only",
            [("axis=(2, 3)", "axis=3")],
            "You take the mean along each row and stop there: one axis of pixels is left.",
        ),
        Misconception(
            "channels last",
            [("axis=(2, 3)", "axis=(1, 2)")],
            "You take the mean over axes 1 and 2. Here the channels come first: rows and columns are axes 2 and 3.",
        ),
        Misconception(
            "channels before pictures",
            [(MEANS, "x.mean(axis=(2, 3)).T")],
            "Your result is (C, N), one row for each channel. It should have one row for each picture.",
        ),
        Misconception(
            "first picture only",
            first_picture_for_all,
            "Every picture gets the means of the first one.",
        ),
        Misconception(
            "the others stay 0",
            first_picture_only,
            "Only the first picture has means, the others stay 0.",
        ),
        Misconception(
            "mean over pictures and channels",
            [("axis=(2, 3)", "axis=(0, 1)")],
            "You take the mean over pictures and channels, axes 0 and 1. The pixels are on the other two axes.",
        ),
        Misconception(
            "divided by the pictures too",
            [(MEANS, "x.mean(axis=(2, 3)) / len(x)")],
            "You divide by the number of pictures as well; a channel of one picture has H * W pixels.",
        ),
        Misconception(
            "picture taken for a square",
            [(MEANS, "x.sum(axis=(2, 3)) / x.shape[2] ** 2")],
            "You divide by the square of the height. A picture need not be square: it has H * W pixels.",
        ),
        Misconception(
            "divided by the height only",
            [(MEANS, "x.sum(axis=(2, 3)) / x.shape[2]")],
            "You divide by the number of rows only; a channel has H * W pixels.",
        ),
        Misconception(
            "divided by the width only",
            [(MEANS, "x.sum(axis=(2, 3)) / x.shape[3]")],
            "You divide by the number of columns only; a channel has H * W pixels.",
        ),
        Misconception(
            "mean over the pictures",
            [(MEANS, "x.mean(axis=0)")],
            "You take the mean over the pictures of the batch, pixel by pixel. Asked is the mean over all pixels of "
            "each channel.",
        ),
    ],
    accepts=[global_average_one_by_one],
)

CHECKS = [
    POOL2D,
    MAX_POOL_FORWARD_NAIVE,
    AVG_POOL_FORWARD_NAIVE,
    POOL_FORWARD,
    CREATE_MASK_FROM_WINDOW,
    DISTRIBUTE_VALUE,
    GLOBAL_AVERAGE_POOL,
]
