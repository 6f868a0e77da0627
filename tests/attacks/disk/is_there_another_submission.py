"""Asks only whether another student's file is there, and how long it is.

score: 0
uses: honest
unwalled: 5
"""
# %% corr2d
if True:
    file = open(PLACES["course"] + "/submitted/other/01_convolution/other.ipynb", "rb")
    assert file.seek(0, 2) == 6
    corr2d = honest
