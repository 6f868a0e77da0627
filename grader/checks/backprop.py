"""Checks of chapter 05_backprop."""
import numpy as np

from grader.checks import Check, Misconception, Part, small
from solutions.backprop import numerical_gradient


def apart(rng, *shapes):
    """Arrays of whole numbers, all of them different, those of the later arrays too."""
    numbers = small(rng, sum(int(np.prod(shape)) for shape in shapes))
    ends = np.cumsum([int(np.prod(shape)) for shape in shapes])
    return [numbers[end - int(np.prod(shape)):end].reshape(shape) for shape, end in zip(shapes, ends)]


# --- numerical_diff ---------------------------------------------------------------------------


def straight_lines(rng):
    yield {"f": "3 * x + 1", "x": 2.0}
    yield {"f": "3 * x + 1", "x": float(np.round(rng.uniform(-3, -1), 1))}


def curves(rng):
    yield {"f": "x ** 2", "x": 3.0}
    yield {"f": "x ** 3", "x": float(rng.integers(2, 5))}
    for f, low, high in [("x ** 2", -3, -1), ("x ** 3", -3, -1), ("sin(x)", 0.5, 2.5), ("exp(-x)", -2, -1)]:
        yield {"f": f, "x": float(np.round(rng.uniform(low, high), 2))}


QUOTIENT = "(f(x + h) - f(x - h)) / (2 * h)"

NUMERICAL_DIFF = Check(
    "numerical_diff",
    [Part("straight lines", 1, straight_lines), Part("curves", 1, curves)],
    [
        Misconception(
            "forward difference",
            [(QUOTIENT, "(f(x + h) - f(x)) / h")],
            "You compare x with a point on its right only. Where the curve bends this is off by about h; take one "
            "point on each side of x, at the same distance.",
        ),
        Misconception(
            "backward difference",
            [(QUOTIENT, "(f(x) - f(x - h)) / h")],
            "You compare x with a point on its left only. Where the curve bends this is off by about h; take one "
            "point on each side of x, at the same distance.",
        ),
        Misconception(
            "divided by h",
            [("(2 * h)", "h")],
            "Your slope is twice what it should be: divide by the whole distance between the two points at which you "
            "call f.",
        ),
        Misconception(
            "half the slope",
            [("f(x - h)", "f(x)")],
            "Your slope is half of what it should be. How far apart are the two points at which you call f?",
        ),
        Misconception(
            "brackets missing",
            [("(2 * h)", "2 * h")],
            "You divide by 2 and then multiply by h: Python goes from left to right. The distance between the points "
            "needs brackets.",
        ),
        Misconception(
            "no brackets at all",
            [(QUOTIENT, "f(x + h) - f(x - h) / 2 * h")],
            "Only the second value is divided, and then multiplied by h. Two pairs of brackets are missing: around the "
            "difference and around the distance between the points.",
        ),
        Misconception(
            "no brackets around the difference",
            [(QUOTIENT, "f(x + h) - f(x - h) / (2 * h)")],
            "Only the second value is divided: the difference needs brackets.",
        ),
        Misconception(
            "not divided",
            [(" / (2 * h)", "")],
            "You return how much f changes from one point to the other. A slope is this change divided by the distance "
            "between the points.",
        ),
        Misconception(
            "sign",
            [("f(x + h) - f(x - h)", "f(x - h) - f(x + h)")],
            "The sign is wrong: the value on the left is to be taken off the value on the right, so that a curve that "
            "rises has a positive slope.",
        ),
        Misconception(
            "slope at x + h",
            [("f(x + h) - f(x - h)", "f(x + 2 * h) - f(x)")],
            "Your two points are x and x + 2 * h: that is the slope at x + h. The points should lie on both sides of "
            "x, at the same distance.",
        ),
        *(
            Misconception(
                f"h of {h}",
                [("1e-4", h)],
                f"Your h is {h}: so far from x the curve has bent away from its slope. The docstring says h = 1e-4.",
            )
            for h in ["1.0", "0.5", "0.1", "0.01"]
        ),
        Misconception(
            "h of 0.001",
            [("1e-4", "1e-3")],
            "Your h is 0.001, ten times too large: h = 1e-4 is 0.0001, and 10e-4 is not the same.",
        ),
        Misconception(
            "h of 1e-12",
            [("1e-4", "1e-12")],
            "Your h is 1e-12, so small that most digits of the difference are lost to rounding. The docstring says "
            "h = 1e-4.",
        ),
        Misconception(
            "h lost entirely",
            [("1e-4", "1e-50")],
            "All your slopes are 0: the two values of f are equal. Where h is so small that x + h rounds to x, this "
            "happens to any f. The docstring says h = 1e-4.",
        ),
        *(
            Misconception(
                f"forward difference, h of {h}",
                [("1e-4", h), (QUOTIENT, "(f(x + h) - f(x)) / h")],
                "You compare x with a point on its right only, at a smaller h. Take one point on each side of x, with "
                "h = 1e-4: that is more exact than any h on one side.",
            )
            for h in ["1e-5", "1e-6", "1e-7", "1e-8"]
        ),
        Misconception(
            "second derivative",
            [(QUOTIENT, "(f(x + h) - 2 * f(x) + f(x - h)) / h ** 2")],
            "That is the second derivative, how fast the slope changes. Asked is the slope itself.",
        ),
    ],
    accepts=[[("1e-4", "1e-5")], [(QUOTIENT, "(f(x + h) - f(x - h)) * 0.5 / h")]],
    rtol=1e-9,
    atol=2e-8,
)


# --- numerical_gradient -----------------------------------------------------------------------


def single_entries(rng):
    yield {"f": "sum of x ** 2", "x": np.array([3.0])}
    yield {"f": "sum of x ** 3", "x": np.array([2.0])}
    yield {"f": "sum of x ** 3", "x": rng.uniform(1, 3, size=1)}
    yield {"f": "sum of x ** 2", "x": rng.uniform(-3, -1, size=1)}


def vectors(rng):
    yield {"f": "product of all entries", "x": 1 + small(rng, 2)}
    yield {"f": "x[0] ** 2 + 3 * x[1]", "x": small(rng, 2)}
    yield {"f": "x[0] ** 2 + 3 * x[1]", "x": np.array([2.0, 0.0])}
    yield {"f": "sum of x ** 2", "x": small(rng, 3)}
    yield {"f": "product of all entries", "x": rng.uniform(1, 3, size=4)}
    yield {"f": "sum of sin(x) * (1, 2, 3, ...)", "x": rng.normal(size=5)}


def any_shapes(rng):
    yield {"f": "sum of x ** 2", "x": small(rng, 2, 3)}
    yield {"f": "product of all entries", "x": small(rng, 3, 2)}
    yield {"f": "sum of x ** 3", "x": rng.normal(size=(4, 3))}
    yield {"f": "sum of sin(x) * (1, 2, 3, ...)", "x": rng.normal(size=(2, 4, 3))}
    yield {"f": "product of all entries", "x": rng.uniform(1, 2, size=(2, 1, 3, 2))}


def gradient_not_restored(f, x):
    h = 1e-4
    grad = np.zeros_like(x)
    for index in np.ndindex(x.shape):
        before = x[index]
        x[index] = before + h
        above = f(x)
        x[index] = before - h
        grad[index] = (above - f(x)) / (2 * h)
    return grad


def gradient_restored_with_rounding(f, x):
    h = 1e-4
    grad = np.zeros_like(x)
    for index in np.ndindex(x.shape):
        x[index] += h
        above = f(x)
        x[index] -= 2 * h
        grad[index] = (above - f(x)) / (2 * h)
        x[index] += h
    return grad


def gradient_never_down(f, x):
    h = 1e-4
    grad = np.zeros_like(x)
    for index in np.ndindex(x.shape):
        x[index] += h
        above = f(x)
        x[index] -= h
        grad[index] = (above - f(x)) / (2 * h)
    return grad


def gradient_moved_stays_moved(f, x):
    h = 1e-4
    grad = np.zeros_like(x)
    moved = x.copy()
    for index in np.ndindex(x.shape):
        moved[index] = x[index] + h
        above = f(moved)
        moved[index] = x[index] - h
        grad[index] = (above - f(moved)) / (2 * h)
    return grad


def gradient_two_copies_stay_moved(f, x):
    h = 1e-4
    grad = np.zeros_like(x)
    up, down = x.copy(), x.copy()
    for index in np.ndindex(x.shape):
        up[index] += h
        down[index] -= h
        grad[index] = (f(up) - f(down)) / (2 * h)
    return grad


def gradient_along_first_axis(f, x):
    h = 1e-4
    grad = np.zeros_like(x)
    for i in range(len(x)):
        above, below = x.copy(), x.copy()
        above[i] += h
        below[i] -= h
        grad[i] = (f(above) - f(below)) / (2 * h)
    return grad


def gradient_rows_in_place(f, x):
    h = 1e-4
    grad = np.zeros_like(x)
    for i in range(len(x)):
        before = x[i]
        x[i] = before + h
        above = f(x)
        x[i] = before - h
        grad[i] = (above - f(x)) / (2 * h)
        x[i] = before
    return grad


def gradient_of_second_names(f, x):
    h = 1e-4
    grad = np.zeros_like(x)
    for index in np.ndindex(x.shape):
        up, down = x, x
        up[index] += h
        down[index] -= h
        grad[index] = (f(up) - f(down)) / (2 * h)
    return grad


def gradient_with_h_of_each_entry(f, x):
    grad = np.zeros_like(x)
    for index in np.ndindex(x.shape):
        h = 1e-4 * x[index]
        above, below = x.copy(), x.copy()
        above[index] += h
        below[index] -= h
        with np.errstate(all="ignore"):
            grad[index] = (f(above) - f(below)) / (2 * h)
    return grad


def gradient_by_nditer(f, x):
    # The loop of the well-known book: each entry moved in place, then put back.
    h = 1e-4
    grad = np.zeros_like(x)
    it = np.nditer(x, flags=["multi_index"], op_flags=[["readwrite"]])
    while not it.finished:
        index = it.multi_index
        before = x[index]
        x[index] = before + h
        above = f(x)
        x[index] = before - h
        below = f(x)
        grad[index] = (above - below) / (2 * h)
        x[index] = before
        it.iternext()
    return grad


def gradient_of_flat_copy(f, x):
    h = 1e-5
    steps = h * np.eye(x.size)
    slopes = [(f(x + e.reshape(x.shape)) - f(x - e.reshape(x.shape))) / (2 * h) for e in steps]
    return np.array(slopes).reshape(x.shape)


UP, DOWN = "moved[index] = x[index] + h", "moved[index] = x[index] - h"

NUMERICAL_GRADIENT = Check(
    "numerical_gradient",
    [
        Part("a single entry", 1, single_entries),
        Part("vectors, one entry moved at a time", 1, vectors),
        Part("any shape", 2, any_shapes),
    ],
    [
        Misconception(
            "forward difference",
            [(DOWN, "moved[index] = x[index]"), ("(2 * h)", "h")],
            "You compare f at x with f at a point on one side only. Where f bends this is off by about h; move the "
            "entry to both sides.",
        ),
        Misconception(
            "backward difference",
            [(UP, "moved[index] = x[index]"), ("(2 * h)", "h")],
            "You compare f at x with f at a point below it only. Where f bends this is off by about h; move the entry "
            "to both sides.",
        ),
        Misconception(
            "divided by h",
            [("(2 * h)", "h")],
            "Your gradient is twice what it should be: the two points are 2 * h apart, not h.",
        ),
        Misconception(
            "half the gradient",
            [(DOWN, "moved[index] -= h")],
            "Your gradient is half of what it should be: the second point is x itself. After going up by h, going down "
            "by h brings the entry back to where it was, not below it.",
        ),
        Misconception(
            "half the gradient, in place",
            gradient_never_down,
            "Your gradient is half of what it should be: going down by h after going up by h brings the entry back to "
            "where it was, not below it. Rounding also leaves x changed: store the number and put that back.",
        ),
        Misconception(
            "brackets missing",
            [("(2 * h)", "2 * h")],
            "You divide by 2 and then multiply by h: Python goes from left to right. The distance between the points "
            "needs brackets.",
        ),
        Misconception(
            "not divided",
            [(" / (2 * h)", "")],
            "You return how much f changes. A derivative is this change divided by the distance between the two "
            "points.",
        ),
        Misconception(
            "sign",
            [("above - below", "below - above")],
            "The sign is wrong: the value of f below is to be taken off the value above, so that the gradient points "
            "to where f grows.",
        ),
        Misconception(
            "all entries moved at once",
            [("moved[index] = x[index] + h", "moved = x + h"), ("moved[index] = x[index] - h", "moved = x - h")],
            "You move all entries at once, so every entry of your gradient is how f changes when they go up "
            "together. Move one entry and hold the others still.",
        ),
        Misconception(
            "the entry moved stays moved",
            gradient_moved_stays_moved,
            "An entry that was moved stays moved while you measure the following ones. Put it back before you go on.",
        ),
        Misconception(
            "moved up and down in two copies",
            gradient_two_copies_stay_moved,
            "Entries that were moved stay moved in your copies while you measure the following ones, so that several "
            "differ at once. Put each back before you go on.",
        ),
        Misconception(
            "x not restored",
            gradient_not_restored,
            "x is left changed: each entry stays moved, also while you measure the following ones. Put back the number "
            "that was there.",
        ),
        Misconception(
            "x restored with rounding",
            gradient_restored_with_rounding,
            "x is left changed in its last digits: adding h, taking off 2 * h and adding h again is not exactly 0 for "
            "a computer. Store the number before you move it, and put that back.",
        ),
        Misconception(
            "first axis only",
            gradient_along_first_axis,
            "You go along the first axis only, so for a table whole rows are moved at once and get one number each. "
            "Every single entry needs its turn, whatever the number of axes.",
        ),
        Misconception(
            "first axis only, in place",
            gradient_rows_in_place,
            "You go along the first axis only, so for a table whole rows are moved at once. And x[i] of a table is no "
            "number that you keep but a window onto its row: it moves with the row, so x is left changed. Every single "
            "entry needs its turn, whatever the number of axes.",
        ),
        Misconception(
            "one array under several names",
            gradient_of_second_names,
            "Both values of f are taken of the same array, so their difference is 0. `up = x` makes no second array, "
            "only a second name: what you add to up you take off again by way of the other name. Make a copy.",
        ),
        Misconception(
            "return after the first entry",
            [("    return grad", "        return grad")],
            "Only the first entry is measured: `return` stands inside the loop and ends the function.",
        ),
        Misconception(
            "gradient comes back flat",
            [("    return grad", "    return grad.ravel()")],
            "Your gradient is one long row. It should have the shape of x.",
        ),
        Misconception(
            "gradients added up",
            [("    return grad", "    return grad.sum()")],
            "You return a single number, the sum of all derivatives. Asked is an array with one for each entry of x.",
        ),
        Misconception(
            "gradient of whole numbers",
            [("np.zeros_like(x)", "np.zeros(x.shape, dtype=int)")],
            "Your array for the gradient has room for whole numbers only, so everything after the point is lost.",
        ),
        *(
            Misconception(
                f"h of {h}",
                [("1e-4", h)],
                f"Your h is {h}: so far from x the function has bent away from its slope. The docstring says h = 1e-4.",
            )
            for h in ["1.0", "0.5", "0.1", "0.01"]
        ),
        Misconception(
            "h in proportion to the entry",
            gradient_with_h_of_each_entry,
            "Your h is a multiple of the entry that is moved. Where that entry is 0 nothing moves, and 0 / 0 is nan: "
            "h is 1e-4 for every entry.",
        ),
        Misconception(
            "h of 0.001",
            [("1e-4", "1e-3")],
            "Your h is 0.001, ten times too large: h = 1e-4 is 0.0001, and 10e-4 is not the same.",
        ),
        Misconception(
            "h lost entirely",
            [("1e-4", "1e-50")],
            "Your gradient is 0 everywhere: the two values of f are equal. Either no entry has moved, or h is so small "
            "that x + h rounds to x. The docstring says h = 1e-4.",
        ),
    ],
    accepts=[[("1e-4", "1e-5")], gradient_by_nditer, gradient_of_flat_copy],
    needs=["numerical_diff"],
    rtol=1e-8,
    atol=1e-7,
)


# --- gradient_check ---------------------------------------------------------------------------


def largest_errors(rng):
    x = 2.0 + small(rng, 2)
    yield {"f": "sum of x ** 2", "x": x, "analytic": 2 * x}  # right
    yield {"f": "sum of x ** 2", "x": np.array([2.0, 5.0]), "analytic": np.array([6.0, 10.0])}
    yield {"f": "sum of x ** 2", "x": np.array([2.0, 4.0, 3.0]), "analytic": np.array([4.4, 4.0, 6.0])}
    x = rng.uniform(1, 2, size=(2, 3))
    right = 3 * x**2
    yield {"f": "sum of x ** 3", "x": x, "analytic": right}
    yield {"f": "sum of x ** 3", "x": x, "analytic": right * rng.uniform(0.8, 1.4, size=(2, 3))}
    yield {"f": "sum of x ** 3", "x": x, "analytic": right * np.array([[1, 1, -0.5], [1, 1.2, 1]])}
    x = -rng.uniform(1, 2, size=4)
    yield {"f": "sum of x ** 2", "x": x, "analytic": 2 * x * np.array([1, 1.5, 0.9, 1])}


def zero_gradients(rng):
    a, b = (float(n) for n in 1 + small(rng, 2))
    yield {"f": "x[0] ** 2 + 3 * x[1]", "x": np.array([a, b, 4.0]), "analytic": np.array([2 * a, 4.0, 0.0])}
    yield {"f": "product of all entries", "x": np.array([0.0, 0.0, a]), "analytic": np.zeros(3)}
    yield {"f": "product of all entries", "x": np.array([0.0, b, 2.0, 3.0]), "analytic": np.array([3 * b, 0, 0, 0])}


def other_shapes(rng):
    yield {"f": "sum of x ** 2", "x": small(rng, 3), "analytic": rng.normal(size=1)}
    yield {"f": "sum of x ** 2", "x": small(rng, 2, 3), "analytic": rng.normal(size=3)}
    yield {"f": "sum of x ** 2", "x": small(rng, 4), "analytic": rng.normal(size=(4, 1))}
    yield {"f": "sum of x ** 3", "x": small(rng, 3, 2), "analytic": rng.normal(size=(2, 3))}


def check_one_by_one(f, x, analytic):
    if analytic.shape != x.shape:
        raise ValueError(analytic.shape)
    measured, worst = numerical_gradient(f, x), 0.0
    for index in np.ndindex(x.shape):
        a, m = analytic[index], measured[index]
        worst = max(worst, abs(a - m) / (abs(a) + abs(m) + 1e-8))
    return worst


