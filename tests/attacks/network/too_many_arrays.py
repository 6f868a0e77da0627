"""Sends a hundred thousand arrays of no bytes.

score: 0
uses: say
"""
# %% corr2d
def corr2d(X, K):
    frame({"value": {"case": 0}, "sizes": [0] * 100_000})
    return X * 0.0
