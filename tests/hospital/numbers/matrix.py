"""The function returns NumPy's old matrix.

score: 5
uses: honest
"""
# %% corr2d
def corr2d(X, K):
    return np.matrix(honest(X, K))
