"""The function asks for one argument more.

score: 0
outcome: crashed
says: missing 1 required positional argument: 'stride'
"""
# %% corr2d
def corr2d(X, K, stride):
    return X
