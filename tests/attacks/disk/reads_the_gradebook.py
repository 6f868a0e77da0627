"""Reads the gradebook.

score: 0
uses: honest
unwalled: 5
"""
# %% corr2d
if True:
    assert open(PLACES["course"] + "/gradebook.db", "rb").read(6) == b"SQLite"
    corr2d = honest
