"""The return is indented one step too far.

score: 0
outcome: wrong
says: does `return`, or a `break`, end the loops too early?
"""
# %% corr2d
def corr2d(X, K):
    Y = np.zeros((X.shape[0] - K.shape[0] + 1, X.shape[1] - K.shape[1] + 1))
    for i in range(Y.shape[0]):
        for j in range(Y.shape[1]):
            Y[i, j] = np.sum(X[i:i + K.shape[0], j:j + K.shape[1]] * K)
        return Y
