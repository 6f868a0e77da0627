"""A key too many made a raw cell of an answer.

score: full
others: right
"""
# %% edit
for cell in notebook["cells"]:
    if cell["id"] == "corr2d":
        cell["cell_type"] = "raw"
