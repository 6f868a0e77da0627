"""The function yields instead of returning.

score: 0
says: generator
"""
# %% corr2d
def corr2d(X, K):
    yield X
