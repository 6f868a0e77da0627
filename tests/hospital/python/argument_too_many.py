"""The function asks for one argument more.

score: 0
outcome: crashed
says: corr2d is called without 'stride' here
"""
# %% corr2d
def corr2d(X, K, stride):
    return X
