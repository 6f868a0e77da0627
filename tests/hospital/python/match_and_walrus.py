"""Newer statements of Python.

score: 5
uses: honest
"""
# %% corr2d
def corr2d(X, K):
    match X.ndim:
        case 2:
            if (Y := honest(X, K)) is not None:
                return Y
