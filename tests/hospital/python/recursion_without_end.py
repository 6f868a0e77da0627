"""The answer calls itself with the same arguments.

score: 0
outcome: crashed
says: RecursionError: maximum recursion depth exceeded
"""
# %% corr2d
def corr2d(X, K):
    return corr2d(X, K) + 1
