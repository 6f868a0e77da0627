"""Calls a lent function for ever.

exercise: convolve2d
score: 0
"""
# %% convolve2d
def convolve2d(X, K):
    while True:
        try:
            corr2d(np.ones((1, 1)), np.ones((1, 1)))
        except Exception:
            pass
