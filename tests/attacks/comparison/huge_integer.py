"""Returns an integer of a hundred thousand bits.

score: 0
says: bits
"""
# %% corr2d
def corr2d(X, K):
    return 1 << 100_000
