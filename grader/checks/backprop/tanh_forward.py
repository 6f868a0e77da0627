"""How `tanh_forward` is judged."""
import numpy as np

from grader.checks import Check, Part
from grader.checks.backprop.shared import moderate, very_large


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


CHECK = Check(
    [Part("values and cache", 1, moderate), Part("finite at -1000 and 1000", 1, very_large, ["out"])],
    accepts=[tanh_by_absolute_values, tanh_by_sigmoid],
)
