"""Checks of chapter 05_backprop: its exercises, in the order of the notebook."""
EXERCISES = [
    "numerical_diff", "numerical_gradient", "gradient_check", "gradient_descent", "MulLayer", "AddLayer",
    "step", "relu_forward", "relu_backward", "sigmoid_forward", "sigmoid_backward", "tanh_forward",
    "tanh_backward", "affine_forward", "affine_backward", "softmax", "log_softmax", "mean_squared_error",
    "nll_loss", "cross_entropy_error", "softmax_loss",
]
