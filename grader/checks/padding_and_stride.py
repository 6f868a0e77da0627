"""Checks of chapter 02_padding_and_stride."""
import numpy as np

from grader.checks import Check, Misconception, Part, small
from grader.checks.convolution import LOOP_MISTAKES

# --- pixel_use_counts -------------------------------------------------------------------------


def small_windows(rng):
    yield {"n": 3, "k": 2}
    yield {"n": 5, "k": 2}
    yield {"n": 7, "k": 3}
    k = int(rng.integers(3, 6))
    yield {"n": 2 * k + int(rng.integers(1, 5)), "k": k}


def large_windows(rng):
    yield {"n": 4, "k": 3}
    yield {"n": 7, "k": 5}
    k = int(rng.integers(6, 10))
    yield {"n": k + int(rng.integers(2, 4)), "k": k}


def one_pixel_or_all(rng):
    yield {"n": 1, "k": 1}
    yield {"n": 3, "k": 1}
    yield {"n": 2, "k": 2}
    side = int(rng.integers(4, 8))
    yield {"n": side, "k": side}


def counts_as_in_the_middle(n, k):
    return np.full((n, n), k * k)


def counts_without_k(n, k):
    in_line = np.minimum(np.arange(n) + 1, n - np.arange(n))
    return np.outer(in_line, in_line)


def counts_up_to_k(n, k):
    in_line = np.minimum(np.minimum(np.arange(n) + 1, n - np.arange(n)), k)
    return np.outer(in_line, in_line)


def counts_added(n, k):
    in_line = np.array([sum(i <= pixel < i + k for i in range(n - k + 1)) for pixel in range(n)])
    return in_line[:, None] + in_line[None, :]


def counts_per_window(n, k):
    return np.full((n - k + 1, n - k + 1), k * k)


def counts_by_formula(n, k):
    position = np.arange(n)
    in_line = np.minimum(position, n - k) - np.maximum(position - k + 1, 0) + 1
    return in_line[:, None] * in_line[None, :]


PIXEL_USE_COUNTS = Check(
    "pixel_use_counts",
    [
        Part("windows of up to half the picture", 1, small_windows),
        Part("windows of more than half", 1, large_windows),
        Part("windows of one pixel, and of the whole picture", 1, one_pixel_or_all),
    ],
    [
        Misconception(
            "last place missing",
            [("i in range(n - k + 1)", "i in range(n - k)"), ("j in range(n - k + 1)", "j in range(n - k)")],
            "The last row and column of places are missing. A window of k fits into n pixels at n - k + 1 places.",
        ),
        Misconception(
            "window over the border",
            [("i in range(n - k + 1)", "i in range(n)"), ("j in range(n - k + 1)", "j in range(n)")],
            "You count windows that hang over the lower or right border as well. The last window begins at n - k; "
            "a slice that runs out of the picture is cut off without a warning.",
        ),
        Misconception(
            "assigned, not added",
            [("+= 1", "= 1")],
            "Every pixel is counted once at most: each window writes 1 where others have been. Add to the count.",
        ),
        Misconception(
            "corner of the window only",
            [("counts[i:i + k, j:j + k] += 1", "counts[i, j] += 1")],
            "Only the pixel in the upper left corner of each window is counted; all k * k pixels in it are read.",
        ),
        Misconception(
            "as in the middle",
            counts_as_in_the_middle,
            "You give each pixel k * k windows. That holds in the middle of a large picture; "
            "near the border fewer windows reach a pixel.",
        ),
        Misconception(
            "size of the window ignored",
            counts_without_k,
            "Your counts do not depend on k and grow up to the middle of the picture. "
            "A window of k pixels holds a pixel of a line at k places at most.",
        ),
        Misconception(
            "more windows than fit",
            counts_up_to_k,
            "Right for small windows. Along a line there are n - k + 1 windows in all, "
            "so with a large k no pixel can be in k of them.",
        ),
        Misconception(
            "rows and columns added",
            counts_added,
            "You add the counts of the row and of the column. Each window down goes with each window across: multiply.",
        ),
        Misconception(
            "counted per window",
            counts_per_window,
            "You give one number for each window, the pixels in it. Wanted is one number for each pixel, "
            "the windows that hold it, in an array of shape (n, n).",
        ),
        Misconception(
            "window one pixel short",
            [("i:i + k, j:j + k", "i:i + k - 1, j:j + k - 1")],
            "Your windows are one row and one column too small: the end of a slice is not included, "
            "so i:i + k has k entries already.",
        ),
        Misconception(
            "whole rows counted",
            [("counts[i:i + k, j:j + k]", "counts[i:i + k]")],
            "You count whole rows: a window covers k columns, too, and not the full width.",
        ),
        Misconception(
            "return after the first row of places",
            [("    return counts", "        return counts")],
            "You stop after the first row of places: `return` stands inside the outer loop. "
            "It belongs after both loops.",
        ),
    ],
    accepts=[[("dtype=int", "dtype=float")], counts_by_formula],
)


# --- zero_pad ---------------------------------------------------------------------------------


def pictures(rng):
    yield {"x": small(rng, 1, 2), "pad": 1}
    yield {"x": small(rng, 2, 3), "pad": 1}
    yield {"x": rng.normal(size=(4, 3)), "pad": 2}


