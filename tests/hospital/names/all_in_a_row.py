"""An own helper has the name of an exercise that comes later.

score: 5
uses: honest
"""
# %% corr2d
def convolve2d(a, b, c):
    return honest(a, b)


def corr2d(X, K):
    return convolve2d(X, K, 0)
