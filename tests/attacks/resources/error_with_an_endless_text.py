"""Raises an error that never has said what it is.

score: 0
outcome: timed out
"""
# %% corr2d
import time


class Endless(Exception):
    def __str__(self):
        while True:
            time.sleep(9)


def corr2d(X, K):
    raise Endless
