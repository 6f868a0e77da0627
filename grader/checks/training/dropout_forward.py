"""How `dropout_forward` is judged."""
import numpy as np

from grader.checks import Check, Part
from grader.checks.cases import small
from grader.checks.training.shared import whole


def long_and_wide(rng):
    """Whoever drops whole rows drops k of 7 in the second, and k of 10 columns in the first: never as many as asked."""
    for shape, p_drop in [((6000, 10), 0.25), ((7, 8500), 0.6)]:
        yield {"shape": shape, "p_drop": p_drop, "_seed": int(rng.integers(2**31))}


def many_numbers(rng):
    for shape, p_drop, end in [((150, 400), 0.25, "low"), ((300, 200), 0.6, "high")]:
        yield {"shape": shape, "p_drop": p_drop, "_seed": _beginning(rng, end)}


def nothing_dropped(rng):
    for shape, mode, p_drop in [
        ((3,), "test", 0.5),
        ((2, 3), "test", 0.25),
        ((2, 3), "train", 0.0),
        ((3, 4, 1, 2), "test", 0.75),
    ]:
        yield {"x": whole(rng, *shape), "mode": mode, "p_drop": p_drop, "_seed": int(rng.integers(2**31))}


def masks(rng):
    # So many rows and columns that some are kept, also where they are dropped as a whole.
    for shape, p_drop, end in [((12, 13), 0.25, "low"), ((13, 3, 1, 5), 0.25, "high"), ((24, 25), 0.5, "low")]:
        yield {"x": whole(rng, *shape), "mode": "train", "p_drop": p_drop, "_seed": _beginning(rng, end)}


def _beginning(rng, end: str) -> int:
    """A seed whose first draw is below 0.2 or above 0.8: one draw for all entries drops them all, and surely so."""
    while True:
        seed = int(rng.integers(2**31))
        first = np.random.default_rng(seed).random()
        if (first < 0.2 if end == "low" else first > 0.8):
            return seed


def refused(rng):
    x = small(rng, 2, 3)
    for mode, p_drop in [
        ("train", 1.0),
        ("train", 0.0),
        ("train", -0.25),
        ("train", 1.5),
        ("test", 0.5),
        ("test", 1.0),
        ("Train", 0.5),
        ("evaluation", 0.5),
    ]:
        yield {"x": x, "mode": mode, "p_drop": p_drop}


def dropout_less_than(x, dropout_param):
    mode, p_drop = dropout_param["mode"], dropout_param["p_drop"]
    if p_drop < 0 or p_drop >= 1:
        raise ValueError("p_drop")
    if mode == "train":
        keep = 1 - p_drop
        mask = (dropout_param["rng"].random(x.shape) < keep) / keep
        return x * mask, mask
    if mode == "test":
        return x, np.ones(x.shape, dtype=int)
    raise ValueError("mode")


def dropout_binomial(x, dropout_param):
    if dropout_param["mode"] not in {"train", "test"} or not 0 <= dropout_param["p_drop"] < 1:
        raise ValueError(dropout_param)
    if dropout_param["mode"] == "test":
        return x.copy(), np.ones(x.shape)
    keep = 1 - dropout_param["p_drop"]
    mask = dropout_param["rng"].binomial(1, keep, size=x.shape) / keep
    return mask * x, mask


def dropout_choice(x, dropout_param):
    mode, p_drop, rng = dropout_param["mode"], dropout_param["p_drop"], dropout_param["rng"]
    if mode not in ("train", "test") or not 0 <= p_drop < 1:
        raise ValueError(mode)
    keep = 1 - p_drop if mode == "train" else 1.0
    mask = np.ones(x.shape) if mode == "test" else rng.choice([0.0, 1 / keep], size=x.shape, p=[1 - keep, keep])
    out = np.zeros(x.shape)
    out[mask != 0] = x[mask != 0] / keep
    return out, mask


def dropout_own_generator(x, dropout_param):
    # As np.random.rand does: numbers from a stream that goes on from call to call.
    mode, p_drop = dropout_param["mode"], dropout_param["p_drop"]
    if mode not in ("train", "test") or not 0 <= p_drop < 1:
        raise ValueError(mode)
    stream = vars(dropout_own_generator).setdefault("stream", np.random.default_rng(12345))
    mask = (stream.random(x.shape) >= p_drop) / (1 - p_drop) if mode == "train" else np.ones(x.shape)
    return x * mask, mask


CHECK = Check(
    [
        Part(
            "how many are dropped",
            1,
            long_and_wide,
            ["share of entries that are kept"],
            probe="dropout_forward_chance",
        ),
        Part(
            "scale of those kept",
            1,
            many_numbers,
            ["smallest factor of the others", "largest factor of the others"],
            probe="dropout_forward_chance",
        ),
        Part(
            "each entry by itself, by rng",
            1,
            many_numbers,
            [
                "share of columns that are 0 from top to bottom",
                "share of rows that are 0 from left to right",
                "just the share p_drop of the entries is dropped, to the last one",
                "the same again by a generator in the same state",
                "the same by another generator",
            ],
            probe="dropout_forward_chance",
        ),
        Part("test, and nothing to drop", 1, nothing_dropped),
        Part("cache", 1, masks, probe="dropout_forward_mask"),
        Part("other modes and probabilities", 1, refused, probe="dropout_forward_refuses"),
    ],
    accepts=[dropout_less_than, dropout_binomial, dropout_choice],
    rtol=0.05,
)
