"""Has lists, numbers and nested dictionaries where nbgrader's marks should be.

score: 0
"""
# %% edit
odd = [[], 7, None, "corr2d", {"grade_id": ["corr2d"]}, {"grade_id": 7, "solution": "yes"}, {"solution": True}]
for number, cell in enumerate(notebook["cells"]):
    cell["metadata"] = {"nbgrader": odd[number % len(odd)]} if number % 2 else odd[number % len(odd)]
