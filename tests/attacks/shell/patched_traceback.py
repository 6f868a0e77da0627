"""Replaces what reads tracebacks by what hangs, raises, or lies.

score: 0
"""
# %% corr2d
import traceback


def extract(*_, **__):
    raise SystemExit("no traceback")


traceback.extract_tb = extract


def corr2d(X, K):
    raise ValueError("what now?")
