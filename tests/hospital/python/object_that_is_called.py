"""The answer is an object that can be called.

score: 5
uses: honest
"""
# %% corr2d
class Correlation:
    def __call__(self, X, K):
        return honest(X, K)


corr2d = Correlation()
