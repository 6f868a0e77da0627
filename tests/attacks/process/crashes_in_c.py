"""Reads memory at address 0.

score: 0
outcome: crashed
"""
# %% corr2d
import ctypes


def corr2d(X, K):
    ctypes.string_at(0)
