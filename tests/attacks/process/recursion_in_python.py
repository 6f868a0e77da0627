"""Recurses without end, with the limit taken away.

score: 0
"""
# %% corr2d
import sys

sys.setrecursionlimit(1 << 30)


def corr2d(X, K):
    return corr2d(X, K)
