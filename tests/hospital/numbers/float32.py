"""The function computes in float32, which is right to seven digits.

score: 5
uses: honest
"""
# %% corr2d
def corr2d(X, K):
    return honest(X.astype(np.float32), K.astype(np.float32)).astype(np.float32)
