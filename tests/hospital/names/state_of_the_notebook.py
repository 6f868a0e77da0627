"""The function counts its calls in a variable of the notebook.

score: 5
uses: honest
"""
# %% corr2d
calls = 0


def corr2d(X, K):
    global calls
    calls += 1
    return honest(X, K)
