"""Checks of chapter 04_pooling: its exercises, in the order of the notebook."""
EXERCISES = [
    "pool2d", "max_pool_forward_naive", "avg_pool_forward_naive", "pool_forward", "create_mask_from_window",
    "distribute_value", "global_average_pool",
]
