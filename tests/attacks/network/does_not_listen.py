"""Leaves what it is sent unread and goes on talking.

score: 0
uses: say
"""
# %% corr2d
for _ in range(5000):
    say({"cases for": "corr2d"})


def corr2d(X, K):
    return X * 0.0
