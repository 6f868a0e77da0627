"""Make camera.npz and chelsea.npz from the photographs that come with scikit-image.

Run it with scikit-image installed (`pip install -e '.[test]'`): python data/make_photos.py [FOLDER]
"""
import sys
from pathlib import Path

import numpy as np
from archive import HERE, save


def main(folder: Path = HERE) -> None:
    from skimage import data

    save(folder / "camera.npz", picture=shrink(data.camera(), 1, 2))
    save(folder / "chelsea.npz", picture=shrink(data.chelsea()[:, :450], 2, 3))


def shrink(picture: np.ndarray, numerator: int, denominator: int) -> np.ndarray:
    """Scale both sides by numerator / denominator; each new pixel is the mean of the area it covers."""
    fine = picture.repeat(numerator, axis=0).repeat(numerator, axis=1).astype(float)
    height, width = (n // denominator for n in fine.shape[:2])
    blocks = fine.reshape(height, denominator, width, denominator, -1)
    return np.rint(blocks.mean(axis=(1, 3))).astype(np.uint8).reshape(height, width, *picture.shape[2:])


if __name__ == "__main__":
    main(*(Path(folder) for folder in sys.argv[1:]))
