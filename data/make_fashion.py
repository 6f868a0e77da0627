"""Make fashion.npz from the files of Debian's package dataset-fashion-mnist.

    apt-get install dataset-fashion-mnist
    python data/make_fashion.py /usr/share/datasets/fashion-mnist [FOLDER]
"""
import gzip
import sys
from pathlib import Path

import numpy as np
from archive import HERE, checked, save

FILES = {  # name and sha256
    "train-images": ("train-images-idx3-ubyte.gz", "b0564c3eedabfbf835052cff8503ea422014ce006caf5b757f851416ee8300c7"),
    "train-labels": ("train-labels-idx1-ubyte.gz", "0ae29f65d86684f32d1b9c85147786c547b9c6aebcaf235f0400a0cce308b056"),
    "test-images": ("t10k-images-idx3-ubyte.gz", "cc1d090a38ace84dfa1aa66e3ada7c336ef481a96936906477e6dd344da56eaa"),
    "test-labels": ("t10k-labels-idx1-ubyte.gz", "8d3605d196f4be44669e46906da9733c8131fef761fdbfec72c424d5222f1a05"),
}
CLASSES = ["T-shirt/top", "Trouser", "Pullover", "Dress", "Coat", "Sandal", "Shirt", "Sneaker", "Bag", "Ankle boot"]
SEED, TRAINING, TEST = 0, 5000, 1000


def main(source: Path, folder: Path = HERE) -> None:
    rng = np.random.default_rng(SEED)
    chosen = {}
    for name, count in [("train", TRAINING), ("test", TEST)]:
        X, y = read(source, f"{name}-images"), read(source, f"{name}-labels")
        rows = rng.permutation(len(X))[:count]
        chosen |= {f"X_{name}": X[rows], f"y_{name}": y[rows].astype(np.int64)}
    save(folder / "fashion.npz", **chosen, classes=np.array(CLASSES))


def read(source: Path, name: str) -> np.ndarray:
    """An IDX file of bytes: two zeros, 8 for bytes, the number of axes, their lengths as big-endian 32-bit integers."""
    file, sha = FILES[name]
    contents = gzip.decompress(checked(source / file, sha).read_bytes())
    axes = contents[3]
    shape = np.frombuffer(contents, ">u4", axes, offset=4)
    return np.frombuffer(contents, np.uint8, offset=4 + 4 * axes).reshape(shape)


if __name__ == "__main__":
    if len(sys.argv) not in (2, 3):
        sys.exit(__doc__)
    main(*map(Path, sys.argv[1:]))
