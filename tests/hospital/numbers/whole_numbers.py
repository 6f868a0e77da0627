"""The result is cut off to integers.

score: 0
says: Your array holds whole numbers
uses: honest
"""
# %% corr2d
def corr2d(X, K):
    return honest(X, K).astype(int)
