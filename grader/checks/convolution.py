"""Checks of chapter 01_convolution."""
import numpy as np

from grader.checks import Check, Misconception, Part, small
from solutions.convolution import corr2d

# --- fully_connected_parameters ---------------------------------------------------------------


def pictures_and_units(rng):
    yield {"height": 2, "width": 3, "channels": 1, "units": 1}
    yield {"height": 1000, "width": 1000, "channels": 3, "units": 1000}
    height, width, channels, units = (int(n) for n in rng.choice(np.arange(5, 40), 4, replace=False))
    yield {"height": height, "width": width, "channels": channels, "units": units}


FULLY_CONNECTED_PARAMETERS = Check(
    "fully_connected_parameters",
    [Part("number of weights", 1, pictures_and_units)],
    [
        Misconception(
            "biases counted",
            [("* units", "* units + units")],
            "You count one bias per unit as well; this function counts weights only.",
        ),
        Misconception(
            "units added",
            [("channels * units", "channels + units")],
            "You add the units. Each unit has a weight of its own for every input value, so multiply.",
        ),
        Misconception(
            "channels forgotten",
            [("width * channels", "width")],
            "The channels are missing: a colour picture has height * width * channels values.",
        ),
        Misconception(
            "one unit only",
            [("channels * units", "channels")],
            "That is the number of input values, the weights of one unit; there are `units` of them.",
        ),
    ],
)


# --- convolve1d -------------------------------------------------------------------------------


def short_sequences(rng):
    yield {"f": np.array([1.0, 2.0]), "g": np.array([3.0, 5.0])}
    yield {"f": np.array([1.0, 2.0, 3.0]), "g": np.array([0.0, 1.0])}
    yield {"f": small(rng, 2), "g": small(rng, 4)}
    yield {"f": rng.normal(size=5), "g": rng.normal(size=3)}


def dice(rng):
    yield {"f": np.full(6, 1 / 6), "g": np.full(6, 1 / 6)}
    loaded = rng.uniform(0.5, 1.5, size=4)
    yield {"f": loaded / loaded.sum(), "g": np.full(6, 1 / 6)}


def single_values(rng):
    yield {"f": np.array([2.0]), "g": np.array([3.0])}
    yield {"f": np.array([2.0]), "g": small(rng, 3)}
    yield {"f": rng.normal(size=4), "g": rng.normal(size=1)}


def convolve1d_circular(f, g):
    h = np.zeros(len(f) + len(g) - 1)
    for x in range(len(h)):
        for t in range(len(f)):
            h[x] += f[t] * g[(x - t) % len(g)]
    return h


def convolve1d_valid(f, g):
    long, short = (f, g) if len(f) >= len(g) else (g, f)
    return np.array([long[i:i + len(short)] @ short[::-1] for i in range(len(long) - len(short) + 1)])


def convolve1d_library(f, g):
    return np.convolve(f, g)


CONVOLVE1D = Check(
    "convolve1d",
    [
        Part("short sequences", 1, short_sequences),
        Part("two dice", 1, dice),
        Part("sequences of one value", 1, single_values),
    ],
    [
        Misconception(
            "no flip",
            [("g[x - t]", "g[m - 1 - (x - t)]")],
            "g is not flipped: that is a correlation. The indices of f and g must add up to x, "
            "so while t grows in f, x - t falls in g.",
        ),
        Misconception(
            "wraps around",
            convolve1d_circular,
            "Negative or too large indices wrap around to the other end of g. "
            "Outside a sequence its entries count as zero: skip them.",
        ),
        Misconception(
            "only full overlap",
            convolve1d_valid,
            "You keep only the shifts at which the shorter sequence lies wholly inside the longer one; "
            "every shift with any overlap counts, n + m - 1 of them.",
        ),
        Misconception(
            "last entry missing",
            [("np.zeros(n + m - 1)", "np.zeros(n + m - 2)"), ("range(n + m - 1)", "range(n + m - 2)")],
            "The result is one entry short: n values against m values meet at n + m - 1 shifts.",
        ),
        Misconception(
            "assigned, not added",
            [("h[x] +=", "h[x] =")],
            "Each product replaces the one before. Add them up: h[x] is a sum over all t.",
        ),
        Misconception(
            "entry at -1 read",
            [("0 <= x - t < m", "x - t < m")],
            "At x - t = -1 Python silently reads the last entry of g. "
            "Leave out every term with x - t below 0.",
        ),
        Misconception(
            "position 0 left out",
            [("0 <= x - t", "0 < x - t")],
            "You leave out x - t = 0, but position 0 belongs to g: its first entry is there.",
        ),
    ],
    accepts=[convolve1d_library],
)


