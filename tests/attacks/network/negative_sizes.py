"""Announces arrays whose sizes add up to nothing.

score: 0
uses: say
"""
# %% corr2d
def corr2d(X, K):
    frame({"value": {"case": 0}, "sizes": [-5, 5]}, b"12345")
    return X * 0.0
