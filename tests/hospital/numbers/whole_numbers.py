"""The result is cut off to integers.

score: 0
says: Y holds integers, expected floats
uses: honest
"""
# %% corr2d
def corr2d(X, K):
    return honest(X, K).astype(int)
