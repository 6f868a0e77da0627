"""Returns integers in a list that no array of numbers holds.

score: 0
"""
# %% corr2d
def corr2d(X, K):
    return [[1 << 1000] * 3] * 3