# --- corr2d and convolve2d --------------------------------------------------------------------


def worked_example(rng):
    yield {"X": np.arange(9.0).reshape(3, 3), "K": np.arange(4.0).reshape(2, 2)}


def rectangles(rng):
    yield {"X": small(rng, 2, 3), "K": small(rng, 2, 2)}
    yield {"X": small(rng, 3, 2), "K": small(rng, 2, 1)}
    for picture, kernel in [((3, 4), (2, 2)), ((4, 6), (1, 3)), ((6, 5), (3, 2))]:
        yield {"X": rng.normal(size=picture), "K": rng.normal(size=kernel)}


def extreme_kernels(rng):
    yield {"X": small(rng, 2, 3), "K": np.array([[2.0]])}
    yield {"X": small(rng, 3, 2), "K": small(rng, 3, 2)}
    yield {"X": rng.normal(size=(12, 15)), "K": rng.normal(size=(5, 4))}


def corr2d_transposed(X, K):
    windows = np.lib.stride_tricks.sliding_window_view(X, K.shape)
    K = K.reshape(K.shape[::-1]).T
    return (windows * K).sum(axis=(2, 3))


def corr2d_windows(X, K):
    return np.einsum("ijab,ab->ij", np.lib.stride_tricks.sliding_window_view(X, K.shape), K)


# Also for corr2d_strided, whose loops end in the same lines.
LOOP_MISTAKES = [
    Misconception(
        "mean for sum",
        [("np.sum(", "np.mean(")],
        "You take the mean of the products; cross-correlation adds them up.",
    ),
    Misconception(
        "return after the first entry",
        [("    return Y", "            return Y")],
        "Only the first entry is computed: `return` stands inside the inner loop and ends the function. "
        "It belongs after both loops.",
    ),
    Misconception(
        "return after the first row",
        [("    return Y", "        return Y")],
        "Only the first row is computed: `return` stands inside the outer loop and ends the function. "
        "It belongs after both loops.",
    ),
]

CORR2D = Check(
    "corr2d",
    [
        Part("worked example", 1, worked_example),
        Part("rectangular pictures and kernels", 3, rectangles),
        Part("kernels of one entry, of the picture's size, large ones", 1, extreme_kernels),
    ],
    [
        Misconception(
            "flipped kernel",
            [("* K)", "* K[::-1, ::-1])")],
            "Your kernel is flipped along both axes: that is the convolution of mathematics. "
            "Cross-correlation lays the kernel on the picture as it stands.",
        ),
        Misconception(
            "transposed kernel",
            corr2d_transposed,
            "Rows and columns of the kernel are swapped: K[a, b] belongs to X[i + a, j + b].",
        ),
        Misconception(
            "one row and column short",
            [("np.zeros((H - HH + 1, W - WW + 1))", "np.zeros((H - HH, W - WW))")],
            "The output is one row and one column short: a window of HH rows fits into H rows at "
            "H - HH + 1 places, the first and the last included.",
        ),
        Misconception(
            "last row and column not computed",
            [("range(Y.shape[0])", "range(H - HH)"), ("range(Y.shape[1])", "range(W - WW)")],
            "The last row and column of the output stay 0: the loops stop one step early. There are "
            "H - HH + 1 places for the window down, and range(n) makes n steps.",
        ),
        Misconception(
            "height for width",
            [("W - WW + 1))", "H - HH + 1))")],
            "The width of the output is computed from the heights. It is W - WW + 1.",
        ),
        Misconception(
            "rows for columns in the sum",
            [("np.sum(X[i:i + HH, j:j + WW] * K)", "np.sum((X[i:i + HH, j:j + WW] * K)[0])")],
            "Only the first row of each window is added up; the sum runs over both axes.",
        ),
        Misconception(
            "names of height and width swapped",
            [("H, W = X.shape", "W, H = X.shape"), ("HH, WW = K.shape", "WW, HH = K.shape")],
            "Heights and widths are swapped: the first number of a shape counts the rows (H, HH), "
            "the second the columns (W, WW).",
        ),
        Misconception(
            "window at [j, i]",
            [("X[i:i + HH, j:j + WW]", "X[j:j + HH, i:i + WW]")],
            "The window is cut out at row j and column i, but the sum is stored at [i, j]: "
            "in X, too, the row comes first.",
        ),
        Misconception(
            "output as large as the picture",
            [
                ("np.zeros((H - HH + 1, W - WW + 1))", "np.zeros((H, W))"),
                ("range(Y.shape[0])", "range(H - HH + 1)"),
                ("range(Y.shape[1])", "range(W - WW + 1)"),
            ],
            "Your output has the size of the picture. It has one entry for each place at which the whole "
            "window fits: H - HH + 1 rows and W - WW + 1 columns.",
        ),
        Misconception(
            "window one row and column short",
            [("X[i:i + HH, j:j + WW]", "X[i:i + HH - 1, j:j + WW - 1]")],
            "Your cut-out has one row and one column too few: the end of a slice is not included, "
            "so i:i + HH has HH rows already.",
        ),
        *LOOP_MISTAKES,
    ],
    accepts=[corr2d_windows],
)

