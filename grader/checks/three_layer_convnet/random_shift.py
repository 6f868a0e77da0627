"""How `random_shift` is judged."""
import numpy as np

from grader.checks import Check, Part
from grader.checks.cases import small


def all_shifts(rng):
    for shape, max_shift, each in [((1, 2, 2), 0, 120), ((1, 2, 3), 1, 800), ((2, 4, 3), 1, 120), ((1, 3, 5), 2, 120)]:
        yield _shifted(rng, shape, max_shift, each=each)


def what_comes_in(rng):
    for shape in [(1, 2, 3), (2, 4, 3), (2, 3, 5)]:
        yield _shifted(rng, shape, 1)


def generators_and_types(rng):
    yield _shifted(rng, (1, 2, 3), 1)
    yield _shifted(rng, (2, 4, 3), 1, np.float32)
    yield _shifted(rng, (1, 2, 3), 0)


def _shifted(rng, shape, max_shift, dtype=float, each=120):
    """`each` pictures to a shift. One may be rarer or more frequent by 5.5 standard deviations, which happens once in
    100,000 runs: by half where each is 120, by a fifth where it is 800."""
    picture, times = small(rng, *shape).astype(dtype), each * (2 * max_shift + 1) ** 2
    return {"picture": picture, "times": times, "max_shift": max_shift, "_seed": int(rng.integers(2**31))}


def shift_by_two_slices(X, max_shift, rng):
    # Without padding: what stays in the picture is copied from where it was.
    out = np.zeros(X.shape, X.dtype)
    H, W = X.shape[2:]
    downs, rights = (rng.integers(-max_shift, max_shift, size=len(X), endpoint=True) for _ in range(2))
    for n in range(len(X)):
        d, r = downs[n], rights[n]
        out[n, :, max(d, 0):H + min(d, 0), max(r, 0):W + min(r, 0)] = (
            X[n, :, max(-d, 0):H + min(-d, 0), max(-r, 0):W + min(-r, 0)]
        )
    return out


def shift_all_that_move_alike(X, max_shift, rng):
    # A random corner of the padded pictures; those that have the same are cut out together.
    H, W = X.shape[2:]
    padded = np.pad(X, ((0, 0), (0, 0), (max_shift, max_shift), (max_shift, max_shift)))
    side = 2 * max_shift + 1
    corner = rng.integers(side**2, size=len(X))
    moved = np.zeros_like(X)
    for k in range(side**2):
        alike = corner == k
        moved[alike] = padded[alike, :, k // side:k // side + H, k % side:k % side + W]
    return moved


CHECK = Check(
    [
        Part("every shift, equally often", 1, all_shifts,
             ["number of different images", "each of them about equally often"]),
        Part("channels together, zeros behind", 1, what_comes_in,
             ["images that are no shift of X", "every image is a shift of X"]),
        Part("generator, type, a new array", 1, generators_and_types,
             ["type of the result is that of X", "the same again by a generator in the same state",
              "the same by another generator", "the result is a new array", "X is left as it was"]),
    ],
    accepts=[shift_by_two_slices, shift_all_that_move_alike],
)
