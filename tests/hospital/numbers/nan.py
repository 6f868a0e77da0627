"""A division by zero gives nan.

score: 0
outcome: wrong
says: nan or inf
uses: honest
"""
# %% corr2d
def corr2d(X, K):
    Y = honest(X, K)
    return Y * np.float64(0) / 0
