"""The code uses a name that NumPy dropped.

score: 0
outcome: crashed
says: module 'numpy' has no attribute 'float'
"""
# %% corr2d
def corr2d(X, K):
    return np.zeros(X.shape, dtype=np.float)
