"""The loop does not run, and the result is empty.

score: 0
outcome: wrong
says: Y has shape (0, 0)
"""
# %% corr2d
def corr2d(X, K):
    return np.zeros((0, 0))
