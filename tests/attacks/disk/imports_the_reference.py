"""Imports the course's own solution.

score: 0
unwalled: 5
"""
# %% corr2d
if True:
    from solutions.convolution import corr2d
