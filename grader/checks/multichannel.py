"""Checks of chapter 03_multichannel."""
import numpy as np

from grader.checks import Check, Misconception, Part, small
from solutions.multichannel import conv_forward_naive, corr2d_multi_in
from solutions.padding_and_stride import zero_pad

X2 = np.stack([np.arange(9.0), np.arange(1.0, 10.0)]).reshape(2, 3, 3)  # the two channels of the textbook's figure
K2 = np.stack([np.arange(4.0), np.arange(1.0, 5.0)]).reshape(2, 2, 2)


# --- corr2d_multi_in --------------------------------------------------------------------------


def worked_example(rng):
    yield {"X": X2, "K": K2}


def several_channels(rng):
    yield {"X": small(rng, 2, 1, 2), "K": small(rng, 2, 1, 1)}
    yield {"X": small(rng, 3, 1, 2), "K": small(rng, 3, 1, 1)}
    yield {"X": small(rng, 3, 2, 4), "K": small(rng, 3, 1, 2)}
    for picture, window in [((2, 5, 4), (3, 1)), ((4, 6, 7), (2, 3)), ((3, 8, 6), (4, 5))]:
        yield {"X": rng.normal(size=picture), "K": rng.normal(size=(picture[0], *window))}


def one_channel(rng):
    yield {"X": small(rng, 1, 2, 3), "K": small(rng, 1, 1, 2)}
    yield {"X": rng.normal(size=(1, 6, 5)), "K": rng.normal(size=(1, 3, 2))}


def other_channels(rng):
    # Large, so that shapes alone are shown, and that another mistake has smaller cases.
    yield {"X": small(rng, 3, 12, 13), "K": small(rng, 2, 10, 11)}
    yield {"X": small(rng, 2, 16, 17), "K": small(rng, 4, 14, 12)}


def corr2d_multi_in_einsum(X, K):
    if len(X) != len(K):
        raise ValueError("einsum stretches an axis of length 1")
    windows = np.lib.stride_tricks.sliding_window_view(X, K.shape[1:], axis=(1, 2))
    return np.einsum("cijab,cab->ij", windows, K)


SUMMED = "sum(corr2d(channel, kernel) for channel, kernel in zip(X, K))"

CORR2D_MULTI_IN = Check(
    "corr2d_multi_in",
    [
        Part("worked example", 1, worked_example),
        Part("several channels", 2, several_channels),
        Part("one channel", 1, one_channel),
        Part("ValueError for other channels", 1, other_channels, probe="corr2d_multi_in_channels"),
    ],
    [
        Misconception(
            "channels not compared",
            [("X.shape[0] != K.shape[0]", "False")],
            "A filter with more or fewer channels than the picture is not refused with a ValueError. zip, for one, "
            "stops without a word where the shorter one ends. Compare the two numbers before you compute; "
            "print(...) and `assert` are no ValueError.",
        ),
        Misconception(
            "only the first channel",
            [(SUMMED, "corr2d(X[0], K[0])")],
            "Your result is that of channel 0 alone. Every channel counts: if you have a loop, does it end after "
            "its first turn because `return` stands inside it?",
        ),
        Misconception(
            "only the last channel",
            [(SUMMED, "corr2d(X[-1], K[-1])")],
            "Your result is that of the last channel alone: each channel replaces the one before. Add them up.",
        ),
        Misconception(
            "two channels only",
            [(SUMMED, "corr2d(X[0], K[0]) + corr2d(X[1], K[1])")],
            "Your code names two channels, X[0] and X[1]. There can be one, or three: go through all that there are.",
        ),
        Misconception(
            "mean over the channels",
            [(SUMMED, f"{SUMMED} / len(K)")],
            "You take the mean over the channels. The maps of the channels are added up, not averaged.",
        ),
        Misconception(
            "channels not added up",
            [(SUMMED, "np.stack([corr2d(channel, kernel) for channel, kernel in zip(X, K)])")],
            "You return a map for each channel. One filter gives one map: add them up, entry by entry.",
        ),
        Misconception(
            "first kernel for all channels",
            [("corr2d(channel, kernel)", "corr2d(channel, K[0])")],
            "You use the kernel of channel 0 for every channel. Channel c has a kernel of its own, K[c].",
        ),
        Misconception(
            "first channel for all kernels",
            [("corr2d(channel, kernel)", "corr2d(X[0], kernel)")],
            "Every kernel looks at channel 0 of the picture. Kernel c belongs to channel c.",
        ),
        Misconception(
            "every channel with every kernel",
            [(SUMMED, "corr2d(X.sum(axis=0), K.sum(axis=0))")],
            "Every channel meets every kernel. That comes from two loops, one inside the other, and also from adding "
            "up the channels, and the kernels, first. Channel c meets K[c] only: one loop that goes through both.",
        ),
        Misconception(
            "grey picture first",
            [(SUMMED, "corr2d(X.mean(axis=0), K.sum(axis=0))")],
            "You make the picture grey first, by taking the mean of its channels. After that the kernels cannot "
            "treat the channels differently any more: correlate channel by channel first.",
        ),
        Misconception(
            "flipped kernels",
            [("corr2d(channel, kernel)", "corr2d(channel, kernel[::-1, ::-1])")],
            "Your kernels are turned by 180 degrees. A layer computes the cross-correlation: leave them as they are.",
        ),
        Misconception(
            "channels in reverse",
            [("zip(X, K)", "zip(X, K[::-1])")],
            "The kernels meet the channels in reverse order: K[0] belongs to X[0].",
        ),
        Misconception(
            "first channel twice",
            [(SUMMED, f"corr2d(X[0], K[0]) + {SUMMED}")],
            "Channel 0 counts twice: the sum starts with it, and then the loop adds it again.",
        ),
        Misconception(
            "transposed kernels",
            [("corr2d(channel, kernel)", "corr2d(channel, kernel.T)")],
            "Rows and columns of your kernels are swapped: K[c] is laid on channel c as it stands.",
        ),
        Misconception(
            "one row and column short",
            [(SUMMED, f"{SUMMED}[:-1, :-1]")],
            "Your map is one row and one column short. A window fits at H - HH + 1 places down and W - WW + 1 across.",
        ),
        Misconception(
            "everything added up",
            [(SUMMED, f"np.sum([{SUMMED}])")],
            "You return one number: np.sum without an axis adds up everything. Add map to map, entry by entry; "
            "what remains is a table.",
        ),
        Misconception(
            "rows added up",
            [(SUMMED, "np.sum([corr2d(channel, kernel) for channel, kernel in zip(X, K)], axis=1)")],
            "You add up along the wrong axis: a map for each channel is left, with its rows added up. "
            "In a stack of maps, which axis counts the channels?",
        ),
        Misconception(
            "maps side by side",
            [(SUMMED, "np.hstack([corr2d(channel, kernel) for channel, kernel in zip(X, K)])")],
            "The maps of the channels stand side by side in one wide table. Add them up, entry by entry.",
        ),
        Misconception(
            "maps below each other",
            [(SUMMED, "np.concatenate([corr2d(channel, kernel) for channel, kernel in zip(X, K)])")],
            "The maps of the channels stand below each other in one long table. Add them up, entry by entry.",
        ),
        Misconception(
            "maps multiplied",
            [(SUMMED, "np.prod([corr2d(channel, kernel) for channel, kernel in zip(X, K)], axis=0)")],
            "You multiply the maps of the channels. Products are taken within a window; after that, all is added up.",
        ),
    ],
    accepts=[corr2d_multi_in_einsum],
)


# --- corr2d_multi_in_out ----------------------------------------------------------------------


def three_filters(rng):
    yield {"X": X2, "K": np.stack([K2, K2 + 1, K2 + 2])}


