"""Ends Python by a signal that would leave a core dump.

score: 0
outcome: crashed
"""
# %% corr2d
import os


def corr2d(X, K):
    os.abort()
