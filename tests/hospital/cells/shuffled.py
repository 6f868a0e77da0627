"""A program sorted the cells by their ids.

score: full
others: right
"""
# %% edit
notebook["cells"].sort(key=lambda cell: cell["id"])