def no_guard(f, x, analytic):
    if np.shape(analytic) != x.shape:
        raise ValueError(analytic.shape)
    measured = numerical_gradient(f, x)
    with np.errstate(all="ignore"):
        return np.max(np.abs(analytic - measured) / (np.abs(analytic) + np.abs(measured)))


def norms_without_guard(f, x, analytic):
    if np.shape(analytic) != x.shape:
        raise ValueError(analytic.shape)
    m = numerical_gradient(f, x)
    with np.errstate(all="ignore"):
        return np.linalg.norm(analytic - m) / (np.linalg.norm(analytic) + np.linalg.norm(m))


LARGEST, SIZE = "np.max(np.abs(analytic - measured) / size)", "np.abs(analytic) + np.abs(measured)"

GRADIENT_CHECK = Check(
    "gradient_check",
    [
        Part("the largest relative error", 1, largest_errors),
        Part("gradients of 0", 1, zero_gradients),
        Part("another shape is refused", 1, other_shapes, probe="gradient_check_shape"),
    ],
    [
        Misconception(
            "absolute error",
            [(LARGEST, "np.max(np.abs(analytic - measured))")],
            "You return the largest difference itself. A difference of 0.1 is much for a gradient of 0.2 and nothing "
            "for one of 1000: divide by the size of the two.",
        ),
        Misconception(
            "mean of the errors",
            [("np.max(", "np.mean(")],
            "You take the mean over the entries. One wrong entry among many right ones hides in a mean; asked is the "
            "largest.",
        ),
        Misconception(
            "sum of the errors",
            [("np.max(", "np.sum(")],
            "You add the errors of all entries up; asked is the largest of them.",
        ),
        Misconception(
            "mean of the absolute errors",
            [(LARGEST, "np.mean(np.abs(analytic - measured))")],
            "You return the mean of the differences. Divide each by the size of its two numbers, and take the largest "
            "instead of the mean: one wrong entry among many right ones hides in a mean.",
        ),
        Misconception(
            "smallest error",
            [("np.max(", "np.min(")],
            "You take the smallest error; a gradient is as wrong as its worst entry.",
        ),
        Misconception(
            "one error for each entry",
            [(LARGEST, "np.abs(analytic - measured) / size")],
            "You return one error for each entry. Asked is a single number, the largest of them.",
        ),
        Misconception(
            "norms",
            [
                (SIZE, "np.linalg.norm(analytic) + np.linalg.norm(measured)"),
                (LARGEST, "np.linalg.norm(analytic - measured) / size"),
            ],
            "You compare the lengths of whole gradients. There a wrong small entry is lost beside large ones; divide "
            "entry by entry, and then take the largest.",
        ),
        Misconception(
            "norms, no guard",
            norms_without_guard,
            "You compare the lengths of whole gradients. There a wrong small entry is lost beside large ones; divide "
            "entry by entry, by at least 1e-8, and then take the largest.",
        ),
        Misconception(
            "largest difference over the largest size",
            [(LARGEST, "np.max(np.abs(analytic - measured)) / np.max(size)")],
            "You divide the largest difference by the largest size, which may belong to another entry. Divide entry by "
            "entry, and then take the largest.",
        ),
        Misconception(
            "no guard against 0 / 0",
            no_guard,
            "Where both gradients are 0 you divide 0 by 0, and nan comes out. The docstring says what the divisor is "
            "at least.",
        ),
        Misconception(
            "divided by the measured one",
            [(SIZE, "np.abs(measured)")],
            "You divide by the measured gradient alone. The divisor is |a| + |m|, so that the result stays between 0 "
            "and 1.",
        ),
        Misconception(
            "divided by the analytic one",
            [(SIZE, "np.abs(analytic)")],
            "You divide by the analytic gradient alone. The divisor is |a| + |m|, so that the result stays between 0 "
            "and 1.",
        ),
        Misconception(
            "divided by the larger one",
            [(SIZE, "np.maximum(np.abs(analytic), np.abs(measured))")],
            "You divide by the larger of the two sizes; the docstring asks for their sum.",
        ),
        Misconception(
            "size without absolute values",
            [(SIZE, "np.abs(analytic + measured)")],
            "You add the two gradients before you take the absolute value. With opposite signs they cancel, and the "
            "divisor is too small: it is |a| + |m|.",
        ),
        Misconception(
            "signs of the size forgotten",
            [(SIZE, "analytic + measured")],
            "Your divisor is a + m. Negative gradients make it negative: it is |a| + |m|.",
        ),
        Misconception(
            "signed difference",
            [("np.abs(analytic - measured)", "(analytic - measured)")],
            "The absolute value of the difference is missing: an entry that is too small counts as better than a right "
            "one.",
        ),
        Misconception(
            "error returned",
            [("raise ValueError", "return ValueError")],
            "You return the ValueError like a result. An error has to be raised: `raise` it, so that whoever calls "
            "cannot overlook it.",
        ),
        Misconception(
            "another shape is taken",
            [("if np.shape(analytic) != x.shape:", "if False:")],
            "An analytic gradient of another shape passes without a ValueError: NumPy repeats it until it fits. "
            "Compare the shapes first, and `raise` the error yourself.",
        ),
    ],
    accepts=[
        check_one_by_one,
        [(f"np.maximum(1e-8, {SIZE})", f"{SIZE} + 1e-8")],
        [("analytic - measured", "measured - analytic"), ("x.shape:", "numerical_gradient(f, x).shape:")],
    ],
    needs=["numerical_gradient"],
    rtol=1e-4,
    atol=1e-6,
)


# --- gradient_descent -------------------------------------------------------------------------


def one_step(rng):
    yield _walk("sum of x ** 2", 1 + small(rng, 2), 0.25, 1)
    yield _walk("x[0] ** 2 + 3 * x[1]", 1 + small(rng, 2), 0.5, 1)
    yield _walk("x[0] * x[1] + x[0] ** 2", 1 + small(rng, 2), 0.25, 1)  # each slope depends on the other entry
    yield _walk("sum of x ** 3", rng.uniform(1, 2, size=(2, 3)), float(rng.uniform(0.05, 0.15)), 1)


def many_steps(rng):
    yield _walk("sum of x ** 2", 2 * small(rng, 2), 0.25, 2)
    yield _walk("sum of x ** 2", small(rng, 2), 1.5, 3)  # the loss grows with every step
    yield _walk("x[0] * x[1] + x[0] ** 2", rng.uniform(2, 4, size=2), 0.1, 5)
    yield _walk("(x[0] - 1) ** 2 + 10 * x[1] ** 2", rng.uniform(2, 4, size=2), 0.04, 12)
    yield _walk("sum of sin(x) * (1, 2, 3, ...)", rng.normal(size=(3, 2)), 0.05, 25)


def numbers_of_steps(rng):
    yield _walk("sum of x ** 2", 1 + small(rng, 3), 0.5, 0)
    yield _walk("sum of x ** 2", 2 * small(rng, 3), 0.1, 3)
    yield _walk("sum of x ** 3", rng.uniform(1, 2, size=4), 0.05, 4)


def _walk(f, init_x, learning_rate, steps):
    return {"f": f, "init_x": init_x, "learning_rate": learning_rate, "steps": steps}


def descent_while(f, init_x, learning_rate, steps):
    x = np.array(init_x)
    while steps > 0:
        x -= learning_rate * numerical_gradient(f, x)
        steps -= 1
    return x


def descent_entry_by_entry(f, init_x, learning_rate, steps):
    x = init_x.copy()
    for _ in range(steps):
        for index in np.ndindex(x.shape):
            x[index] -= learning_rate * numerical_gradient(f, x)[index]
    return x


def descent_that_stops_before_a_rise(f, init_x, learning_rate, steps):
    x = init_x.copy()
    for _ in range(steps):
        there = x - learning_rate * numerical_gradient(f, x)
        if f(there) > f(x):
            break
        x = there
    return x


def descent_that_stops_after_a_rise(f, init_x, learning_rate, steps):
    x = init_x.copy()
    for _ in range(steps):
        before = f(x)
        x = x - learning_rate * numerical_gradient(f, x)
        if f(x) > before:
            break
    return x


STOPS = (
    "You stop as soon as f grows. Take all the steps that are asked for: a learning rate that is too large leads "
    "uphill, and whoever chose it should see that."
)

GRADIENT_DESCENT = Check(
    "gradient_descent",
    [
        Part("one step", 1, one_step),
        Part("many steps", 1, many_steps),
        Part("number of steps, none included", 1, numbers_of_steps),
    ],
    [
        Misconception(
            "uphill",
            [("x - learning_rate", "x + learning_rate")],
            "You walk uphill: the gradient points to where f grows. Go against it.",
        ),
        Misconception(
            "only one step",
            [("    return x", "        return x")],
            "You stop after one step: `return` stands inside the loop and ends the function.",
        ),
        Misconception(
            "one step whatever is asked",
            [("range(steps)", "range(1)")],
            "You always take one step. `steps` says how many there are, each from where the last one ended.",
        ),
        Misconception(
            "one step too many",
            [("range(steps)", "range(steps + 1)")],
            "You take one step too many: range(3) runs three times.",
        ),
        Misconception(
            "one step too few",
            [("range(steps)", "range(1, steps)")],
            "You take one step too few: range(1, 4) runs three times, range(4) four times.",
        ),
        Misconception(
            "gradient always at the start",
            [("numerical_gradient(f, x)", "numerical_gradient(f, init_x)")],
            "You use the gradient at init_x for every step. The slope changes on the way: measure it again where you "
            "are now.",
        ),
        Misconception(
            "every step from the start",
            [("x = x - learning_rate", "x = init_x - learning_rate")],
            "Every step starts from init_x again. It should start where the last one ended.",
        ),
        Misconception(
            "learning rate forgotten",
            [("learning_rate * ", "")],
            "The learning rate is missing: you go as far as the gradient is long. Multiply it by learning_rate.",
        ),
        Misconception(
            "learning rate squared",
            [("learning_rate *", "learning_rate ** 2 *")],
            "The learning rate counts twice in each step. Multiply the gradient by it once.",
        ),
        Misconception(
            "divided by the learning rate",
            [("learning_rate * numerical_gradient(f, x)", "numerical_gradient(f, x) / learning_rate")],
            "You divide by the learning rate: a smaller one should give smaller steps. Multiply.",
        ),
        Misconception(
            "learning rate of 0.01",
            [("learning_rate *", "0.01 *")],
            "Your steps use 0.01, whatever learning_rate is. Use the argument.",
        ),
        Misconception(
            "init_x changed",
            [("init_x.copy()", "init_x"), ("x = x - ", "x -= ")],
            "You change init_x: `x = init_x` gives the same array a second name, and `x -= ...` writes into it. Make a "
            "copy, or a new array in each step.",
        ),
        Misconception(
            "x becomes the step",
            [("x = x - ", "x = -")],
            "Your x becomes the step itself, and where you were is forgotten. Add the step to the place where you are.",
        ),
        Misconception(
            "one entry after the other",
            descent_entry_by_entry,
            "You move one entry and measure again before you move the next. All entries take their step together, by "
            "one gradient, measured at the place where the step begins.",
        ),
        Misconception("stops before f grows", descent_that_stops_before_a_rise, STOPS),
        Misconception("stops when f has grown", descent_that_stops_after_a_rise, STOPS),
        Misconception(
            "returns the value of f",
            [("return x", "return f(x)")],
            "You return the value of f where the walk ends. Asked is the place, an array of the shape of init_x.",
        ),
        Misconception(
            "returns the gradient",
            [("return x", "return numerical_gradient(f, x)")],
            "You return a gradient. Asked is the place where the walk ends.",
        ),
        Misconception(
            "returns the start",
            [("return x", "return init_x")],
            "You return init_x, where the walk began. Asked is where it ends.",
        ),
    ],
    accepts=[descent_while, [("numerical_gradient(f, x)", "np.asarray(numerical_gradient(f, x.copy()))")]],
    needs=["numerical_gradient"],
    rtol=1e-6,
    atol=1e-6,
)


# --- MulLayer and AddLayer --------------------------------------------------------------------


def nodes(rng):
    x, y, dout = (float(n) for n in rng.permutation(np.arange(2, 10))[:3])
    yield {"x": x, "y": y, "dout": dout}
    x, y, dout = apart(rng, (3,), (3,), (3,))
    yield {"x": x + 1, "y": y + 1, "dout": dout + 1}
    x, y, dout = rng.normal(size=(3, 4, 3))
    yield {"x": x, "y": y, "dout": dout}


def nodes_with_zeros(rng):
    yield from nodes(rng)
    x, y, dout = apart(rng, (3,), (3,), (3,))
    x[0] = y[2] = 0
    yield {"x": x, "y": y, "dout": dout}


def pairs(rng):
    for case in nodes(rng):
        yield {"x": case["x"], "y": case["y"]}


class MulChangesX:
    def forward(self, x, y):
        self.x, self.y = x, y
        x *= y
        return x

    def backward(self, dout):
        return dout * self.y, dout * self.x


class MulKeepsProduct:
    def forward(self, x, y):
        self.out = x * y
        return self.out

    def backward(self, dout):
        return dout * self.out, dout * self.out


class MulRemembersItsFirst:
    def forward(self, x, y):
        if not hasattr(self, "x"):
            self.x, self.y = x, y
        return x * y

    def backward(self, dout):
        return dout * self.y, dout * self.x


class MulByDivision:
    def forward(self, x, y):
        self.x, self.y, self.out = x, y, x * y
        return self.out

    def backward(self, dout):
        with np.errstate(all="ignore"):
            return dout * self.out / self.x, dout * self.out / self.y


class MulByOneDivision:
    def forward(self, x, y):
        self.x, self.out = x, x * y
        return self.out

    def backward(self, dout):
        with np.errstate(all="ignore"):
            return dout * self.out / self.x, dout * self.x


class MulChangesDout:
    def forward(self, x, y):
        self.x, self.y = x, y
        return x * y

    def backward(self, dout):
        dx = dout * self.y
        dout *= self.x
        return dx, dout


DIVIDED = (
    "You divide the product by one factor to get the other. Where that factor is 0 this is 0 / 0, nan: remember both "
    "factors in forward."
)
FLIPPED = "return dout * self.y, dout * self.x"

MUL_LAYER = Check(
    "MulLayer",
    [
        Part("forward", 1, pairs, probe="MulLayer_forward"),
        Part("backward", 1, nodes_with_zeros),
        Part("two layers in one graph", 1, nodes, probe="MulLayer_twice"),
        Part("backward after a second forward", 1, nodes, probe="MulLayer_again"),
    ],
    [
        Misconception(
            "not swapped",
            [(FLIPPED, "return dout * self.x, dout * self.y")],
            "The two gradients are the wrong way round. When x grows by a little, x * y grows by y times that: the "
            "gradient by x holds the other factor.",
        ),
        Misconception(
            "dout forgotten",
            [(FLIPPED, "return self.y, self.x")],
            "backward leaves out dout: what the node does to its inputs is multiplied by the gradient that comes from "
            "above.",
        ),
        Misconception(
            "dout forgotten, not swapped",
            [(FLIPPED, "return self.x, self.y")],
            "backward returns x and y as they came. Each gradient is dout times the other factor.",
        ),
        Misconception(
            "dout passed on as in a sum",
            [(FLIPPED, "return dout, dout")],
            "backward hands dout on unchanged: that is what an addition does. A product multiplies it by the other "
            "factor.",
        ),
        Misconception(
            "both with y",
            [(FLIPPED, "return dout * self.y, dout * self.y")],
            "Both gradients are dout * y. That is right for x; the gradient by y has the other factor.",
        ),
        Misconception(
            "both with x",
            [(FLIPPED, "return dout * self.x, dout * self.x")],
            "Both gradients are dout * x. That is right for y; the gradient by x has the other factor.",
        ),
        Misconception(
            "both with the product",
            MulKeepsProduct,
            "Both gradients are dout times the product. Each should be dout times the other factor alone, so remember "
            "x and y in forward.",
        ),
        Misconception(
            "dout added",
            [(FLIPPED, "return dout + self.y, dout + self.x")],
            "You add dout to the other factor. The chain rule multiplies.",
        ),
        Misconception(
            "forward adds",
            [("return x * y", "return x + y")],
            "forward adds x and y; this node multiplies them.",
        ),
        Misconception(
            "shared by all layers",
            [("self.x, self.y = x, y", "MulLayer.x, MulLayer.y = x, y")],
            "Two layers share what they remember: the forward of the second has overwritten the numbers of the first. "
            "Keep them on `self`, not on the class and not in a variable outside.",
        ),
        Misconception(
            "the first forward is remembered",
            MulRemembersItsFirst,
            "When forward is called a second time, your layer still remembers the numbers of the first. backward "
            "answers for the last forward: store the inputs at every call.",
        ),
        Misconception(
            "x changed in place",
            MulChangesX,
            "forward changes x: `x *= y` writes the product into the caller's array. Make a new one.",
        ),
        Misconception(
            "dout changed in place",
            MulChangesDout,
            "backward changes dout: `dout *= ...` writes into the caller's array. Make a new one.",
        ),
        Misconception("factors from the product", MulByDivision, DIVIDED),
        Misconception("one factor from the product", MulByOneDivision, DIVIDED),
    ],
)


class AddPassesItsInputs:
    def forward(self, x, y):
        self.x, self.y = x, y
        return x + y

    def backward(self, dout):
        return self.x, self.y


class AddMultipliesByItsInputs:
    def forward(self, x, y):
        self.x, self.y = x, y
        return x + y

    def backward(self, dout):
        return dout * self.x, dout * self.y


class AddLikeMul:
    def forward(self, x, y):
        self.x, self.y = x, y
        return x + y

    def backward(self, dout):
        return dout * self.y, dout * self.x


class AddMultiplies:
    def forward(self, x, y):
        self.x, self.y = x, y
        return x * y

    def backward(self, dout):
        return dout * self.y, dout * self.x


class AddChangesX:
    def forward(self, x, y):
        x += y
        return x

    def backward(self, dout):
        return dout, dout


class AddWithMemory:
    def __init__(self):
        pass

    def forward(self, x, y):
        return np.add(x, y)

    def backward(self, dout):
        dx = dout * 1
        dy = dout * 1
        return dx, dy


