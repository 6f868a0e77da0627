"""Type hints of newer Pythons, one of them to a package that is not here.

score: 5
uses: honest
"""
# %% corr2d
from __future__ import annotations


def corr2d(X: np.ndarray | None, K: list[float] | torch.Tensor) -> np.ndarray[tuple[int, int]]:
    return honest(X, K)
