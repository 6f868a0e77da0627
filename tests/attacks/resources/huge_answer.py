"""Returns an answer of two gigabytes.

score: 0
"""
# %% corr2d
def corr2d(X, K):
    return np.zeros(200_000_000)
