"""An editor put a byte order mark at the beginning of a cell.

score: 0
outcome: crashed
says: U+FEFF
"""
# %% edit
for cell in notebook["cells"]:
    if cell["id"] == "corr2d":
        cell["source"] = "\ufeffdef corr2d(X, K):\n    return X"
