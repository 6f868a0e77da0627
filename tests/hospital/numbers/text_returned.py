"""The function returns what should be shown.

score: 0
outcome: wrong
says: your code gives one str
"""
# %% corr2d
def corr2d(X, K):
    return f"Y = {X}"
