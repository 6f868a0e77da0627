"""Sends JSON nested a million deep.

score: 0
uses: say
"""
# %% corr2d
def corr2d(X, K):
    frame(b"[" * 1_000_000 + b"]" * 1_000_000)
    return X * 0.0