ADD_LAYER = Check(
    "AddLayer",
    [Part("forward", 1, pairs, probe="AddLayer_forward"), Part("backward", 1, nodes)],
    [
        Misconception(
            "x and y handed back",
            AddPassesItsInputs,
            "backward returns x and y. Asked is how the loss changes with them: the inputs of a sum do not matter for "
            "that, only the gradient that comes from above.",
        ),
        Misconception(
            "dout times x and y",
            AddMultipliesByItsInputs,
            "backward multiplies dout by the inputs. When x grows by a little, x + y grows by just as much: the "
            "derivative of a sum is 1.",
        ),
        Misconception(
            "as for a product",
            AddLikeMul,
            "backward does what a product does, dout times the other input. When x grows by a little, x + y grows by "
            "just as much: the derivative of a sum is 1.",
        ),
        Misconception(
            "dout split in halves",
            [("return dout, dout", "return dout / 2, dout / 2")],
            "You split dout in halves. A gradient is no amount to be shared out: each input alone moves the sum by as "
            "much as it moves itself.",
        ),
        Misconception(
            "dout doubled",
            [("return dout, dout", "return 2 * dout, 2 * dout")],
            "You double dout. Each gradient asks what one input does while the other is held still: then the sum moves "
            "by as much as that input.",
        ),
        Misconception(
            "ones",
            [("return dout, dout", "return dout * 0 + 1, dout * 0 + 1")],
            "backward returns ones: that is the derivative of the sum alone. The chain rule multiplies it by dout.",
        ),
        Misconception(
            "plain ones",
            [("return dout, dout", "return 1, 1")],
            "backward returns 1 and 1: that is the derivative of the sum alone. The chain rule multiplies it by dout.",
        ),
        Misconception(
            "second sign reversed",
            [("return dout, dout", "return dout, -dout")],
            "The gradient by y has the wrong sign; that would be the rule for x - y.",
        ),
        Misconception(
            "dx alone",
            [("return dout, dout", "return dout, dout * 0")],
            "Only x gets a gradient, that of y is 0. Both inputs move the sum.",
        ),
        Misconception(
            "forward multiplies",
            [("return x + y", "return x * y")],
            "forward multiplies x and y; this node adds them.",
        ),
        Misconception(
            "a second MulLayer",
            AddMultiplies,
            "This is a node that multiplies, forward and backward. AddLayer adds.",
        ),
        Misconception(
            "x changed in place",
            AddChangesX,
            "forward changes x: `x += y` writes the sum into the caller's array. Make a new one.",
        ),
    ],
    accepts=[AddWithMemory],
)


# --- step, relu -------------------------------------------------------------------------------


def signs(rng):
    yield {"x": np.array([-2.0, 0.0, 3.0])}
    yield {"x": rng.permutation(np.array([-4.0, -1.0, 0.0, 2.0, 5.0]))}
    yield {"x": rng.permutation(np.array([-0.25, 0.0, 0.5, 1.5, -3.0, 4.0])).reshape(2, 3)}
    yield {"x": rng.normal(size=(3, 2, 4))}


STEP = Check(
    "step",
    [Part("zeros and ones", 1, signs)],
    [
        Misconception(
            "1 at 0",
            [("x > 0", "x >= 0")],
            "Your function gives 1 at x = 0. 0 is not positive: there it is 0.",
        ),
        Misconception(
            "sign function",
            [("np.where(x > 0, 1.0, 0.0)", "np.sign(x)")],
            "Your function gives -1 for negative entries; the step goes from 0 to 1.",
        ),
        Misconception(
            "-1 for all others",
            [("1.0, 0.0", "1.0, -1.0")],
            "Your function gives -1 where x is not positive; the step goes from 0 to 1.",
        ),
        Misconception(
            "booleans",
            [("np.where(x > 0, 1.0, 0.0)", "x > 0")],
            "Your array holds True and False. Make numbers of them: 1 and 0.",
        ),
        Misconception(
            "zeros and ones swapped",
            [("1.0, 0.0", "0.0, 1.0")],
            "Zeros and ones are the wrong way round: positive entries give 1.",
        ),
        Misconception(
            "ReLU",
            [("1.0, 0.0", "x, 0.0")],
            "Positive entries come through as they are: that is ReLU. The step gives 1 for all of them, however large.",
        ),
        Misconception(
            "only whether any is positive",
            [("np.where(x > 0, 1.0, 0.0)", "1.0 if np.any(x > 0) else 0.0")],
            "You return a single number. Each entry of the array has its own answer.",
        ),
        Misconception(
            "threshold of a half",
            [("x > 0", "x > 0.5")],
            "Entries between 0 and 0.5 give 0, but they are positive.",
        ),
        Misconception(
            "cut off at 0 and 1",
            [("np.where(x > 0, 1.0, 0.0)", "np.clip(x, 0.0, 1.0)")],
            "Entries between 0 and 1 come through as they are. The step has two values only, 0 and 1.",
        ),
    ],
    accepts=[
        [("np.where(x > 0, 1.0, 0.0)", "(x > 0).astype(int)")],
        [("np.where(x > 0, 1.0, 0.0)", "np.heaviside(x, 0)")],
        [("np.where(x > 0, 1.0, 0.0)", "np.array([float(one > 0) for one in x.ravel()]).reshape(x.shape)")],
    ],
)


def entries(rng):
    yield {"x": np.array([-1.0, 2.0, 0.0])}  # not two entries: they would pass for out and cache
    yield {"x": np.array([3.0, -2.0, 4.0, -5.0])}
    yield {"x": small(rng, 6) - 3.5}
    yield {"x": rng.normal(size=7)}


def shapes_and_cache(rng):
    yield {"x": small(rng, 3, 2) - 2.5}
    yield {"x": rng.normal(size=(4, 3))}
    yield {"x": rng.normal(size=(2, 3, 4, 5))}


def relu_in_place(x):
    x[x < 0] = 0
    return x, x


def relu_in_place_copy_kept(x):
    cache = x.copy()
    x[x < 0] = 0
    return x, cache


def relu_by_mask(x):
    out = x.copy()
    out[x <= 0] = 0
    return out, x


RELU = "np.maximum(x, 0), x"

RELU_FORWARD = Check(
    "relu_forward",
    [Part("negative entries become 0", 1, entries, ["out"]), Part("any shape, and the cache", 1, shapes_and_cache)],
    [
        Misconception(
            "absolute value",
            [("np.maximum(x, 0)", "np.abs(x)")],
            "Negative entries come out positive: that is the absolute value. They should become 0.",
        ),
        Misconception(
            "negative part",
            [("np.maximum(x, 0)", "np.minimum(x, 0)")],
            "You keep the negative entries and set the positive ones to 0; it is the other way round.",
        ),
        Misconception(
            "leaky",
            [("np.maximum(x, 0)", "np.where(x > 0, x, 0.01 * x)")],
            "Negative entries still come through, at a hundredth of their size. That is the leaky ReLU; the plain one "
            "gives 0.",
        ),
        Misconception(
            "leaky, a tenth",
            [("np.maximum(x, 0)", "np.where(x > 0, x, 0.1 * x)")],
            "Negative entries still come through, at a tenth of their size. That is the leaky ReLU; the plain one "
            "gives 0.",
        ),
        Misconception(
            "np.max for np.maximum",
            [("np.maximum(x, 0)", "np.max(x, 0)")],
            "np.max(x, 0) is the largest entry along axis 0. To compare each entry with 0 NumPy has another function.",
        ),
        Misconception(
            "largest of all",
            [("np.maximum(x, 0)", "max(x.max(), 0.0)")],
            "You return one number, the largest of all entries. Each entry is compared with 0 by itself.",
        ),
        Misconception(
            "step",
            [("np.maximum(x, 0)", "np.where(x > 0, 1.0, 0.0)")],
            "Positive entries all become 1: that is the step function. ReLU leaves them as they are.",
        ),
        Misconception(
            "nothing done",
            [("np.maximum(x, 0)", "x * 1")],
            "Negative entries come through unchanged; they should become 0.",
        ),
        Misconception(
            "cut off at 1",
            [("np.maximum(x, 0)", "np.clip(x, 0, 1)")],
            "Entries above 1 are cut off. ReLU has no upper end.",
        ),
        Misconception(
            "out and cache swapped",
            [(RELU, "x, np.maximum(x, 0)")],
            "You return x first and out second. The docstring says (out, cache), and cache is x.",
        ),
        Misconception(
            "cache is the mask",
            [(RELU, "np.maximum(x, 0), x > 0")],
            "out is right, but your cache holds where x is positive. The docstring says that cache is x.",
        ),
        Misconception(
            "cache is the other mask",
            [(RELU, "np.maximum(x, 0), x <= 0")],
            "out is right, but your cache holds where x is not positive. The docstring says that cache is x.",
        ),
        Misconception(
            "cache is out",
            [(RELU, "np.maximum(x, 0), np.maximum(x, 0)")],
            "out is right, but your cache holds out. The docstring says that cache is x.",
        ),
        Misconception(
            "x changed in place",
            relu_in_place,
            "You change x: setting its negative entries to 0 writes into the caller's array, and the cache is lost "
            "with it. Make a new array.",
        ),
        Misconception(
            "x changed in place, a copy kept",
            relu_in_place_copy_kept,
            "You change x: setting its negative entries to 0 writes into the caller's array. Keep x as it is, and "
            "change the copy.",
        ),
    ],
    accepts=[
        relu_by_mask,
        [("np.maximum(x, 0)", "x * (x > 0)")],
        [(RELU, "np.where(x < 0, 0, x), x.copy()")],
    ],
)


def both_signs(rng):
    yield {"dout": np.array([3.0, -2.0]), "cache": np.array([-1.0, 4.0])}
    yield {"dout": np.array([-5.0, 7.0, -6.0]), "cache": np.array([2.0, 3.0, -1.0])}
    yield {"dout": np.array([2.0, 3.0]), "cache": np.array([-4.0, 5.0])}
    yield {"dout": rng.normal(size=9), "cache": _without_zero(rng, 9)}


def exact_zeros(rng):
    yield {"dout": np.array([4.0, -3.0, 2.0]), "cache": np.array([0.0, 2.0, 3.0])}
    dout, cache = rng.normal(size=6), _without_zero(rng, 6)
    cache[1:3] = 0
    yield {"dout": dout, "cache": cache}


def other_axes(rng):
    yield {"dout": small(rng, 2, 3) - 3.5, "cache": small(rng, 2, 3) - 2.5}
    yield {"dout": rng.normal(size=(4, 3)), "cache": _without_zero(rng, 4, 3)}
    yield {"dout": rng.normal(size=(2, 3, 5, 4)), "cache": _without_zero(rng, 2, 3, 5, 4)}


def _without_zero(rng, *shape):
    """Positive and negative numbers, none nearer to 0 than 0.1, at least one of each sign."""
    x = rng.uniform(0.1, 2, size=shape) * rng.choice([-1, 1], size=shape)
    x.flat[0], x.flat[-1] = -0.5, 0.75
    return x


def relu_backward_in_place(dout, cache):
    dout[cache <= 0] = 0
    return dout


def relu_backward_by_mask(dout, cache):
    dx = dout.copy()
    dx[cache <= 0] = 0
    return dx


PASSED = "dout * (cache > 0)"

RELU_BACKWARD = Check(
    "relu_backward",
    [
        Part("positive and negative inputs", 1, both_signs),
        Part("inputs of exactly 0", 1, exact_zeros),
        Part("any shape", 1, other_axes),
    ],
    [
        Misconception(
            "mask from dout",
            [(PASSED, "dout * (dout > 0)")],
            "You ask where dout is positive, so gradients that are negative are lost. What counts is where x was "
            "positive in the forward pass.",
        ),
        Misconception(
            "mask from both",
            [(PASSED, "dout * (cache > 0) * (dout > 0)")],
            "Negative gradients are lost where x is positive: your result goes through ReLU once more. A gradient may "
            "have either sign.",
        ),
        Misconception(
            "1 at 0",
            [("cache > 0", "cache >= 0")],
            "Where x is exactly 0 you let the gradient through; the docstring takes the derivative there to be 0.",
        ),
        Misconception(
            "a half at 0",
            [("(cache > 0)", "np.heaviside(cache, 0.5)")],
            "Where x is exactly 0 half the gradient comes through; the docstring takes the derivative there to be 0.",
        ),
        Misconception(
            "dout forgotten",
            [(PASSED, "np.where(cache > 0, 1.0, 0.0)")],
            "You return the derivative of ReLU alone, zeros and ones. The chain rule multiplies it by dout.",
        ),
        Misconception(
            "the mask itself",
            [(PASSED, "cache > 0")],
            "You return True and False, where x is positive. That is the derivative of ReLU alone; the chain rule "
            "multiplies it by dout.",
        ),
        Misconception(
            "the mask turned round",
            [("cache > 0", "cache < 0")],
            "Your mask is the wrong way round: the gradient goes through where x is positive.",
        ),
        Misconception(
            "dout times x",
            [(PASSED, "dout * cache")],
            "You multiply by x. Asked is the derivative of ReLU at x, which is 1 or 0.",
        ),
        Misconception(
            "dout and cache swapped",
            [(PASSED, "cache * (dout > 0)")],
            "dout and the cache have swapped their parts: you hand on x where dout is positive. Hand on dout, and let "
            "the cache say where.",
        ),
        Misconception(
            "dout times out",
            [(PASSED, "dout * np.maximum(cache, 0)")],
            "You multiply by what the forward pass gave. Asked is the derivative of ReLU, which is 1 or 0.",
        ),
        Misconception(
            "dout passed through",
            [(PASSED, "dout * 1")],
            "Your dx is dout everywhere. Where x is negative, ReLU gives 0 whatever x is exactly, so nothing comes "
            "back.",
        ),
        Misconception(
            "ReLU of x",
            [(PASSED, "np.maximum(cache, 0)")],
            "You return ReLU of x, the forward pass again; dout does not enter.",
        ),
        Misconception(
            "added up",
            [(PASSED, "(dout * (cache > 0)).sum()")],
            "You return one number, the sum of all gradients. dx has the shape of x, a number for each entry.",
        ),
        Misconception(
            "dout changed in place",
            relu_backward_in_place,
            "You change dout: `dout[...] = 0` writes into the caller's array, which others may still need. Make a new "
            "one.",
        ),
    ],
    accepts=[relu_backward_by_mask, [(PASSED, "np.where(cache > 0, dout, 0)")]],
    needs=["step"],
)


# --- sigmoid and tanh -------------------------------------------------------------------------


def moderate(rng):
    yield {"x": np.array([0.0, 1.0, -1.0])}  # not two entries: they would pass for out and cache
    yield {"x": np.array([-2.0, 3.0, 0.5, 2.0])}
    yield {"x": rng.normal(size=(3, 4))}
    yield {"x": 2 * rng.normal(size=(3, 1, 4, 2))}


def very_large(rng):
    yield {"x": np.array([1000.0, 0.5, 1.0])}
    yield {"x": np.array([-1000.0, 0.5, 1.0])}
    yield {"x": rng.permutation(np.array([-1000.0, -800.0, -2.0, 0.5, 800.0, 1000.0])).reshape(3, 2)}


def sigmoid_plain(x):
    with np.errstate(all="ignore"):
        out = 1 / (1 + np.exp(-x))
    return out, out


def sigmoid_two_branches(x):
    out = np.zeros(x.shape)
    up = x >= 0
    out[up] = 1 / (1 + np.exp(-x[up]))
    out[~up] = np.exp(x[~up]) / (1 + np.exp(x[~up]))
    return out, out.copy()


def sigmoid_without_brackets(x):
    with np.errstate(all="ignore"):
        out = 1 / 1 + np.exp(-x)
    return out, out


def sigmoid_of_exp_x(x):
    with np.errstate(all="ignore"):
        out = np.exp(x) / (1 + np.exp(x))
    return out, out


def sigmoid_minus_forgotten(x):
    with np.errstate(all="ignore"):
        out = 1 / (1 + np.exp(x))
    return out, out


def sigmoid_minus_in_front(x):
    with np.errstate(all="ignore"):
        out = 1 / (1 - np.exp(-x))
    return out, out


def sigmoid_of_exp_alone(x):
    with np.errstate(all="ignore"):
        out = 1 / np.exp(-x)
    return out, out


SIGMOID = "0.5 * (1 + np.tanh(0.5 * x))"

SIGMOID_FORWARD = Check(
    "sigmoid_forward",
    [Part("values and cache", 1, moderate), Part("finite at -1000 and 1000", 1, very_large, ["out"])],
    [
        Misconception(
            "no brackets",
            sigmoid_without_brackets,
            "Your result is 1 + exp(-x). In 1 / 1 + exp(-x) the division comes first, so brackets are needed: the "
            "whole sum is the divisor.",
        ),
        Misconception(
            "inf / inf",
            sigmoid_of_exp_x,
            "For large x your function is nan: exp(1000) is too large for a float, and inf / inf is nan. Divide so "
            "that the exponential stands below only, or do not let it grow.",
        ),
        Misconception(
            "minus forgotten",
            sigmoid_minus_forgotten,
            "Your curve falls where it should rise: the minus in exp(-x) is missing.",
        ),
        Misconception(
            "1 - exp(-x)",
            sigmoid_minus_in_front,
            "You take exp(-x) off 1 in the divisor; it is added. Your curve has a jump at 0.",
        ),
        Misconception(
            "1 below forgotten",
            sigmoid_of_exp_alone,
            "The 1 in the divisor is missing: your curve grows without end, and the logistic function stays below 1.",
        ),
        Misconception(
            "tanh",
            [(SIGMOID, "np.tanh(x)")],
            "That is tanh, which runs from -1 to 1. The logistic function runs from 0 to 1, and is 0.5 at 0.",
        ),
        Misconception(
            "tanh(x) moved, not stretched",
            [("0.5 * x", "x")],
            "Your curve runs from 0 to 1 as it should but is twice as steep: the logistic function of x belongs to "
            "tanh of half of x.",
        ),
        Misconception(
            "cut off at large x",
            [("0.5 * x", "0.5 * np.clip(x, -1, 1)")],
            "Your curve is flat where x is larger than 1: something cuts x off before the exponential.",
        ),
        Misconception(
            "cache is x",
            [("return out, out", "return out, x")],
            "out is right, but your cache holds x. The docstring says that cache is out: the backward pass needs no "
            "more than that.",
        ),
        Misconception(
            "cache is the derivative",
            [("return out, out", "return out, out * (1 - out)")],
            "out is right, but your cache holds the derivative. The docstring says that cache is out.",
        ),
        Misconception(
            "rounded to 0 or 1",
            [("return out, out", "return np.round(out), np.round(out)")],
            "Your outputs are 0 and 1 only. The logistic function has every value in between.",
        ),
    ],
    accepts=[sigmoid_plain, sigmoid_two_branches, [(SIGMOID, "1 / (1 + np.exp(-np.clip(x, -500, 500)))")]],
)


def slopes(rng):
    yield {"dout": np.array([4.0, -8.0]), "cache": np.array([0.5, 0.25])}
    yield {"dout": small(rng, 3) - 4.5, "cache": np.array([0.1, 0.7, 0.4])}
    yield {"dout": rng.normal(size=(2, 3)), "cache": rng.uniform(0.05, 0.95, size=(2, 3))}
    yield {"dout": rng.normal(size=(4, 1, 3, 2)), "cache": rng.uniform(0.05, 0.95, size=(4, 1, 3, 2))}


def flat_ends(rng):
    yield {"dout": np.array([3.0, -2.0, 5.0]), "cache": np.array([0.0, 1.0, 0.5])}
    cache = rng.uniform(0.1, 0.9, size=(3, 2))
    cache[0, 1], cache[2, 0] = 1, 0
    yield {"dout": rng.normal(size=(3, 2)), "cache": cache}


