"""Checks of chapter 01_convolution: its exercises, in the order of the notebook."""
EXERCISES = [
    "fully_connected_parameters", "convolve1d", "corr2d", "convolve2d", "Conv2D", "oriented_edge_kernel",
    "learn_kernel", "receptive_field",
]
