"""Runs a cell that runs itself.

score: 0
"""
# %% corr2d
source = "get_ipython().run_cell(source)"
get_ipython().run_cell(source)


def corr2d(X, K):
    return X * 0.0
