"""Calls a lent function on a million rows of no numbers: the course does not work without limit.

exercise: convolve2d
score: 0
says: too large calls
"""
# %% corr2d
def corr2d(X, K):
    return X * 0.0
# %% convolve2d
def convolve2d(X, K):
    return corr2d(np.zeros((1_500_000, 0)), np.zeros((1, 0)))