CONVOLVE2D = Check(
    "convolve2d",
    [Part("worked example", 1, worked_example), Part("rectangular pictures and kernels", 1, rectangles)],
    [
        Misconception(
            "no flip",
            [("K[::-1, ::-1]", "K")],
            "The kernel is not flipped: that is the cross-correlation. Turn it by 180 degrees first.",
        ),
        Misconception(
            "flipped up-down only",
            [("K[::-1, ::-1]", "K[::-1]")],
            "The kernel is flipped along its rows only. A turn by 180 degrees flips both axes.",
        ),
        Misconception(
            "flipped left-right only",
            [("K[::-1, ::-1]", "K[:, ::-1]")],
            "The kernel is flipped along its columns only. A turn by 180 degrees flips both axes.",
        ),
        Misconception(
            "picture flipped too",
            [("corr2d(X, ", "corr2d(X[::-1, ::-1], ")],
            "The picture is flipped as well. Flip one of the two: flipping both only turns the result.",
        ),
        Misconception(
            "picture flipped",
            [("corr2d(X, K[::-1, ::-1])", "corr2d(X[::-1, ::-1], K)")],
            "You turn the picture, so the result comes out turned as well. Turn the kernel and leave the picture.",
        ),
    ],
    accepts=[[("K[::-1, ::-1]", "np.rot90(K, 2)")]],
    needs=["corr2d"],
)


# --- Conv2D -----------------------------------------------------------------------------------


def layers(rng):
    yield {"X": small(rng, 2, 3), "weight": small(rng, 1, 2), "bias": 0.5, "seed": 0}
    for seed, (picture, kernel) in enumerate([((3, 4), (2, 2)), ((5, 4), (2, 3)), ((6, 7), (3, 1))], 1):
        bias = float(rng.uniform(1, 2))
        yield {"X": rng.normal(size=picture), "weight": rng.normal(size=kernel), "bias": bias, "seed": seed}


CONV2D = Check(
    "Conv2D",
    [
        Part("initial weight and bias", 1, layers, ["initial weight", "initial bias"]),
        Part("forward", 2, layers, ["forward"]),
    ],
    [
        Misconception(
            "bias forgotten",
            [(" + self.bias", "")],
            "forward leaves out the bias: add it once to every output.",
        ),
        Misconception(
            "bias added for every product",
            [("+ self.bias", "+ self.bias * self.weight.size")],
            "The bias is added once for every entry of the kernel. Add it once to each output, after the sum.",
        ),
        Misconception(
            "uniform weights",
            [("rng.standard_normal(kernel_shape)", "rng.random(kernel_shape)")],
            "The weights are drawn uniformly from 0 to 1; the docstring asks for rng.standard_normal.",
        ),
        Misconception(
            "weight of zeros",
            [("rng.standard_normal(kernel_shape)", "np.zeros(kernel_shape)")],
            "The weights start at zero; draw them with rng.standard_normal(kernel_shape).",
        ),
        Misconception(
            "bias subtracted",
            [("+ self.bias", "- self.bias")],
            "The bias is subtracted; add it to every output.",
        ),
        Misconception(
            "bias added to the weight",
            [("self.weight) + self.bias", "self.weight + self.bias)")],
            "You add the bias to each weight, before the products are taken. Add it to the outputs of corr2d.",
        ),
        Misconception(
            "convolve2d in forward",
            [("corr2d(X, self.weight)", "convolve2d(X, self.weight)")],
            "forward turns the kernel round. A layer computes the cross-correlation, your corr2d.",
        ),
    ],
    needs=["corr2d"],
)


