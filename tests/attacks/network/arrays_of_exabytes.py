"""Announces an array with a size beyond all memory.

score: 0
uses: say
"""
# %% corr2d
def corr2d(X, K):
    frame({"value": {"case": 0}, "sizes": [1 << 62, 1 << 62]})
    return X * 0.0
