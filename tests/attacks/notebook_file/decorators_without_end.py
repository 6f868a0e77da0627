"""Writes an expression that the compiler takes long over, ten thousand operators deep.

score: 0
"""
# %% edit
for cell in notebook["cells"]:
    if cell["id"] == "corr2d":
        cell["source"] = "def corr2d(X, K): return " + "-" * 30_000 + "X"
