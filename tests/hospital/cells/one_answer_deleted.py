"""One answer's cell was deleted.

score: 17
others: right
outcome: not attempted
says: The exercise's cell is missing, and no other cell defines
"""
# %% edit
notebook["cells"] = [cell for cell in notebook["cells"] if cell["id"] != "corr2d"]