def several_filters(rng):
    yield {"X": small(rng, 1, 2, 2), "K": small(rng, 2, 1, 1, 1)}
    yield {"X": small(rng, 2, 2, 3), "K": small(rng, 2, 2, 1, 1)}
    yield {"X": small(rng, 2, 3, 4), "K": small(rng, 3, 2, 2, 1)}
    for picture, filters in [((4, 5, 6), (3, 4, 2, 1)), ((2, 8, 6), (5, 2, 3, 4))]:
        yield {"X": rng.normal(size=picture), "K": rng.normal(size=filters)}


def one_filter(rng):
    yield {"X": small(rng, 2, 2, 3), "K": small(rng, 1, 2, 1, 2)}
    yield {"X": rng.normal(size=(3, 5, 6)), "K": rng.normal(size=(1, 3, 2, 4))}


def corr2d_multi_in_out_einsum(X, K):
    windows = np.lib.stride_tricks.sliding_window_view(X, K.shape[2:], axis=(1, 2))
    return np.einsum("cijab,fcab->fij", windows, K)


STACKED = "np.stack([corr2d_multi_in(X, kernel) for kernel in K])"

CORR2D_MULTI_IN_OUT = Check(
    "corr2d_multi_in_out",
    [
        Part("worked example", 1, three_filters),
        Part("several filters", 2, several_filters),
        Part("one filter", 1, one_filter),
    ],
    [
        Misconception(
            "maps added up",
            [(STACKED, "sum(corr2d_multi_in(X, kernel) for kernel in K)")],
            "You add up the maps of the filters. Only channels are added up; each filter keeps a map of its own.",
        ),
        Misconception(
            "only the first filter",
            [(STACKED, "corr2d_multi_in(X, K[0])")],
            "You return the map of the first filter alone, without the axis of the filters. "
            "There is a map for each filter K[0], K[1], …, and they are stacked along a new first axis.",
        ),
        Misconception(
            "only the last filter",
            [(STACKED, "corr2d_multi_in(X, K[-1])")],
            "You return the map of the last filter alone: each map replaces the one before. Keep them all.",
        ),
        Misconception(
            "return after the first map",
            [("for kernel in K]", "for kernel in K[:1]]")],
            "There is only the map of the first filter: does `return` stand inside the loop? It belongs after it.",
        ),
        Misconception(
            "as many maps as channels",
            [("(X, kernel) for kernel in K]", "(X, K[f]) for f in range(len(X))]")],
            "You make a map for each channel of X. The number of maps is that of the filters, the length of K.",
        ),
        Misconception(
            "first filter for all maps",
            [("corr2d_multi_in(X, kernel)", "corr2d_multi_in(X, K[0])")],
            "All your maps come from the first filter. Map f comes from filter f.",
        ),
        Misconception(
            "filters on the last axis",
            [("for kernel in K])", "for kernel in K], axis=-1)")],
            "Your maps lie along the last axis: that is channels last. Here the axis of the filters comes first.",
        ),
        Misconception(
            "axes of filters and channels swapped",
            [("for kernel in K])", "for kernel in np.swapaxes(K, 0, 1)])")],
            "You take K[:, f] for filter f. The first axis of K counts the filters, the second the channels.",
        ),
        Misconception(
            "maps in one long table",
            [("np.stack", "np.concatenate")],
            "Your maps stand below each other in one table. They need an axis of their own, the first one.",
        ),
        Misconception(
            "first channel only",
            [("corr2d_multi_in(X, kernel)", "corr2d(X[0], kernel[0])")],
            "Each map sees channel 0 only. A filter looks at all channels of the picture.",
        ),
        Misconception(
            "channels not added up",
            [("corr2d_multi_in(X, kernel)", "np.stack([corr2d(c, k) for c, k in zip(X, kernel)])")],
            "You keep a map for each channel of each filter. Within a filter the channels are added up.",
        ),
        Misconception(
            "maps pile up",
            [(STACKED, f"np.cumsum({STACKED}, axis=0)")],
            "Each map contains those of the filters before it: the sum is not set back to zero for a new filter.",
        ),
        Misconception(
            "axis of one filter dropped",
            [(STACKED, f"np.squeeze({STACKED})")],
            "An axis of length one is lost. With one filter, too, the result has three axes: (1, rows, columns).",
        ),
    ],
    accepts=[corr2d_multi_in_out_einsum],
    needs=["corr2d_multi_in"],
)


# --- corr2d_multi_in_out_1x1 ------------------------------------------------------------------


def one_pixel(rng):
    yield {"X": np.array([3.0, 1.0]).reshape(2, 1, 1), "K": np.array([[1.0, 2], [0, 1], [4, 0]]).reshape(3, 2, 1, 1)}
    yield {"X": rng.normal(size=(4, 1, 1)), "K": rng.normal(size=(2, 4, 1, 1))}


def many_pixels(rng):
    yield {"X": small(rng, 2, 1, 2), "K": small(rng, 2, 2, 1, 1)}
    yield {"X": small(rng, 2, 2, 3), "K": small(rng, 3, 2, 1, 1)}
    for picture, filters in [((3, 4, 5), 2), ((4, 6, 3), 5), ((2, 3, 7), 4)]:
        yield {"X": rng.normal(size=picture), "K": rng.normal(size=(filters, picture[0], 1, 1))}


def one_channel_or_filter(rng):
    yield {"X": small(rng, 1, 2, 3), "K": small(rng, 2, 1, 1, 1)}
    yield {"X": small(rng, 2, 2, 3), "K": small(rng, 1, 2, 1, 1)}


def one_by_one_einsum(X, K):
    return np.einsum("fc,chw->fhw", K[:, :, 0, 0], X)


def one_by_one_pixel_by_pixel(X, K):
    out = np.zeros((K.shape[0], X.shape[1], X.shape[2]))
    for i in range(X.shape[1]):
        for j in range(X.shape[2]):
            out[:, i, j] = np.squeeze(K, axis=(2, 3)) @ X[:, i, j]
    return out


PRODUCT = "(K.reshape(F, C) @ X.reshape(C, H * W)).reshape(F, H, W)"

CORR2D_MULTI_IN_OUT_1X1 = Check(
    "corr2d_multi_in_out_1x1",
    [
        Part("one pixel", 1, one_pixel),
        Part("many pixels", 2, many_pixels),
        Part("one channel or one filter", 1, one_channel_or_filter),
    ],
    [
        Misconception(
            "picture reshaped to (H * W, C)",
            [("X.reshape(C, H * W)", "X.reshape(H * W, C).T")],
            "X.reshape(H * W, C) tears the pixels apart: reshape reads the numbers in their order, one whole channel "
            "after the other, so a row of C numbers comes from one channel. The axis of the channels must stay first.",
        ),
        Misconception(
            "result left flat",
            [("H * W)).reshape(F, H, W)", "H * W))")],
            "Your result is still a matrix of shape (F, H * W). Give it back its rows and columns.",
        ),
        Misconception(
            "product transposed, then reshaped",
            [(PRODUCT, "(X.reshape(C, H * W).T @ K.reshape(F, C).T).reshape(F, H, W)")],
            "Your product has a row for each pixel, (H * W, F). Reshaping that to (F, H, W) mixes maps and pixels: "
            "transpose it first, or multiply in the other order.",
        ),
        Misconception(
            "picture and filters reshaped to the other order",
            [(PRODUCT, "(X.reshape(H * W, C) @ K.reshape(C, F)).reshape(F, H, W)")],
            "All your shapes fit, but the numbers are mixed. reshape swaps no axes, it cuts the numbers anew in the "
            "order in which they lie. X has its channels first, K its filters first, and so must the two matrices.",
        ),
        Misconception(
            "picture reshaped to (H * W, C), the product to (F, H, W)",
            [(PRODUCT, "(X.reshape(H * W, C) @ K.reshape(F, C).T).reshape(F, H, W)")],
            "Two of your reshapes mix the numbers: X.reshape(H * W, C) does not keep the channels of a pixel together, "
            "and a product of shape (H * W, F) does not become (F, H, W) by cutting it anew. Keep C and F first.",
        ),
        Misconception(
            "rows and columns swapped at the end",
            [(".reshape(F, H, W)", ".reshape(F, W, H)")],
            "The last reshape takes the width for the height: the pixels were read row by row, H rows of W.",
        ),
        Misconception(
            "channels last",
            [(PRODUCT, "(X.reshape(C, H * W).T @ K.reshape(F, C).T).reshape(H, W, F)")],
            "Your result has the filters on the last axis. Here the axis of the filters comes first: (F, H, W).",
        ),
        Misconception(
            "filters reshaped to (C, F)",
            [("K.reshape(F, C) @", "K.reshape(C, F).T @")],
            "K.reshape(C, F) does not swap the axes of K, it cuts the same numbers differently. "
            "K has F filters of C numbers: keep that order.",
        ),
        Misconception(
            "matrix transposed",
            [("K.reshape(F, C) @", "K.reshape(F, C).T @")],
            "The matrix of the filters is transposed. Row f holds the weights of filter f, one for each channel.",
        ),
        Misconception(
            "not summed over the channels",
            [(PRODUCT, "K * X")],
            "You multiply, but do not add up over the channels: the result has an axis too many. "
            "A matrix product, `@`, does both.",
        ),
        Misconception(
            "np.dot of the arrays as they come",
            [(PRODUCT, "np.dot(K, X)")],
            "K and X are not matrices yet: with more than two axes, products pair axes that do not belong together. "
            "Reshape both first, so that the channels meet.",
        ),
        Misconception(
            "first channel only",
            [(PRODUCT, "K[:, 0] * X[0]")],
            "Only channel 0 is used. Every channel of a pixel counts, each with its weight.",
        ),
        Misconception(
            "mean over the channels",
            [(PRODUCT, f"{PRODUCT} / C")],
            "You take the mean over the channels. The weighted channels are added up.",
        ),
        Misconception(
            "only the first filter",
            [(PRODUCT, f"{PRODUCT}[0]")],
            "You return the map of the first filter, without the axis of the filters. The shape is (F, H, W).",
        ),
    ],
    accepts=[one_by_one_einsum, one_by_one_pixel_by_pixel],
)


