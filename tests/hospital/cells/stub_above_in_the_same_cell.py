"""The stub was kept above the answer.

score: 5
uses: honest
"""
# %% corr2d
def corr2d(X, K):
    raise NotImplementedError


def corr2d(X, K):
    return honest(X, K)
