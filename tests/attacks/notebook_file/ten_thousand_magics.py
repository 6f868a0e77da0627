"""Has ten thousand lines for display and shell in one cell, each to be looked for.

score: 0
"""
# %% edit
for cell in notebook["cells"]:
    if cell["id"] == "corr2d":
        cell["source"] = "%matplotlib inline\n!ls\n" * 5000