# --- conv_single_step -------------------------------------------------------------------------


def no_bias(rng):
    yield _window(small(rng, 1, 1, 2) + 0.5, small(rng, 1, 1, 2), 0.0)
    for f, channels in [(2, 1), (2, 2)]:
        yield _window(small(rng, f, f, channels), small(rng, f, f, channels), 0.0)
    yield _window(rng.normal(size=(3, 3, 2)), rng.normal(size=(3, 3, 2)), 0.0)
    yield _window(rng.normal(size=(3, 3, 3)), rng.normal(size=(3, 3, 3)), 0.0)


def with_bias(rng):
    # + 1: the numbers of window and filter must not have the same sum.
    yield _window(small(rng, 2, 2, 1) + 1, small(rng, 2, 2, 1), 10.0)
    yield _window(small(rng, 1, 1, 3) + 1, small(rng, 1, 1, 3), float(rng.integers(20, 30)))
    yield _window(small(rng, 2, 2, 3) + 1, small(rng, 2, 2, 3), float(rng.integers(30, 40)))
    yield _window(small(rng, 3, 3, 4) + 1, small(rng, 3, 3, 4), float(-rng.integers(1, 20)))


def _window(a_slice_prev, W, bias):
    return {"a_slice_prev": a_slice_prev, "W": W, "b": np.full((1, 1, 1), bias)}


def single_step_vdot(a_slice_prev, W, b):
    return float(np.vdot(a_slice_prev, W) + b[0, 0, 0])


def single_step_in_place(a_slice_prev, W, b):
    a_slice_prev *= W
    return np.sum(a_slice_prev) + b.item()


CONV_SINGLE_STEP = Check(
    "conv_single_step",
    [Part("products added up", 1, no_bias), Part("bias", 1, with_bias)],
    [
        Misconception(
            "bias added to every product",
            [("np.sum(a_slice_prev * W) + b.item()", "np.sum(a_slice_prev * W + b)")],
            "You add the bias before the sum, so it counts f * f * n_C_prev times. Add it once, to the finished sum.",
        ),
        Misconception(
            "bias added for each channel",
            [("b.item()", "b.item() * W.shape[2]")],
            "The bias counts once for each channel. Add it once, when all channels are added up.",
        ),
        Misconception(
            "bias forgotten",
            [(" + b.item()", "")],
            "The bias is missing: add it to the sum.",
        ),
        Misconception(
            "bias subtracted",
            [("+ b.item()", "- b.item()")],
            "The bias is subtracted. Add it to the sum.",
        ),
        Misconception(
            "bias added to the weights",
            [("* W) + b.item()", "* (W + b))")],
            "You add the bias to each weight, before the products are taken. Add it to the sum of the products.",
        ),
        Misconception(
            "first channel only",
            [("a_slice_prev * W", "(a_slice_prev * W)[:, :, 0]")],
            "Only channel 0 is added up. The sum runs over all three axes of the window.",
        ),
        Misconception(
            "a number for each channel",
            [("a_slice_prev * W)", "a_slice_prev * W, axis=(0, 1))")],
            "You return a number for each channel. One window and one filter give one number: "
            "add up over the channels too.",
        ),
        Misconception(
            "products not added up",
            [("np.sum(a_slice_prev * W)", "a_slice_prev * W")],
            "You return the products. Add them all up, to one number.",
        ),
        Misconception(
            "mean for sum",
            [("np.sum(", "np.mean(")],
            "You take the mean of the products. Add them up.",
        ),
        Misconception(
            "matrix product for *",
            [("a_slice_prev * W", "a_slice_prev @ W")],
            "`@` and np.matmul multiply matrices: rows meet columns. Here each entry meets the one at its own place, "
            "which is what * does.",
        ),
        Misconception(
            "np.dot for *",
            [("a_slice_prev * W", "np.dot(a_slice_prev, W)")],
            "np.dot multiplies rows with columns. Here each entry meets the one at its own place, "
            "which is what * does.",
        ),
        Misconception(
            "flipped filter",
            [("* W)", "* W[::-1, ::-1])")],
            "The filter is turned by 180 degrees. A layer computes the cross-correlation: leave it as it is.",
        ),
        Misconception(
            "an array of shape (1, 1, 1)",
            [("b.item()", "b")],
            "The number is right, but it comes in an array of shape (1, 1, 1), like b. NumPy does not put such an "
            "array into one place of the output, Z[i, h, w, c]: make it a plain number.",
        ),
        Misconception(
            "an array of shape (1, 1)",
            [("b.item()", "b[0]")],
            "The number is right, but it comes in an array of shape (1, 1): b has three axes, and b[0] takes away one "
            "of them. Make it a plain number.",
        ),
        Misconception(
            "Python's sum",
            [("np.sum(", "sum(")],
            "Python's own sum adds up along the first axis only, the rows. NumPy has one that adds up everything.",
        ),
        Misconception(
            "added up over the channels only",
            [("a_slice_prev * W)", "a_slice_prev * W, axis=-1)")],
            "You add up over the channels only, and return a table. The rows and columns of the window are added up, "
            "too.",
        ),
        Misconception(
            "bias added to the window",
            [("a_slice_prev * W)", "(a_slice_prev + b) * W)"), (" + b.item()", "")],
            "You add the bias to the numbers of the window, before the products are taken. "
            "Add it to the sum of the products.",
        ),
        Misconception(
            "bias multiplied",
            [("+ b.item()", "* b.item()")],
            "You multiply the sum with the bias. A bias is added.",
        ),
        Misconception(
            "cut to a whole number",
            [("np.sum(a_slice_prev * W) + b.item()", "int(np.sum(a_slice_prev * W) + b.item())")],
            "What stands after the decimal point is lost: int(...) cuts it off. Leave the number as it is.",
        ),
        Misconception(
            "window changed in place",
            single_step_in_place,
            "The number is right, but your code changes its input: a_slice_prev *= W overwrites the window, and "
            "neighbouring windows share pixels. Keep the products in a new array.",
        ),
        Misconception(
            "sums multiplied",
            [("np.sum(a_slice_prev * W)", "np.sum(a_slice_prev) * np.sum(W)")],
            "You add up the window and the filter first and multiply the two sums. Multiply entry by entry, then add.",
        ),
    ],
    accepts=[single_step_vdot],
)


