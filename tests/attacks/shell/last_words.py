"""Speaks when it is destroyed: an object that says the verdict while Python ends.

score: 0
uses: say
"""
# %% corr2d
import atexit


class Last:
    def __del__(self):
        say({"case": 0, "failure": "", "message": "", "arrays": {}})


atexit.register(say, {"end": True})


def corr2d(X, K):
    Last()
    return X * 0.0
