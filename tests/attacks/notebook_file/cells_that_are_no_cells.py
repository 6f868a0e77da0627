"""Has numbers, texts and lists among its cells, and a cell that holds nothing.

score: 0
"""
# %% edit
notebook["cells"] += [7, None, "corr2d", ["corr2d"], {}, {"cell_type": "code"}]
