"""The answer is written for Python 2.

score: 0
outcome: crashed
says: Missing parentheses in call to 'print'
"""
# %% corr2d
def corr2d(X, K):
    print "sizes", X.shape
    return X
