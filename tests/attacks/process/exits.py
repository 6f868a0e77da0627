"""Ends Python without a word.

score: 0
outcome: crashed
says: Python itself ended
"""
# %% corr2d
import os


def corr2d(X, K):
    os._exit(0)
