"""The cell with the imports lost its line for NumPy.

score: full
others: right
"""
# %% edit
for cell in notebook["cells"]:
    if cell["id"] == "setup":
        cell["source"] = cell["source"].replace("import numpy as np\n", "")
