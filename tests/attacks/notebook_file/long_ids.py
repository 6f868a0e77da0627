"""Gives every cell an id of a hundred kilobytes, with what no id may hold.

score: 0
"""
# %% edit
for number, cell in enumerate(notebook["cells"]):
    cell["id"] = f"{number}<script>\n" + "x" * 100_000
