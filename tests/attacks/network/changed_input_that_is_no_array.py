"""Says that an input was changed which is none, to a number.

score: 0
uses: say
"""
# %% corr2d
def corr2d(X, K):
    say({"case": 0, "failure": "", "message": "", "arrays": {"changed input: bias": 1}})
    return X * 0.0