# --- conv_forward_naive -----------------------------------------------------------------------


def one_picture(rng):
    yield _layer(small(rng, 1, 1, 1, 2), small(rng, 1, 1, 1, 1))
    yield _layer(small(rng, 1, 2, 1, 2), small(rng, 1, 2, 1, 1))
    yield _layer(small(rng, 1, 1, 3, 2), small(rng, 1, 1, 2, 1))
    yield _layer(small(rng, 1, 2, 2, 4), small(rng, 1, 2, 1, 3))
    yield _layer(rng.normal(size=(1, 3, 6, 5)), rng.normal(size=(1, 3, 2, 4)))


def pictures_and_filters(rng):
    yield _layer(small(rng, 2, 1, 1, 2), small(rng, 1, 1, 1, 1))
    yield _layer(small(rng, 1, 1, 1, 3), small(rng, 2, 1, 1, 2))
    yield _layer(small(rng, 2, 1, 2, 3), small(rng, 3, 1, 1, 2))
    yield _layer(rng.normal(size=(3, 2, 6, 7)), rng.normal(size=(4, 2, 1, 5)))


def biases(rng):
    yield _layer(small(rng, 1, 1, 2, 3), small(rng, 1, 1, 1, 2), np.array([10.0]))
    yield _layer(small(rng, 1, 2, 2, 3), small(rng, 1, 2, 1, 1), np.array([100.0]))
    yield _layer(small(rng, 1, 1, 3, 2), small(rng, 2, 1, 2, 1), np.array([10.0, 20.0]))
    yield _layer(rng.normal(size=(2, 3, 5, 6)), rng.normal(size=(4, 3, 2, 1)), rng.uniform(1, 2, size=4))


def padding(rng):
    yield _layer(small(rng, 1, 1, 1, 2), small(rng, 1, 1, 1, 1), pad=1)
    yield _layer(small(rng, 1, 1, 2, 3), small(rng, 1, 1, 2, 1), pad=1)
    yield _layer(rng.normal(size=(2, 1, 6, 7)), rng.normal(size=(3, 1, 5, 4)), pad=2)
    yield _layer(rng.normal(size=(2, 4, 5, 8)), rng.normal(size=(6, 4, 3, 7)), pad=3)


def strides(rng):
    yield _layer(small(rng, 1, 1, 1, 3), small(rng, 1, 1, 1, 1), stride=2)
    yield _layer(small(rng, 1, 1, 3, 5), small(rng, 1, 1, 1, 1), stride=2)
    yield _layer(rng.normal(size=(2, 3, 7, 8)), rng.normal(size=(4, 3, 1, 2)), stride=3)
    yield _layer(rng.normal(size=(3, 2, 5, 9)), rng.normal(size=(6, 2, 1, 7)), stride=2)


def not_dividing(rng):
    yield _layer(small(rng, 1, 1, 1, 4), small(rng, 1, 1, 1, 1), stride=2)
    yield _layer(small(rng, 1, 1, 4, 1), small(rng, 1, 1, 1, 1), stride=2)
    yield _layer(small(rng, 1, 1, 4, 2), small(rng, 1, 1, 1, 1), stride=3)
    yield _layer(small(rng, 1, 1, 2, 4), small(rng, 1, 1, 1, 1), stride=2, pad=1)
    yield _layer(rng.normal(size=(2, 3, 6, 8)), rng.normal(size=(4, 3, 1, 5)), stride=2)
    yield _layer(rng.normal(size=(3, 2, 7, 8)), rng.normal(size=(5, 2, 4, 1)), stride=4, pad=1)


def other_channels_of_w(rng):
    # One of the two is 1: NumPy would stretch it. A single place, so that mistakes about windows do no harm here.
    yield _layer(small(rng, 1, 3, 11, 11), small(rng, 1, 1, 11, 11))
    yield _layer(small(rng, 1, 1, 14, 14), small(rng, 1, 4, 14, 14))


def _layer(x, w, b=None, stride=1, pad=0):
    return {"x": x, "w": w, "b": np.zeros(len(w)) if b is None else b, "stride": stride, "pad": pad}


def conv_windows(x, w, b, conv_param):
    if x.shape[1] != w.shape[1]:
        raise ValueError("einsum stretches an axis of length 1")
    stride, pad = conv_param["stride"], conv_param["pad"]
    x = np.pad(x, ((0,), (0,), (pad,), (pad,)))
    windows = np.lib.stride_tricks.sliding_window_view(x, w.shape[2:], axis=(2, 3))[:, :, ::stride, ::stride]
    return np.einsum("ncijab,fcab->nfij", windows, w) + b[:, None, None], (x, w, b, conv_param)


def conv_by_channels(x, w, b, conv_param):
    stride = conv_param["stride"]
    maps = [[corr2d_multi_in(zero_pad(picture, conv_param["pad"]), kernel) for kernel in w] for picture in x]
    return np.array(maps)[:, :, ::stride, ::stride] + b.reshape(-1, 1, 1), None


NAIVE_SIZES = "conv_output_size(H, HH, pad, stride), conv_output_size(W, WW, pad, stride)"
NAIVE_WINDOW = "padded[n, :, top:top + HH, left:left + WW]"
NAIVE_PARAM = 'conv_param["stride"], conv_param["pad"]'

