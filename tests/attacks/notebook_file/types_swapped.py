"""Makes texts of all code cells and code of all texts.

score: 0
"""
# %% edit
for cell in notebook["cells"]:
    cell["cell_type"] = {"code": "markdown", "markdown": "code"}[cell["cell_type"]]
