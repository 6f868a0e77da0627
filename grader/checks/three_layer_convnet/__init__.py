"""Checks of chapter 10_three_layer_convnet: its exercises, in the order of the notebook."""
EXERCISES = [
    "max_pool_forward_fast", "max_pool_backward_fast", "conv_relu_pool_forward", "conv_relu_pool_backward",
    "affine_relu_forward", "affine_relu_backward", "ThreeLayerConvNet", "check_accuracy", "random_shift",
    "train",
]
