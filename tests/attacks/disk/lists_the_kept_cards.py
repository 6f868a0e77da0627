"""Looks for the cards with the hidden answers.

score: 0
uses: honest
unwalled: 5
"""
# %% corr2d
if True:
    import os
    assert os.listdir(PLACES["cache"])
    corr2d = honest