# --- oriented_edge_kernel ---------------------------------------------------------------------


def axes(rng):
    for theta in [0.0, np.pi / 2, np.pi, -np.pi / 2]:
        yield {"theta": theta}


def slanted(rng):
    for theta in [np.pi / 4, *rng.uniform(0.2, 1.2, size=2), float(rng.uniform(2.0, 2.8))]:
        yield {"theta": float(theta)}


ORIENTED_EDGE_KERNEL = Check(
    "oriented_edge_kernel",
    [Part("along the axes", 1, axes), Part("slanted", 1, slanted)],
    [
        Misconception(
            "degrees",
            [("np.cos(theta)", "np.cos(np.deg2rad(theta))"), ("np.sin(theta)", "np.sin(np.deg2rad(theta))")],
            "The angle is taken for degrees; theta is in radians.",
        ),
        Misconception(
            "sine and cosine swapped",
            [("np.cos(theta)", "np.sin(theta)"), ("np.sin(theta) * sobel_x.T", "np.cos(theta) * sobel_x.T")],
            "Sine and cosine are swapped: at theta = 0 the kernel is Sobel x alone.",
        ),
        Misconception(
            "y axis up",
            [("+ np.sin", "- np.sin")],
            "Your y axis points up. In an array the row index grows downwards, so pi/2 gives + Sobel y.",
        ),
        Misconception(
            "Prewitt for Sobel",
            [("[-2.0, 0.0, 2.0]", "[-1.0, 0.0, 1.0]")],
            "The middle row should weigh twice as much: that is Sobel. With all rows equal it is Prewitt.",
        ),
        Misconception(
            "dark to bright reversed",
            [("return np.cos", "return -np.cos"), ("+ np.sin", "- np.sin")],
            "All signs are reversed: the kernel answers to brightness falling, not growing, along theta.",
        ),
    ],
)


# --- learn_kernel -----------------------------------------------------------------------------


def one_step(rng):
    yield _task(small(rng, 2, 3), small(rng, 1, 2), 0.5, 1)
    yield _task(rng.normal(size=(5, 4)), rng.normal(size=(2, 3)), 0.3, 1)


def several_steps(rng):
    yield _task(rng.normal(size=(4, 5)), rng.normal(size=(2, 2)), 0.4, 3)
    yield _task(rng.normal(size=(6, 4)), rng.normal(size=(3, 2)), 0.2, 7)


def edge_detector(rng):
    X = np.ones((6, 8))
    X[:, 2:6] = 0
    yield _task(X, np.array([[1.0, -1.0]]), 2.5, 12)


def _task(X, K, learning_rate, steps):
    target = {"X": X, "Y": corr2d(X, K), "kernel_shape": K.shape}
    return {**target, "learning_rate": learning_rate, "steps": steps}


