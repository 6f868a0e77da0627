"""The textbook's image of two channels and its kernels."""
import numpy as np

X2 = np.stack([np.arange(9.0), np.arange(1.0, 10.0)]).reshape(2, 3, 3)  # the two channels of the textbook's figure
K2 = np.stack([np.arange(4.0), np.arange(1.0, 5.0)]).reshape(2, 2, 2)
