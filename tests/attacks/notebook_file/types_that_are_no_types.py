"""Has lists, numbers and unknown words for the types of cells.

score: 0
"""
# %% edit
for number, cell in enumerate(notebook["cells"]):
    cell["cell_type"] = [["code"], 7, None, "script", {"code": 1}, "heading"][number % 6]
