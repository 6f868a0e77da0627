"""Leaves folders that nobody may open, with something in them.

score: 0
"""
# %% corr2d
import os

for mode in (0, 0o100, 0o400):
    try:
        os.mkdir(f"closed {mode}")
        open(f"closed {mode}/file", "w").close()
        os.chmod(f"closed {mode}", mode)
    except OSError:
        pass


def corr2d(X, K):
    return X * 0.0
