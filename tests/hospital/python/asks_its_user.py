"""The function asks for something on the keyboard, where nobody is.

score: 0
outcome: crashed
says: input
"""
# %% corr2d
def corr2d(X, K):
    stride = int(input("stride? "))
    return X[::stride]