CONV_FORWARD_NAIVE = Check(
    "conv_forward_naive",
    [
        Part("one picture, one filter", 1, one_picture),
        Part("several pictures and filters", 1, pictures_and_filters),
        Part("biases", 1, biases),
        Part("padding", 1, padding),
        Part("stride", 1, strides),
        Part("sizes that do not divide", 1, not_dividing),
        Part("ValueError for other channels", 1, other_channels_of_w, probe="conv_forward_naive_channels"),
    ],
    [
        Misconception(
            "channels not compared",
            [("w.shape[1] != C", "False")],
            "Filters with more or fewer channels than the pictures are not refused with a ValueError. Where one of the "
            "two numbers is 1, NumPy stretches that axis without a word. Compare them before you compute.",
        ),
        Misconception(
            "stride ignored",
            [(NAIVE_PARAM, '1, conv_param["pad"]')],
            "The stride is ignored: your filter moves by one. It decides the size of the output, "
            "and where each window begins.",
        ),
        Misconception(
            "stride in the size only",
            [("i * stride, j * stride", "i, j")],
            "Your output has the right size, but the windows move by one. Output row i looks at the rows from "
            "i * stride on.",
        ),
        Misconception(
            "stride for the rows only",
            [("j * stride", "j")],
            "The stride moves your window down, but not to the right. It holds for both axes.",
        ),
        Misconception(
            "stride for the columns only",
            [("i * stride", "i")],
            "The stride moves your window to the right, but not down. It holds for both axes.",
        ),
        Misconception(
            "end of the window without the stride",
            [("top:top + HH, left:left + WW", "top:i + HH, left:j + WW")],
            "Your windows begin at the right place, but all except the first end too early: the end of the slice "
            "does not move with the stride. A window has HH rows and WW columns wherever it begins.",
        ),
        Misconception(
            "padding ignored",
            [(NAIVE_PARAM, 'conv_param["stride"], 0')],
            "The padding is ignored: put `pad` zeros on each side, which makes the output larger too.",
        ),
        Misconception(
            "windows from the unpadded picture",
            [("padded = zero_pad(x, pad)", "padded = x")],
            "The output has the size for a padded picture, but the windows are cut out of x itself. "
            "Cut them out of the padded one.",
        ),
        Misconception(
            "padding of the rows only",
            [
                ("zero_pad(x, pad)", "zero_pad(x, (pad, 0))"),
                ("conv_output_size(W, WW, pad, stride)", "conv_output_size(W, WW, 0, stride)"),
            ],
            "There are zeros above and below, but none to the left and right. The padding holds for both axes.",
        ),
        Misconception(
            "columns not padded",
            [("zero_pad(x, pad)", "zero_pad(x, (pad, 0))")],
            "Your output has the right size, but there are zeros above and below only. Left and right need them too.",
        ),
        Misconception(
            "padding not in the size",
            [(NAIVE_SIZES, NAIVE_SIZES.replace("pad", "0"))],
            "You cut the windows out of the padded pictures, but the size of the output does not count the zeros: "
            "many windows are left out.",
        ),
        Misconception(
            "padding of all axes",
            [("zero_pad(x, pad)", "np.pad(x, pad)")],
            "np.pad(x, pad) puts zeros around all four axes: pictures and channels of zeros appear. "
            "Only the last two axes are padded.",
        ),
        Misconception(
            "padding counted on one side",
            [(NAIVE_SIZES, "conv_output_size(H + pad, HH, 0, stride), conv_output_size(W + pad, WW, 0, stride)")],
            "The size of the output counts `pad` once for each axis. There are zeros on both sides: 2 * pad.",
        ),
        Misconception(
            "padding counted twice",
            [(NAIVE_SIZES, NAIVE_SIZES.replace("(H,", "(H + 2 * pad,").replace("(W,", "(W + 2 * pad,"))],
            "The padding is counted twice in the size of the output: the length of the padded picture has the zeros "
            "in it already.",
        ),
        Misconception(
            "height and width of the picture swapped",
            [("N, C, H, W = x.shape", "N, C, W, H = x.shape")],
            "Height and width of the picture are swapped: in x.shape the height H comes before the width W.",
        ),
        Misconception(
            "rows and columns of out swapped",
            [("return out,", "return np.swapaxes(out, 2, 3),")],
            "Rows and columns of your output are swapped: (N, F, OH, OW), the height first.",
        ),
        Misconception(
            "height and width of the output swapped",
            [("OH, OW = ", "OW, OH = ")],
            "Height and width of the output are swapped: OH comes from H and HH, OW from W and WW.",
        ),
        Misconception(
            "window at [j, i]",
            [("i * stride, j * stride", "j * stride, i * stride")],
            "The window for output [i, j] is cut out at row j and column i. The row comes first, in x as in out.",
        ),
        Misconception(
            "one row and column short",
            [("out = np.zeros", "OH, OW = OH - 1, OW - 1\n    out = np.zeros")],
            "The output is one row and one column short: both the first and the last place of the window count.",
        ),
        Misconception(
            "last row and column not computed",
            [("range(OH)", "range(OH - 1)"), ("range(OW)", "range(OW - 1)")],
            "The last row and column of the output stay 0: range(n) makes n steps, and there are OH and OW of them.",
        ),
        Misconception(
            "last row not computed",
            [("range(OH)", "range(OH - 1)")],
            "The last row of the output stays 0: range(n) makes n steps, and there are OH rows.",
        ),
        Misconception(
            "last column not computed",
            [("range(OW)", "range(OW - 1)")],
            "The last column of the output stays 0: range(n) makes n steps, and there are OW columns.",
        ),
        Misconception(
            "window one too large",
            [("top:top + HH, left:left + WW", "top:top + HH + 1, left:left + WW + 1")],
            "Your windows have one row and one column too many: a slice 2:5 has three entries, 5 is not one of them.",
        ),
        Misconception(
            "one added before dividing",
            [(NAIVE_SIZES, "(H + 2 * pad - HH + 1) // stride, (W + 2 * pad - WW + 1) // stride")],
            "The 1 in the size of the output is added before dividing. Divide first, then count the first place too.",
        ),
        Misconception(
            "size rounded up",
            [(NAIVE_SIZES, "-((HH - H - 2 * pad) // stride) + 1, -((WW - W - 2 * pad) // stride) + 1")],
            "Where the size does not divide, you round up. The last step would leave the picture: round down.",
        ),
        Misconception(
            "flipped filters",
            [("* w[f])", "* w[f, :, ::-1, ::-1])")],
            "Your filters are turned by 180 degrees. A layer computes the cross-correlation: leave them as they are.",
        ),
        Misconception(
            "biases forgotten",
            [(" + b[f]", "")],
            "The biases are missing: b[f] is added to each entry of map f.",
        ),
        Misconception(
            "bias added to every product",
            [("* w[f]) + b[f]", "* w[f] + b[f])")],
            "You add the bias before the sum, so it counts once for each product. Add it once to each output.",
        ),
        Misconception(
            "bias added for each channel",
            [("+ b[f]", "+ C * b[f]")],
            "The bias counts once for each channel. A filter has one bias: add it once, when the sum is done.",
        ),
        Misconception(
            "first bias for all filters",
            [("+ b[f]", "+ b[0]")],
            "Every map gets the bias of the first filter. Map f has its own, b[f].",
        ),
        Misconception(
            "biases along the rows",
            [(" + b[f]", ""), ("return out,", "out += b\n    return out,")],
            "You add b to the whole output. NumPy lays it along the last axis then, the columns, or stops because the "
            "lengths do not fit. b[f] belongs to map f.",
        ),
        Misconception(
            "bias of the picture",
            [("+ b[f]", "+ b[n]")],
            "You take the bias by the number of the picture, b[n]. Each filter has a bias: map f has b[f].",
        ),
        Misconception(
            "all biases added",
            [("+ b[f]", "+ np.sum(b)")],
            "Every map gets the sum of all biases. Map f has its own, b[f].",
        ),
        Misconception(
            "only the first channel",
            [(f"{NAIVE_WINDOW} * w[f]", f"({NAIVE_WINDOW} * w[f])[0]")],
            "Only channel 0 counts. The sum runs over the channels as well as over rows and columns.",
        ),
        Misconception(
            "first channel for all kernels",
            [(NAIVE_WINDOW, NAIVE_WINDOW.replace(":, top", "0, top"))],
            "All kernels look at channel 0 of the picture. Kernel c belongs to channel c: "
            "cut the window out of all channels.",
        ),
        Misconception(
            "only the last channel",
            [(f"{NAIVE_WINDOW} * w[f]", f"({NAIVE_WINDOW} * w[f])[-1]")],
            "Only the last channel counts: in your loop over the channels each one replaces the one before. "
            "Add them up.",
        ),
        Misconception(
            "square filters assumed",
            [
                ("F, _, HH, WW = w.shape", "F, HH, WW = w.shape[0], w.shape[3], w.shape[3]"),
                (NAIVE_SIZES, "(H + 2 * pad - HH) // stride + 1, (W + 2 * pad - WW) // stride + 1"),
            ],
            "You take the width of the filters for their height too. They have HH rows and WW columns.",
        ),
        Misconception(
            "windows as wide as high",
            [("left:left + WW", "left:left + HH")],
            "Your windows have HH columns. They have HH rows and WW columns.",
        ),
        Misconception(
            "last place left out",
            [
                ("range(OH)", "range(len(range(0, H + 2 * pad - HH, stride)))"),
                ("range(OW)", "range(len(range(0, W + 2 * pad - WW, stride)))"),
            ],
            "The last place of the window is left out where the step meets it exactly. A window can begin at row "
            "H + 2 * pad - HH, that one included, and `range` stops before its end.",
        ),
        Misconception(
            "only the first picture",
            [("padded[n, :,", "padded[0, :,")],
            "All outputs come from picture 0. Output n comes from picture n.",
        ),
        Misconception(
            "pictures added up",
            [("padded[n, :,", "padded[:, :,")],
            "The windows of all pictures go into one sum, so every picture gets the same output. "
            "Output n is a sum over the window of picture n alone.",
        ),
        Misconception(
            "first filter for all maps",
            [("* w[f])", "* w[0])")],
            "All maps come from filter 0. Map f comes from filter f.",
        ),
        Misconception(
            "only the first map",
            [("for f in range(F)", "for f in range(1)")],
            "Only map 0 is computed, the others stay 0. There is a map for each of the F filters.",
        ),
        Misconception(
            "w[:, f] for filter f",
            [("* w[f])", "* w[:, f])")],
            "w[:, f] is channel f of all filters. The filters are counted by the first axis of w.",
        ),
        Misconception(
            "mean for sum",
            [("np.sum(", "np.mean(")],
            "You take the mean of the products in a window. Add them up.",
        ),
        Misconception(
            "return after the first picture",
            [("    return out", "        return out")],
            "Only picture 0 is computed: does `return` stand inside the loop over the pictures? It belongs after it.",
        ),
        Misconception(
            "return after the first map",
            [("    return out", "            return out")],
            "Only the first map of picture 0 is computed: `return` stands inside a loop. It belongs after all loops.",
        ),
        Misconception(
            "return after the first row",
            [("    return out", "                return out")],
            "Only the first row of the first map is computed: `return` stands inside a loop. "
            "It belongs after all loops.",
        ),
        Misconception(
            "channels last",
            [("return out,", "return np.moveaxis(out, 1, -1),")],
            "The filters lie along the last axis of your output. Here they come second: (N, F, OH, OW).",
        ),
        Misconception(
            "pictures and filters swapped in out",
            [("return out,", "return np.swapaxes(out, 0, 1),")],
            "The first two axes of your output are swapped: pictures first, then filters, (N, F, OH, OW).",
        ),
        Misconception(
            "maps of one picture only",
            [("return out,", "return out[0],")],
            "The axis of the pictures is missing. With one picture, too, the output has four axes: (N, F, OH, OW).",
        ),
    ],
    accepts=[conv_windows, conv_by_channels],
)


