"""The function returns the right numbers as a list.

score: 0
says: np.array(...) makes an array of it
uses: honest
"""
# %% corr2d
def corr2d(X, K):
    return honest(X, K).tolist()
