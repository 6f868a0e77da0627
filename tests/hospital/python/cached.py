"""A decorator keeps results by arguments, which arrays cannot be.

score: 0
outcome: crashed
says: unhashable type: 'numpy.ndarray'
"""
# %% corr2d
import functools


@functools.lru_cache
def corr2d(X, K):
    return X
