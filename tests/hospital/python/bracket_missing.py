"""A bracket is missing.

score: 0
outcome: crashed
says: was never closed
"""
# %% corr2d
def corr2d(X, K):
    return np.sum(X * K
