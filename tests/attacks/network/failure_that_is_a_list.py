"""Says an outcome whose failure is no text.

score: 0
uses: say
"""
# %% corr2d
def corr2d(X, K):
    say({"case": 0, "failure": [1, 2], "message": "", "arrays": None})
    return X * 0.0
