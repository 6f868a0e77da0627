"""Raises an error whose class has a name of a million characters.

score: 0
outcome: crashed
"""
# %% corr2d
def corr2d(X, K):
    raise type("E" * 1_000_000, (Exception,), {})
