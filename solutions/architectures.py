"""Reference for chapter 11_architectures. Names, signatures and docstrings equal the notebook's stubs."""
from solutions.parts.blocks import *  # noqa: F403  (the blocks and the network: one file would be too long)
