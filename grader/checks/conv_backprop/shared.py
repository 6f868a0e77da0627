"""Cases of convolutional layers, and the parts of the two pooling layers."""
from grader.checks import Part
from grader.checks.cases import small
from grader.checks.cases.pooling_backward import (
    gaps_and_leftovers,
    overlapping_windows,
    pictures_and_channels,
    pool_padding,
    side_by_side,
    whole,
)


def layer_case(rng, numbers, pictures, filters, stride=1, pad=0):
    sides = [(pictures[k] + 2 * pad - filters[k]) // stride + 1 for k in (2, 3)]
    return {
        "x": numbers(rng, *pictures),
        "w": numbers(rng, *filters),
        "b": numbers(rng, filters[0]),
        "dout": (whole if numbers is small else numbers)(rng, pictures[0], filters[0], *sides),
        "stride": stride,
        "pad": pad,
    }


POOL_PARTS = [
    Part("windows side by side", 1, side_by_side),
    Part("overlapping windows", 1, overlapping_windows),
    Part("gaps and sizes that do not divide", 1, gaps_and_leftovers),
    Part("several images and channels", 1, pictures_and_channels),
    Part("padding", 1, pool_padding),
]
