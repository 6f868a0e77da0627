"""The printing of arrays is set to two digits, with all entries.

score: full
others: right
"""
# %% first
import sys

import numpy as np

np.set_printoptions(precision=2, threshold=sys.maxsize, suppress=True, formatter={"float": "{:.1f}".format})
