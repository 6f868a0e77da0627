"""Raises an error whose message has a hundred million characters.

score: 0
"""
# %% corr2d
def corr2d(X, K):
    raise ValueError("x" * 100_000_000)
