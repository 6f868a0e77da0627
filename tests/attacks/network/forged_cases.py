"""Says for every case that nothing failed.

score: 0
uses: say
"""
# %% corr2d
def corr2d(X, K):
    for case in range(30):
        say({"case": case, "failure": "", "message": "", "arrays": {}})
    return X * 0.0
