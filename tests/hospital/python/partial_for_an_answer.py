"""The answer is made of another function.

score: 5
uses: honest
"""
# %% corr2d
import functools

corr2d = functools.partial(honest)
