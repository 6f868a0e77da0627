"""A cell of one's own ends with exit(), and so does an answer's.

score: 5
uses: honest
"""
# %% first
exit()
# %% corr2d
def corr2d(X, K):
    return honest(X, K)


import sys
sys.exit()
