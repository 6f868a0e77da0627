"""Cells of one's own are slow, as those that draw are: none is too slow, but all together are.

score: full
others: right
"""
# %% edit
for number in range(12):
    source = "import time\ntime.sleep(0.3)"
    notebook["cells"].append({"cell_type": "code", "id": f"slow-{number}", "metadata": {}, "source": source})
