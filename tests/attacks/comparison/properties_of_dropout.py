"""Replaces the probe of dropout_forward: an output that is broadcast against the mask.

chapter: 09
exercise: dropout_forward
score: 0
"""
# %% first
import numpy as np
import convlab.probes.training as probes

probes.dropout_forward_mask = lambda student, x, **_: {
    "out": np.zeros((100_000, 1, 1), np.uint8), "cache": np.zeros(x.shape),
}
# %% dropout_forward
def dropout_forward(*_):
    return 1
