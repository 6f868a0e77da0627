"""What can be said of numbers that are drawn by chance: the same again or not, and rounded where digits are luck."""
import numpy as np


def same_again(arrays: dict, name: str) -> dict:
    """Whether `name` was drawn alike as "NAME again", by a generator in the same state, and as "NAME otherwise"."""
    return {
        "the same again by a generator in the same state": np.array_equal(arrays[name], arrays[f"{name} again"]),
        "the same by another generator": np.array_equal(arrays[name], arrays[f"{name} otherwise"]),
    }


def share(chosen) -> float:
    """The share of entries that are True, to the hundredth."""
    return round(float(np.mean(chosen)), 2)


def one_digit(number: float) -> float:
    """Rounded to its first digit: what is drawn by chance is never quite the same."""
    return float(f"{number:.1g}")


def one_place(number: float) -> float:
    """Rounded to one decimal place."""
    return round(float(number), 1) + 0.0  # 0 and -0 are one number, and the same bytes
