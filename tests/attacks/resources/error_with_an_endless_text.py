"""Raises an error that never has said what it is.

score: 0
outcome: timed out
"""
# %% corr2d
class Endless(Exception):
    def __str__(self):
        while True:
            pass


def corr2d(X, K):
    raise Endless
