"""A cell of one's own never ends; the exercises are judged all the same.

score: 5
uses: honest
"""
# %% first
while True:
    pass
# %% corr2d
def corr2d(X, K):
    return honest(X, K)
