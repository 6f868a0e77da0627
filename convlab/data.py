"""Load the course's data by name."""
from pathlib import Path

import numpy as np

from .card import native

KIT = Path(__file__).resolve().parent
FOLDERS = [KIT / "files", KIT.parent / "data", Path("data")]  # of an installed course; of a clone or a bundle


def load(name: str):
    """The arrays of data/NAME.npz.

    name: file name without its ending, such as "camera"

    Pictures are stored as bytes (uint8, two or more axes) and come back as float64 from 0 (black) to 1
    (white); every other array comes back as it is. A file with one array gives that array, one with several
    a dict {array's name: array}. FileNotFoundError lists the names there are.
    """
    path = _find(name)
    try:
        with np.load(path, allow_pickle=False) as stored:
            arrays = {key: _as_picture(stored[key]) for key in stored.files}
    except (OSError, ValueError, EOFError, AttributeError) as error:
        raise ValueError(f"{path} is damaged ({error}); unzip the chapter's bundle again") from error
    return next(iter(arrays.values())) if len(arrays) == 1 else arrays


def available() -> list[str]:
    """Names that `load` knows."""
    return sorted({path.stem for folder in FOLDERS for path in folder.glob("*.npz")})


def _find(name: str) -> Path:
    if name in available():
        return next(path for path in (folder / f"{name}.npz" for folder in FOLDERS) if path.is_file())
    looked = " and ".join(str(folder.resolve()) for folder in FOLDERS)
    names = ", ".join(available()) or "nothing"
    raise FileNotFoundError(f"There is no data named {name!r} (looked in {looked}). Available: {names}.")


def _as_picture(array: np.ndarray) -> np.ndarray:
    return array / 255.0 if array.dtype == np.uint8 and array.ndim >= 2 else native(array)
