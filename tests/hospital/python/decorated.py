"""A decorator of one's own times the answer.

score: 5
uses: honest
"""
# %% corr2d
import functools
import time


def timed(function):
    @functools.wraps(function)
    def wrapped(*args):
        start = time.perf_counter()
        try:
            return function(*args)
        finally:
            print(time.perf_counter() - start)
    return wrapped


@timed
def corr2d(X, K):
    return honest(X, K)
