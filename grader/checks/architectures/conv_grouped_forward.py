"""How `conv_grouped_forward` is judged."""
import numpy as np

from grader.checks import Check, Part
from grader.checks.architectures.shared import normal_layer, small_layer
from solutions.fast_convolution import conv_forward_fast


def two_groups(rng):
    yield small_layer(rng, (1, 2, 1, 1), (2, 1, 1, 1), groups=2)
    yield small_layer(rng, (1, 2, 1, 3), (2, 1, 1, 2), groups=2)
    yield small_layer(rng, (1, 4, 1, 2), (2, 2, 1, 2), groups=2)
    yield normal_layer(rng, (1, 6, 4, 5), (8, 3, 3, 2), groups=2)


def several_groups(rng):
    """Neither the channels nor the filters of a group are as many as there are groups, and F is not C."""
    yield small_layer(rng, (1, 3, 1, 1), (6, 1, 1, 1), groups=3)
    yield small_layer(rng, (2, 6, 1, 1), (3, 2, 1, 1), groups=3)
    yield normal_layer(rng, (2, 6, 5, 4), (12, 2, 2, 3), groups=3)
    yield normal_layer(rng, (3, 12, 4, 6), (8, 3, 3, 2), groups=4)


def depthwise(rng):
    yield small_layer(rng, (1, 3, 1, 2), (3, 1, 1, 2), groups=3)
    yield small_layer(rng, (1, 2, 2, 2), (4, 1, 2, 1), groups=2)
    yield normal_layer(rng, (2, 5, 6, 4), (5, 1, 3, 2), groups=5)
    yield normal_layer(rng, (3, 4, 5, 6), (12, 1, 2, 3), groups=4)


def grouped_biases(rng):
    yield small_layer(rng, (1, 2, 1, 1), (2, 1, 1, 1), b=np.array([10.0, 20.0]), groups=2)
    yield small_layer(rng, (1, 2, 1, 2), (4, 1, 1, 2), b=np.array([10.0, 20.0, 30.0, 40.0]), groups=2)
    yield normal_layer(rng, (2, 6, 4, 5), (9, 2, 2, 3), b=rng.uniform(1, 2, size=9), groups=3)


def stride_and_pad(rng):
    yield small_layer(rng, (1, 2, 1, 2), (2, 1, 1, 1), pad=1, groups=2)
    yield small_layer(rng, (1, 2, 1, 3), (4, 1, 1, 2), stride=2, groups=2)
    yield normal_layer(rng, (2, 6, 7, 4), (9, 2, 3, 2), stride=3, pad=2, groups=3)
    yield normal_layer(rng, (2, 4, 5, 7), (8, 1, 2, 3), stride=2, pad=1, groups=4)


def refused_groups(rng):
    yield small_layer(rng, (1, 4, 3, 2), (3, 2, 2, 2), groups=2)  # does not divide the filters
    yield small_layer(rng, (1, 3, 2, 3), (4, 1, 2, 2), groups=2)  # does not divide the channels
    yield small_layer(rng, (1, 4, 3, 2), (6, 4, 2, 2), groups=2)  # filters for all channels
    yield small_layer(rng, (1, 4, 2, 3), (6, 1, 2, 2), groups=2)  # filters for one channel: NumPy would stretch them


def with_filters_for_all_channels(x, w, b, conv_param):
    # Zeros for the channels that a filter does not see.
    C, F, groups = x.shape[1], len(w), conv_param["groups"]
    if C % groups or F % groups or w.shape[1] * groups != C:
        raise ValueError("groups")
    wide = np.zeros((F, C, *w.shape[2:]))
    for f in range(F):
        first = f // (F // groups) * (C // groups)
        wide[f, first:first + C // groups] = w[f]
    return conv_forward_fast(x, wide, b, conv_param)[0], (x, w, b, conv_param)


def filter_by_filter(x, w, b, conv_param):
    C, F, groups = x.shape[1], len(w), conv_param["groups"]
    if C % groups != 0 or F % groups != 0 or w.shape[1] != C // groups:
        raise ValueError("groups")
    maps = []
    for f in range(F):
        group = f // (F // groups)
        seen = x[:, group * (C // groups):(group + 1) * (C // groups)]
        maps.append(conv_forward_fast(seen, w[f:f + 1], b[f:f + 1], conv_param)[0])
    return np.concatenate(maps, axis=1), [x, w, b, conv_param]


def with_np_split(x, w, b, conv_param):
    groups = conv_param["groups"]  # np.split itself raises a ValueError where it does not divide
    pieces = zip(np.split(x, groups, axis=1), np.split(w, groups), np.split(b, groups))
    out = np.concatenate([conv_forward_fast(*piece, conv_param)[0] for piece in pieces], axis=1)
    return out, (x, w, b, conv_param)


def lenient_about_channels(x, w, b, conv_param):
    C, F, groups = x.shape[1], len(w), conv_param["groups"]
    if C % groups or F % groups:
        raise ValueError("groups")
    maps = []
    for f in range(F):
        first = f // (F // groups) * (C // groups)
        seen = x[:, first:first + C // groups]
        channels = [conv_forward_fast(channel[:, None], kernel[None, None], b[f:f + 1], conv_param)[0] - b[f]
                    for channel, kernel in zip(np.swapaxes(seen, 0, 1), w[f])]  # fmt: skip
        maps.append(sum(channels) + b[f])
    return np.concatenate(maps, axis=1), (x, w, b, conv_param)


CHECK = Check(
    [
        Part("two groups", 1, two_groups, ["out"]),
        Part("several groups", 1, several_groups, ["out"]),
        Part("depthwise: a group for each channel", 1, depthwise, ["out"]),
        Part("biases", 1, grouped_biases, ["out"]),
        Part("stride, padding, and the cache", 1, stride_and_pad),
        Part("ValueError for what cannot be", 1, refused_groups, probe="conv_grouped_forward_refusal"),
    ],
    accepts=[with_filters_for_all_channels, filter_by_filter, with_np_split],
)
