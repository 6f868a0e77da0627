"""Reads what another student handed in.

score: 0
uses: honest
unwalled: 5
"""
# %% corr2d
if True:
    assert open(PLACES["course"] + "/submitted/other/01_convolution/other.ipynb").read() == "theirs"
    corr2d = honest
