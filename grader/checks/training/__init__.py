"""Checks of chapter 09_training: its exercises, in the order of the notebook."""
EXERCISES = [
    "sgd", "momentum", "adagrad", "rmsprop", "adam", "xavier_init", "he_init", "l2_penalty", "dropout_forward",
    "dropout_backward", "k_fold_indices", "random_search",
]
