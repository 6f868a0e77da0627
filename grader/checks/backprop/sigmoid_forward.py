"""How `sigmoid_forward` is judged."""
import numpy as np

from grader.checks import Check, Part
from grader.checks.backprop.shared import moderate, very_large


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


CHECK = Check(
    [Part("values and cache", 1, moderate), Part("finite at -1000 and 1000", 1, very_large, ["out"])],
    accepts=[
        sigmoid_plain,
        sigmoid_two_branches,
        [("0.5 * (1 + np.tanh(0.5 * x))", "1 / (1 + np.exp(-np.clip(x, -500, 500)))")],
    ],
)
