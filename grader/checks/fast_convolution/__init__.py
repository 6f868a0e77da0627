"""Checks of chapter 07_fast_convolution: its exercises, in the order of the notebook."""
EXERCISES = ["im2col", "col2im", "Convolution", "Pooling", "conv_forward_fast", "conv_backward_fast"]
