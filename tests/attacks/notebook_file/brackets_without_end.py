"""Writes an answer that is nested deeper than a parser reaches.

score: 0
"""
# %% edit
for cell in notebook["cells"]:
    if cell["id"] == "corr2d":
        cell["source"] = "def corr2d(X, K): return " + "(" * 50_000 + "X" + ")" * 50_000
