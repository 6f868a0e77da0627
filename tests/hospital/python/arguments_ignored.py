"""The function works on the notebook's variables instead of its arguments.

score: 0
outcome: wrong
says: Y has shape
"""
# %% corr2d
A, B = np.ones((3, 3)), np.ones((2, 2))


def corr2d(X, K):
    return A[1:, 1:] * B
