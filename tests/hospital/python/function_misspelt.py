"""The function's own name is misspelt.

score: 0
says: corr2d
"""
# %% corr2d
def Corr2d(X, K):
    return X
