"""Gives all cells the id of the test.

score: 0
"""
# %% edit
for cell in notebook["cells"]:
    cell["id"] = "test_corr2d"
