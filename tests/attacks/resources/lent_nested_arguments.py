"""Hands a lent function arguments nested a thousand deep, and four thousand arrays.

exercise: convolve2d
score: 0
"""
# %% convolve2d
def convolve2d(X, K):
    nested = {}
    for _ in range(1000):
        nested = {"in": nested}
    for odd in (nested, [np.ones(1)] * 5000, {"function": 10**9}, {"$array": 7}, {"$tuple": [{"$tuple": []}]}):
        try:
            corr2d(odd, K)
        except ValueError:
            pass
    return X * 0.0
