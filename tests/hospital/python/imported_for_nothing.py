"""A package is imported that is not here and that the answer does not use.

score: 5
uses: honest
"""
# %% corr2d
import torch
import torch.nn.functional as F


def corr2d(X, K):
    return honest(X, K)
