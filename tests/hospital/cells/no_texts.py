"""All texts were deleted.

score: full
others: right
"""
# %% edit
notebook["cells"] = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]
