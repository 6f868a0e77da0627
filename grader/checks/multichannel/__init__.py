"""Checks of chapter 03_multichannel: its exercises, in the order of the notebook."""
EXERCISES = [
    "corr2d_multi_in", "corr2d_multi_in_out", "corr2d_multi_in_out_1x1", "conv_single_step",
    "conv_forward_naive", "conv_forward", "conv_cost",
]
