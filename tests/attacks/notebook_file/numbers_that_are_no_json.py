"""Has nan and infinity where JSON has none.

score: 0
"""
# %% edit
for cell in notebook["cells"]:
    cell["execution_count"] = float("nan")
    cell["metadata"]["x"] = [float("inf"), 1e308, -float("inf")]
