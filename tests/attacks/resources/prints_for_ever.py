"""Prints without end.

score: 0
"""
# %% corr2d
def corr2d(X, K):
    while True:
        print("x" * 1000)
