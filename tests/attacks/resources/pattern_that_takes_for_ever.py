"""Matches a regular expression that takes longer than the age of the world, in C.

score: 0
outcome: timed out
"""
# %% corr2d
import re


def corr2d(X, K):
    re.match("(a*)*b", "a" * 60)
    return X
