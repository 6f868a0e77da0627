"""The notebook's cells were pasted below themselves.

score: full
others: right
"""
# %% edit
notebook["cells"] += [dict(cell) for cell in notebook["cells"]]