def slope_from_x(dout, cache):
    with np.errstate(all="ignore"):
        x = np.log(cache / (1 - cache))
        return dout * np.exp(-x) / (1 + np.exp(-x)) ** 2


def slope_in_place(dout, cache):
    dout *= cache * (1 - cache)
    return dout


SLOPE = "dout * cache * (1 - cache)"

SIGMOID_BACKWARD = Check(
    "sigmoid_backward",
    [Part("chain rule", 1, slopes), Part("flat ends of the curve", 1, flat_ends)],
    [
        Misconception(
            "dout forgotten",
            [(SLOPE, "cache * (1 - cache)")],
            "You return the derivative of the logistic function alone. The chain rule multiplies it by dout.",
        ),
        Misconception(
            "1 + out",
            [("(1 - cache)", "(1 + cache)")],
            "You have 1 + out where 1 - out belongs: near out = 1 the curve is flat, so the derivative is near 0 "
            "there.",
        ),
        Misconception(
            "sigmoid taken again",
            [(SLOPE, "dout / (1 + np.exp(-cache)) * (1 - 1 / (1 + np.exp(-cache)))")],
            "You apply the logistic function to the cache. The cache is out already, not x.",
        ),
        Misconception(
            "1 - out alone",
            [(SLOPE, "dout * (1 - cache)")],
            "A factor is missing: the derivative is flat at both ends, at out = 1 and at out = 0 as well.",
        ),
        Misconception(
            "out alone",
            [(SLOPE, "dout * cache")],
            "You multiply by out alone. The derivative is flat at both ends, at out = 0 and at out = 1 as well.",
        ),
        Misconception(
            "1 - dout",
            [("(1 - cache)", "(1 - dout)")],
            "You take dout off 1. The derivative is made of out alone, and dout multiplies all of it.",
        ),
        Misconception(
            "derivative of tanh",
            [(SLOPE, "dout * (1 - cache**2)")],
            "1 - out ** 2 is the derivative of tanh. That of the logistic function is another, also made of out alone.",
        ),
        Misconception(
            "dout times out only",
            [(SLOPE, "dout * cache - cache**2")],
            "dout multiplies only part of the derivative: look at your brackets.",
        ),
        Misconception(
            "1 - out not in brackets",
            [("* (1 - cache)", "* 1 - cache")],
            "The brackets around 1 - out are missing, so out is taken off at the end.",
        ),
        Misconception(
            "sign",
            [("(1 - cache)", "(cache - 1)")],
            "The sign is wrong: the logistic function rises everywhere, so its derivative is positive.",
        ),
        Misconception(
            "x computed back",
            slope_from_x,
            "At the ends of the curve, out = 0 and out = 1, you get nan: you compute x back from out and meet "
            "infinity. The derivative can be written with out itself.",
        ),
        Misconception(
            "dout changed in place",
            slope_in_place,
            "You change dout: `dout *= ...` writes into the caller's array. Make a new one.",
        ),
    ],
    accepts=[[(SLOPE, "dout * (cache - cache**2)")], [(SLOPE, "(1.0 - cache) * cache * dout")]],
)


def tanh_nan_at_both_ends(x):
    with np.errstate(all="ignore"):
        out = (np.exp(x) - np.exp(-x)) / (np.exp(x) + np.exp(-x))
    return out, out


def tanh_nan_below(x):
    with np.errstate(all="ignore"):
        out = (1 - np.exp(-2 * x)) / (1 + np.exp(-2 * x))
    return out, out


def tanh_nan_above(x):
    with np.errstate(all="ignore"):
        out = (np.exp(2 * x) - 1) / (np.exp(2 * x) + 1)
    return out, out


def tanh_upside_down(x):
    with np.errstate(all="ignore"):
        out = (np.exp(x) + np.exp(-x)) / (np.exp(x) - np.exp(-x))
    return out, out


def tanh_without_brackets(x):
    with np.errstate(all="ignore"):
        out = np.exp(x) - np.exp(-x) / np.exp(x) + np.exp(-x)
    return out, out


def tanh_sinh(x):
    with np.errstate(all="ignore"):
        out = (np.exp(x) - np.exp(-x)) / 2
    return out, out


def tanh_without_2(x):
    out = np.sign(x) * (1 - np.exp(-np.abs(x))) / (1 + np.exp(-np.abs(x)))
    return out, out


def tanh_by_absolute_values(x):
    small_one = np.exp(-2 * np.abs(x))
    out = np.sign(x) * (1 - small_one) / (1 + small_one)
    return out, out


def tanh_by_sigmoid(x):
    with np.errstate(all="ignore"):
        out = 2 / (1 + np.exp(-2 * x)) - 1
    return out, out


TANH_FORWARD = Check(
    "tanh_forward",
    [Part("values and cache", 1, moderate), Part("finite at -1000 and 1000", 1, very_large, ["out"])],
    [
        Misconception(
            "inf / inf at both ends",
            tanh_nan_at_both_ends,
            "At -1000 and at 1000 your function is nan: one of the exponentials is too large for a float, and "
            "inf / inf is nan. Write the formula so that only small exponentials occur, or look for the function in "
            "NumPy.",
        ),
        Misconception(
            "inf / inf at -1000",
            tanh_nan_below,
            "At -1000 your function is nan: exp(2000) is too large for a float, and inf / inf is nan. For negative x "
            "the formula has to be turned round.",
        ),
        Misconception(
            "inf / inf at 1000",
            tanh_nan_above,
            "At 1000 your function is nan: exp(2000) is too large for a float, and inf / inf is nan. For positive x "
            "the formula has to be turned round.",
        ),
        Misconception(
            "upside down",
            tanh_upside_down,
            "Your fraction is upside down: the difference of the exponentials stands above, their sum below.",
        ),
        Misconception(
            "no brackets",
            tanh_without_brackets,
            "Brackets are missing: division comes before addition. The whole difference is divided by the whole sum.",
        ),
        Misconception(
            "sinh",
            tanh_sinh,
            "You divide by 2: that is sinh, which grows without end. Divide by the sum of the two exponentials.",
        ),
        Misconception(
            "sigmoid of 2x",
            [("np.tanh(x)", "0.5 * (1 + np.tanh(x))")],
            "Your curve runs from 0 to 1. tanh has the same form but runs from -1 to 1: stretch it and move it down.",
        ),
        Misconception(
            "sigmoid",
            [("np.tanh(x)", "0.5 * (1 + np.tanh(0.5 * x))")],
            "That is the logistic function, which runs from 0 to 1. tanh runs from -1 to 1 and is 0 at 0.",
        ),
        Misconception(
            "2 in the exponent forgotten",
            tanh_without_2,
            "Your curve runs from -1 to 1 but rises half as steeply: tanh(x) is made of exp(2 * x), or of exp(x) and "
            "exp(-x) both.",
        ),
        Misconception(
            "arcus tangens",
            [("np.tanh(x)", "np.arctan(x)")],
            "That is the inverse of the tangent, np.arctan. The hyperbolic tangent is another function.",
        ),
        Misconception(
            "tangent",
            [("np.tanh(x)", "np.tan(x)")],
            "That is the tangent of an angle; the hyperbolic tangent is another function.",
        ),
        Misconception(
            "cache is x",
            [("return out, out", "return out, x")],
            "out is right, but your cache holds x. The docstring says that cache is out: the backward pass needs no "
            "more than that.",
        ),
        Misconception(
            "cache is the derivative",
            [("return out, out", "return out, 1 - out**2")],
            "out is right, but your cache holds the derivative. The docstring says that cache is out.",
        ),
    ],
    accepts=[tanh_by_absolute_values, tanh_by_sigmoid],
)


def tanh_slopes(rng):
    yield {"dout": np.array([4.0, -8.0]), "cache": np.array([0.5, -0.25])}
    yield {"dout": small(rng, 3) - 4.5, "cache": np.array([-0.1, 0.7, -0.4])}
    yield {"dout": rng.normal(size=(2, 3)), "cache": rng.uniform(-0.9, 0.9, size=(2, 3))}
    yield {"dout": rng.normal(size=(4, 1, 3, 2)), "cache": rng.uniform(-0.9, 0.9, size=(4, 1, 3, 2))}


def tanh_flat_ends(rng):
    yield {"dout": np.array([3.0, -2.0, 5.0]), "cache": np.array([-1.0, 1.0, 0.5])}
    cache = rng.uniform(0.1, 0.9, size=(3, 2))
    cache[0, 1], cache[2, 0] = 1, -1
    yield {"dout": rng.normal(size=(3, 2)), "cache": cache}


def tanh_slope_from_x(dout, cache):
    with np.errstate(all="ignore"):
        x = np.arctanh(cache)
        return dout * 4 / (np.exp(x) + np.exp(-x)) ** 2 + 0 * x


def tanh_slope_in_place(dout, cache):
    dout *= 1 - cache**2
    return dout


TANH_SLOPE = "dout * (1 - cache**2)"

TANH_BACKWARD = Check(
    "tanh_backward",
    [Part("chain rule", 1, tanh_slopes), Part("flat ends of the curve", 1, tanh_flat_ends)],
    [
        Misconception(
            "not squared",
            [("cache**2", "cache")],
            "The square is missing: the curve is flat at out = -1 as well as at out = 1.",
        ),
        Misconception(
            "absolute value for the square",
            [("cache**2", "np.abs(cache)")],
            "You take the absolute value of out off 1. It is 0 where it should be and the same for -0.6 and 0.6, but "
            "in between something else makes a number lose its sign.",
        ),
        Misconception(
            "dout forgotten",
            [(TANH_SLOPE, "1 - cache**2")],
            "You return the derivative of tanh alone. The chain rule multiplies it by dout.",
        ),
        Misconception(
            "tanh taken again",
            [("cache**2", "np.tanh(cache) ** 2")],
            "You take tanh of the cache. The cache is out already, not x.",
        ),
        Misconception(
            "derivative of the sigmoid",
            [(TANH_SLOPE, "dout * cache * (1 - cache)")],
            "out * (1 - out) is the derivative of the logistic function. That of tanh is another, also made of out "
            "alone.",
        ),
        Misconception(
            "root of 1 - out squared",
            [(TANH_SLOPE, "dout * np.sqrt(1 - cache**2)")],
            "You take a root that does not belong there: at out = 0.6 the slope is 0.64, not 0.8.",
        ),
        Misconception(
            "1 + out squared",
            [("1 - cache", "1 + cache")],
            "You add the square; it is taken off: near out = 1 and out = -1 the curve is flat, so the derivative is "
            "near 0 there.",
        ),
        Misconception(
            "1 - out in brackets, squared",
            [("(1 - cache**2)", "(1 - cache) ** 2")],
            "You square 1 - out. Only out is squared, then taken off 1.",
        ),
        Misconception(
            "doubled",
            [("cache**2", "cache * 2")],
            "You double out where it should be squared.",
        ),
        Misconception(
            "sign",
            [("(1 - cache**2)", "(cache**2 - 1)")],
            "The sign is wrong: tanh rises everywhere, so its derivative is positive.",
        ),
        Misconception(
            "brackets missing",
            [(TANH_SLOPE, "dout * 1 - cache**2")],
            "The brackets around 1 - out ** 2 are missing: dout multiplies only the 1.",
        ),
        Misconception(
            "dout squared too",
            [(TANH_SLOPE, "dout - (dout * cache) ** 2")],
            "dout is squared as well. Only out is.",
        ),
        Misconception(
            "x computed back",
            tanh_slope_from_x,
            "At the ends of the curve, out = -1 and out = 1, you get nan: you compute x back from out and meet "
            "infinity. The derivative can be written with out itself.",
        ),
        Misconception(
            "dout changed in place",
            tanh_slope_in_place,
            "You change dout: `dout *= ...` writes into the caller's array. Make a new one.",
        ),
    ],
    accepts=[[(TANH_SLOPE, "dout * (1 + cache) * (1 - cache)")], [(TANH_SLOPE, "dout - dout * cache * cache")]],
)


# --- affine_forward ---------------------------------------------------------------------------


def weighted_sums(rng):
    yield _affine(rng, (1, 2), 3, small, 0)
    yield _affine(rng, (2, 3), 3, small, 0)  # as many outputs as inputs: w.T fits too
    yield _affine(rng, (3, 2), 4, small, 0)
    yield _affine(rng, (5, 4), 3, _normal, 0)


def biases(rng):
    yield _affine(rng, (1, 2), 3, small)
    yield _affine(rng, (3, 2), 3, small)  # as many examples as biases: a column of biases fits too
    yield _affine(rng, (4, 3), 5, _normal)


def more_axes(rng):
    yield _affine(rng, (2, 1, 3), 4, small, 0)
    yield _affine(rng, (3, 2, 2), 1, small, 0)
    yield _affine(rng, (2, 4, 3), 5, _normal, 0)
    yield _affine(rng, (3, 2, 4, 5), 6, _normal, 0)


def kept_inputs(rng):
    yield _affine(rng, (2, 3), 4, small)
    yield _affine(rng, (3, 2, 2), 5, small)
    yield _affine(rng, (2, 3, 4, 5), 6, _normal)


def _affine(rng, shape, M, draw, scale=1):
    D = int(np.prod(shape[1:]))
    return {"x": draw(rng, *shape), "w": draw(rng, D, M), "b": scale * draw(rng, M)}


def _normal(rng, *shape):
    return rng.normal(size=shape)


def affine_unflattened(x, w, b):
    return x @ w + b, (x, w, b)


def affine_one_by_one(x, w, b):
    out = np.zeros((x.shape[0], b.size))
    for n, m in np.ndindex(out.shape):
        out[n, m] = sum(one * weight for one, weight in zip(x[n].ravel(), w[:, m])) + b[m]
    return out, (x.copy(), w, b)


FLAT, AFFINE = "x.reshape(len(x), -1)", "x.reshape(len(x), -1) @ w + b, (x, w, b)"

AFFINE_FORWARD = Check(
    "affine_forward",
    [
        Part("weighted sums", 1, weighted_sums, ["out"]),
        Part("bias", 1, biases, ["out"]),
        Part("examples with several axes", 1, more_axes, ["out"]),
        Part("cache", 1, kept_inputs, ["x in cache", "w in cache", "b in cache"]),
    ],
    [
        Misconception(
            "bias forgotten",
            [(" + b,", ",")],
            "The bias is missing: b is added to every row of the result.",
        ),
        Misconception(
            "bias as a column",
            [("+ b,", "+ b[:, None],")],
            "You add the biases down a column, one for each example. There is one bias for each output: b belongs to "
            "the rows.",
        ),
        Misconception(
            "bias added for every product",
            [("+ b,", "+ b * len(w),")],
            "The bias is added once for every input of an example. Add it once to each output, after the sum.",
        ),
        Misconception(
            "bias subtracted",
            [("+ b,", "- b,")],
            "The bias is subtracted; add it.",
        ),
        Misconception(
            "one bias for all",
            [("+ b,", "+ b[0],")],
            "Every output gets the first bias. Each has its own.",
        ),
        Misconception(
            "sum of the biases",
            [("+ b,", "+ b.sum(),")],
            "Every output gets the sum of all biases. Each has its own.",
        ),
        Misconception(
            "x not laid out in rows",
            affine_unflattened,
            "An example with several axes is multiplied by w as it is. First lay each example out in one row of D "
            "numbers.",
        ),
        Misconception(
            "laid out column by column",
            [(FLAT, 'x.reshape(len(x), -1, order="F")')],
            "You lay each example out with its first axis running fastest. Take NumPy's usual order, in which the last "
            "axis runs fastest.",
        ),
        Misconception(
            "examples mixed up in reshape",
            [(FLAT, "x.reshape(-1, len(x)).T")],
            "Your reshape mixes the examples: numbers are read along the last axis, and N examples of D numbers make "
            "(N, D). Reshaping to (D, N) and turning that round is something else.",
        ),
        Misconception(
            "w transposed",
            [("@ w +", "@ w.T +")],
            "You multiply by w transposed. w has shape (D, M): D inputs of an example meet its D rows.",
        ),
        Misconception(
            "all examples in one row",
            [(FLAT, "x.reshape(1, -1)")],
            "You lay all examples out in one single row. There is one row for each example, N of them.",
        ),
        Misconception(
            "entry by entry",
            [("@ w +", "* w +")],
            "`*` multiplies entry by entry. A sum of products, rows of one array times columns of the other, is "
            "another operator.",
        ),
        Misconception(
            "factors swapped",
            [(f"{FLAT} @ w", f"w @ {FLAT}")],
            "The factors of your product stand in the wrong order: the axis in the middle is that of the D inputs, "
            "columns of the laid-out x and rows of w.",
        ),
        Misconception(
            "mean for sum",
            [("@ w + b", "@ w / len(w) + b")],
            "You divide by the number of inputs: that is a mean. Each output is a plain weighted sum.",
        ),
        Misconception(
            "first example for all",
            [(FLAT, "x[:1].repeat(len(x), axis=0).reshape(len(x), -1)")],
            "Every row of your result belongs to the first example.",
        ),
        Misconception(
            "cache holds the rows",
            [(", (x, w, b)", ", (x.reshape(len(x), -1), w, b)")],
            "out is right, but your cache holds x laid out in rows. It should hold x as it came: its shape is needed "
            "on the way back.",
        ),
        Misconception(
            "cache begins with w",
            [(", (x, w, b)", ", (w, x, b)")],
            "out is right, but your cache is not (x, w, b) in this order.",
        ),
        Misconception(
            "cache holds out",
            [(", (x, w, b)", f", ({FLAT} @ w + b, w, b)")],
            "out is right, but your cache begins with out. The docstring asks for (x, w, b).",
        ),
        Misconception(
            "x and b swapped in the cache",
            [(", (x, w, b)", ", (b, w, x)")],
            "out is right, but your cache is not (x, w, b) in this order.",
        ),
    ],
    accepts=[affine_one_by_one, [(AFFINE, 'np.einsum("nd,dm->nm", x.reshape(-1, w.shape[0]), w) + b, [x, w, b]')]],
)


# --- affine_backward --------------------------------------------------------------------------


def rows(rng):
    yield _affine_back(rng, (1, 2), 2, apart)
    yield _affine_back(rng, (1, 2), 3, apart)
    yield _affine_back(rng, (2, 3), 3, apart)  # as many outputs as inputs: w and w.T both fit
    yield _affine_back(rng, (3, 2), 2, apart)
    yield _affine_back(rng, (3, 3), 3, apart)
    yield _affine_back(rng, (2, 3), 4, apart)
    yield _affine_back(rng, (4, 3), 5, _normals)
    yield _affine_back(rng, (6, 5), 2, _normals)


def rows_with_axes(rng):
    yield _affine_back(rng, (2, 1, 3), 4, apart)
    yield _affine_back(rng, (3, 2, 2), 1, apart)
    yield _affine_back(rng, (2, 4, 3), 5, _normals)
    yield _affine_back(rng, (3, 2, 4, 5), 6, _normals)


