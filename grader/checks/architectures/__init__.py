"""Checks of chapter 11_architectures: its exercises, in the order of the notebook."""
EXERCISES = [
    "conv_dilated_forward", "conv_grouped_forward", "conv_transpose_forward",
    "layer_output_shape", "count_parameters", "count_multiply_adds",
]
