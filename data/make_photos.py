"""Make camera.npz and chelsea.npz from the photographs that come with scikit-image.

Run it with scikit-image installed (`pip install -e '.[test]'`): python data/make_photos.py
"""
import io
import sys
import zipfile
from pathlib import Path

import numpy as np

HERE = Path(__file__).resolve().parent


def main(folder: Path = HERE) -> None:
    from skimage import data

    save(folder / "camera.npz", shrink(data.camera(), 1, 2))
    save(folder / "chelsea.npz", shrink(data.chelsea()[:, :450], 2, 3))


def shrink(picture: np.ndarray, numerator: int, denominator: int) -> np.ndarray:
    """Scale both sides by numerator / denominator; each new pixel is the mean of the area it covers."""
    fine = picture.repeat(numerator, axis=0).repeat(numerator, axis=1).astype(float)
    height, width = (n // denominator for n in fine.shape[:2])
    blocks = fine.reshape(height, denominator, width, denominator, -1)
    return np.rint(blocks.mean(axis=(1, 3))).astype(np.uint8).reshape(height, width, *picture.shape[2:])


def save(path: Path, picture: np.ndarray) -> None:
    buffer = io.BytesIO()
    np.lib.format.write_array(buffer, picture, allow_pickle=False)
    with zipfile.ZipFile(path, "w") as archive:
        # A fixed date, so that the same picture is the same bytes.
        member = zipfile.ZipInfo("picture.npy", (2020, 1, 1, 0, 0, 0))
        archive.writestr(member, buffer.getvalue(), zipfile.ZIP_DEFLATED, 9)
    print(f"{path.name}: {picture.shape}, {path.stat().st_size} bytes")


if __name__ == "__main__":
    main(*(Path(folder) for folder in sys.argv[1:]))
