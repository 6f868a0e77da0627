"""All of NumPy's names are imported, over Python's own.

score: 5
"""
# %% corr2d
from numpy import *
from numpy.linalg import *


def corr2d(X, K):
    H, W = X.shape[0] - K.shape[0] + 1, X.shape[1] - K.shape[1] + 1
    return array([[sum(X[i:i + len(K), j:j + K.shape[1]] * K) for j in range(W)] for i in range(H)])
