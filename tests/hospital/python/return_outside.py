"""The last line is not indented.

score: 0
outcome: crashed
says: 'return' outside function
"""
# %% corr2d
def corr2d(X, K):
    Y = X * 2
return Y
