"""Says the same error for ever.

score: 0
uses: say
"""
# %% corr2d
while True:
    say({"error": 0, "failure": "raised", "message": "x"})


def corr2d(X, K):
    return X * 0.0
