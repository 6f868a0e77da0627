"""Variables are named list, range, len and max, and the answer needs none of them.

score: 5
"""
# %% first
list, max, type, str, dict, print, id = [1], 2, 3, 4, 5, 6, 7
# %% corr2d
def corr2d(X, K):
    windows = np.lib.stride_tricks.sliding_window_view(X, K.shape)
    return np.einsum("ijab,ab->ij", windows, K)
