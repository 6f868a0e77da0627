"""What the kit needs of Python and NumPy: said in one sentence where it is not there, and in the bundle's README.

An old Python reads this before anything else of the kit: nothing here may be newer than Python 3.6.
"""
import sys

PYTHON = (3, 11)
NUMPY = (2, 0)


def dotted(version):
    """(3, 11) as "3.11"."""
    return ".".join(map(str, version))


def check_python(version):
    """ImportError for a Python that is too old."""
    if tuple(version[:2]) < PYTHON:
        raise ImportError(
            f"This course needs Python {dotted(PYTHON)} or newer; this is {dotted(version[:2])}. "
            "Install a newer Python, and with it numpy, matplotlib and jupyterlab."
        )


def check_numpy(version):
    """ImportError for a NumPy that is too old; version is its text."""
    if tuple(map(int, version.split(".")[:2])) < NUMPY:
        raise ImportError(
            f"This course needs NumPy {dotted(NUMPY)} or newer; this is {version}. "
            f"To have a newer one: {sys.executable or 'python'} -m pip install --upgrade numpy"
        )


check_python(sys.version_info)

import numpy  # noqa: E402  (an old Python is told of before a NumPy that is not there)

check_numpy(numpy.__version__)
