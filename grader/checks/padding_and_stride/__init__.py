"""Checks of chapter 02_padding_and_stride: its exercises, in the order of the notebook."""
EXERCISES = ["pixel_use_counts", "zero_pad", "same_padding", "conv_output_size", "corr2d_strided"]
