"""The stubs and tests of the released notebook were pasted below the worked ones.

score: full
others: right
"""
# %% edit
import copy

notebook["cells"] += [copy.deepcopy(cell) for cell in chapter.notebook["cells"] if "nbgrader" in cell["metadata"]]
