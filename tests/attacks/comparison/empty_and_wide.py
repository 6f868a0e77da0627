"""Returns an array of no numbers with sides whose product is beyond 64 bits.

score: 0
"""
# %% corr2d
def corr2d(X, K):
    return np.zeros((0, 2**31 - 1, 2**31 - 1)[:2] + (1,) * 10)
