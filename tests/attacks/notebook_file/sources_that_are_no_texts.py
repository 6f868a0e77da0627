"""Has numbers, dictionaries and lists of lists for the sources of cells.

score: 0
"""
# %% edit
for number, cell in enumerate(notebook["cells"]):
    cell["source"] = [7, None, {"a": "b"}, [["x"], 7, "pass\n"], True, 1e308][number % 6]
