"""How the scripts of this folder store arrays: the same arrays are the same bytes."""
import io
import sys
import zipfile
from hashlib import sha256
from pathlib import Path

import numpy as np

HERE = Path(__file__).resolve().parent
DATE = (2020, 1, 1, 0, 0, 0)  # fixed, because a zip file holds the times of its members


def save(path: Path, **arrays: np.ndarray) -> None:
    """Write the arrays to an .npz file, in the order given."""
    with zipfile.ZipFile(path, "w") as archive:
        for name, array in arrays.items():
            buffer = io.BytesIO()
            np.lib.format.write_array(buffer, array, allow_pickle=False)
            archive.writestr(zipfile.ZipInfo(f"{name}.npy", DATE), buffer.getvalue(), zipfile.ZIP_DEFLATED, 9)
    shapes = ", ".join(f"{name} {array.shape}" for name, array in arrays.items())
    print(f"{path.name}: {shapes}, {path.stat().st_size} bytes")


def checked(path: Path, sha: str) -> Path:
    """`path`, when it is the file that the course was made from; else it ends with a message that says so."""
    if not path.is_file():
        sys.exit(f"{path} is not there.")
    if sha256(path.read_bytes()).hexdigest() != sha:
        sys.exit(f"{path} is another file than the one that the course was made from: its sha256 is not {sha}.")
    return path
