"""How `same_padding` is judged."""
import numpy as np

from grader.checks import Check, Part


def odd_kernels(rng):
    for kernel_size in [1, 3, 5, 2 * int(rng.integers(3, 9)) + 1]:
        yield {"kernel_size": kernel_size}


def even_kernels(rng):
    for kernel_size in [2, 4, 6, 2 * int(rng.integers(4, 9))]:
        yield {"kernel_size": kernel_size}


def same_padding_rounded_up(kernel_size):
    return kernel_size // 2, kernel_size // 2


def same_padding_by_round(kernel_size):
    return round((kernel_size - 1) / 2), round(kernel_size / 2)


def same_padding_by_array(kernel_size):
    return np.array([kernel_size - 1, kernel_size]) // 2


def same_padding_by_divmod(kernel_size):
    before, one_more = divmod(kernel_size - 1, 2)
    return np.int64(before), np.int64(before + one_more)


def same_padding_by_halves(kernel_size):
    return [(kernel_size - 1) // 2, kernel_size // 2]


CHECK = Check(
    [Part("odd kernels", 1, odd_kernels), Part("even kernels", 1, even_kernels)],
    accepts=[same_padding_by_divmod, same_padding_by_halves, same_padding_by_array],
)
