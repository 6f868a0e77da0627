"""Returns lists in lists, each twice the one before.

score: 0
"""
# %% corr2d
def corr2d(X, K):
    nested = [0]
    for _ in range(40):
        nested = [nested, nested]
    return nested
