"""Answers every case of every exercise with the same number.

score: 0
"""
# %% edit
for cell in notebook["cells"]:
    if cell["metadata"].get("nbgrader", {}).get("solution"):
        cell["source"] = f"def {cell['metadata']['nbgrader']['grade_id']}(*_):\n    return 1.0"