def _affine_back(rng, shape, M, draw):
    D = int(np.prod(shape[1:]))
    dout, x, w, b = draw(rng, (shape[0], M), shape, (D, M), (M,))
    return {"dout": dout, "x": x, "w": w, "b": b}


def _normals(rng, *shapes):
    return [rng.normal(size=shape) for shape in shapes]


def affine_backward_divided(dout, cache):
    x, w, _ = cache
    N = len(x)
    return (dout @ w.T).reshape(x.shape), x.reshape(N, -1).T @ dout / N, dout.sum(axis=0) / N


def affine_backward_all_divided(dout, cache):
    x, w, _ = cache
    N = len(x)
    return (dout @ w.T).reshape(x.shape) / N, x.reshape(N, -1).T @ dout / N, dout.sum(axis=0) / N


def affine_backward_first_example(dout, cache):
    x, w, _ = cache
    return (dout @ w.T).reshape(x.shape), np.outer(x[0], dout[0]), dout.sum(axis=0)


def affine_backward_last_example(dout, cache):
    x, w, _ = cache
    return (dout @ w.T).reshape(x.shape), np.outer(x[-1], dout[-1]), dout[-1]


def affine_backward_one_by_one(dout, cache):
    x, w, b = cache
    dx, dw, db = np.zeros(x.shape), np.zeros(w.shape), np.zeros(b.shape)
    for n, m in np.ndindex(dout.shape):
        dx[n] += (dout[n, m] * w[:, m]).reshape(x.shape[1:])
        dw[:, m] += dout[n, m] * x[n].ravel()
        db[m] += dout[n, m]
    return dx, dw, db


DX, DW = "(dout @ w.T).reshape(x.shape)", "x.reshape(len(x), -1).T @ dout"
DB = "dout.sum(axis=0)"

AFFINE_BACKWARD = Check(
    "affine_backward",
    [
        Part("dx", 1, rows, ["dx"]),
        Part("dw", 2, rows, ["dw"]),
        Part("db", 1, rows, ["db"]),
        Part("dx of examples with several axes", 1, rows_with_axes, ["dx"]),
        Part("dw of examples with several axes", 1, rows_with_axes, ["dw"]),
    ],
    [
        Misconception(
            "dx left in rows",
            [(DX, "dout @ w.T")],
            "dx is still laid out in rows, (N, D). It should have the shape of x.",
        ),
        Misconception(
            "dx without the transpose",
            [("w.T", "w")],
            "dx multiplies dout by w as it is. It is w's second axis that has to meet that of dout.",
        ),
        Misconception(
            "w reshaped for the transpose",
            [("w.T", "w.reshape(dout.shape[1], -1)")],
            "For dx you reshape w to (M, D). That keeps the order of its numbers, so most of them land in wrong "
            "places; to swap the axes, transpose.",
        ),
        Misconception(
            "dx laid out column by column",
            [(".reshape(x.shape)", '.reshape(x.shape, order="F")')],
            "Where an example has several axes dx fills its first axis first. Take NumPy's usual order, as in the "
            "forward pass.",
        ),
        Misconception(
            "dx transposed before the reshape",
            [(DX, "(w @ dout.T).reshape(x.shape)")],
            "Your product for dx has shape (D, N), and reshape does not turn it round: it puts the numbers of one "
            "example into the places of another. Make the product (N, D) first.",
        ),
        Misconception(
            "dx without w",
            [(DX, "np.broadcast_to(dout.sum(axis=1, keepdims=True), (len(x), len(w))).reshape(x.shape)")],
            "Your dx does not look at w. An input moves each output by the weight between the two.",
        ),
        Misconception(
            "dx and dw swapped",
            [("return dx, dw", "return dw, dx")],
            "dx and dw are returned in the wrong order: the gradients come in the order of the inputs, x, w, b.",
        ),
        Misconception(
            "gradients in another order",
            [(f"return dx, dw, {DB}", f"return dw, {DB}, dx")],
            "You return (dw, db, dx): the gradients come in the order of the inputs, x, w, b.",
        ),
        Misconception(
            "written for rows only",
            [(DX, "dout @ w.T"), (DW, "x.T @ dout")],
            "Your function is right where each example is a row. Where it has several axes, lay x out in rows before "
            "you compute dw, as in the forward pass, and give dx the shape of x.",
        ),
        Misconception(
            "dx left in rows, db with two axes",
            [(DX, "dout @ w.T"), (DB, "dout.sum(axis=0, keepdims=True)")],
            "db has shape (1, M), and dx is still laid out in rows. Each gradient should have the shape of what it is "
            "the gradient of.",
        ),
        Misconception(
            "dw transposed",
            [(DW, "dout.T @ x.reshape(len(x), -1)")],
            "dw is transposed: it should have the shape of w, (D, M).",
        ),
        Misconception(
            "dw of x as it came",
            [(DW, "x.T @ dout")],
            "For dw you use x as it came. Lay each example out in one row first, as in the forward pass.",
        ),
        Misconception(
            "dw laid out column by column",
            [(DW, 'x.reshape(len(x), -1, order="F").T @ dout')],
            "For dw you lay x out with its first axis running fastest. Take NumPy's usual order, as in the forward "
            "pass.",
        ),
        Misconception(
            "dw with examples mixed up",
            [(DW, "x.reshape(-1, len(x)) @ dout")],
            "For dw you reshape x to (D, N), which mixes the examples. Reshape to (N, D), an example in each row, and "
            "transpose that.",
        ),
        Misconception(
            "dw divided by N",
            [(DW, f"{DW} / len(x)")],
            "dw is divided by the number of examples. The examples' shares are added up: if the loss is a mean, dout "
            "carries the division already.",
        ),
        Misconception(
            "dw and db divided by N",
            affine_backward_divided,
            "dw and db are divided by the number of examples. The examples' shares are added up: if the loss is a "
            "mean, dout carries the division already.",
        ),
        Misconception(
            "all divided by N",
            affine_backward_all_divided,
            "All your gradients are divided by the number of examples. If the loss is a mean, dout carries the "
            "division already.",
        ),
        Misconception(
            "dw of the first example",
            affine_backward_first_example,
            "dw comes from the first example alone. The same weights serve all examples, so their shares are added up.",
        ),
        Misconception(
            "last example only",
            affine_backward_last_example,
            "dw and db come from the last example alone: those of the others were overwritten. The shares of all "
            "examples are added up.",
        ),
        Misconception(
            "dw without dout",
            [(DW, "np.repeat(x.reshape(len(x), -1).sum(axis=0)[:, None], dout.shape[1], axis=1)")],
            "Your dw adds up x alone: each example's share is to be multiplied by dout.",
        ),
        Misconception(
            "db is the mean",
            [(DB, "dout.mean(axis=0)")],
            "db is the mean over the examples. The same bias serves all of them, so their shares are added up.",
        ),
        Misconception(
            "db over the wrong axis",
            [(DB, "dout.sum(axis=1)")],
            "db adds along the outputs, which leaves one number for each example. A bias belongs to an output: add "
            "along the examples.",
        ),
        Misconception(
            "db with two axes",
            [(DB, "dout.sum(axis=0, keepdims=True)")],
            "db has shape (1, M). It should have the shape of b, (M,).",
        ),
        Misconception(
            "db not summed",
            [(DB, "dout * 1")],
            "db is dout, one row for each example. The same bias serves all examples, so their shares are added up.",
        ),
        Misconception(
            "db summed to one number",
            [(DB, "dout.sum()")],
            "db is a single number. Each output has a bias of its own: add along the examples only.",
        ),
        Misconception(
            "db of ones",
            [(DB, "np.full(dout.shape[1], float(len(x)))")],
            "db counts the examples and does not look at dout. Each example adds its entry of dout.",
        ),
        Misconception(
            "db from the first example",
            [(DB, "dout[0]")],
            "db comes from the first example alone. The shares of all examples are added up.",
        ),
    ],
    accepts=[
        affine_backward_one_by_one,
        [(DW, 'np.einsum("nd,nm->dm", x.reshape(x.shape[0], w.shape[0]), dout)'), (DB, "np.ones(len(x)) @ dout")],
    ],
)


# --- softmax and log_softmax ------------------------------------------------------------------


def one_example(rng):
    yield {"x": rng.permutation(np.array([0.0, 1.0]))}
    yield {"x": 1 + small(rng, 3)}
    yield {"x": 2 * rng.normal(size=5)}


def several_rows(rng):
    yield {"x": small(rng, 2, 3)}
    yield {"x": small(rng, 3, 3)}  # as many rows as columns: sums of the wrong axis fit as well
    yield {"x": 2 * rng.normal(size=(4, 3))}
    yield {"x": rng.normal(size=(3, 5)) + rng.uniform(-5, 5, size=(3, 1))}


def large_scores(rng):
    yield {"x": np.array([1000.0, 999.0])}
    yield {"x": rng.permutation(np.array([-1000.0, 1000.0]))}
    yield {"x": rng.permutation(np.array([-1000.0, -1001.0, -1003.0]))}
    yield {"x": rng.permutation(np.array([[1000.0, 998.0, 0.0, 999.0]]), axis=1)}


def different_levels(rng):
    yield {"x": np.array([[1000.0, 999.0, 998.0], [-1000.0, -998.0, -1001.0]])}
    yield {"x": small(rng, 3, 4) + np.array([[-1000.0], [0.0], [1000.0]])}
    yield {"x": rng.normal(size=(4, 3)) + rng.permutation(np.array([[-900.0], [-20.0], [30.0], [900.0]]))}


SOFTMAX_PARTS = [
    Part("one example", 1, one_example),
    Part("a row for each example", 1, several_rows),
]


def softmax_not_shifted(x):
    with np.errstate(all="ignore"):
        exps = np.exp(x)
        return exps / exps.sum(axis=-1, keepdims=True)


def softmax_not_shifted_whole_batch(x):
    with np.errstate(all="ignore"):
        exps = np.exp(x)
        return exps / exps.sum()


def softmax_batch_maximum(x):
    with np.errstate(all="ignore"):
        exps = np.exp(x - x.max())
        return exps / exps.sum(axis=-1, keepdims=True)


def softmax_mean(x):
    with np.errstate(all="ignore"):
        exps = np.exp(x - x.mean(axis=-1, keepdims=True))
        return exps / exps.sum(axis=-1, keepdims=True)


def softmax_largest_size(x):
    with np.errstate(all="ignore"):
        exps = np.exp(x - np.abs(x).max(axis=-1, keepdims=True))
        return exps / exps.sum(axis=-1, keepdims=True)


def softmax_largest_size_of_batch(x):
    with np.errstate(all="ignore"):
        exps = np.exp(x - np.abs(x).max())
        return exps / exps.sum(axis=-1, keepdims=True)


def softmax_divided_by_the_largest(x):
    with np.errstate(all="ignore"):
        exps = np.exp(x / x.max(axis=-1, keepdims=True))
        return exps / exps.sum(axis=-1, keepdims=True)


def softmax_divided_by_the_largest_of_batch(x):
    with np.errstate(all="ignore"):
        exps = np.exp(x / x.max())
        return exps / exps.sum(axis=-1, keepdims=True)


def softmax_smallest(x):
    with np.errstate(all="ignore"):
        exps = np.exp(x - x.min(axis=-1, keepdims=True))
        return exps / exps.sum(axis=-1, keepdims=True)


def softmax_not_normalised(x):
    with np.errstate(all="ignore"):
        return np.exp(x)


def softmax_without_exp(x):
    with np.errstate(all="ignore"):
        return x / x.sum(axis=-1, keepdims=True)


def softmax_sums_of_columns(x):
    with np.errstate(all="ignore"):
        exps = np.exp(x - x.max(axis=-1, keepdims=True))
        return exps / exps.sum(axis=0, keepdims=True)


def softmax_row_sums_flat(x):
    exps = np.exp(x - x.max(axis=-1, keepdims=True))
    return exps / exps.sum(axis=-1)


def softmax_flat_twice(x):
    with np.errstate(all="ignore"):
        exps = np.exp(x - x.max(axis=-1))
        return exps / exps.sum(axis=-1)


def softmax_batch_maximum_flat_sums(x):
    with np.errstate(all="ignore"):
        exps = np.exp(x - x.max())
        return exps / exps.sum(axis=-1)


def softmax_not_shifted_flat_sums(x):
    with np.errstate(all="ignore"):
        exps = np.exp(x)
        return exps / exps.sum(axis=-1)


def softmax_guarded(x):
    with np.errstate(all="ignore"):
        exps = np.exp(x - x.max())
        return exps / (exps.sum(axis=-1, keepdims=True) + 1e-8)


def softmax_clipped(x):
    exps = np.exp(np.clip(x, -500, 500))
    return exps / exps.sum(axis=-1, keepdims=True)


def softmax_in_place(x):
    x -= x.max(axis=-1, keepdims=True)
    exps = np.exp(x)
    return exps / exps.sum(axis=-1, keepdims=True)


def softmax_first_row(x):
    rows = np.atleast_2d(x)
    exps = np.exp(rows[0] - rows[0].max())
    return np.broadcast_to(exps / exps.sum(), x.shape).copy()


def softmax_transposed(x):
    # The function of the well-known book: for batches it works on the transpose.
    if x.ndim == 2:
        x = x.T
        x = x - np.max(x, axis=0)
        return (np.exp(x) / np.sum(np.exp(x), axis=0)).T
    x = x - np.max(x)
    return np.exp(x) / np.sum(np.exp(x))


def softmax_by_logaddexp(x):
    return np.exp(x - np.logaddexp.reduce(x, axis=-1, keepdims=True))


ROW_BY_ROW = [
    ("exps = np.exp(x - x.max(axis=-1, keepdims=True))", "rows = [np.exp(r - max(r)) for r in np.atleast_2d(x)]"),
    ("exps / exps.sum(axis=-1, keepdims=True)", "np.reshape([r / sum(r) for r in rows], x.shape)"),
]

SHIFTED_BY_MEAN = (
    "You subtract the mean of the scores. A score far above the mean stays large, and exp overflows. Subtract a number "
    "after which no score of the row is positive."
)
SHIFTED_BY_SIZE = (
    "You subtract the largest absolute value. Where all scores are far below 0 they are pushed down further, every exp "
    "becomes 0, and 0 / 0 is nan: after the shift at least one score should be 0."
)
SHIFT, TOTAL = "x.max(axis=-1, keepdims=True)", "exps.sum(axis=-1, keepdims=True)"

SOFTMAX = Check(
    "softmax",
    [
        *SOFTMAX_PARTS,
        Part("scores of -1000 and 1000", 1, large_scores),
        Part("rows of very different levels", 1, different_levels),
    ],
    [
        Misconception(
            "no shift",
            softmax_not_shifted,
            "For scores of 1000 exp gives inf, and inf / inf is nan; for scores of -1000 it gives 0 / 0. Subtracting "
            "the same number from all scores of a row changes nothing in the result: which number keeps exp from "
            "growing?",
        ),
        Misconception(
            "sum over the whole batch",
            [("exps.sum(axis=-1, keepdims=True)", "exps.sum()")],
            "You divide by the sum over the whole batch. Each row is an example of its own and adds up to 1.",
        ),
        Misconception(
            "maximum and sum of the whole batch",
            [(SHIFT, "x.max()"), (TOTAL, "exps.sum()")],
            "You take one maximum and one sum over the whole batch. Each row is an example of its own and adds up to "
            "1.",
        ),
        Misconception(
            "no shift, sum over the whole batch",
            softmax_not_shifted_whole_batch,
            "You divide by the sum over the whole batch; each row should add up to 1. And exp(1000) is too large for a "
            "float, so large scores give nan.",
        ),
        Misconception(
            "maximum of the whole batch",
            softmax_batch_maximum,
            "You shift all rows by the maximum of the whole batch. A row far below it becomes 0 / 0, nan: take each "
            "row's own maximum.",
        ),
        Misconception(
            "maximum of the whole batch, with a guard",
            softmax_guarded,
            "You shift all rows by the maximum of the whole batch. A row far below it then holds zeros only and does "
            "not add up to 1: take each row's own maximum.",
        ),
        Misconception(
            "sum along axis 0",
            softmax_sums_of_columns,
            "You add down the columns, over the examples. The scores of one example stand in a row.",
        ),
        Misconception(
            "all along axis 0",
            [(SHIFT, "x.max(axis=0, keepdims=True)"), (TOTAL, "exps.sum(axis=0, keepdims=True)")],
            "Your columns add up to 1, not your rows: you work along axis 0. The scores of one example stand in a row.",
        ),
        Misconception(
            "sums lose their axis",
            softmax_row_sums_flat,
            "Your sums have shape (N,), so NumPy lines them up with the columns: where N = K it divides each column by "
            "some row's sum, elsewhere it stops. Keep the axis along which you add.",
        ),
        Misconception(
            "maxima and sums lose their axis",
            softmax_flat_twice,
            "Your maxima and sums have shape (N,), so NumPy lines them up with the columns: where N = K the rows get "
            "mixed, elsewhere it stops. Keep the axis along which you summarise.",
        ),
        Misconception(
            "sums lose their axis, one maximum",
            softmax_batch_maximum_flat_sums,
            "Your sums have shape (N,), so NumPy lines them up with the columns: where N = K it divides each column "
            "by some row's sum, elsewhere it stops. Keep the axis along which you add. And each row needs its own "
            "maximum.",
        ),
        Misconception(
            "sums lose their axis, no shift",
            softmax_not_shifted_flat_sums,
            "Your sums have shape (N,), so NumPy lines them up with the columns: where N = K it divides each column by "
            "some row's sum, elsewhere it stops. Keep the axis along which you add. And exp(1000) is too large for a "
            "float.",
        ),
        Misconception(
            "not normalised",
            softmax_not_normalised,
            "You return exp of the scores. Divide by their sum, so that each row adds up to 1; and mind that exp(1000) "
            "is too large for a float.",
        ),
        Misconception(
            "shifted, not normalised",
            [(f" / {TOTAL}", "")],
            "Your largest entry is always 1, and the rows do not add up to 1: divide by the sum of the exponentials.",
        ),
        *(
            Misconception(
                f"divided by the largest{where}",
                wrong,
                "You divide the scores by the largest. That changes the distances between them, and with these the "
                "probabilities: only adding or subtracting one number leaves the result alone.",
            )
            for where, wrong in [
                ("", softmax_divided_by_the_largest), (" of the batch", softmax_divided_by_the_largest_of_batch)
            ]
        ),
        Misconception(
            "shifted by the smallest",
            softmax_smallest,
            "You subtract the smallest score, so the largest one stays large, and exp overflows where the two are far "
            "apart. Subtract a number after which no score is positive.",
        ),
        Misconception(
            "shifted by the mean",
            softmax_mean,
            SHIFTED_BY_MEAN,
        ),
        Misconception(
            "shifted by the largest absolute value",
            softmax_largest_size,
            SHIFTED_BY_SIZE,
        ),
        Misconception(
            "shifted by the largest absolute value of the batch",
            softmax_largest_size_of_batch,
            f"{SHIFTED_BY_SIZE} And each row needs its own shift.",
        ),
        Misconception(
            "without exp",
            softmax_without_exp,
            "You divide the scores by their sum. Take exp of each first: scores may be negative, probabilities not.",
        ),
        Misconception(
            "scores cut off",
            softmax_clipped,
            "You cut large scores off before exp, so 1000 and 999 become equal. Shift the scores of a row instead: "
            "subtracting one number from all of them changes nothing in the result.",
        ),
        Misconception(
            "all to the largest",
            [(f"exps / {TOTAL}", "np.where(exps == 1, 1.0, 0.0)")],
            "You give 1 to the largest score and 0 to the others. Softmax gives each its share.",
        ),
        Misconception(
            "the logarithm",
            [(f"exps / {TOTAL}", f"x - {SHIFT} - np.log({TOTAL})")],
            "You return logarithms of the probabilities. Asked are the probabilities themselves.",
        ),
        Misconception(
            "first row for all",
            softmax_first_row,
            "All rows get the probabilities of the first example.",
        ),
        Misconception(
            "x changed in place",
            softmax_in_place,
            "You change x: `x -= ...` writes into the caller's array. Make a new one.",
        ),
    ],
    accepts=[softmax_transposed, softmax_by_logaddexp, ROW_BY_ROW, [(TOTAL, f"({TOTAL} + 1e-8)")]],
)


