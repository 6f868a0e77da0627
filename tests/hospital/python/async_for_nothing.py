"""The function is declared async.

score: 0
says: coroutine
"""
# %% corr2d
async def corr2d(X, K):
    return X
