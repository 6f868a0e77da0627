"""Returns an array of no axes that holds an object.

score: 0
says: an array of object
"""
# %% corr2d
def corr2d(X, K):
    return np.array(object())
