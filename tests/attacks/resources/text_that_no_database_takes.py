"""Raises a message with half a character, a null byte and an escape for terminals.

score: 0
outcome: crashed
"""
# %% corr2d
def corr2d(X, K):
    raise ValueError("\ud800 \x00 \x1b[2J \u202e \u2028")
