"""Seeds are set wherever there is a place for one.

score: full
others: right
"""
# %% first
import random

import numpy as np

np.random.seed(0)
random.seed(0)
rng = np.random.default_rng(0)
