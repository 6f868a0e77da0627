"""The function returns what should be shown.

score: 0
outcome: crashed
says: your code gave str
"""
# %% corr2d
def corr2d(X, K):
    return f"Y = {X}"
