"""Takes memory until there is none.

score: 0
"""
# %% corr2d
def corr2d(X, K):
    kept = []
    while True:
        kept.append(np.ones(1 << 20))
