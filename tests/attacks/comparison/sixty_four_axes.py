"""Returns an array of as many axes as NumPy allows.

score: 0
"""
# %% corr2d
def corr2d(X, K):
    return np.zeros((1,) * 64)
