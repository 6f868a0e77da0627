"""How `pixel_use_counts` is judged."""
import numpy as np

from grader.checks import Check, Part


def small_windows(rng):
    yield {"n": 3, "k": 2}
    yield {"n": 5, "k": 2}
    yield {"n": 7, "k": 3}
    k = int(rng.integers(3, 6))
    yield {"n": 2 * k + int(rng.integers(1, 5)), "k": k}


def large_windows(rng):
    yield {"n": 4, "k": 3}
    yield {"n": 7, "k": 5}
    k = int(rng.integers(6, 10))
    yield {"n": k + int(rng.integers(2, 4)), "k": k}


def one_pixel_or_all(rng):
    yield {"n": 1, "k": 1}
    yield {"n": 3, "k": 1}
    yield {"n": 2, "k": 2}
    side = int(rng.integers(4, 8))
    yield {"n": side, "k": side}


def counts_as_in_the_middle(n, k):
    return np.full((n, n), k * k)


def counts_without_k(n, k):
    in_line = np.minimum(np.arange(n) + 1, n - np.arange(n))
    return np.outer(in_line, in_line)


def counts_up_to_k(n, k):
    in_line = np.minimum(np.minimum(np.arange(n) + 1, n - np.arange(n)), k)
    return np.outer(in_line, in_line)


def counts_without_the_window(n, k):
    in_line = np.minimum(np.minimum(np.arange(n) + 1, n - np.arange(n)), n - k + 1)
    return np.outer(in_line, in_line)


def counts_from_0(n, k):
    in_line = np.minimum(np.minimum(np.arange(n), n - np.arange(n)), min(k, n - k + 1))
    return np.outer(in_line, in_line)


def counts_padded(n, k):
    before = (k - 1) // 2
    in_line = np.array([sum(i <= pixel + before < i + k for i in range(n)) for pixel in range(n)])
    return np.outer(in_line, in_line)


def counts_added(n, k):
    in_line = np.array([sum(i <= pixel < i + k for i in range(n - k + 1)) for pixel in range(n)])
    return in_line[:, None] + in_line[None, :]


def counts_smaller(n, k):
    in_line = np.array([sum(i <= pixel < i + k for i in range(n - k + 1)) for pixel in range(n)])
    return np.minimum(in_line[:, None], in_line[None, :])


def counts_of_a_line(n, k):
    return np.array([sum(i <= pixel < i + k for i in range(n - k + 1)) for pixel in range(n)])


def counts_of_windows(n, k):
    return np.full((n, n), (n - k + 1) ** 2)


def counts_on_the_diagonal(n, k):
    counts = np.zeros((n, n), dtype=int)
    for i in range(n - k + 1):
        counts[i:i + k, i:i + k] += 1
    return counts


def counts_per_window(n, k):
    return np.full((n - k + 1, n - k + 1), k * k)


def counts_by_formula(n, k):
    position = np.arange(n)
    in_line = np.minimum(position, n - k) - np.maximum(position - k + 1, 0) + 1
    return in_line[:, None] * in_line[None, :]


CHECK = Check(
    [
        Part("windows of up to half the image", 1, small_windows),
        Part("windows of more than half", 1, large_windows),
        Part("windows of one pixel, and of the whole image", 1, one_pixel_or_all),
    ],
    accepts=[[("dtype=int", "dtype=float")], counts_by_formula],
)
