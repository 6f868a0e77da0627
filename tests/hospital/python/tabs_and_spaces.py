"""Tabs and spaces are mixed.

score: 0
outcome: crashed
says: TabError
"""
# %% corr2d
def corr2d(X, K):
    H = X.shape[0]
	W = X.shape[1]
    return X
