"""Returns a dictionary that holds itself, and an exception that is its own cause.

score: 0
outcome: crashed
"""
# %% corr2d
def corr2d(X, K):
    error = ValueError({})
    error.args[0]["again"] = error
    error.__cause__ = error.__context__ = error
    raise error
