"""A messenger took away the indentation.

score: 0
outcome: crashed
says: IndentationError: expected an indented block
"""
# %% corr2d
def corr2d(X, K):
H, W = X.shape
return X
