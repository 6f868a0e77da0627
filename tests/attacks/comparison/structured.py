"""Returns numbers with names and titles.

score: 0
"""
# %% corr2d
def corr2d(X, K):
    return np.zeros((2, 2), [(("answer", "a"), float), ("b", object)])
