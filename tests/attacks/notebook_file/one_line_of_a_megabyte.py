"""Writes an answer in one line of a megabyte.

score: 0
"""
# %% edit
for cell in notebook["cells"]:
    if cell["id"] == "corr2d":
        cell["source"] = "def corr2d(X, K): return X * (" + "0 + " * 250_000 + "0)"