def more_axes(rng):
    yield {"x": small(rng, 2, 1, 3), "pad": 1}
    yield {"x": rng.normal(size=(3, 4, 2)), "pad": 3}
    yield {"x": rng.normal(size=(2, 3, 4, 5)), "pad": 1}
    yield {"x": rng.normal(size=(3, 2, 5, 4)), "pad": 2}


def pairs(rng):
    yield {"x": small(rng, 2, 3), "pad": (1, 2)}
    yield {"x": rng.normal(size=(3, 4, 2)), "pad": (1, 3)}
    yield {"x": small(rng, 3, 2), "pad": (0, 1)}
    yield {"x": rng.normal(size=(4, 3)), "pad": (2, 0)}
    yield {"x": rng.normal(size=(2, 3, 5, 4)), "pad": (3, 2)}


def pads_of_nothing(rng):
    # One entry fits into an empty slice without an error: this case can show that it got lost, or its fraction.
    yield {"x": small(rng, 1, 1) + 6.5, "pad": 0}
    yield {"x": small(rng, 2, 3), "pad": 0}
    yield {"x": rng.normal(size=(3, 2, 4, 5)), "pad": (0, 0)}


def zero_pad_as_given(x, pad):
    return np.pad(x, pad)


def zero_pad_channels_last(x, pad):
    pad_h, pad_w = (pad, pad) if np.ndim(pad) == 0 else pad
    both = [(pad_h, pad_h), (pad_w, pad_w)]
    return np.pad(x, {2: both, 3: [*both, (0, 0)], 4: [(0, 0), *both, (0, 0)]}[np.ndim(x)])


def zero_pad_empty_slice(x, pad):
    pad_h, pad_w = (pad, pad) if np.ndim(pad) == 0 else pad
    padded = np.zeros(x.shape[:-2] + (x.shape[-2] + 2 * pad_h, x.shape[-1] + 2 * pad_w))
    padded[..., pad_h:-pad_h, pad_w:-pad_w] = x
    return padded


def zero_pad_by_assignment(x, pad):
    pad_h, pad_w = (pad, pad) if isinstance(pad, int) else pad
    *outer, H, W = x.shape
    padded = np.zeros((*outer, H + 2 * pad_h, W + 2 * pad_w))
    padded[..., pad_h:pad_h + H, pad_w:pad_w + W] = x
    return padded


def zero_pad_by_joining(x, pad):
    pad_h, pad_w = np.broadcast_to(pad, 2)
    side = np.zeros(x.shape[:-1] + (pad_w,))
    x = np.concatenate([side, x, side], axis=-1)
    above = np.zeros(x.shape[:-2] + (pad_h, x.shape[-1]))
    return np.concatenate([above, x, above], axis=-2)


