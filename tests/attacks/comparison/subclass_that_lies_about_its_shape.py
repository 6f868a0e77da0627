"""Returns an array of a subclass that says another shape and another type than it has.

score: 0
"""
# %% corr2d
class Liar(np.ndarray):
    shape = property(lambda self: (1 << 40, 1 << 40))
    dtype = property(lambda self: "float64")
    nbytes = property(lambda self: 0)


def corr2d(X, K):
    return np.zeros((2, 2)).view(Liar)
