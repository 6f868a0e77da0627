"""An emoji stands for a variable.

score: 0
outcome: crashed
says: invalid character
"""
# %% corr2d
def corr2d(X, K):
    🙂 = X
    return 🙂
