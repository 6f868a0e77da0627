"""A right corr2d under another name."""
import numpy as np


def honest(X, K):
    (H, W), (HH, WW) = X.shape, K.shape
    return np.array([[np.sum(X[i:i+HH, j:j+WW] * K) for j in range(W-WW+1)] for i in range(H-HH+1)])
