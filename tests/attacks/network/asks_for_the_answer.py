"""Asks for the course's own corr2d, which was not lent.

score: 0
uses: say
"""
# %% corr2d
def corr2d(X, K):
    say({"call": "corr2d", "args": [1, 2], "kwargs": {}})
    return X * 0.0
