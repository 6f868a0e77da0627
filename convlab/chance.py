"""What can be said of numbers that are drawn by chance: the same again or not, and rounded where digits are luck."""
import numpy as np


def same_again(arrays: dict, *names: str) -> dict:
    """Whether all were drawn alike as "NAME again", by a generator in the same state, and as "NAME otherwise"."""

    def alike(how: str) -> bool:
        return all(np.array_equal(arrays[name], arrays[f"{name} {how}"]) for name in names)

    return {
        "the same again by a generator in the same state": alike("again"),
        "the same by another generator": alike("otherwise"),
    }


def share(chosen) -> float:
    """The share of entries that are True, to the hundredth."""
    return round(float(np.mean(chosen)), 2)


def about(number: float) -> float:
    """The nearest of 0, 1, 0.84, 0.71, 0.59, 0.5 and 1.19, 1.41, ...: a spread, which chance moves by some percent.

    These are powers of the fourth root of 2: the square roots of 2 that mistakes bring are among them.
    """
    return float(f"{2 ** (round(4 * np.log2(number)) / 4):.2g}") if 0 < number < np.inf else float(number)


def in_fifths(number: float) -> float:
    """Rounded to a multiple of 0.2."""
    return round(round(5 * float(number)) / 5, 1) + 0.0 if np.isfinite(number) else float(number)


def one_digit(number: float) -> float:
    """Rounded to its first digit: what is drawn by chance is never quite the same."""
    return float(f"{number:.1g}")


def one_place(number: float) -> float:
    """Rounded to one decimal place."""
    return round(float(number), 1) + 0.0  # 0 and -0 are one number, and the same bytes
