"""Returns no rows of two billion numbers each.

score: 0
says: far too large
"""
# %% corr2d
def corr2d(X, K):
    return np.zeros((0, 2**31 - 1))
