"""A text program made curly quotes of straight ones.

score: 0
outcome: crashed
says: invalid character '“' (U+201C)
"""
# %% corr2d
def corr2d(X, K):
    if X.ndim != 2:
        raise ValueError(“X has to be two-dimensional”)
    return X
