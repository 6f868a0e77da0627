"""Cases and parts of the two pooling layers."""
from grader.checks import Part
from grader.checks.cases.pooling import not_dividing, overlapping, padding, pictures_and_channels, side_by_side

LAYER_PARTS = [
    Part("windows side by side", 1, side_by_side),
    Part("overlapping windows, windows that are not square", 1, overlapping),
    Part("sizes that do not divide", 1, not_dividing),
    Part("several images and channels", 1, pictures_and_channels),
    Part("padding", 2, padding),
]