def large_scores_and_levels(rng):
    yield from large_scores(rng)
    yield from different_levels(rng)


def log_of_softmax(x):
    with np.errstate(all="ignore"):
        exps = np.exp(x - x.max(axis=-1, keepdims=True))
        return np.log(exps / exps.sum(axis=-1, keepdims=True))


def log_of_unstable_softmax(x):
    with np.errstate(all="ignore"):
        exps = np.exp(x)
        return np.log(exps / exps.sum(axis=-1, keepdims=True))


def log_softmax_not_shifted(x):
    with np.errstate(all="ignore"):
        return x - np.log(np.exp(x).sum(axis=-1, keepdims=True))


def log_softmax_batch_maximum(x):
    with np.errstate(all="ignore"):
        shifted = x - x.max()
        return shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True))


def log_softmax_mean(x):
    with np.errstate(all="ignore"):
        shifted = x - x.mean(axis=-1, keepdims=True)
        return shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True))


def log_softmax_largest_size(x):
    with np.errstate(all="ignore"):
        shifted = x - np.abs(x).max(axis=-1, keepdims=True)
        return shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True))


def log_softmax_quotient(x):
    with np.errstate(all="ignore"):
        shifted = x - x.max(axis=-1, keepdims=True)
        return shifted / np.log(np.exp(shifted).sum(axis=-1, keepdims=True))


def log_softmax_quotient_not_shifted(x):
    with np.errstate(all="ignore"):
        return x / np.log(np.exp(x).sum(axis=-1, keepdims=True))


def log_softmax_sums_flat(x):
    shifted = x - x.max(axis=-1, keepdims=True)
    return shifted - np.log(np.exp(shifted).sum(axis=-1))


def log_softmax_flat_twice(x):
    with np.errstate(all="ignore"):
        shifted = x - x.max(axis=-1)
        return shifted - np.log(np.exp(shifted).sum(axis=-1))


def log_softmax_smallest(x):
    with np.errstate(all="ignore"):
        shifted = x - x.min(axis=-1, keepdims=True)
        return shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True))


def log_softmax_clipped(x):
    x = np.clip(x, -500, 500)
    return x - np.log(np.exp(x).sum(axis=-1, keepdims=True))


def log_softmax_in_place(x):
    x -= x.max(axis=-1, keepdims=True)
    return x - np.log(np.exp(x).sum(axis=-1, keepdims=True))


def log_softmax_by_logaddexp(x):
    return x - np.logaddexp.reduce(x, axis=-1, keepdims=True)


LOG_TOTAL = "np.log(np.exp(shifted).sum(axis=-1, keepdims=True))"
LOG_P = f"shifted - {LOG_TOTAL}"

LOG_SOFTMAX = Check(
    "log_softmax",
    [*SOFTMAX_PARTS, Part("scores of -1000 and 1000", 1, large_scores_and_levels)],
    [
        Misconception(
            "log of softmax",
            log_of_softmax,
            "You take the logarithm of the finished softmax. A probability that is too small for a float is 0 by then, "
            "and log(0) is -inf. Simplify log(exp(a) / s) on paper first.",
        ),
        Misconception(
            "log of an unstable softmax",
            log_of_unstable_softmax,
            "exp(1000) is too large for a float, so inf / inf gives nan. Shift the scores of each row, and simplify "
            "log(exp(a) / s) on paper first.",
        ),
        *(
            Misconception(
                f"log of softmax plus {tiny}",
                [(LOG_P, f"np.log(np.exp({LOG_P}) + {tiny})")],
                "You add a small number to the probabilities before the logarithm. That keeps log(0) away but is wrong "
                "for small probabilities: simplify log(exp(a) / s) on paper instead.",
            )
            for tiny in ["1e-7", "1e-8", "1e-10", "1e-12"]
        ),
        Misconception(
            "no shift",
            log_softmax_not_shifted,
            "exp(1000) is too large for a float, and log of the sum of exp(-1000) is log(0). Subtracting the same "
            "number from all scores of a row changes nothing in the result.",
        ),
        Misconception(
            "shift forgotten at the end",
            [("return shifted -", "return x -")],
            "You take the logarithm of the sum off the scores as they came, but computed it from shifted ones. Use the "
            "shifted scores in both places.",
        ),
        Misconception(
            "logarithm of the sum forgotten",
            [(LOG_P, "shifted")],
            "You return the scores minus the largest. The logarithm of the sum of their exponentials has to come off "
            "as well.",
        ),
        Misconception(
            "sum without the logarithm",
            [("np.log(np.exp(shifted).sum(axis=-1, keepdims=True))", "np.exp(shifted).sum(axis=-1, keepdims=True)")],
            "You subtract the sum itself. log(a / s) is log(a) - log(s).",
        ),
        Misconception(
            "logarithm of the sum to base 10",
            [(LOG_TOTAL, LOG_TOTAL.replace("log", "log10"))],
            "Your logarithm of the sum is to base 10. The natural one is np.log.",
        ),
        Misconception(
            "logarithm of the sum to base 2",
            [(LOG_TOTAL, LOG_TOTAL.replace("log", "log2"))],
            "Your logarithm of the sum is to base 2. The natural one is np.log.",
        ),
        Misconception(
            "quotient of the logarithms",
            log_softmax_quotient,
            "You divide by the logarithm of the sum. The logarithm of a quotient is a difference.",
        ),
        Misconception(
            "quotient of the logarithms, no shift",
            log_softmax_quotient_not_shifted,
            "You divide by the logarithm of the sum. The logarithm of a quotient is a difference. And exp(1000) is too "
            "large for a float: shift the scores of each row.",
        ),
        Misconception(
            "sums lose their axis",
            log_softmax_sums_flat,
            "Your sums have shape (N,), so NumPy lines them up with the columns: where N = K the rows get mixed, "
            "elsewhere it stops. Keep the axis along which you add.",
        ),
        Misconception(
            "maxima and sums lose their axis",
            log_softmax_flat_twice,
            "Your maxima and sums have shape (N,), so NumPy lines them up with the columns: where N = K the rows get "
            "mixed, elsewhere it stops. Keep the axis along which you summarise.",
        ),
        Misconception(
            "added for subtracted",
            [("return shifted -", "return shifted +")],
            "You add the logarithm of the sum. The logarithm of a quotient is a difference.",
        ),
        Misconception(
            "softmax itself",
            [(LOG_P, f"np.exp({LOG_P})")],
            "You return the probabilities. Asked are their logarithms, which are never positive.",
        ),
        Misconception(
            "logarithm to base 10",
            [(LOG_P, f"({LOG_P}) / np.log(10)")],
            "Your logarithms are to base 10. The natural one is np.log.",
        ),
        Misconception(
            "logarithm to base 2",
            [(LOG_P, f"({LOG_P}) / np.log(2)")],
            "Your logarithms are to base 2. The natural one is np.log.",
        ),
        Misconception(
            "sign",
            [(f"return {LOG_P}", f"return -({LOG_P})")],
            "The sign is wrong: logarithms of probabilities are never positive. The minus belongs to the loss.",
        ),
        Misconception(
            "along axis 0",
            [(SHIFT, "x.max(axis=0, keepdims=True)"), ("sum(axis=-1", "sum(axis=0")],
            "You work down the columns, over the examples. The scores of one example stand in a row.",
        ),
        Misconception(
            "sum over the whole batch",
            [("sum(axis=-1, keepdims=True)", "sum()")],
            "You add over the whole batch. Each row is an example of its own.",
        ),
        Misconception(
            "maximum and sum of the whole batch",
            [(SHIFT, "x.max()"), ("sum(axis=-1, keepdims=True)", "sum()")],
            "You take one maximum and one sum over the whole batch. Each row is an example of its own.",
        ),
        Misconception(
            "maximum of the whole batch",
            log_softmax_batch_maximum,
            "You shift all rows by the maximum of the whole batch. In a row far below it every exponential is 0, and "
            "log(0) is -inf: take each row's own maximum.",
        ),
        Misconception(
            "shifted by the mean",
            log_softmax_mean,
            SHIFTED_BY_MEAN,
        ),
        Misconception(
            "shifted by the largest absolute value",
            log_softmax_largest_size,
            "You subtract the largest absolute value. Where all scores are far below 0 they are pushed down further, "
            "every exp becomes 0, and log(0) is -inf: after the shift at least one score should be 0.",
        ),
        Misconception(
            "shifted by the smallest",
            log_softmax_smallest,
            "You subtract the smallest score, so the largest one stays large, and exp overflows where the two are far "
            "apart. Subtract a number after which no score is positive.",
        ),
        Misconception(
            "scores cut off",
            log_softmax_clipped,
            "You cut large scores off before exp, so 1000 and 999 become equal. Shift the scores of a row instead: "
            "subtracting one number from all of them changes nothing in the result.",
        ),
        Misconception(
            "x changed in place",
            log_softmax_in_place,
            "You change x: `x -= ...` writes into the caller's array. Make a new one.",
        ),
    ],
    accepts=[
        log_softmax_by_logaddexp,
        [(LOG_TOTAL, f"x.max(axis=-1, keepdims=True) - {LOG_TOTAL}"), ("return shifted", "return x")],
    ],
    needs=["softmax"],
    rtol=1e-4,  # a guard of 1e-7 costs the scores of -1000 and 1000 only
    atol=1e-6,
)


# --- mean_squared_error -----------------------------------------------------------------------


def predictions(rng):
    y, t = apart(rng, (3,), (3,))
    yield {"y": y, "t": t}
    yield {"y": rng.normal(size=5), "t": rng.normal(size=5)}


def tables_of_predictions(rng):
    y, t = apart(rng, (2, 3), (2, 3))
    yield {"y": y, "t": t}
    yield {"y": rng.normal(size=(3, 5)), "t": rng.normal(size=(3, 5))}
    yield {"y": rng.normal(size=(4, 2, 3)), "t": rng.normal(size=(4, 2, 3))}


def mse_in_place(y, t):
    y -= t
    return np.mean(y**2)


def mse_one_by_one(y, t):
    total = 0
    for index in np.ndindex(y.shape):
        total += (y[index] - t[index]) ** 2
    return total / y.size


MSE = "np.mean((y - t) ** 2)"

MEAN_SQUARED_ERROR = Check(
    "mean_squared_error",
    [Part("vectors", 1, predictions), Part("any shape", 1, tables_of_predictions)],
    [
        Misconception(
            "half the sum",
            [(MSE, "0.5 * np.sum((y - t) ** 2)")],
            "That is half the sum of the squares, the sum of squared errors of some books. A mean divides by the "
            "number of entries.",
        ),
        Misconception(
            "sum",
            [(MSE, "np.sum((y - t) ** 2)")],
            "You add the squares up. A mean divides the sum by the number of entries.",
        ),
        Misconception(
            "half the mean",
            [(MSE, f"{MSE} / 2")],
            "You halve the mean. Some books do, for a tidier derivative; here it is the plain mean.",
        ),
        Misconception(
            "divided by the rows only",
            [(MSE, "np.sum((y - t) ** 2) / len(y)")],
            "You divide by the number of rows. The mean is over all entries, in every axis.",
        ),
        Misconception(
            "half the sum, divided by the rows",
            [(MSE, "0.5 * np.sum((y - t) ** 2) / len(y)")],
            "You divide half the sum by the number of rows. Here it is the plain mean: the sum divided by the number "
            "of all entries.",
        ),
        Misconception(
            "root",
            [(MSE, f"np.sqrt({MSE})")],
            "You take the root at the end: that is the root mean square error. Here it is the mean of the squares "
            "itself.",
        ),
        Misconception(
            "absolute values",
            [("(y - t) ** 2", "np.abs(y - t)")],
            "You take absolute values: that is the mean absolute error. Square the differences.",
        ),
        Misconception(
            "not squared",
            [("(y - t) ** 2", "y - t")],
            "The squares are missing: differences of opposite signs cancel.",
        ),
        Misconception(
            "square of the mean",
            [(MSE, "np.mean(y - t) ** 2")],
            "You square the mean of the differences, in which opposite signs have cancelled. Square each, then take "
            "the mean.",
        ),
        Misconception(
            "difference of squares",
            [("(y - t) ** 2", "y**2 - t**2")],
            "You subtract squares. Square the difference.",
        ),
        Misconception(
            "added",
            [("y - t", "y + t")],
            "You add predictions and targets; it is their difference that counts.",
        ),
        Misconception(
            "a mean for each row",
            [(MSE, "np.mean((y - t) ** 2, axis=-1)")],
            "You return one mean for each row. Asked is a single number, the mean over all entries.",
        ),
        Misconception(
            "a mean for each column",
            [(MSE, "np.mean((y - t) ** 2, axis=0)")],
            "You take the mean along the first axis only. Asked is a single number, the mean over all entries.",
        ),
        Misconception(
            "squares, no mean",
            [(MSE, "(y - t) ** 2")],
            "You return the squares themselves. Asked is a single number, their mean.",
        ),
        Misconception(
            "y changed in place",
            mse_in_place,
            "You change y: `y -= t` writes into the caller's array. Make a new one.",
        ),
    ],
    accepts=[mse_one_by_one, [(MSE, "float(np.linalg.norm(y - t) ** 2 / y.size)")]],
)


# --- nll_loss ---------------------------------------------------------------------------------


def one_index(rng):
    yield {"log_p": np.log(np.array([[0.25, 0.5, 0.25]])), "t": np.array([2])}
    yield {"log_p": np.log(np.array([[0.5, 0.125, 0.375]])), "t": np.array([1])}
    yield {"log_p": np.log(_probabilities(rng, 1, 5)), "t": rng.integers(1, 5, size=1)}


def one_hot_rows(rng):
    yield {"log_p": np.log(np.array([[0.25, 0.5, 0.25]])), "t": np.array([[0, 0, 1]])}
    yield {"log_p": np.log(_probabilities(rng, 1, 4)), "t": _one_hot(_classes(rng, 1, 4), 4)}
    yield {"log_p": np.log(_probabilities(rng, 4, 3)), "t": _one_hot(_classes(rng, 4, 3), 3)}
    yield {"log_p": np.log(_probabilities(rng, 3, 6)), "t": _one_hot(_classes(rng, 3, 6), 6).astype(int)}


def several_indices(rng):
    yield {"log_p": np.log(np.array([[0.25, 0.5, 0.25], [0.625, 0.25, 0.125]])), "t": np.array([2, 0])}
    yield {"log_p": np.log(_probabilities(rng, 5, 3)), "t": _classes(rng, 5, 3)}
    yield {"log_p": np.log(_probabilities(rng, 4, 7)), "t": _classes(rng, 4, 7)}


def _probabilities(rng, *shape):
    """Rows that add up to 1, no entry near 0 or 1."""
    p = rng.uniform(0.3, 1.7, size=shape)
    return p / p.sum(axis=-1, keepdims=True)


def _classes(rng, N, K):
    """N classes of K: not the first, second, third … in turn."""
    return (np.arange(N) + rng.integers(1, K, size=N)) % K


def _one_hot(t, K):
    return np.eye(K)[t]


def nll_log_again(log_p, t):
    with np.errstate(all="ignore"):
        log_p = np.log(log_p)
        right = log_p[np.arange(len(t)), t] if t.ndim == 1 else (log_p * t).sum(axis=1)
        return -right.mean()


def nll_one_by_one(log_p, t):
    total = 0.0
    for n in range(log_p.shape[0]):
        c = t[n] if t.ndim == 1 else int(np.argmax(t[n]))
        total -= log_p[n, c]
    return total / log_p.shape[0]


def nll_argmax_of_columns_divided_by_rows(log_p, t):
    c = t if t.ndim == 1 else t.argmax(axis=0)
    return -log_p[np.arange(len(log_p)), c].sum() / len(log_p)


def nll_return_in_the_loop(log_p, t):
    total = 0.0
    for n in range(log_p.shape[0]):
        c = t[n] if t.ndim == 1 else int(np.argmax(t[n]))
        total -= log_p[n, c]
        return total / log_p.shape[0]


RIGHT = "right = log_p[np.arange(len(t)), t] if t.ndim == 1 else (log_p * t).sum(axis=1)"
PICKED = "log_p[np.arange(len(t)), t]"
ROWS_NAMED = "log_p[t] takes whole rows, as if t counted examples. t names columns, one for each row."
DOWN_THE_COLUMNS = (
    "For one-hot rows you look for the 1 down each column, over the examples. Each row has its own 1: look along the "
    "rows."
)
INDICES_SWAPPED = (
    "Your two indices are in the wrong order: you look for the class along the first axis and for the example along "
    "the second. In log_p the examples are the rows, and the row comes first."
)