LEARN_KERNEL = Check(
    "learn_kernel",
    [Part("one step", 2, one_step), Part("several steps", 1, several_steps), Part("edge detector", 1, edge_detector)],
    [
        Misconception(
            "sum for mean",
            [(" / Y.size", "")],
            "The gradient is not divided by the number of outputs: the loss is a mean, not a sum.",
        ),
        Misconception(
            "uphill",
            [("K - learning_rate", "K + learning_rate")],
            "You step along the gradient, uphill. Subtract it to make the loss smaller.",
        ),
        Misconception(
            "factor of two",
            [("K - learning_rate", "K - 2 * learning_rate")],
            "Your step is twice as long: the 1/2 in the loss cancels the 2 from the square.",
        ),
        Misconception(
            "divided by the size of X",
            [("Y.size", "X.size")],
            "You divide by the number of input pixels; the mean runs over the outputs, Y.size of them.",
        ),
        Misconception(
            "flipped gradient",
            [("learning_rate * corr2d(X, error)", "learning_rate * corr2d(X, error)[::-1, ::-1]")],
            "The gradient is flipped. K[a, b] meets X[i + a, j + b], so correlate X with the error as it stands.",
        ),
        Misconception(
            "error fixed at the start",
            [("error = corr2d(X, K) - Y", "error = corr2d(X, np.zeros(kernel_shape)) - Y")],
            "The error is that of the first kernel in every step; compute it anew from the current one.",
        ),
        Misconception(
            "one step too few",
            [("range(steps)", "range(max(steps - 1, 0))")],
            "You make one update too few: there are `steps` of them.",
        ),
        Misconception(
            "one step too many",
            [("range(steps)", "range(steps + 1)")],
            "You make one update too many: there are `steps` of them.",
        ),
        Misconception(
            "no learning rate",
            [("learning_rate * corr2d", "corr2d")],
            "You subtract the whole gradient; a step is learning_rate times as long.",
        ),
        Misconception(
            "start from ones",
            [("np.zeros(kernel_shape)", "np.ones(kernel_shape)")],
            "You start from a kernel of ones; the docstring asks for zeros.",
        ),
        Misconception(
            "divided by the size of K",
            [("Y.size", "K.size")],
            "You divide by the number of entries of the kernel; the mean runs over the outputs, Y.size of them.",
        ),
        Misconception(
            "convolve2d for corr2d",
            [("corr2d(X, K) - Y", "convolve2d(X, K) - Y"), ("corr2d(X, error)", "convolve2d(X, error)")],
            "You use convolve2d, which turns its second table round. Error and gradient are cross-correlations.",
        ),
        Misconception(
            "gradient with convolve2d",
            [("corr2d(X, error)", "convolve2d(X, error)")],
            "Your gradient is a convolution: convolve2d turns the error round before it slides. "
            "K[a, b] meets X[i + a, j + b], so correlate X with the error as it stands.",
        ),
    ],
    needs=["corr2d"],
    rtol=1e-6,
)


# --- receptive_field --------------------------------------------------------------------------


def no_strides(rng):
    yield {"layers": []}
    yield {"layers": [(3, 1)]}
    yield {"layers": [(3, 1), (3, 1)]}
    yield {"layers": [(int(k), 1) for k in rng.permutation([2, 4, 5])]}


def with_strides(rng):
    yield {"layers": [(2, 2), (3, 1)]}
    first, second, third = (int(k) for k in rng.permutation([3, 5, 7]))
    yield {"layers": [(first, 2), (second, 3), (third, 1)]}
    yield {"layers": [(3, 2), (second, 1), (2, 2), (3, 1)]}


RECEPTIVE_FIELD = Check(
    "receptive_field",
    [Part("stride 1", 1, no_strides), Part("strides", 1, with_strides)],
    [
        Misconception(
            "strides ignored",
            [("* step\n", "\n")],
            "The strides are ignored: behind a layer with stride 2, neighbouring outputs lie 2 pixels apart.",
        ),
        Misconception(
            "a layer's own stride used",
            [("step\n        step *= stride", "step * stride\n        step *= stride")],
            "A layer's own stride does not widen what it sees, only what the layers after it see. "
            "Widen the field first, then multiply the step.",
        ),
        Misconception(
            "kernel sizes added",
            [("(kernel - 1) * step", "kernel * step")],
            "Each layer adds kernel - 1 steps, not kernel: the first pixel of the window is already counted.",
        ),
        Misconception(
            "only the last stride",
            [("step *= stride", "step = stride")],
            "Only the stride of the layer before is used; strides multiply through the stack.",
        ),
        Misconception(
            "layers in reverse",
            [("in layers:", "in reversed(layers):")],
            "The layers are taken from last to first; the first pair is the layer next to the picture.",
        ),
        Misconception(
            "own stride for the step",
            [("(kernel - 1) * step", "(kernel - 1) * stride")],
            "You multiply by the layer's own stride. A step in its window is as long as the strides "
            "of all layers before it multiplied.",
        ),
        Misconception(
            "strides added",
            [("step *= stride", "step += stride")],
            "You add the strides up. Two layers with stride 2 move on by 2 * 2 = 4 pixels: strides multiply.",
        ),
        Misconception(
            "field times stride",
            [("field += (kernel - 1) * step", "field = field * stride + kernel - 1")],
            "You multiply the field so far by the layer's stride. What was seen before does not grow; "
            "the stride only sets how far apart the outputs are that the next layers look at.",
        ),
    ],
)

CHECKS = [
    FULLY_CONNECTED_PARAMETERS,
    CONVOLVE1D,
    CORR2D,
    CONVOLVE2D,
    CONV2D,
    ORIENTED_EDGE_KERNEL,
    LEARN_KERNEL,
    RECEPTIVE_FIELD,
]
