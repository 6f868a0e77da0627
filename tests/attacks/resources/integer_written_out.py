"""Raises a message with an integer whose decimal digits take minutes.

score: 0
"""
# %% corr2d
import sys

sys.set_int_max_str_digits(0)


def corr2d(X, K):
    raise ValueError(1 << 100_000_000)
