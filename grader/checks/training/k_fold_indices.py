"""How `k_fold_indices` is judged."""
import numpy as np

from grader.checks import Check, Part


def splits(rng):
    for n, k in [(7, 3), (9, 2), (10, 4), (23, 5), (int(rng.integers(24, 60)), int(rng.integers(3, 8)))]:
        yield {"n": n, "k": k, "_seed": int(rng.integers(2**31))}


def large_splits(rng):
    for n, k in [(40, 4), (int(rng.integers(90, 130)), 7)]:
        yield {"n": n, "k": k, "_seed": int(rng.integers(2**31))}


def numbers_of_folds(rng):
    for n, k in [(5, 6), (5, 5), (6, 1), (4, 2), (6, 0), (3, 9)]:
        yield {"n": n, "k": k, "_seed": int(rng.integers(2**31))}


def k_fold_strided(n, k, rng):
    if k < 2 or k > n:
        raise ValueError("k")
    shuffled = np.arange(n)
    rng.shuffle(shuffled)
    folds = [shuffled[i::k] for i in range(k)]
    return [(np.setdiff1d(shuffled, fold), fold) for fold in folds]


def k_fold_masks(n, k, rng):
    if not (k >= 2 and k <= n):
        raise ValueError("k")
    fold_of = rng.permutation(np.arange(n) % k)
    return [(np.flatnonzero(fold_of != fold), np.flatnonzero(fold_of == fold)) for fold in range(k)]


def k_fold_lists(n, k, rng):
    if k not in range(2, n + 1):
        raise ValueError("k")
    order, pairs, start = rng.choice(n, size=n, replace=False), [], 0
    for i in range(k):
        stop = start + n // k + (i < n % k)
        pairs.append([np.delete(order, np.s_[start:stop]), order[start:stop]])
        start = stop
    return pairs


def k_fold_own_generator(n, k, rng):
    # As np.random.permutation does: numbers from a stream that goes on from call to call.
    if not 2 <= k <= n:
        raise ValueError("k")
    stream = vars(k_fold_own_generator).setdefault("stream", np.random.default_rng(12345))
    folds = np.array_split(stream.permutation(n), k)
    return [(np.concatenate(folds[:i] + folds[i + 1:]), fold) for i, fold in enumerate(folds)]


def k_fold_one_passes(n, k, rng):
    if k < 1 or k > n:
        raise ValueError("k")
    order = rng.permutation(n)
    return [(np.setdiff1d(order, fold), fold) for fold in np.array_split(order, k)]


def k_fold_all_pass(n, k, rng):
    order = rng.permutation(n)
    return [(np.setdiff1d(order, fold), fold) for fold in (np.array_split(order, k) if k else [])]


CHECK = Check(
    [
        Part(
            "val",
            1,
            splits,
            [
                "number of pairs",
                "an index in val is below 0 or above n - 1",
                "an example is in no val",
                "an example is in val more than once",
                "sizes of val, sorted",
            ],
        ),
        Part(
            "train",
            1,
            splits,
            [
                "sizes of train, sorted",
                "an example is in train and in val of a pair",
                "an example is neither in train nor in val of a pair",
                "an example is in a train more than once",
            ],
        ),
        Part("by chance", 1, large_splits, probe="k_fold_indices_chance"),
        Part("too few and too many folds", 1, numbers_of_folds, probe="k_fold_indices_refuses"),
    ],
    accepts=[k_fold_strided, k_fold_masks, k_fold_lists],
)
