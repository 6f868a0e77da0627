"""Sends JSON with an integer of a million digits, nan, and a number beyond floats.

score: 0
uses: say
"""
# %% corr2d
def corr2d(X, K):
    frame(b'{"value": {"case": ' + b"9" * 1_000_000 + b', "x": NaN, "y": 1e999}, "sizes": []}')
    return X * 0.0
