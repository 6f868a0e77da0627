"""How `zero_pad` is judged."""
import numpy as np

from grader.checks import Check, Part
from grader.checks.cases import small


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


def pads_of_nothing_and_whole_numbers(rng):
    # One entry fits into an empty slice without an error: this case can show that it got lost, or its fraction.
    yield {"x": small(rng, 1, 1) + 6.5, "pad": 0}
    yield {"x": small(rng, 2, 3), "pad": 0}
    yield {"x": rng.normal(size=(3, 2, 4, 5)), "pad": (0, 0)}
    yield {"x": small(rng, 2, 4).astype(int), "pad": (1, 0)}


def zero_pad_as_given(x, pad):
    return np.pad(x, pad)


def zero_pad_channels_last(x, pad):
    pad_h, pad_w = (pad, pad) if np.ndim(pad) == 0 else pad
    both = [(pad_h, pad_h), (pad_w, pad_w)]
    return np.pad(x, {2: both, 3: [*both, (0, 0)], 4: [(0, 0), *both, (0, 0)]}[np.ndim(x)])


def zero_pad_channels_last_of_four(x, pad):
    return np.pad(x, ((0, 0), (pad, pad), (pad, pad), (0, 0)))


def zero_pad_empty_slice(x, pad):
    pad_h, pad_w = (pad, pad) if np.ndim(pad) == 0 else pad
    padded = np.zeros(x.shape[:-2] + (x.shape[-2] + 2 * pad_h, x.shape[-1] + 2 * pad_w))
    padded[..., pad_h:-pad_h, pad_w:-pad_w] = x
    return padded


def zero_pad_by_assignment(x, pad):
    pad_h, pad_w = (pad, pad) if isinstance(pad, int) else pad
    *outer, H, W = x.shape
    padded = np.zeros((*outer, H + 2 * pad_h, W + 2 * pad_w), x.dtype)
    padded[..., pad_h:pad_h + H, pad_w:pad_w + W] = x
    return padded


def zero_pad_by_joining(x, pad):
    pad_h, pad_w = np.broadcast_to(pad, 2)
    side = np.zeros(x.shape[:-1] + (pad_w,), x.dtype)
    x = np.concatenate([side, x, side], axis=-1)
    above = np.zeros(x.shape[:-2] + (pad_h, x.shape[-1]), x.dtype)
    return np.concatenate([above, x, above], axis=-2)


CHECK = Check(
    [
        Part("images", 1, pictures, ["padded"]),
        Part("three and four axes", 1, more_axes, ["padded"]),
        Part("a pad for each axis", 1, pairs, ["padded"]),
        Part("pad 0, and whole numbers", 1, pads_of_nothing_and_whole_numbers),
    ],
    accepts=[zero_pad_by_assignment, zero_pad_by_joining],
)
