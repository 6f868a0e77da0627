"""The stub was kept below the answer, and is what counts, at home too.

score: 0
uses: honest
outcome: not attempted
says: not written yet
"""
# %% corr2d
def corr2d(X, K):
    return honest(X, K)


def corr2d(X, K):
    raise NotImplementedError
