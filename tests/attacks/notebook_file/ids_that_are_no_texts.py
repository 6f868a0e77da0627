"""Gives cells ids that are lists, numbers and dictionaries.

score: 0
"""
# %% edit
for number, cell in enumerate(notebook["cells"]):
    cell["id"] = [None, 7, ["x"], {"a": []}, True, 1e308][number % 6]
