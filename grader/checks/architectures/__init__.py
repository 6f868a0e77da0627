"""Checks of chapter 11_architectures: its exercises, in the order of the notebook."""
EXERCISES = [
    "conv_dilated_forward", "conv_grouped_forward", "conv_transpose_forward",
    "layer_output_shape", "count_parameters", "count_multiply_adds",
    "vgg_block_forward", "vgg_block_backward", "nin_block_forward", "nin_block_backward",
    "inception_block_forward", "inception_block_backward", "residual_block_forward", "residual_block_backward",
    "dense_block_forward", "dense_block_backward", "global_average_pool_backward", "SmallResNet",
]
