"""The function returns a cache besides.

score: 0
outcome: wrong
says: Y should be a number or an array of numbers
uses: honest
"""
# %% corr2d
def corr2d(X, K):
    return honest(X, K), (X, K)
