"""An editor saved the cells with carriage returns alone.

score: full
others: right
"""
# %% edit
for cell in notebook["cells"]:
    if cell["cell_type"] == "code":
        cell["source"] = cell["source"].replace("\n", "\r")