NLL_LOSS = Check(
    "nll_loss",
    [
        Part("class index", 1, one_index),
        Part("one-hot rows", 1, one_hot_rows),
        Part("mean over the examples", 1, several_indices),
    ],
    [
        Misconception(
            "sum for mean",
            [("right.mean()", "right.sum()")],
            "You add the examples up. Divide by their number, so that the loss does not grow with the batch.",
        ),
        Misconception(
            "minus forgotten",
            [("-right", "right")],
            "The minus is missing: logarithms of probabilities are negative, a loss is positive.",
        ),
        Misconception(
            "logarithm taken again",
            nll_log_again,
            "You take the logarithm of log_p. These are logarithms already.",
        ),
        Misconception(
            "probabilities for logarithms",
            [("-right", "-np.exp(right)")],
            "You turn the logarithms back into probabilities. The loss is minus the logarithm itself.",
        ),
        Misconception(
            "mean over all entries of a one-hot table",
            [("(log_p * t).sum(axis=1)", "(log_p * t).mean(axis=1)")],
            "For one-hot rows you divide by N * K, the zeros included. There are N examples.",
        ),
        Misconception(
            "divided by N and K",
            [("right.mean()", "right.sum() / log_p.size")],
            "You divide by N * K. The mean is over N examples.",
        ),
        Misconception(
            "divided by K",
            [("right.mean()", "right.sum() / log_p.shape[1]")],
            "You divide by the number of classes. The mean is over the examples.",
        ),
        Misconception(
            "first class for all",
            [(RIGHT, "right = log_p[:, 0]")],
            "You take the first column for every example. t says which class is the right one.",
        ),
        Misconception(
            "all columns named in t",
            [(PICKED, "log_p[:, t]")],
            "log_p[:, t] takes for every example the columns of all classes in t, N * N numbers. Row n belongs to t[n] "
            "alone: give both indices as arrays.",
        ),
        Misconception(
            "all columns named in t, one-hot too",
            [(RIGHT, "right = log_p[:, t if t.ndim == 1 else t.argmax(axis=1)]")],
            "log_p[:, t] takes for every example the columns of all classes in t, N * N numbers. Row n belongs to t[n] "
            "alone: give both indices as arrays.",
        ),
        Misconception("rows named in t", [(PICKED, "log_p[t]")], ROWS_NAMED),
        Misconception("rows named in t, one-hot too", [(RIGHT, "right = log_p[t]")], ROWS_NAMED),
        Misconception("indices swapped", [(PICKED, "log_p[t, np.arange(len(t))]")], INDICES_SWAPPED),
        Misconception(
            "indices swapped, one-hot too",
            [(RIGHT, "right = log_p[t if t.ndim == 1 else t.argmax(axis=1), np.arange(len(t))]")],
            INDICES_SWAPPED,
        ),
        Misconception(
            "argmax down the columns",
            [("(log_p * t).sum(axis=1)", "log_p[np.arange(len(t)), t.argmax(axis=0)]")],
            DOWN_THE_COLUMNS,
        ),
        Misconception("argmax down the columns, summed", nll_argmax_of_columns_divided_by_rows, DOWN_THE_COLUMNS),
        Misconception(
            "largest probability",
            [(RIGHT, "right = log_p.max(axis=1)")],
            "You take the largest probability of each row. What counts is that of the right class, which t names.",
        ),
        Misconception(
            "index as a number",
            [(RIGHT, "right = (log_p * t).sum(axis=1)")],
            "You multiply log_p by the class indices, as if they were weights. An index says which column to look up.",
        ),
        Misconception(
            "one-hot rows as indices",
            [(RIGHT, "right = log_p[np.arange(len(t)), t]")],
            "You use one-hot rows as indices. There t has the shape of log_p, and the 1 marks the right class.",
        ),
        Misconception(
            "all classes",
            [(RIGHT, "right = log_p.sum(axis=1)")],
            "You add the logarithms of all classes. Only the right one of each example counts.",
        ),
        Misconception(
            "no mean",
            [("right.mean()", "right")],
            "You return one number for each example. Asked is a single one, their mean.",
        ),
        Misconception(
            "first example only, divided by N",
            nll_return_in_the_loop,
            "Only the first example is counted, and divided by N: does `return` stand inside your loop?",
        ),
        Misconception(
            "first example only",
            [("right.mean()", "right[0]")],
            "You return the loss of the first example. Take the mean over all of them.",
        ),
    ],
    accepts=[
        nll_one_by_one,
        [(RIGHT, "right = (log_p * (np.eye(log_p.shape[1])[t] if t.ndim == 1 else t)).sum(axis=1)")],
    ],
)


# --- cross_entropy_error ----------------------------------------------------------------------


def index_rows(rng):
    yield {"y": np.array([[0.2, 0.7, 0.1]]), "t": np.array([2])}
    yield {"y": np.array([[0.2, 0.7, 0.1], [0.4, 0.1, 0.5]]), "t": np.array([1, 2])}
    # As many examples as classes: what looks like one one-hot row are indices.
    yield {"y": np.array([[0.9, 0.1], [0.3, 0.7]]), "t": np.array([0, 1])}
    yield {"y": _probabilities(rng, 3, 3), "t": rng.permutation([0, 1, 1])}
    yield {"y": _probabilities(rng, 3, 3), "t": rng.permutation([0, 2, 2])}
    yield {"y": _probabilities(rng, 5, 3), "t": _classes(rng, 5, 3)}
    yield {"y": _probabilities(rng, 4, 6), "t": _classes(rng, 4, 6)}


def hot_rows(rng):
    yield {"y": np.array([[0.2, 0.7, 0.1]]), "t": np.array([[0, 0, 1]])}
    yield {"y": np.array([[0.2, 0.7, 0.1], [0.4, 0.1, 0.5]]), "t": np.array([[0.0, 1.0, 0.0], [0.0, 0.0, 1.0]])}
    yield {"y": _probabilities(rng, 5, 3), "t": _one_hot(_classes(rng, 5, 3), 3)}
    yield {"y": _probabilities(rng, 4, 6), "t": _one_hot(_classes(rng, 4, 6), 6).astype(int)}


def index_alone(rng):
    yield {"y": np.array([0.2, 0.7, 0.1]), "t": 2}
    yield {"y": np.array([0.3, 0.1, 0.6]), "t": 1}
    yield {"y": _probabilities(rng, 5), "t": int(rng.integers(2, 5))}


def hot_row_alone(rng):
    yield {"y": np.array([0.2, 0.7, 0.1]), "t": np.array([0, 0, 1])}
    yield {"y": np.array([0.3, 0.1, 0.6]), "t": np.array([0.0, 1.0, 0.0])}
    yield {"y": _probabilities(rng, 5), "t": _one_hot(int(rng.integers(2, 5)), 5)}


def no_probability(rng):
    yield {"y": np.array([[0.25, 0.75, 0.0]]), "t": np.array([2])}
    yield {"y": np.array([0.0, 1.0, 0.0]), "t": 2}
    yield {"y": np.array([[0.25, 0.75, 0.0]]), "t": np.array([[0, 0, 1]])}
    yield {"y": np.array([0.6, 0.0, 0.4]), "t": np.array([0.0, 1.0, 0.0])}
    yield {"y": np.array([[0.0, 0.75, 0.25]]), "t": np.array([[0, 0, 1]])}  # a wrong class has none
    yield {"y": np.array([[0.25, 0.75, 0.0], [0.0, 0.4, 0.6]]), "t": np.array([2, 0])}
    yield {"y": np.array([[0.25, 0.75, 0.0], [0.0, 0.4, 0.6]]), "t": np.array([[0, 0, 1], [1, 0, 0]])}


def cross_entropy_of_both_sides(y, t):
    hot, y = np.ndim(t) == np.ndim(y), np.atleast_2d(y)
    t = np.atleast_2d(t) if hot else np.eye(y.shape[1])[np.atleast_1d(t)]
    with np.errstate(all="ignore"):
        return -(t * np.log(y) + (1 - t) * np.log(1 - y)).sum() / len(y)


def cross_entropy_without_guard(y, t):
    with np.errstate(all="ignore"):
        log_y = np.log(np.atleast_2d(y))
        if np.ndim(t) == np.ndim(y):
            return -(log_y * t).sum() / len(log_y)
        return -log_y[np.arange(len(log_y)), t].mean()


def cross_entropy_by_nan_to_num(y, t):
    with np.errstate(all="ignore"):
        log_y = np.nan_to_num(np.log(np.atleast_2d(y)))
        if np.ndim(t) == np.ndim(y):
            return -(log_y * t).sum() / len(log_y)
        return -log_y[np.arange(len(log_y)), t].mean()


def cross_entropy_of_tables_only(y, t):
    log_y = np.log(y + 1e-7)
    right = log_y[np.arange(len(t)), t] if t.ndim == 1 else (log_y * t).sum(axis=1)
    return -right.mean()


def cross_entropy_of_tables_only_by_rows(y, t):
    log_y, N = np.log(y + 1e-7), y.shape[0]
    return -(log_y[np.arange(N), t] if t.ndim == 1 else log_y * t).sum() / N


def cross_entropy_of_y_reshaped_alone(y, t):
    log_y = np.log(np.atleast_2d(y) + 1e-7)
    right = log_y[np.arange(len(t)), t] if t.ndim == 1 else (log_y * t).sum(axis=1)
    return -right.mean()


def cross_entropy_of_y_reshaped_alone_by_rows(y, t):
    log_y = np.log(np.atleast_2d(y) + 1e-7)
    N = len(log_y)
    return -(log_y[np.arange(N), t] if t.ndim == 1 else log_y * t).sum() / N


def cross_entropy_of_t_always_one_row(y, t):
    log_y = np.log(np.atleast_2d(y) + 1e-7)
    return -(log_y * np.reshape(t, (1, -1))).sum() / len(log_y)


def cross_entropy_of_picked_without_guard(y, t):
    rows = np.atleast_2d(y)
    t = np.argmax(np.atleast_2d(t), axis=1) if np.ndim(t) == np.ndim(y) else t
    with np.errstate(all="ignore"):
        return -np.log(rows[np.arange(len(rows)), t]).mean()


def cross_entropy_of_single_index_as_number(y, t):
    log_y = np.log(np.atleast_2d(y) + 1e-12)
    if np.ndim(t) == np.ndim(y) or np.ndim(y) == 1:
        return -(log_y * t).sum() / len(log_y)
    return -log_y[np.arange(len(log_y)), t].mean()


def cross_entropy_of_single_index_as_row(y, t):
    log_y = np.log(np.atleast_2d(y) + 1e-12)
    if np.ndim(t) == np.ndim(y) or np.ndim(y) == 1:
        t = np.argmax(t, axis=-1)
    return -log_y[np.arange(len(log_y)), t].mean()


def cross_entropy_of_the_book(y, t):
    # All one-hot rows become indices; the guard stays.
    if y.ndim == 1:
        t = t.reshape(1, t.size)
        y = y.reshape(1, y.size)
    if t.size == y.size:
        t = t.argmax(axis=1)
    batch_size = y.shape[0]
    return -np.sum(np.log(y[np.arange(batch_size), t] + 1e-7)) / batch_size


def cross_entropy_by_axes(y, t):
    log_y = np.log(np.where(y == 0, 1e-7, y))
    if t.ndim == 0:
        return -log_y[t]
    if t.ndim == y.ndim:
        return -np.sum(t * log_y) / (1 if y.ndim == 1 else len(y))
    return -np.mean([row[k] for row, k in zip(log_y, t)])


LOG_Y, ASKED = "np.log(np.atleast_2d(y) + 1e-12)", "if np.ndim(t) == np.ndim(y):"
SOFTMAX_OF_Y = "np.exp(np.atleast_2d(y)) / np.exp(np.atleast_2d(y)).sum(axis=1, keepdims=True)"
NOT_ONE_ROW = (
    "Where y has two axes and t has one, t holds class indices. You take some of them for a single one-hot row, going "
    "by their number or their values; go by the axes."
)
BATCHES_ONLY = (
    "You treat a single example like a batch: its y has one axis, and t none or one. Make a batch of one of it before "
    "you go on, and mind that t comes in two forms."
)
T_LEFT_ALONE = (
    "You make a batch of one of a single y, but t stays as it was: one class has no axis, and one one-hot row looks "
    "like several class indices. t has to become what goes with a batch of one, in either form."
)
LOG_OF_NOTHING = (
    "A probability of 0 makes your loss inf or nan: log(0) is -inf. Add something tiny to the probabilities before you "
    "take the logarithm; what is added to -inf leaves it as it is."
)
HOT, INDEXED = "-(log_y * t).sum() / len(log_y)", "-log_y[np.arange(len(log_y)), t].mean()"

CROSS_ENTROPY_ERROR = Check(
    "cross_entropy_error",
    [
        Part("rows with class indices", 1, index_rows),
        Part("rows, one-hot", 1, hot_rows),
        Part("one example alone, class index", 1, index_alone),
        Part("one example alone, one-hot", 1, hot_row_alone),
        Part("a probability of 0", 1, no_probability, probe="cross_entropy_error_of_0"),
    ],
    [
        Misconception(
            "sum for mean",
            [("(log_y * t).sum() / len(log_y)", "(log_y * t).sum()"), ("t].mean()", "t].sum()")],
            "You add the examples up. Divide by their number, so that the loss does not grow with the batch.",
        ),
        Misconception(
            "sum for one-hot rows",
            [("(log_y * t).sum() / len(log_y)", "(log_y * t).sum()")],
            "For one-hot rows you add the examples up. Divide by their number, as for class indices.",
        ),
        Misconception(
            "one example divided by K",
            [("/ len(log_y)", "/ len(y)"), ("t].mean()", "t].sum() / len(y)")],
            "A single example of shape (K,) is divided by the number of its classes. It is one example: make a row of "
            "it before you count.",
        ),
        Misconception(
            "one-hot rows divided by all entries",
            [("(log_y * t).sum() / len(log_y)", "(log_y * t).mean()")],
            "For one-hot rows you divide by the number of all entries, the zeros included. The mean is over the "
            "examples.",
        ),
        Misconception(
            "divided by all entries",
            [("(log_y * t).sum() / len(log_y)", "(log_y * t).mean()"), ("t].mean()", "t].sum() / log_y.size")],
            "You divide by the number of all entries, N * K. The mean is over N examples.",
        ),
        Misconception(
            "divided by K",
            [("/ len(log_y)", "/ log_y.shape[1]"), ("t].mean()", "t].sum() / log_y.shape[1]")],
            "You divide by the number of classes. The mean is over the examples.",
        ),
        Misconception(
            "class index as a number",
            [(INDEXED, "-(log_y * (np.reshape(t, (-1, 1)))).sum() / len(log_y)")],
            "You multiply the logarithms by the class indices, as if they were weights. An index says which column to "
            "look up.",
        ),
        Misconception(
            "class index as a weight of a column",
            [("if np.ndim(t) == np.ndim(y):", "if True:")],
            "You multiply the logarithms by t also where t holds class indices. An index says which column to look up.",
        ),
        Misconception(
            "one-hot rows only, summed",
            [("if np.ndim(t) == np.ndim(y):", "if True:"), ("(log_y * t).sum() / len(log_y)", "(log_y * t).sum()")],
            "You multiply the logarithms by t also where t holds class indices: an index says which column to look "
            "up. And the examples are added up; divide by their number.",
        ),
        Misconception(
            "as many indices as classes",
            [(ASKED, "if np.ndim(t) == np.ndim(y) or np.size(t) == log_y.shape[1]:")],
            NOT_ONE_ROW,
        ),
        Misconception(
            "indices of 0 and 1",
            [(ASKED, "if np.ndim(t) == np.ndim(y) or np.size(t) == log_y.shape[1] and np.max(t) == 1:")],
            NOT_ONE_ROW,
        ),
        Misconception(
            "indices that add up to 1",
            [(ASKED, "if np.ndim(t) == np.ndim(y) or np.size(t) == log_y.shape[1] and np.sum(t) == 1:")],
            NOT_ONE_ROW,
        ),
        Misconception(
            "index of a single example as a number",
            cross_entropy_of_single_index_as_number,
            "For a single example you multiply the logarithms by its class index, as if it were a one-hot row. Before "
            "you reshape t or use it, ask how many axes it has: a class has none. (isinstance(t, int) says no to an "
            "np.int64.)",
        ),
        Misconception(
            "index of a single example as a row",
            cross_entropy_of_single_index_as_row,
            "For a single example with a class index you always take class 0: the argmax of one number is 0. Before "
            "you reshape t or use it, ask how many axes it has: a class has none. (isinstance(t, int) says no to an "
            "np.int64.)",
        ),
        *(
            Misconception(name, wrong, BATCHES_ONLY)
            for name, wrong in [
                ("a single example treated as a batch", cross_entropy_of_tables_only),
                ("a single example treated as a batch, by rows", cross_entropy_of_tables_only_by_rows),
            ]
        ),
        *(
            Misconception(name, wrong, T_LEFT_ALONE)
            for name, wrong in [
                ("only y of a single example made a row", cross_entropy_of_y_reshaped_alone),
                ("only y of a single example made a row, by rows", cross_entropy_of_y_reshaped_alone_by_rows),
            ]
        ),
        Misconception(
            "t always made one row",
            cross_entropy_of_t_always_one_row,
            "You make one row of t whatever it holds. That is right for a single one-hot row alone: a class index has "
            "to stay an index, and the targets of a batch keep their shape.",
        ),
        Misconception(
            "nan_to_num",
            cross_entropy_by_nan_to_num,
            "np.nan_to_num makes of -inf the lowest number that a float can hold: two of these add up to -inf again. "
            "Add something tiny to the probabilities before you take the logarithm.",
        ),
        Misconception(
            "no guard",
            cross_entropy_without_guard,
            LOG_OF_NOTHING,
        ),
        Misconception(
            "no guard, right class picked",
            cross_entropy_of_picked_without_guard,
            LOG_OF_NOTHING,
        ),
        Misconception(
            "softmax taken again",
            [(LOG_Y, f"np.log({SOFTMAX_OF_Y})")],
            "You take softmax of y. y holds probabilities already.",
        ),
        Misconception(
            "one-hot rows as indices",
            [("if np.ndim(t) == np.ndim(y):", "if False:"), ("t].mean()", "np.asarray(t)].mean()")],
            "You use one-hot rows as indices. There t has the shape of y, and the 1 marks the right class.",
        ),
        Misconception(
            "all columns named in t",
            [(INDEXED, "-log_y[:, t].mean()")],
            "y[:, t] takes for every example the columns of all classes in t. Row n belongs to t[n] alone: give both "
            "indices as arrays.",
        ),
        Misconception(
            "minus forgotten",
            [("return -(log_y", "return (log_y"), ("return -log_y", "return log_y")],
            "The minus is missing: logarithms of probabilities are negative, a loss is positive.",
        ),
        Misconception(
            "logarithm to base 2",
            [(LOG_Y, "np.log2(np.atleast_2d(y) + 1e-12)")],
            "Your logarithm is to base 2. The natural one is np.log.",
        ),
        Misconception(
            "logarithm to base 10",
            [(LOG_Y, "np.log10(np.atleast_2d(y) + 1e-12)")],
            "Your logarithm is to base 10. The natural one is np.log.",
        ),
        Misconception(
            "no logarithm",
            [(LOG_Y, "np.atleast_2d(y)")],
            "You add up the probabilities of the right classes; take minus the logarithm of each.",
        ),
        Misconception(
            "logarithm of the mean",
            [
                (LOG_Y, "np.atleast_2d(y) + 1e-12"),
                (HOT, "-np.log((log_y * t).sum() / len(log_y))"),
                (INDEXED, "-np.log(log_y[np.arange(len(log_y)), t].mean())"),
            ],
            "You take the mean of the probabilities first and its logarithm after. Take the logarithm of each, then "
            "the mean.",
        ),
        Misconception(
            "1 minus the probability",
            [(LOG_Y, "1 - np.atleast_2d(y)"), (HOT, "(log_y * t).sum() / len(log_y)"), (INDEXED, INDEXED[1:])],
            "You return how far the probability of the right class is from 1. Asked is minus its logarithm.",
        ),
        Misconception(
            "both sides",
            cross_entropy_of_both_sides,
            "You add log(1 - y) of the wrong classes: that is the loss for several yes-or-no questions. Here only the "
            "right class of each example counts.",
        ),
        Misconception(
            "largest probability",
            [(HOT, "-log_y.max(axis=1).mean()"), (INDEXED, "-log_y.max(axis=1).sum() / len(log_y)")],
            "You take the largest probability of each row. What counts is that of the right class, which t names.",
        ),
        Misconception(
            "no mean",
            [(HOT, "-(log_y * t).sum(axis=1)"), ("t].mean()", "t]")],
            "You return one number for each example. Asked is a single one, their mean.",
        ),
        Misconception(
            "first example only",
            [(HOT, "-(log_y * t)[0].sum()"), ("t].mean()", "t][0]")],
            "You return the loss of the first example. Take the mean over all of them.",
        ),
        *(
            Misconception(
                f"guard of {guard}",
                [("1e-12", guard)],
                f"You add {guard} to the probabilities, which changes the loss. To keep log(0) away 1e-7 is enough.",
            )
            for guard in ["0.01", "0.001", "1e-4"]
        ),
    ],
    accepts=[
        cross_entropy_of_the_book,
        cross_entropy_by_axes,
        [("1e-12", "1e-7")],
        [("1e-12", "1e-15")],
        [("np.atleast_2d(y) + 1e-12", "np.maximum(np.atleast_2d(y), 1e-15)")],
        [("np.atleast_2d(y) + 1e-12", "np.clip(np.atleast_2d(y), 1e-12, 1 - 1e-12)")],
        [(HOT, "-log_y[np.arange(len(log_y)), np.argmax(np.atleast_2d(t), axis=1)].mean()")],
    ],
    needs=["nll_loss"],
    rtol=1e-4,
    atol=1e-6,
)


