"""Has a dictionary where the list of cells should be.

refused: format
"""
# %% edit
notebook["cells"] = {"0": notebook["cells"]}
