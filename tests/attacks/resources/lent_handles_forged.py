"""Calls a lent function past its stand-in, with handles to objects that never were.

exercise: convolve2d
score: 0
uses: say
"""
# %% convolve2d
def convolve2d(X, K):
    corr2d(X, K)
    for number in (-1, 1 << 70, True, None, "0"):
        say({"call": "corr2d", "args": [{"function": number}, {"object": number}], "kwargs": {"__class__": 1}})
    return X * 0.0
