"""Says the steps backwards, and cases of a test that is over.

score: 0
uses: say
"""
# %% corr2d
def corr2d(X, K):
    for step in range(20, -1, -1):
        say({"step": step})
        say({"case": step, "failure": "", "message": "", "arrays": {}})
    return X * 0.0