ZERO_PAD = Check(
    "zero_pad",
    [
        Part("pictures", 1, pictures, ["padded"]),
        Part("three and four axes", 1, more_axes, ["padded"]),
        Part("a pad for each axis", 1, pairs, ["padded"]),
        Part("pad 0", 1, pads_of_nothing),
    ],
    [
        Misconception(
            "first two axes",
            [
                (
                    "[(0, 0)] * (np.ndim(x) - 2) + [(pad_h, pad_h), (pad_w, pad_w)]",
                    "[(pad_h, pad_h), (pad_w, pad_w)] + [(0, 0)] * (np.ndim(x) - 2)",
                )
            ],
            "The zeros are put around the first two axes. Rows and columns are the last two; "
            "before them come pictures and channels, which stay as many as they are.",
        ),
        Misconception(
            "pad handed on as it is",
            zero_pad_as_given,
            "Every axis is padded, pictures and channels included, and a pair counts as (before, after): this is how "
            "np.pad reads `pad` as it stands. It needs one pair (before, after) for each axis.",
        ),
        Misconception(
            "all axes",
            [("[(0, 0)] * (np.ndim(x) - 2)", "[(pad_h, pad_h)] * (np.ndim(x) - 2)")],
            "You pad the axes of the pictures and the channels as well; only the last two get zeros.",
        ),
        Misconception(
            "channels last",
            zero_pad_channels_last,
            "You pad the axes before the last one, as for arrays with the channels last. "
            "Here the rows and columns are the last two axes.",
        ),
        Misconception(
            "height and width swapped",
            [("[(pad_h, pad_h), (pad_w, pad_w)]", "[(pad_w, pad_w), (pad_h, pad_h)]")],
            "The two pads are swapped: the first number of the pair adds rows above and below, "
            "the second adds columns left and right.",
        ),
        Misconception(
            "pair read as before and after",
            [("[(pad_h, pad_h), (pad_w, pad_w)]", "[(pad_h, pad_w), (pad_h, pad_w)]")],
            "You read the pair as zeros before and zeros after an axis. It means rows and columns: "
            "pad_h on both sides of one axis, pad_w on both sides of the other.",
        ),
        Misconception(
            "first pad for both axes",
            [("else pad\n", "else (pad[0], pad[0])\n")],
            "Only the first number of the pair is used. The second one is for the columns.",
        ),
        Misconception(
            "above and left only",
            [("[(pad_h, pad_h), (pad_w, pad_w)]", "[(pad_h, 0), (pad_w, 0)]")],
            "There are zeros above and on the left only. Put as many below and on the right: `pad` counts one side.",
        ),
        Misconception(
            "below and right only",
            [("[(pad_h, pad_h), (pad_w, pad_w)]", "[(0, pad_h), (0, pad_w)]")],
            "There are zeros below and on the right only. Put as many above and on the left: `pad` counts one side.",
        ),
        Misconception(
            "all zeros before",
            [("[(pad_h, pad_h), (pad_w, pad_w)]", "[(2 * pad_h, 0), (2 * pad_w, 0)]")],
            "The size is right, but all zeros are above and on the left. The picture belongs in the middle.",
        ),
        Misconception(
            "all zeros after",
            [("[(pad_h, pad_h), (pad_w, pad_w)]", "[(0, 2 * pad_h), (0, 2 * pad_w)]")],
            "The size is right, but the picture stands in the upper left corner and all zeros come after it. "
            "It belongs in the middle.",
        ),
        Misconception(
            "pad for both sides together",
            [
                (
                    "[(pad_h, pad_h), (pad_w, pad_w)]",
                    "[(pad_h // 2, pad_h - pad_h // 2), (pad_w // 2, pad_w - pad_w // 2)]",
                )
            ],
            "You share the zeros out between the two sides of an axis. `pad` counts one side: "
            "that many come before, and as many again after.",
        ),
        Misconception(
            "columns only",
            [("[(pad_h, pad_h), (pad_w, pad_w)]", "[(0, 0), (pad_w, pad_w)]")],
            "Only the last axis is padded: the rows of zeros above and below are missing.",
        ),
        Misconception(
            "rows only",
            [("[(pad_h, pad_h), (pad_w, pad_w)]", "[(pad_h, pad_h), (0, 0)]")],
            "Only the rows above and below are added: the columns of zeros left and right are missing.",
        ),
        Misconception(
            "ones",
            [("(pad_w, pad_w)])", "(pad_w, pad_w)], constant_values=1)")],
            "The frame is made of ones; it should be made of zeros.",
        ),
        Misconception(
            "border repeated",
            [("(pad_w, pad_w)])", '(pad_w, pad_w)], mode="edge")')],
            "You continue the border pixels outwards. That is another kind of padding; this function puts zeros.",
        ),
        Misconception(
            "empty slice at pad 0",
            zero_pad_empty_slice,
            "Where a pad is 0, a slice that should hold the whole axis is empty: 0:-0 is the same as 0:0. "
            "Say where it ends by counting from the front.",
        ),
        Misconception(
            "x itself at pad 0",
            [("    return np.pad(", "    if max(pad_h, pad_w) == 0:\n        return x\n    return np.pad(")],
            "At pad 0 you return x itself and not a new array. Whoever writes into the result would then change "
            "the picture: return a copy.",
        ),
        Misconception(
            "cut to whole numbers",
            [("np.pad(x,", "np.pad(x.astype(int),")],
            "The padded array holds whole numbers, so all fractions of x are cut off. Make room for floats.",
        ),
    ],
    accepts=[zero_pad_by_assignment, zero_pad_by_joining],
)


# --- same_padding -----------------------------------------------------------------------------


def odd_kernels(rng):
    for kernel_size in [1, 3, 5, 2 * int(rng.integers(3, 9)) + 1]:
        yield {"kernel_size": kernel_size}


def even_kernels(rng):
    for kernel_size in [2, 4, 6, 2 * int(rng.integers(4, 9))]:
        yield {"kernel_size": kernel_size}


def same_padding_rounded_up(kernel_size):
    return kernel_size // 2, kernel_size // 2


def same_padding_by_round(kernel_size):
    return round((kernel_size - 1) / 2), round(kernel_size / 2)


def same_padding_by_array(kernel_size):
    return np.array([kernel_size - 1, kernel_size]) // 2


def same_padding_by_divmod(kernel_size):
    before, one_more = divmod(kernel_size - 1, 2)
    return np.int64(before), np.int64(before + one_more)


