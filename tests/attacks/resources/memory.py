"""Asks for a million million bytes.

score: 0
outcome: crashed
"""
# %% corr2d
def corr2d(X, K):
    return np.ones((400_000, 400_000))
