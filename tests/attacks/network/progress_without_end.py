"""Says the same step for ever.

score: 0
uses: say
"""
# %% corr2d
while True:
    say({"step": 0})


def corr2d(X, K):
    return X * 0.0
