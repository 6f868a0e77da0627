"""The answer calls itself for each row.

score: 5
uses: honest
"""
# %% corr2d
def corr2d(X, K):
    if len(X) == len(K):
        return honest(X, K)
    return np.concatenate([honest(X[:len(K)], K), corr2d(X[1:], K)])
