"""The answer is inside a class, where no test looks for it.

score: 0
says: corr2d
"""
# %% corr2d
class Convolution:
    def corr2d(self, X, K):
        return X
