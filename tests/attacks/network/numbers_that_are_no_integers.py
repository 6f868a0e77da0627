"""Says case numbers that are True, nan, or a float.

score: 0
uses: say
"""
# %% corr2d
def corr2d(X, K):
    for number in (False, float("nan"), 0.0, "0", None, -1):
        say({"case": number, "failure": "", "message": "", "arrays": {}})
    return X * 0.0
