"""The function prints its result and returns nothing.

score: 0
outcome: wrong
says: is a `return` missing?
"""
# %% corr2d
def corr2d(X, K):
    print(X * 2)