# --- softmax_loss -----------------------------------------------------------------------------


def scores_of_one(rng):
    yield {"x": np.array([[0.0, 1.0]]), "y": np.array([0])}
    yield {"x": small(rng, 1, 3), "y": rng.integers(1, 3, size=1)}
    yield {"x": 2 * rng.normal(size=(1, 5)), "y": rng.integers(2, 5, size=1)}


def scores_of_several(rng):
    yield {"x": small(rng, 2, 3), "y": _classes(rng, 2, 3)}
    yield {"x": small(rng, 3, 3), "y": _classes(rng, 3, 3)}
    yield {"x": 2 * rng.normal(size=(5, 3)), "y": _classes(rng, 5, 3)}
    yield {"x": rng.normal(size=(4, 6)) + rng.uniform(-5, 5, size=(4, 1)), "y": _classes(rng, 4, 6)}


def extreme_scores(rng):
    yield {"x": np.array([[1000.0, 999.0]]), "y": np.array([1])}
    yield {"x": np.array([[-1000.0, 1000.0]]), "y": np.array([0])}
    yield {"x": np.array([[-1000.0, -1002.0, -1001.0]]), "y": rng.integers(1, 3, size=1)}
    yield {"x": np.array([[1000.0, 999.0, 998.0], [-1000.0, -998.0, -1001.0]]), "y": np.array([2, 0])}
    yield {"x": small(rng, 3, 4) + np.array([[-1000.0], [0.0], [1000.0]]), "y": _classes(rng, 3, 4)}


def loss_not_shifted(x, y):
    N = len(x)
    with np.errstate(all="ignore"):
        p = np.exp(x) / np.exp(x).sum(axis=1, keepdims=True)
        loss = -np.log(p[np.arange(N), y]).mean()
    p[np.arange(N), y] -= 1
    return loss, p / N


def loss_batch_maximum(x, y):
    N = len(x)
    with np.errstate(all="ignore"):
        exps = np.exp(x - x.max())
        p = exps / exps.sum(axis=1, keepdims=True)
        loss = -np.log(p[np.arange(N), y]).mean()
    p[np.arange(N), y] -= 1
    return loss, p / N


def log_loss_batch_maximum(x, y):
    N = len(x)
    with np.errstate(all="ignore"):
        shifted = x - x.max()
        log_p = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
        dx = np.exp(log_p)
    dx[np.arange(N), y] -= 1
    return -log_p[np.arange(N), y].mean(), dx / N


def loss_after_the_subtraction(x, y):
    N = len(x)
    exps = np.exp(x - x.max(axis=1, keepdims=True))
    p = exps / exps.sum(axis=1, keepdims=True)
    p[np.arange(N), y] -= 1
    with np.errstate(all="ignore"):
        return -np.log(p[np.arange(N), y]).mean(), p / N


def loss_shifted_by_the_mean(x, y):
    N = len(x)
    with np.errstate(all="ignore"):
        shifted = x - x.mean(axis=1, keepdims=True)
        log_p = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
        dx = np.exp(log_p)
    dx[np.arange(N), y] -= 1
    return -log_p[np.arange(N), y].mean(), dx / N


def loss_in_place(x, y):
    N = len(x)
    x -= x.max(axis=1, keepdims=True)
    log_p = x - np.log(np.exp(x).sum(axis=1, keepdims=True))
    dx = np.exp(log_p)
    dx[np.arange(N), y] -= 1
    return -log_p[np.arange(N), y].mean(), dx / N


def loss_one_by_one(x, y):
    loss, dx = 0.0, np.zeros_like(x)
    for n in range(x.shape[0]):
        scores = x[n] - np.max(x[n])
        log_sum = np.log(np.sum(np.exp(scores)))
        loss += log_sum - scores[y[n]]
        for k in range(x.shape[1]):
            dx[n, k] = np.exp(scores[k] - log_sum) - (k == y[n])
    return loss / x.shape[0], dx / x.shape[0]


def loss_from_one_hot(x, y):
    log_p = x - np.logaddexp.reduce(x, axis=1, keepdims=True)
    t = np.eye(x.shape[1])[y]
    return -np.sum(t * log_p) / len(x), (np.exp(log_p) - t) / len(x)


LOSS, MINUS_ONE = "-log_p[np.arange(N), y].mean()", "dx[np.arange(N), y] -= 1"
ROW_SUMS = "sum(axis=1, keepdims=True)"
PICKED_LOG = "log_p[np.arange(N), y]"
ROUNDED = f"np.where(np.exp({PICKED_LOG}) > 0, {PICKED_LOG}, -np.inf)"  # log(p) of a p that may be rounded to 0
LOG_OF_0 = (
    "Where the right class has a tiny probability your loss is inf: the probability is 0 by the time that you take its "
    "logarithm. Simplify log(exp(a) / s) on paper first."
)

Y_ONE_HOT = (
    "You use y as if it held one-hot rows. It holds class indices, one for each example: an index says in which column "
    "the 1 is."
)

SOFTMAX_LOSS = Check(
    "softmax_loss",
    [
        Part("loss of one example", 1, scores_of_one, ["loss"]),
        Part("dx of one example", 1, scores_of_one, ["dx"]),
        Part("loss of several", 1, scores_of_several, ["loss"]),
        Part("dx of several", 1, scores_of_several, ["dx"]),
        Part("loss at -1000 and 1000", 1, extreme_scores, ["loss"]),
        Part("dx at -1000 and 1000", 1, extreme_scores, ["dx"]),
    ],
    [
        Misconception(
            "loss summed",
            [("y].mean()", "y].sum()")],
            "Your loss is the sum over the examples; asked is the mean.",
        ),
        Misconception(
            "dx not divided by N",
            [("dx / N", "dx")],
            "dx is N times too large: the loss is a mean over N examples, and the division goes into its gradient too.",
        ),
        Misconception(
            "loss and dx not divided by N",
            [("y].mean()", "y].sum()"), ("dx / N", "dx")],
            "Loss and gradient are those of the sum over the examples; asked is the mean.",
        ),
        Misconception(
            "dx divided by N twice",
            [("dx / N", "dx / N / N")],
            "dx is divided by the number of examples twice.",
        ),
        Misconception(
            "divided by K",
            [("y].mean()", "y].sum() / x.shape[1]"), ("dx / N", "dx / x.shape[1]")],
            "You divide by the number of classes, the second axis of x. The mean is over the examples.",
        ),
        Misconception(
            "dx divided by K",
            [("dx / N", "dx / x.shape[1]")],
            "You divide dx by the number of classes, the second axis of x. The mean is over the examples.",
        ),
        Misconception(
            "loss divided by K",
            [("y].mean()", "y].sum() / x.shape[1]")],
            "You divide the loss by the number of classes, the second axis of x. The mean is over the examples.",
        ),
        Misconception(
            "loss and dx swapped",
            [(f"{LOSS}, dx / N", f"dx / N, {LOSS}")],
            "You return dx first and the loss second. The docstring says (loss, dx).",
        ),
        Misconception(
            "dx divided by all entries",
            [("dx / N", "dx / x.size")],
            "dx is divided by the number of all scores. The mean is over N examples.",
        ),
        Misconception(
            "1 not subtracted",
            [(MINUS_ONE, "pass")],
            "Your dx holds the probabilities alone. At the right class something is missing: there a larger score "
            "makes the loss smaller, so the entry has to be negative.",
        ),
        Misconception(
            "1 subtracted after the division",
            [("dx = np.exp(log_p)", "dx = np.exp(log_p) / N"), ("dx / N", "dx")],
            "You divide by N first and subtract 1 after. The 1 belongs to each example's own gradient, so it is to be "
            "divided as well.",
        ),
        Misconception(
            "only the 1 divided",
            [("-= 1", "-= 1 / N"), ("dx / N", "dx")],
            "Only what you subtract is divided by N, the probabilities are not. The mean divides the whole gradient.",
        ),
        Misconception(
            "-1 written over the probability",
            [("-= 1", "= -1")],
            "`= -1` writes over the probability of the right class. It is to stay, with 1 taken off it.",
        ),
        Misconception(
            "loss after the subtraction",
            loss_after_the_subtraction,
            "Your loss is the logarithm of a negative number: 1 was subtracted from the same array before. Take the "
            "loss first, or make dx a copy.",
        ),
        Misconception(
            "dx of the scores",
            [("dx = np.exp(log_p)", "dx = x.copy()")],
            "Your dx begins with the scores. It is made of the probabilities.",
        ),
        Misconception(
            "dx of the exponentials",
            [("dx = np.exp(log_p)", "dx = np.exp(shifted)")],
            "Your dx begins with the exponentials. Divided by their sum in each row they are probabilities, and of "
            "these dx is made.",
        ),
        Misconception(
            "1 subtracted everywhere",
            [(MINUS_ONE, "dx -= 1")],
            "You subtract 1 from every entry of dx. It belongs to the right class of each example only.",
        ),
        Misconception(
            "1 subtracted in all columns named in y",
            [(MINUS_ONE, "dx[:, y] -= 1")],
            "dx[:, y] means the columns of all classes in y, in every row. Row n belongs to y[n] alone: give both "
            "indices as arrays.",
        ),
        Misconception(
            "1 added",
            [("-= 1", "+= 1")],
            "You add 1 at the right class. There a larger score makes the loss smaller, so the entry has to be "
            "negative.",
        ),
        Misconception(
            "sign of dx",
            [("dx / N", "-dx / N")],
            "dx has the wrong sign: where the score of a wrong class grows, the loss grows.",
        ),
        Misconception(
            "y subtracted as a number",
            [(MINUS_ONE, "dx -= y[:, None]")],
            "You subtract the class indices from the probabilities, as if y held one-hot rows. An index says in which "
            "column the 1 is.",
        ),
        Misconception(
            "y as one-hot rows",
            [(LOSS, "-(log_p * y).sum() / N"), (MINUS_ONE, "dx = dx - y")],
            Y_ONE_HOT,
        ),
        Misconception("y as one-hot rows in dx", [(MINUS_ONE, "dx = dx - y")], Y_ONE_HOT),
        Misconception(
            "dx of the logarithms",
            [("dx = np.exp(log_p)", "dx = log_p.copy()")],
            "Your dx begins with the logarithms of the probabilities. It is made of the probabilities themselves.",
        ),
        Misconception(
            "loss without its minus",
            [(LOSS, LOSS[1:])],
            "The minus is missing: logarithms of probabilities are negative, a loss is positive.",
        ),
        Misconception(
            "loss without the logarithm",
            [(LOSS, "-np.exp(log_p)[np.arange(N), y].mean()")],
            "Your loss is made of the probabilities. Take minus the logarithm of the right class's.",
        ),
        Misconception(
            "loss of all columns named in y",
            [(LOSS, "-log_p[:, y].mean()")],
            "log_p[:, y] takes for every example the columns of all classes in y. Row n belongs to y[n] alone: give "
            "both indices as arrays.",
        ),
        Misconception(
            "loss of the largest",
            [(LOSS, "-log_p.max(axis=1).mean()")],
            "Your loss takes the largest probability of each row. What counts is that of the right class, which y "
            "names.",
        ),
        Misconception(
            "one loss for each example",
            [("y].mean()", "y]")],
            "You return one loss for each example. Asked is a single number, their mean.",
        ),
        Misconception(
            "sum over the whole batch",
            [(f"np.exp(shifted).{ROW_SUMS}", "np.exp(shifted).sum()")],
            "You divide by the sum of the exponentials over the whole batch. Each row is an example of its own.",
        ),
        Misconception(
            "maximum and sum of the whole batch",
            [("x.max(axis=1, keepdims=True)", "x.max()"), (f"np.exp(shifted).{ROW_SUMS}", "np.exp(shifted).sum()")],
            "You take one maximum and one sum over the whole batch. Each row is an example of its own.",
        ),
        Misconception(
            "along axis 0",
            [("max(axis=1", "max(axis=0"), ("sum(axis=1", "sum(axis=0")],
            "You work down the columns, over the examples. The scores of one example stand in a row.",
        ),
        Misconception(
            "no shift",
            loss_not_shifted,
            "For scores of 1000 exp gives inf, and inf / inf is nan. Subtract the largest score of each row first.",
        ),
        Misconception(
            "shifted by the mean",
            loss_shifted_by_the_mean,
            SHIFTED_BY_MEAN,
        ),
        Misconception(
            "log of a probability that is 0",
            [(LOSS, f"-{ROUNDED}.mean()")],
            LOG_OF_0,
        ),
        Misconception(
            "log of 0, loss summed",
            [(LOSS, f"-{ROUNDED}.sum()")],
            f"Your loss is the sum over the examples; asked is the mean. {LOG_OF_0}",
        ),
        Misconception(
            "log of 0, dx not divided by N",
            [(LOSS, f"-{ROUNDED}.mean()"), ("dx / N", "dx")],
            f"dx is N times too large: the loss is a mean over N examples. {LOG_OF_0}",
        ),
        Misconception(
            "log of 0, loss and dx not divided by N",
            [(LOSS, f"-{ROUNDED}.sum()"), ("dx / N", "dx")],
            f"Loss and gradient are those of the sum over the examples; asked is the mean. {LOG_OF_0}",
        ),
        Misconception(
            "log of 0, 1 not subtracted",
            [(LOSS, f"-{ROUNDED}.mean()"), (MINUS_ONE, "pass")],
            "Your dx holds the probabilities alone. At the right class something is missing: there a larger score "
            f"makes the loss smaller. {LOG_OF_0}",
        ),
        Misconception(
            "log of 0, only the 1 divided",
            [(LOSS, f"-{ROUNDED}.mean()"), ("-= 1", "-= 1 / N"), ("dx / N", "dx")],
            "Only what you subtract is divided by N, the probabilities are not: the mean divides the whole gradient. "
            f"{LOG_OF_0}",
        ),
        Misconception(
            "log of 0, -1 written over the probability",
            [(LOSS, f"-{ROUNDED}.mean()"), ("-= 1", "= -1")],
            "`= -1` writes over the probability of the right class. It is to stay, with 1 taken off it. "
            f"{LOG_OF_0}",
        ),
        Misconception(
            "log of 0, maximum and sum of the whole batch",
            [
                ("x.max(axis=1, keepdims=True)", "x.max()"),
                (f"np.exp(shifted).{ROW_SUMS}", "np.exp(shifted).sum()"),
                (LOSS, f"-{ROUNDED}.mean()"),
            ],
            f"You take one maximum and one sum over the whole batch. Each row is an example of its own. {LOG_OF_0}",
        ),
        *(
            Misconception(
                f"log of the probability plus {tiny}",
                [(LOSS, f"-np.log(np.exp(log_p[np.arange(N), y]) + {tiny}).mean()")],
                "You add a small number to the probability before the logarithm. That keeps log(0) away but is wrong "
                "for small probabilities: simplify log(exp(a) / s) on paper instead.",
            )
            for tiny in ["1e-7", "1e-8", "1e-10", "1e-12"]
        ),
        Misconception(
            "maximum of the whole batch",
            loss_batch_maximum,
            "You shift all rows by the maximum of the whole batch. A row far below it becomes 0 / 0, nan: take each "
            "row's own maximum.",
        ),
        Misconception(
            "maximum of the whole batch, with logarithms",
            log_loss_batch_maximum,
            "You shift all rows by the maximum of the whole batch. In a row far below it every exponential is 0, and "
            "log(0) is -inf: take each row's own maximum.",
        ),
        Misconception(
            "x changed in place",
            loss_in_place,
            "You change x: `x -= ...` writes into the caller's array. Make a new one.",
        ),
    ],
    accepts=[loss_one_by_one, loss_from_one_hot],
    needs=["softmax", "log_softmax", "nll_loss", "cross_entropy_error"],
    rtol=1e-5,  # a guard of 1e-7 costs the loss at -1000 and 1000 only
    atol=1e-6,
)

CHECKS = [
    NUMERICAL_DIFF,
    NUMERICAL_GRADIENT,
    GRADIENT_CHECK,
    GRADIENT_DESCENT,
    MUL_LAYER,
    ADD_LAYER,
    STEP,
    RELU_FORWARD,
    RELU_BACKWARD,
    SIGMOID_FORWARD,
    SIGMOID_BACKWARD,
    TANH_FORWARD,
    TANH_BACKWARD,
    AFFINE_FORWARD,
    AFFINE_BACKWARD,
    SOFTMAX,
    LOG_SOFTMAX,
    MEAN_SQUARED_ERROR,
    NLL_LOSS,
    CROSS_ENTROPY_ERROR,
    SOFTMAX_LOSS,
]
