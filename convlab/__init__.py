"""convlab: the student's kit. `import convlab as lab`, then `lab.check(corr2d)` and the pictures."""
from .check import check

__all__ = ["check"]
