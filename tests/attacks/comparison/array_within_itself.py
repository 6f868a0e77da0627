"""Returns an array of objects that holds itself.

score: 0
"""
# %% corr2d
def corr2d(X, K):
    Y = np.empty(2, object)
    Y[0] = Y[1] = Y
    return Y
