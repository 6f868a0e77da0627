"""Raises what was seen of hidden inputs in a cell of its own, below the tests, whose trouble is told.

score: 0
uses: hidden
"""
# %% corr2d
kept = []


def corr2d(X, K):
    kept.extend(value.tolist() for _, value in inputs())
    return nothing_of_this_name
# %% last
raise NameError(repr(kept))
