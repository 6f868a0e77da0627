"""Checks of chapter 06_conv_backprop: its exercises, in the order of the notebook."""
EXERCISES = [
    "conv_backward_naive", "dilate", "conv_backward_input", "conv_backward_weights", "max_pool_backward_naive",
    "avg_pool_backward_naive", "conv_backward", "pool_backward",
]
