"""A decorator is of a package that is not here when graded.

score: 0
outcome: crashed
says: No module named 'numba'
"""
# %% corr2d
from numba import njit


@njit
def corr2d(X, K):
    return X
