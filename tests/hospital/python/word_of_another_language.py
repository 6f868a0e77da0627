"""Habits from another language.

score: 0
outcome: crashed
says: SyntaxError
"""
# %% corr2d
def corr2d(X, K):
    for (i = 0; i < 3; i++):
        pass
    return X
