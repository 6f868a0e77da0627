"""The arguments have other names.

score: 5
uses: honest
"""
# %% corr2d
def corr2d(image, kernel, /, stride=1, *, verbose=False):
    return honest(image, kernel)
