"""The function rounds to two digits.

score: 0
says: wrong
uses: honest
"""
# %% corr2d
def corr2d(X, K):
    return honest(X, K).round(2)
