"""A cell of one's own deletes np, below the answer.

score: 0
outcome: crashed
says: name 'np' is not defined
"""
# %% corr2d
def corr2d(X, K):
    return np.zeros_like(X)


del np
