"""One answer's cell is empty.

score: 17
others: right
outcome: crashed
says: corr2d is not defined in the notebook
"""
# %% corr2d
