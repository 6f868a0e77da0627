"""A colon is missing.

score: 0
outcome: crashed
says: expected ':'
"""
# %% corr2d
def corr2d(X, K)
    return X
