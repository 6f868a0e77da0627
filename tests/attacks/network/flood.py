"""Sends as much as it can, a megabyte a frame.

score: 0
uses: say
"""
# %% corr2d
def corr2d(X, K):
    while True:
        say({"step": "x" * (1 << 20)})
