"""The answer is a call of a library that is not here when graded.

score: 0
outcome: crashed
says: No module named 'scipy'
"""
# %% corr2d
from scipy.signal import correlate2d


def corr2d(X, K):
    return correlate2d(X, K, mode="valid")
