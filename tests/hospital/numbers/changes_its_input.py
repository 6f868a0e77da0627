"""The function works in its argument.

score: 4
says: work on a copy
uses: honest
"""
# %% corr2d
def corr2d(X, K):
    Y = honest(X, K)
    X *= 2
    return Y
