"""One answer's cell is empty.

score: 17
others: right
outcome: not attempted
says: missing
"""
# %% corr2d
