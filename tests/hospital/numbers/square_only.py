"""The code takes heights for widths.

score: 0
says: shape
"""
# %% corr2d
def corr2d(X, K):
    n = X.shape[0] - K.shape[0] + 1
    return np.array([[np.sum(X[i:i + len(K), j:j + len(K)] * K) for j in range(n)] for i in range(n)])
