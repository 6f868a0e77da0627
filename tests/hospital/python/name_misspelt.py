"""A variable's name is misspelt.

score: 0
outcome: crashed
says: NameError: name 'kernal' is not defined
"""
# %% corr2d
def corr2d(X, K):
    kernel = K
    return X * kernal
