"""The cell with the imports was deleted by mistake.

score: full
others: right
"""
# %% edit
notebook["cells"] = [cell for cell in notebook["cells"] if cell["id"] != "setup"]
