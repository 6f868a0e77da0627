"""The function returns half precision, which is too coarse.

score: 0
outcome: wrong
says: Y are wrong
uses: honest
"""
# %% corr2d
def corr2d(X, K):
    return (honest(X, K) / 3).astype(np.float16) * np.float16(3)