def same_padding_by_halves(kernel_size):
    return [(kernel_size - 1) // 2, kernel_size // 2]


SAME_PADDING = Check(
    "same_padding",
    [Part("odd kernels", 1, odd_kernels), Part("even kernels", 1, even_kernels)],
    [
        Misconception(
            "larger one first",
            [("total // 2, total - total // 2", "total - total // 2, total // 2")],
            "For even kernels you put the extra zero before the axis. The output would be as long, but shifted by one "
            "against what the docstring asks for: the larger number comes last.",
        ),
        Misconception(
            "half the kernel on each side",
            same_padding_rounded_up,
            "Right for odd kernels. An even kernel gets one zero too many, and the output is one longer than "
            "the input: before and after must add up to kernel_size - 1.",
        ),
        Misconception(
            "rounded down on each side",
            [("total - total // 2", "total // 2")],
            "Right for odd kernels. An even kernel gets one zero too few, and the output is one shorter than "
            "the input: before and after must add up to kernel_size - 1.",
        ),
        Misconception(
            "total on each side",
            [("total // 2, total - total // 2", "total, total")],
            "You put kernel_size - 1 zeros on each side; that many are needed in all. "
            "Formulas differ in whether they count one side or both.",
        ),
        Misconception(
            "kernel size in all",
            [("kernel_size - 1", "kernel_size")],
            "Your two numbers add up to kernel_size, one too many. Without padding, a kernel takes kernel_size - 1 "
            "entries away; a kernel of 1 takes none.",
        ),
        Misconception(
            "rounded to even numbers",
            same_padding_by_round,
            "round() takes a number that ends in .5 to the nearest even number: round(0.5) is 0, but round(1.5) is 2. "
            "So some of your numbers are too large by one. // rounds down, always.",
        ),
        Misconception(
            "all after",
            [("total // 2, total - total // 2", "0, total")],
            "All zeros come after the axis. Split them as evenly as you can.",
        ),
        Misconception(
            "all before",
            [("total // 2, total - total // 2", "total, 0")],
            "All zeros come before the axis. Split them as evenly as you can.",
        ),
        Misconception(
            "halves of a pixel",
            [("total // 2, total - total // 2", "total / 2, total / 2")],
            "You divide with /, which gives floats, and half a pixel for even kernels. "
            "Both numbers are integers, and for even kernels they differ by one.",
        ),
        Misconception(
            "a kernel on each side",
            [("total // 2, total - total // 2", "kernel_size, kernel_size")],
            "You put a whole kernel_size of zeros on each side. Wanted is just enough to make good what the kernel "
            "takes away: kernel_size - 1 in all.",
        ),
    ],
    accepts=[same_padding_by_divmod, same_padding_by_halves, same_padding_by_array],
)


# --- conv_output_size -------------------------------------------------------------------------


def steps_of_one(rng):
    yield {"n": 3, "k": 2, "pad": 0, "stride": 1}
    yield {"n": 3, "k": 2, "pad": 1, "stride": 1}
    yield {"n": 5, "k": 1, "pad": 0, "stride": 1}
    n = int(rng.integers(10, 30))
    yield {"n": n, "k": int(rng.integers(3, 9)), "pad": int(rng.integers(2, 5)), "stride": 1}


def strides_that_divide(rng):
    yield {"n": 7, "k": 3, "pad": 0, "stride": 2}
    yield {"n": 6, "k": 4, "pad": 2, "stride": 3}
    yield {"n": 227, "k": 11, "pad": 0, "stride": 4}
    k, stride, steps = (int(number) for number in rng.permutation([3, 4, 5]))
    yield {"n": k + stride * steps - 4, "k": k, "pad": 2, "stride": stride}


def strides_that_do_not_divide(rng):
    yield {"n": 6, "k": 3, "pad": 0, "stride": 2}
    yield {"n": 7, "k": 2, "pad": 0, "stride": 4}
    yield {"n": 8, "k": 3, "pad": 1, "stride": 2}
    yield {"n": 224, "k": 7, "pad": 3, "stride": 2}
    k, stride, steps = (int(number) for number in rng.permutation([3, 4, 5]))
    yield {"n": k + stride * steps - 5 + stride, "k": k, "pad": 2, "stride": stride}


def wrong_numbers(rng):
    # In each case at most one number is wrong, named by `_about`; some are right, and must not be refused.
    yield {"n": 4, "k": 3, "pad": 0, "stride": 2, "_about": "pad"}
    yield {"n": 0, "k": 1, "pad": 1, "stride": 2, "_about": "n"}
    yield {"n": 5, "k": 0, "pad": 1, "stride": 2, "_about": "k"}
    yield {"n": 5, "k": -2, "pad": 1, "stride": 2, "_about": "k"}
    yield {"n": 5, "k": 2, "pad": -1, "stride": 1, "_about": "pad"}
    yield {"n": 5, "k": 2, "pad": 1, "stride": -1, "_about": "stride"}
    yield {"n": 5, "k": 2, "pad": 1, "stride": 0, "_about": "stride"}
    yield {"n": 3, "k": 4, "pad": 0, "stride": 2, "_about": "k"}
    yield {"n": 3, "k": 5, "pad": 1, "stride": 1, "_about": "k"}
    yield {"n": 3, "k": 4, "pad": 1, "stride": 1, "_about": "k"}
    yield {"n": 3, "k": 6, "pad": 1, "stride": 2, "_about": "k"}
    n, pad, stride = (int(number) for number in rng.permutation([4, 7, 9]))
    yield {"n": n, "k": n + 2 * pad + 1 + int(rng.integers(4)), "pad": pad, "stride": stride, "_about": "k"}
    yield {"n": n, "k": 1, "pad": -1, "stride": stride, "_about": "pad"}
    yield {"n": -n, "k": 2, "pad": n + 2, "stride": stride, "_about": "n"}


def conv_output_size_without_errors(n, k, pad, stride):
    return (n + 2 * pad - k) // stride + 1


def conv_output_size_float_without_errors(n, k, pad, stride):
    return np.floor((n + 2 * pad - k) / stride) + 1


def conv_output_size_answering(n, k, pad, stride):
    if n < 1 or k < 1 or pad < 0 or stride < 1 or k > n + 2 * pad:
        return 0
    return (n + 2 * pad - k) // stride + 1


def conv_output_size_by_int(n, k, pad, stride):
    if n < 1:
        raise ValueError("n: there is no input")
    if stride < 1:
        raise ValueError(f"stride {stride} does not move on")
    if pad < 0:
        raise ValueError("pad")
    if k < 1 or k > n + 2 * pad:
        raise ValueError(f"k = {k}, which does not fit")
    return 1 + int((n + 2 * pad - k) / stride)


def conv_output_size_counted(n, k, pad, stride):
    if n < 1:
        raise ValueError("n < 1")
    if not 1 <= k <= n + 2 * max(pad, 0):
        raise ValueError("k does not fit")
    if pad < 0:
        raise ValueError("pad < 0")
    if stride < 1:
        raise ValueError("stride < 1")
    return np.int64(len(range(0, n + 2 * pad - k + 1, stride)))


WRONG_SIZES = [
    Misconception(
        "pad counted once",
        [("(n + 2 * pad - k)", "(n + pad - k)")],
        "You add the padding once. `pad` counts the zeros on one side, and there are two sides.",
    ),
    Misconception(
        "pad ignored",
        [("(n + 2 * pad - k)", "(n - k)")],
        "The padding is missing from the size: the window may also lie on the zeros on both sides.",
    ),
    Misconception(
        "first place not counted",
        [("// stride + 1", "// stride")],
        "You count the steps. The number of places is larger by one: before the first step there is a place, too.",
    ),
    Misconception(
        "one added before the division",
        [("(n + 2 * pad - k) // stride + 1", "(n + 2 * pad - k + 1) // stride")],
        "Right with stride 1. You add the 1 before dividing; it stands for the first place and is no step, "
        "so add it after the division.",
    ),
    Misconception(
        "rounded up",
        [("(n + 2 * pad - k) // stride", "-(-(n + 2 * pad - k) // stride)")],
        "You round up where the stride does not divide. A last step that would carry the window beyond "
        "the border is not made: round down.",
    ),
    Misconception(
        "rounded to the nearest",
        [("(n + 2 * pad - k) // stride", "round((n + 2 * pad - k) / stride)")],
        "You round to the nearest integer. A step that is more than half possible is still not possible: "
        "round down, always.",
    ),
    Misconception(
        "stride ignored",
        [(" // stride + 1", " + 1")],
        "The stride is ignored: with a stride of 2 only every other place is used.",
    ),
    Misconception(
        "an n-th of the input",
        [("(n + 2 * pad - k) // stride + 1", "n // stride")],
        "You divide the length of the input by the stride. The length of the window and the padding count, too, "
        "even at stride 1.",
    ),
    Misconception(
        "window's length forgotten",
        [("(n + 2 * pad - k)", "(n + 2 * pad)")],
        "The length of the window is missing. Its first entry can only go as far as the last one "
        "still lies on the input.",
    ),
    Misconception(
        "not rounded",
        [("// stride", "/ stride")],
        "You divide with /, which gives a float, and where the stride does not divide a fraction of a place. "
        "The result is an integer, rounded down.",
    ),
    Misconception(
        "brackets forgotten",
        [("(n + 2 * pad - k) // stride", "n + 2 * pad - k // stride")],
        "You divide k alone: // comes before + and -. What is divided is the whole room that is left to move, "
        "so it needs brackets.",
    ),
    Misconception(
        "float",
        [("(n + 2 * pad - k) // stride", "np.floor((n + 2 * pad - k) / stride)")],
        "The number is right, but it is a float, and no array can be made with a length of 3.0. "
        "Return an integer; // rounds down and keeps integers.",
    ),
]
KINDS_OF_ERROR = ["an error that is no ValueError is raised", "a ValueError is raised"]

CONV_OUTPUT_SIZE = Check(
    "conv_output_size",
    [
        Part("stride 1", 1, steps_of_one),
        Part("strides that divide", 1, strides_that_divide),
        Part("strides that do not divide", 1, strides_that_do_not_divide),
        Part("errors raised", 1, wrong_numbers, KINDS_OF_ERROR, "conv_output_size_error"),
        Part("errors that name the wrong number", 1, wrong_numbers, None, "conv_output_size_error"),
    ],
    [
        Misconception(
            "no errors",
            conv_output_size_without_errors,
            "Not every wrong number is refused; the case below shows one. Look at each number before you compute, and "
            "raise a ValueError. To print a message, or to write ValueError(...) without `raise`, stops nothing.",
        ),
        *WRONG_SIZES,
        Misconception(
            "float, no errors",
            conv_output_size_float_without_errors,
            "The number is right, but it is a float, and no array can be made with a length of 3.0. "
            "Return an integer; // rounds down and keeps integers. Wrong numbers are not refused yet.",
        ),
        Misconception(
            "pad counted once, in the error too",
            [("(n + 2 * pad - k)", "(n + pad - k)"), ("if k > n + 2 * pad", "if k > n + pad")],
            "You add the padding once, in the size and where you compare it with k. `pad` counts the zeros "
            "on one side, and there are two sides.",
        ),
        Misconception(
            "an answer for wrong numbers",
            conv_output_size_answering,
            "For wrong numbers you print or return something, and whoever called the function goes on "
            "without noticing. Raise a ValueError.",
        ),
        Misconception(
            "error without the name",
            [
                ('f"{name} must be at least {least}, but is {number}"', '"wrong size"'),
                ('f"k is {k}, longer than the padded input, {n + 2 * pad}"', '"window too long"'),
            ],
            "You raise a ValueError, but its message does not begin with the name of the wrong number. "
            "The first word is n, k, pad or stride.",
        ),
        Misconception(
            "long window blamed on n",
            [('f"k is {k}, longer', 'f"n is too small for {k}, longer')],
            "When the window is longer than the padded input, the docstring takes k for the wrong one; "
            "your message begins with another word.",
        ),
        Misconception(
            "long window accepted",
            [("if k > n + 2 * pad:", "if False:")],
            "A window longer than the padded input fits nowhere, but you return a number for it. Raise a ValueError.",
        ),
        Misconception(
            "window of full length refused",
            [("k > n + 2 * pad", "k >= n + 2 * pad")],
            "You refuse a window as long as the padded input. It fits: at one place.",
        ),
        Misconception(
            "window compared with the input alone",
            [("if k > n + 2 * pad", "if k > n")],
            "You compare the window with the input without its padding. With zeros on both sides a longer window fits.",
        ),
        Misconception(
            "pad 0 refused",
            [('("pad", pad, 0)', '("pad", pad, 1)')],
            "You refuse a pad of 0. No padding is the usual case; only a negative number is wrong.",
        ),
        Misconception(
            "zero accepted",
            [("if number < least", "if number < 0")],
            "n, k and stride must be at least 1, but a 0 is not refused everywhere (as a stride it ends in a "
            "ZeroDivisionError). Of the four only pad may be 0.",
        ),
        Misconception(
            "n not checked",
            [('("n", n, 1), ', "")],
            "Numbers below 1 are accepted for n. It must be at least 1: raise a ValueError for a smaller one.",
        ),
        Misconception(
            "n of 0 accepted",
            [('("n", n, 1)', '("n", n, 0)')],
            "An n of 0 is accepted, though n must be at least 1: an input of no length gives no output.",
        ),
        Misconception(
            "k not checked",
            [('("k", k, 1), ', "")],
            "Numbers below 1 are accepted for k. It must be at least 1: raise a ValueError for a smaller one.",
        ),
        Misconception(
            "k of 0 accepted",
            [('("k", k, 1)', '("k", k, 0)')],
            "A k of 0 is accepted, though k must be at least 1: a window of no length reads nothing.",
        ),
        Misconception(
            "stride not checked",
            [(', ("stride", stride, 1)]', "]")],
            "The stride is not checked: 0 ends in a ZeroDivisionError, and a negative one gives a number "
            "that means nothing. Raise a ValueError for both.",
        ),
        Misconception(
            "stride of 0 divided by",
            [('("stride", stride, 1)', '("stride", stride, 0)')],
            "A stride of 0 ends in a ZeroDivisionError. Do you refuse it, and do you do so before you divide?",
        ),
        Misconception(
            "negative stride accepted",
            [('("stride", stride, 1)', '("stride", abs(stride), 1)')],
            "A negative stride is accepted. It must be at least 1: raise a ValueError for every smaller number.",
        ),
        Misconception(
            "pad not checked",
            [('("pad", pad, 0), ', "")],
            "A negative pad is accepted. Raise a ValueError for it.",
        ),
        Misconception(
            "another kind of error",
            [
                ('raise ValueError(f"{name}', 'raise AssertionError(f"{name}'),
                ('raise ValueError(f"k is', 'raise AssertionError(f"k is'),
            ],
            "A wrong number ends in an error, but it is no ValueError. `assert`, for one, raises an AssertionError. "
            "Use `raise ValueError(...)`.",
        ),
    ],
    accepts=[conv_output_size_by_int, conv_output_size_counted],
)


# --- corr2d_strided ---------------------------------------------------------------------------


def worked_example(rng):
    yield {"X": np.arange(9.0).reshape(3, 3), "K": np.arange(4.0).reshape(2, 2), "padding": (1, 1), "stride": (3, 2)}


def strided(rng):
    yield {"X": small(rng, 1, 3), "K": np.array([[2.0]]), "padding": (0, 0), "stride": (1, 2)}
    yield {"X": small(rng, 3, 2), "K": np.array([[2.0]]), "padding": (0, 0), "stride": (2, 1)}
    yield {"X": small(rng, 2, 5), "K": small(rng, 2, 1), "padding": (0, 0), "stride": (1, 2)}
    yield {"X": small(rng, 4, 3), "K": small(rng, 2, 3), "padding": (0, 0), "stride": (2, 1)}
    yield {"X": rng.normal(size=(6, 9)), "K": rng.normal(size=(2, 3)), "padding": (0, 0), "stride": (2, 3)}
    yield {"X": rng.normal(size=(9, 8)), "K": rng.normal(size=(3, 4)), "padding": (0, 0), "stride": (3, 2)}


def padded(rng):
    yield {"X": small(rng, 2, 1), "K": np.array([[2.0]]), "padding": (0, 1), "stride": (1, 1)}
    yield {"X": small(rng, 1, 2), "K": np.array([[2.0]]), "padding": (1, 0), "stride": (1, 1)}
    yield {"X": small(rng, 2, 3), "K": small(rng, 2, 2), "padding": (1, 0), "stride": (1, 1)}
    yield {"X": rng.normal(size=(3, 4)), "K": rng.normal(size=(2, 3)), "padding": (1, 2), "stride": (1, 1)}
    yield {"X": rng.normal(size=(4, 2)), "K": rng.normal(size=(3, 6)), "padding": (1, 2), "stride": (1, 1)}


def strided_and_padded(rng):
    sizes = [((4, 6), (3, 2), (1, 0), (2, 3)), ((7, 6), (2, 4), (2, 1), (4, 3)), ((9, 12), (3, 5), (0, 2), (4, 2))]
    yield {"X": small(rng, 3, 4), "K": small(rng, 2, 1), "padding": (0, 1), "stride": (2, 3)}
    for picture, kernel, padding, stride in sizes:
        X, K = rng.normal(size=picture), rng.normal(size=kernel)
        yield {"X": X, "K": K, "padding": padding, "stride": stride}


def corr2d_strided_at_places(X, K, padding, stride):
    P = zero_pad(X, padding)  # noqa: F821, another exercise
    HH, WW = K.shape
    Y = np.zeros((P.shape[0] - HH + 1, P.shape[1] - WW + 1))
    for i in range(0, Y.shape[0], stride[0]):
        for j in range(0, Y.shape[1], stride[1]):
            Y[i, j] = np.sum(P[i:i + HH, j:j + WW] * K)
    return Y


def corr2d_strided_rounded_up(X, K, padding, stride):
    P = zero_pad(X, padding)  # noqa: F821, another exercise
    HH, WW = K.shape
    P = np.pad(P, [(0, (HH - P.shape[0]) % stride[0]), (0, (WW - P.shape[1]) % stride[1])])
    windows = np.lib.stride_tricks.sliding_window_view(P, (HH, WW))[::stride[0], ::stride[1]]
    return np.einsum("ijab,ab->ij", windows, K)


def corr2d_strided_padding_twice(X, K, padding, stride):
    P = zero_pad(X, padding)  # noqa: F821, another exercise
    HH, WW = K.shape
    Y = np.zeros([(n + 2 * p - k) // s + 1 for n, p, k, s in zip(P.shape, padding, K.shape, stride)])
    for i in range(Y.shape[0]):
        for j in range(Y.shape[1]):
            top, left = i * stride[0], j * stride[1]
            Y[i, j] = np.sum(P[top:top + HH, left:left + WW] * K)
    return Y


def corr2d_strided_windows(X, K, padding, stride):
    P = np.pad(X, [(padding[0], padding[0]), (padding[1], padding[1])])
    windows = np.lib.stride_tricks.sliding_window_view(P, K.shape)[::stride[0], ::stride[1]]
    return np.tensordot(windows, K, axes=2)


def corr2d_strided_shifts(X, K, padding, stride):
    (pad_h, pad_w), (stride_h, stride_w), (HH, WW) = padding, stride, K.shape
    rows = 1 + int((X.shape[0] + 2 * pad_h - HH) / stride_h)
    columns = 1 + int((X.shape[1] + 2 * pad_w - WW) / stride_w)
    P, Y = zero_pad(X, padding), 0  # noqa: F821, another exercise
    for a in range(HH):
        for b in range(WW):
            Y = Y + K[a, b] * P[a::stride_h, b::stride_w][:rows, :columns]
    return Y


CORR2D_STRIDED = Check(
    "corr2d_strided",
    [
        Part("worked example", 1, worked_example),
        Part("stride", 2, strided),
        Part("padding", 1, padded),
        Part("both, with sizes that do not divide", 2, strided_and_padded),
    ],
    [
        Misconception(
            "window cut at i, j",
            [("i * stride[0], j * stride[1]", "i, j")],
            "The size is right, but your windows stand next to each other. Output row i belongs to the window "
            "that has moved down by i steps of stride_h; the same across.",
        ),
        Misconception(
            "stride ignored",
            [
                ("padding[0], stride[0])", "padding[0], 1)"),
                ("padding[1], stride[1])", "padding[1], 1)"),
                ("i * stride[0], j * stride[1]", "i, j"),
            ],
            "The stride is ignored: your window stops at every pixel.",
        ),
        Misconception(
            "output at the window's place",
            corr2d_strided_at_places,
            "You store each sum at the place of its window, so rows and columns of zeros are left between them. "
            "The output has one entry for each window, side by side.",
        ),
        Misconception(
            "strides swapped",
            [
                ("padding[0], stride[0])", "padding[0], stride[1])"),
                ("padding[1], stride[1])", "padding[1], stride[0])"),
                ("i * stride[0], j * stride[1]", "i * stride[1], j * stride[0]"),
            ],
            "The strides are swapped: the first number of the pair is the step down, the second the step to the right.",
        ),
        Misconception(
            "strides swapped in the window",
            [("i * stride[0], j * stride[1]", "i * stride[1], j * stride[0]")],
            "The size is right, but where you cut out the window the strides are swapped: "
            "i counts steps down, j steps to the right.",
        ),
        Misconception(
            "first stride for both axes",
            [("padding[1], stride[1])", "padding[1], stride[0])"), ("j * stride[1]", "j * stride[0]")],
            "You use the first stride for both axes. The second one is the step to the right.",
        ),
        Misconception(
            "pads swapped",
            [
                ("padding[0], stride[0])", "padding[1], stride[0])"),
                ("padding[1], stride[1])", "padding[0], stride[1])"),
                ("zero_pad(X, padding)", "zero_pad(X, padding[::-1])"),
            ],
            "The pads are swapped: the first number of the pair adds rows above and below, "
            "the second adds columns left and right.",
        ),
        Misconception(
            "pads swapped in the padded picture",
            [("zero_pad(X, padding)", "zero_pad(X, padding[::-1])")],
            "The size is right, but the zeros are on the wrong sides of the picture: the first number of the pair "
            "adds rows above and below, the second adds columns left and right.",
        ),
        Misconception(
            "first pad for both axes",
            [("padding[1], stride[1])", "padding[0], stride[1])"), ("zero_pad(X, padding)", "zero_pad(X, padding[0])")],
            "You use the first pad for both axes. The second one adds columns left and right.",
        ),
        Misconception(
            "zeros after the picture missing",
            [
                ("conv_output_size(X.shape[0], HH, padding[0]", "conv_output_size(X.shape[0] + padding[0], HH, 0"),
                ("conv_output_size(X.shape[1], WW, padding[1]", "conv_output_size(X.shape[1] + padding[1], WW, 0"),
            ],
            "The zeros below and on the right are missing, or not counted in the size. "
            "The padded picture has H + 2 * pad_h rows and W + 2 * pad_w columns.",
        ),
        Misconception(
            "padding ignored",
            [
                ("HH, padding[0]", "HH, 0"),
                ("WW, padding[1]", "WW, 0"),
                ("zero_pad(X, padding)", "X"),
            ],
            "The padding is ignored: put the zeros around the picture before the window slides.",
        ),
        Misconception(
            "padding counted twice",
            corr2d_strided_padding_twice,
            "The padding is counted twice: the padded picture has the zeros in it already. "
            "Its own length needs no further pad.",
        ),
        Misconception(
            "padding missing from the size",
            [("HH, padding[0]", "HH, 0"), ("WW, padding[1]", "WW, 0")],
            "Your windows lie on the padded picture, but the size of the output does not count the zeros: "
            "there are more places.",
        ),
        Misconception(
            "windows of the bare picture",
            [("zero_pad(X, padding)", "X")],
            "The size counts the padding, but your windows are cut from X and not from the padded picture.",
        ),
        Misconception(
            "stride as the step of the slice",
            [
                ("P[top:top + HH,", "P[i:i + HH * stride[0]:stride[0],"),
                (" left:left + WW]", " j:j + WW * stride[1]:stride[1]]"),
            ],
            "Within the window you take only every stride-th pixel. The window itself has no gaps; "
            "what moves in steps is the place where it begins.",
        ),
        Misconception(
            "window with gaps",
            [
                ("P[top:top + HH,", "P[top:top + HH * stride[0]:stride[0],"),
                (" left:left + WW]", " left:left + WW * stride[1]:stride[1]]"),
            ],
            "Your windows begin at the right places, but within them you take only every stride-th pixel. "
            "A window has no gaps: leave the step out of the slice.",
        ),
        Misconception(
            "end of the window without the stride",
            [("P[top:top + HH, left:left + WW]", "P[top:i + HH, left:j + WW]")],
            "Your windows begin at i * stride_h but end at i + HH. Both ends move on with the stride.",
        ),
        Misconception(
            "loops in steps over the outputs",
            [
                ("range(rows)", "range(0, rows, stride[0])"),
                ("range(columns)", "range(0, columns, stride[1])"),
                ("i * stride[0], j * stride[1]", "i, j"),
            ],
            "Your loops skip entries of the output. Every entry is computed; what moves in steps is the window.",
        ),
        Misconception(
            "rounded up",
            corr2d_strided_rounded_up,
            "Where the stride does not divide you add a last window that hangs over the border. "
            "Only windows that lie wholly on the padded picture count.",
        ),
        Misconception(
            "one row and column short",
            [
                ("np.zeros((rows, columns))", "np.zeros((rows - 1, columns - 1))"),
                ("range(rows)", "range(rows - 1)"),
                ("range(columns)", "range(columns - 1)"),
            ],
            "The output is one row and one column short: before the first step there is a place, too.",
        ),
        Misconception(
            "flipped kernel",
            [("* K)", "* K[::-1, ::-1])")],
            "Your kernel is turned round: that is the convolution of mathematics. "
            "Cross-correlation lays the kernel on the picture as it stands.",
        ),
        Misconception(
            "kernel forgotten",
            [(" * K)", ")")],
            "You add up the pixels of the window as they are: the kernel is missing. Each pixel is first multiplied by "
            "the entry of the kernel that lies on it.",
        ),
        Misconception(
            "matrix product",
            [("] * K)", "] @ K)")],
            "@ is the matrix product, rows times columns. Here each pixel is multiplied by the one entry of the kernel "
            "that lies on it: that is *.",
        ),
        Misconception(
            "height and width of the kernel swapped",
            [("HH, WW = K.shape", "WW, HH = K.shape")],
            "The height and the width of the kernel are swapped: a shape gives the rows first.",
        ),
        Misconception(
            "border repeated",
            [("zero_pad(X, padding)", 'np.pad(X, [(padding[0],) * 2, (padding[1],) * 2], mode="edge")')],
            "Around your picture its border pixels are repeated; here the padding is made of zeros.",
        ),
        Misconception(
            "cut to whole numbers",
            [("np.zeros((rows, columns))", "np.zeros((rows, columns), dtype=int)")],
            "Your output holds whole numbers, so fractions are cut off. Make room for floats.",
        ),
        *LOOP_MISTAKES,
    ],
    accepts=[corr2d_strided_windows, corr2d_strided_shifts],
    needs=["zero_pad", "conv_output_size"],
)

CHECKS = [PIXEL_USE_COUNTS, ZERO_PAD, SAME_PADDING, CONV_OUTPUT_SIZE, CORR2D_STRIDED]
