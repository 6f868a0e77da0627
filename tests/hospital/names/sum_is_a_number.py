"""A variable is named sum, and then sum is called.

score: 0
outcome: crashed
says: 'int' object is not callable
"""
# %% first
sum = 0
# %% corr2d
def corr2d(X, K):
    return np.full((2, 2), sum(X[0]))
