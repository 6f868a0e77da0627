"""The keyboard was set to Chinese.

score: 0
outcome: crashed
says: invalid character '（' (U+FF08)
"""
# %% corr2d
def corr2d（X, K）:
    return X
