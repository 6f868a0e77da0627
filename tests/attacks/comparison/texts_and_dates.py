"""Returns the right answer as text.

score: 0
uses: honest
"""
# %% corr2d
def corr2d(X, K):
    return honest(X, K).astype(str)
