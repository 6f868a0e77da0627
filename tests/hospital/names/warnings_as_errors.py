"""Warnings are made errors, and so is every overflow.

score: full
others: right
"""
# %% first
import warnings

import numpy as np

warnings.simplefilter("error")
np.seterr(all="raise")
