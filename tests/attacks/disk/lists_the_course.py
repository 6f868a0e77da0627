"""Lists the course's folder.

score: 0
uses: honest
unwalled: 5
"""
# %% corr2d
if True:
    import os
    assert os.listdir(PLACES["course"])
    corr2d = honest
