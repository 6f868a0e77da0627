"""Makes a file that says it holds a million million bytes.

score: 0
"""
# %% corr2d
import os

try:
    with open("sparse", "wb") as file:
        os.ftruncate(file.fileno(), 1 << 40)
except OSError:
    pass


def corr2d(X, K):
    return X * 0.0
