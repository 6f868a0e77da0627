"""A variable is named np.

score: 0
outcome: crashed
says: 'int' object has no attribute 'zeros'
"""
# %% corr2d
np = 3


def corr2d(X, K):
    return np.zeros((2, 2))
