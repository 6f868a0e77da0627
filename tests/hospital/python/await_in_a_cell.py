"""A cell of one's own awaits, as Jupyter allows.

score: 5
uses: honest
"""
# %% corr2d
import asyncio

await asyncio.sleep(0)


def corr2d(X, K):
    return honest(X, K)
