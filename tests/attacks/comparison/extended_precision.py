"""Returns numbers of a type that JSON does not know.

score: 0
"""
# %% corr2d
def corr2d(X, K):
    return np.zeros((2, 2), np.longdouble)
