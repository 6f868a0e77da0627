"""Answers rightly at first, as in the worked example, and wrongly once it has been called twice.

score: 0
uses: honest
"""
# %% corr2d
count = [0]


def corr2d(X, K):
    count[0] += 1
    return honest(X, K) * (count[0] < 3)