# --- conv_forward -----------------------------------------------------------------------------


def last_one_picture(rng):
    yield _last(small(rng, 1, 1, 2, 1), small(rng, 1, 1, 1, 1))
    yield _last(small(rng, 1, 3, 2, 1), small(rng, 2, 2, 1, 1))
    yield _last(small(rng, 1, 1, 2, 3), small(rng, 1, 1, 3, 1))
    yield _last(rng.normal(size=(1, 4, 5, 3)), rng.normal(size=(2, 2, 3, 1)))


def last_pictures_and_filters(rng):
    yield _last(small(rng, 2, 1, 2, 1), small(rng, 1, 1, 1, 1))
    yield _last(small(rng, 1, 1, 3, 1), small(rng, 1, 1, 1, 2))
    yield _last(small(rng, 1, 2, 3, 2), small(rng, 2, 2, 2, 2))
    yield _last(rng.normal(size=(2, 4, 5, 3)), rng.normal(size=(1, 1, 3, 6)))
    yield _last(rng.normal(size=(4, 5, 6, 2)), rng.normal(size=(3, 3, 2, 7)))


def last_biases(rng):
    yield _last(small(rng, 1, 1, 2, 1), small(rng, 1, 1, 1, 1), [10.0])
    yield _last(small(rng, 1, 2, 3, 1), small(rng, 2, 2, 1, 1), [10.0])
    yield _last(small(rng, 1, 1, 2, 2), small(rng, 1, 1, 2, 1), [100.0])
    yield _last(small(rng, 1, 1, 3, 1), small(rng, 1, 1, 1, 2), [10.0, 20.0])
    yield _last(rng.normal(size=(2, 5, 6, 3)), rng.normal(size=(2, 2, 3, 4)), rng.uniform(1, 2, size=4))


def last_padding(rng):
    yield _last(small(rng, 1, 1, 2, 1), small(rng, 1, 1, 1, 1), pad=1)
    yield _last(small(rng, 1, 3, 2, 1), small(rng, 2, 2, 1, 1), pad=1)
    yield _last(rng.normal(size=(2, 5, 6, 1)), rng.normal(size=(4, 4, 1, 3)), pad=2)
    yield _last(rng.normal(size=(2, 5, 4, 6)), rng.normal(size=(3, 3, 6, 7)), pad=1)


def last_strides(rng):
    yield _last(small(rng, 1, 1, 3, 1), small(rng, 1, 1, 1, 1), stride=2)
    yield _last(small(rng, 1, 3, 5, 1), small(rng, 1, 1, 1, 1), stride=2)
    yield _last(rng.normal(size=(2, 5, 8, 4)), rng.normal(size=(2, 2, 4, 1)), stride=3)
    yield _last(rng.normal(size=(2, 7, 5, 4)), rng.normal(size=(3, 3, 4, 6)), stride=2)


def last_not_dividing(rng):
    yield _last(small(rng, 1, 1, 4, 1), small(rng, 1, 1, 1, 1), stride=2)
    yield _last(small(rng, 1, 4, 1, 1), small(rng, 1, 1, 1, 1), stride=2)
    yield _last(small(rng, 1, 4, 2, 1), small(rng, 1, 1, 1, 1), stride=3)
    yield _last(rng.normal(size=(2, 7, 5, 3)), rng.normal(size=(2, 2, 3, 4)), stride=2)
    yield _last(rng.normal(size=(3, 8, 7, 2)), rng.normal(size=(4, 4, 2, 5)), stride=4, pad=1)


def last_other_channels(rng):
    # One of the two is 1: NumPy would stretch it. A single place, so that mistakes about windows do no harm here.
    yield _last(small(rng, 1, 11, 11, 3), small(rng, 11, 11, 1, 1))
    yield _last(small(rng, 1, 14, 14, 1), small(rng, 14, 14, 4, 1))


def _last(A_prev, W, b=None, stride=1, pad=0):
    b = np.zeros(W.shape[3]) if b is None else np.array(b)
    return {"A_prev": A_prev, "W": W, "b": b.reshape(1, 1, 1, -1), "stride": stride, "pad": pad}


def conv_last_windows(A_prev, W, b, hparameters):
    if A_prev.shape[3] != W.shape[2]:
        raise ValueError("einsum stretches an axis of length 1")
    stride, pad = hparameters["stride"], hparameters["pad"]
    padded = np.pad(A_prev, ((0, 0), (pad, pad), (pad, pad), (0, 0)), "constant", constant_values=0)
    windows = np.lib.stride_tricks.sliding_window_view(padded, W.shape[:2], axis=(1, 2))[:, ::stride, ::stride]
    return np.einsum("mijcab,abcf->mijf", windows, W) + b, (A_prev, W, b, hparameters)


def conv_last_by_first(A_prev, W, b, hparameters):
    out, _ = conv_forward_naive(np.moveaxis(A_prev, 3, 1), W.transpose(3, 2, 0, 1), b.ravel(), hparameters)
    return np.moveaxis(out, 1, 3), (A_prev, W, b, hparameters)


def conv_last_cut_anew(A_prev, W, b, hparameters):
    m, n_H_prev, n_W_prev, n_C_prev = A_prev.shape
    f, _, _, n_C = W.shape
    x, w = A_prev.reshape(m, n_C_prev, n_H_prev, n_W_prev), W.reshape(n_C, n_C_prev, f, f)
    out, _ = conv_forward_naive(x, w, b.ravel(), hparameters)
    return np.moveaxis(out, 1, 3), (A_prev, W, b, hparameters)


def conv_last_all_cut_anew(A_prev, W, b, hparameters):
    m, n_H_prev, n_W_prev, n_C_prev = A_prev.shape
    f, _, _, n_C = W.shape
    x, w = A_prev.reshape(m, n_C_prev, n_H_prev, n_W_prev), W.reshape(n_C, n_C_prev, f, f)
    out, _ = conv_forward_naive(x, w, b.ravel(), hparameters)
    return out.reshape(m, out.shape[2], out.shape[3], n_C), (A_prev, W, b, hparameters)


def conv_last_pictures_cut_anew(A_prev, W, b, hparameters):
    m, n_H_prev, n_W_prev, n_C_prev = A_prev.shape
    x, w = A_prev.reshape(m, n_C_prev, n_H_prev, n_W_prev), W.transpose(3, 2, 0, 1)
    out, _ = conv_forward_naive(x, w, b.ravel(), hparameters)
    return np.moveaxis(out, 1, 3), (A_prev, W, b, hparameters)


