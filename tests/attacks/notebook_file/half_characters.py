"""Has halves of surrogate pairs, null bytes and signs of direction in code and text.

score: 0
outcome: crashed
"""
# %% corr2d
def corr2d(X, K):
    return X
# %% edit
for cell in notebook["cells"]:
    if cell["id"] in ("corr2d", "title", "why-no-flip"):
        cell["source"] += "\n# \ud800 \x00 \u202e \u2066 \ufeff"
