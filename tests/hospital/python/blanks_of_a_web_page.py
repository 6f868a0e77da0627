"""The answer was copied from a web page, with blanks that do not break.

score: 0
outcome: crashed
says: U+00A0
"""
# %% edit
for cell in notebook["cells"]:
    if cell["id"] == "corr2d":
        cell["source"] = "def corr2d(X, K):\n\u00a0\u00a0\u00a0\u00a0return X"