RESHAPED = (
    "reshape moves no axes: it cuts the same numbers into other rows, so that pixels and channels get mixed. "
    "np.moveaxis and transpose put an axis into another place."
)
LAST_SIZES = "conv_output_size(n_H_prev, f, pad, stride), conv_output_size(n_W_prev, f, pad, stride)"
LAST_PARAM = 'hparameters["stride"], hparameters["pad"]'
LAST_PAD = "np.pad(A_prev, [(0, 0), (pad, pad), (pad, pad), (0, 0)])"
LAST_STEP = "conv_single_step(window, W[:, :, :, c], b[:, :, :, c])"

CONV_FORWARD = Check(
    "conv_forward",
    [
        Part("one picture, one filter", 1, last_one_picture),
        Part("several pictures and filters", 1, last_pictures_and_filters),
        Part("biases", 1, last_biases),
        Part("padding", 1, last_padding),
        Part("stride", 1, last_strides),
        Part("sizes that do not divide", 1, last_not_dividing),
        Part("ValueError for other channels", 1, last_other_channels, probe="conv_forward_channels"),
    ],
    [
        Misconception(
            "channels not compared",
            [("W.shape[2] != n_C_prev", "False")],
            "Filters with more or fewer channels than the pictures are not refused with a ValueError. Where one of the "
            "two numbers is 1, NumPy stretches that axis without a word. Compare them before you compute.",
        ),
        Misconception("pictures and filters reshaped", conv_last_cut_anew, f"Pictures and filters: {RESHAPED}"),
        Misconception("everything reshaped", conv_last_all_cut_anew, f"Pictures, filters and output: {RESHAPED}"),
        Misconception("pictures reshaped", conv_last_pictures_cut_anew, f"Your pictures: {RESHAPED}"),
        Misconception(
            "last two axes padded",
            [(LAST_PAD, "zero_pad(A_prev, pad)")],
            "Your zeros lie around the last two axes, columns and channels. Channels last, rows and columns are the "
            "axes 1 and 2: the given zero_pad is made for the other layout, but np.pad takes a pair for each axis.",
        ),
        Misconception(
            "all axes padded",
            [(LAST_PAD, "np.pad(A_prev, pad)")],
            "np.pad(A_prev, pad) puts zeros around all four axes: pictures and channels of zeros appear. "
            "Only the axes 1 and 2 are padded.",
        ),
        Misconception(
            "padding of the rows only",
            [
                (LAST_PAD, "np.pad(A_prev, [(0, 0), (pad, pad), (0, 0), (0, 0)])"),
                ("conv_output_size(n_W_prev, f, pad, stride)", "conv_output_size(n_W_prev, f, 0, stride)"),
            ],
            "There are zeros above and below, but none to the left and right. The padding holds for both axes.",
        ),
        Misconception(
            "columns not padded",
            [(LAST_PAD, "np.pad(A_prev, [(0, 0), (pad, pad), (0, 0), (0, 0)])")],
            "Your output has the right size, but there are zeros above and below only. Left and right need them too.",
        ),
        Misconception(
            "padding not in the size",
            [(LAST_SIZES, LAST_SIZES.replace("pad", "0"))],
            "You cut the windows out of the padded pictures, but the size of the output does not count the zeros: "
            "many windows are left out.",
        ),
        Misconception(
            "padding ignored",
            [(LAST_PARAM, 'hparameters["stride"], 0')],
            "The padding is ignored: put `pad` zeros on each side, which makes the output larger too.",
        ),
        Misconception(
            "windows from the unpadded picture",
            [(LAST_PAD, "A_prev")],
            "The output has the size for padded pictures, but the windows are cut out of A_prev itself. "
            "Cut them out of the padded array.",
        ),
        Misconception(
            "padding counted on one side",
            [(LAST_SIZES, LAST_SIZES.replace("_prev, f, pad", "_prev + pad, f, 0"))],
            "The size of the output counts `pad` once for each axis. There are zeros on both sides: 2 * pad.",
        ),
        Misconception(
            "padding counted twice",
            [(LAST_SIZES, LAST_SIZES.replace("_prev,", "_prev + 2 * pad,"))],
            "The padding is counted twice in the size of the output: the length of the padded array has the zeros "
            "in it already.",
        ),
        Misconception(
            "zeros after only",
            [(LAST_PAD, "np.pad(A_prev, [(0, 0), (0, pad), (0, pad), (0, 0)])")],
            "There are zeros below and on the right only. A pair (before, after) for np.pad needs both numbers.",
        ),
        Misconception(
            "stride ignored",
            [(LAST_PARAM, '1, hparameters["pad"]')],
            "The stride is ignored: your filter moves by one. It decides the size of the output, "
            "and where each window begins.",
        ),
        Misconception(
            "stride in the size only",
            [("h * stride:h * stride + f, w * stride:w * stride + f", "h:h + f, w:w + f")],
            "Your output has the right size, but the windows move by one. Output row h looks at the rows from "
            "h * stride on.",
        ),
        Misconception(
            "stride for the rows only",
            [("w * stride:w * stride + f", "w:w + f")],
            "The stride moves your window down, but not to the right. It holds for both axes.",
        ),
        Misconception(
            "stride for the columns only",
            [("h * stride:h * stride + f", "h:h + f")],
            "The stride moves your window to the right, but not down. It holds for both axes.",
        ),
        Misconception(
            "end of the window without the stride",
            [("h * stride:h * stride + f, w * stride:w * stride + f", "h * stride:h + f, w * stride:w + f")],
            "Your windows begin at the right place, but all except the first end too early: the end of the slice "
            "does not move with the stride. A window has f rows and columns wherever it begins.",
        ),
        Misconception(
            "rows and columns of Z swapped",
            [("return Z,", "return np.swapaxes(Z, 1, 2),")],
            "Rows and columns of your output are swapped: (m, n_H, n_W, n_C), the height first.",
        ),
        Misconception(
            "height and width of the output swapped",
            [("n_H, n_W = ", "n_W, n_H = ")],
            "Height and width are swapped: n_H comes from n_H_prev, n_W from n_W_prev, and the height stands first.",
        ),
        Misconception(
            "window at [w, h]",
            [(
                "h * stride:h * stride + f, w * stride:w * stride + f",
                "w * stride:w * stride + f, h * stride:h * stride + f",
            )],
            "The window for output [h, w] is cut out at row w and column h. The row comes first, in both arrays.",
        ),
        Misconception(
            "one row and column short",
            [("Z = np.zeros", "n_H, n_W = n_H - 1, n_W - 1\n    Z = np.zeros")],
            "The output is one row and one column short: both the first and the last place of the window count.",
        ),
        Misconception(
            "one added before dividing",
            [(LAST_SIZES, "(n_H_prev + 2 * pad - f + 1) // stride, (n_W_prev + 2 * pad - f + 1) // stride")],
            "The 1 in the size of the output is added before dividing. Divide first, then count the first place too.",
        ),
        Misconception(
            "size rounded up",
            [(LAST_SIZES, "-((f - n_H_prev - 2 * pad) // stride) + 1, -((f - n_W_prev - 2 * pad) // stride) + 1")],
            "Where the size does not divide, you round up. The last step would leave the picture: round down.",
        ),
        Misconception(
            "filter W[c]",
            [("W[:, :, :, c]", "W[c]")],
            "W[c] is row c of all filters. The filters are counted by the last axis of W.",
        ),
        Misconception(
            "filter W[:, :, c]",
            [("W[:, :, :, c]", "W[:, :, c]")],
            "W[:, :, c] is channel c of all filters. W has four axes, and the last one counts the filters.",
        ),
        Misconception(
            "transposed filters",
            [("W[:, :, :, c]", "np.swapaxes(W[:, :, :, c], 0, 1)")],
            "Rows and columns of your filters are swapped: a filter is laid on the window as it stands.",
        ),
        Misconception(
            "first filter for all channels",
            [("W[:, :, :, c]", "W[:, :, :, 0]")],
            "All channels of your output come from filter 0. Channel c comes from filter c.",
        ),
        Misconception(
            "flipped filters",
            [("W[:, :, :, c]", "W[::-1, ::-1, :, c]")],
            "Your filters are turned by 180 degrees. A layer computes the cross-correlation: leave them as they are.",
        ),
        Misconception(
            "first bias for all filters",
            [("b[:, :, :, c]", "b[:, :, :, 0]")],
            "Every channel gets the bias of the first filter. Channel c has its own, at place c of the last axis of b.",
        ),
        Misconception(
            "biases forgotten",
            [("b[:, :, :, c]", "0 * b[:, :, :, c]")],
            "The biases are missing: each filter adds its own to all of its outputs.",
        ),
        Misconception(
            "bias added to every product",
            [(LAST_STEP, "np.sum(window * W[:, :, :, c] + b[:, :, :, c])")],
            "The bias is added before the sum, so it counts once for each product. Add it once to each output.",
        ),
        Misconception(
            "bias added for each channel",
            [("b[:, :, :, c]", "n_C_prev * b[:, :, :, c]")],
            "The bias counts once for each channel of the input. A filter has one bias: add it once.",
        ),
        Misconception(
            "only the first channel",
            [(LAST_STEP, "conv_single_step(window[:, :, :1], W[:, :, :1, c], b[:, :, :, c])")],
            "Only channel 0 of the input counts. A window reaches through all channels.",
        ),
        Misconception(
            "only the first picture",
            [("padded[i,", "padded[0,")],
            "All outputs come from picture 0. Output i comes from picture i.",
        ),
        Misconception(
            "pictures added up",
            [("padded[i,", "padded[:,")],
            "The windows of all pictures go into one sum, so every picture gets the same output. "
            "Output i is a sum over the window of picture i alone.",
        ),
        Misconception(
            "mean for sum",
            [(LAST_STEP, "np.mean(window * W[:, :, :, c]) + b[0, 0, 0, c]")],
            "You take the mean of the products in a window. Add them up.",
        ),
        Misconception(
            "return after the first picture",
            [("    return Z", "        return Z")],
            "Only picture 0 is computed: does `return` stand inside the loop over the pictures? It belongs after it.",
        ),
        Misconception(
            "return after the first row",
            [("    return Z", "            return Z")],
            "Only the first row of picture 0 is computed: `return` stands inside a loop. It belongs after all loops.",
        ),
        Misconception(
            "channels first",
            [("return Z,", "return np.moveaxis(Z, 3, 1),")],
            "Your output has the channels on axis 1. Here they come last: (m, n_H, n_W, n_C).",
        ),
    ],
    accepts=[conv_last_windows, conv_last_by_first],
    needs=["conv_single_step"],
)


