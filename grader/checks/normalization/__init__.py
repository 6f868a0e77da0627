"""Checks of chapter 08_normalization: its exercises, in the order of the notebook."""
EXERCISES = [
    "batchnorm_forward", "batchnorm_backward", "batchnorm_backward_alt", "layernorm_forward",
    "layernorm_backward", "spatial_batchnorm_forward", "spatial_batchnorm_backward", "instancenorm_forward",
    "instancenorm_backward", "spatial_groupnorm_forward", "spatial_groupnorm_backward",
]
