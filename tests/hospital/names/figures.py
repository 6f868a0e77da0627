"""The function shows a figure at every call.

score: 5
uses: honest
"""
# %% corr2d
def corr2d(X, K):
    if len(X) > 3:
        plt.imshow(X)
        plt.show()
    return honest(X, K)
