"""Returns the right numbers, seen backwards twice: nothing is wrong with that.

score: 5
outcome: right
uses: honest
"""
# %% corr2d
def corr2d(X, K):
    return honest(X, K)[::-1, ::-1].copy()[::-1, ::-1]
