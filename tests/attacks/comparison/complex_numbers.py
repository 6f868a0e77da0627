"""Returns the right numbers with an imaginary part that is nan.

score: 0
uses: honest
"""
# %% corr2d
def corr2d(X, K):
    return honest(X, K) + 1j * np.nan