# --- conv_cost --------------------------------------------------------------------------------


def layers(rng):
    yield {"c_in": 1, "c_out": 1, "k": 3, "h_out": 1, "w_out": 1}
    yield {"c_in": 2, "c_out": 4, "k": 3, "h_out": 5, "w_out": 6}
    c_in, c_out, h_out, w_out = (int(n) for n in rng.choice(np.arange(7, 40), 4, replace=False))
    yield {"c_in": c_in, "c_out": c_out, "k": 3, "h_out": h_out, "w_out": w_out}
    yield {"c_in": 256, "c_out": 64, "k": 1, "h_out": 28, "w_out": 30}
    yield {"c_in": 3, "c_out": 64, "k": 7, "h_out": 112, "w_out": 110}


CONV_COST = Check(
    "conv_cost",
    [Part("parameters", 1, layers, ["parameters"]), Part("multiply-adds", 1, layers, ["multiply_adds"])],
    [
        Misconception(
            "biases not counted",
            [("weights + c_out", "weights")],
            "The biases are missing from the parameters: there is one for each filter.",
        ),
        Misconception(
            "one bias for the layer",
            [("weights + c_out", "weights + 1")],
            "You count one bias for the whole layer. Each filter has one.",
        ),
        Misconception(
            "a bias for each input channel",
            [("weights + c_out", "weights + c_in")],
            "You count a bias for each channel of the input. Each filter has one, so their number is c_out.",
        ),
        Misconception(
            "a bias for each kernel",
            [("weights + c_out", "weights + c_in * c_out")],
            "You count a bias for each kernel. The kernels of one filter share a bias.",
        ),
        Misconception(
            "input channels forgotten",
            [("c_out * c_in * k * k", "c_out * k * k")],
            "The channels of the input are missing: a filter has a kernel for each of them.",
        ),
        Misconception(
            "one filter only",
            [("c_out * c_in * k * k", "c_in * k * k")],
            "Those are the weights of one filter. There are c_out of them.",
        ),
        Misconception(
            "k for k * k",
            [("c_in * k * k", "c_in * k")],
            "A kernel of side k has k * k weights, not k.",
        ),
        Misconception(
            "2 * k for k * k",
            [("c_in * k * k", "c_in * 2 * k")],
            "A kernel of side k has k rows of k weights: k * k, not 2 * k.",
        ),
        Misconception(
            "input channels missing from the multiply-adds",
            [("weights * h_out * w_out", "c_out * k * k * h_out * w_out")],
            "The channels of the input are missing from the multiply-adds: at each place, every weight of a filter "
            "is multiplied, those of all its kernels.",
        ),
        Misconception(
            "multiply-adds of one filter",
            [("weights * h_out * w_out", "c_in * k * k * h_out * w_out")],
            "Your multiply-adds are those of one filter. There are c_out filters, and each visits every place.",
        ),
        Misconception(
            "height and width added",
            [("weights * h_out * w_out", "weights * (h_out + w_out)")],
            "You add the height and the width of the output. A table of h_out rows and w_out columns has "
            "h_out * w_out places.",
        ),
        Misconception(
            "one row of places",
            [("weights * h_out * w_out", "weights * h_out")],
            "You count h_out places. The output has w_out of them in each of its h_out rows.",
        ),
        Misconception(
            "one column of places",
            [("weights * h_out * w_out", "weights * w_out")],
            "You count w_out places, those of one row. The output has h_out rows.",
        ),
        Misconception(
            "biases in the multiply-adds",
            [("weights * h_out", "(weights + c_out) * h_out")],
            "You count the biases in the multiply-adds as well. A bias is added, but multiplied with nothing.",
        ),
        Misconception(
            "places forgotten",
            [("weights * h_out * w_out", "weights")],
            "Your multiply-adds are those of one place. Every weight is used again at each place of the output.",
        ),
        Misconception(
            "height squared",
            [("h_out * w_out", "h_out * h_out")],
            "You multiply with the height twice. The output has h_out * w_out places.",
        ),
        Misconception(
            "places of the input",
            [("h_out * w_out", "(h_out + k - 1) * (w_out + k - 1)")],
            "You count the places of the input. A filter stops at the places of the output, and there are fewer.",
        ),
        Misconception(
            "multiplications and additions counted apart",
            [("weights * h_out", "2 * weights * h_out")],
            "You count the multiplication and the addition separately. Together they are one multiply-add.",
        ),
        Misconception(
            "weights for each place",
            [("return weights + c_out", "return weights * h_out * w_out + c_out")],
            "You count weights for each place of the output. A filter has one set of weights and uses it everywhere.",
        ),
        Misconception(
            "order of the two",
            [("weights + c_out, weights * h_out * w_out", "weights * h_out * w_out, weights + c_out")],
            "The two numbers are swapped: parameters first, then multiply-adds.",
        ),
    ],
)

CHECKS = [
    CORR2D_MULTI_IN,
    CORR2D_MULTI_IN_OUT,
    CORR2D_MULTI_IN_OUT_1X1,
    CONV_SINGLE_STEP,
    CONV_FORWARD_NAIVE,
    CONV_FORWARD,
    CONV_COST,
]
