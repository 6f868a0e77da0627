"""Returns one number seen a million million times.

score: 0
"""
# %% corr2d
def corr2d(X, K):
    return np.lib.stride_tricks.as_strided(np.zeros(1), (1 << 20, 1 << 20), (0, 0))
