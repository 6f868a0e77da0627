"""Hangs in 190 cells of its own, in each of them for ever.

score: 0
"""
# %% edit
for number in range(190):
    source = f"import time\ntime.sleep({number} + 99)"
    notebook["cells"].append({"cell_type": "code", "id": "mine", "metadata": {}, "source": source})
