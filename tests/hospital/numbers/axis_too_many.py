"""The result has an axis too many.

score: 0
outcome: wrong
says: Y has shape (1,
uses: honest
"""
# %% corr2d
def corr2d(X, K):
    return honest(X, K)[None]
