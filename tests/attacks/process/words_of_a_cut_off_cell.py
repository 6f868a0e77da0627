"""Hidden inputs in the words of an exercise's cell, of which another copy was killed before.

exercise: convolve2d
score: 0
uses: hidden
says: Python itself ended
"""
# %% first
def convolve2d(X, K):
    return 0.0
import os
os._exit(0)
# %% corr2d
def corr2d(X, K):
    with open("note", "w") as file:
        file.write(repr([v.tolist() for _, v in inputs()][::-1]))
    raise ValueError
# %% last
def convolve2d(X, K):
    return 0.0
raise RuntimeError(open("note").read())
