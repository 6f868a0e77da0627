"""Writes forty thousand lines of one blank, which hold a highlighter for a minute.

score: 0
"""
# %% edit
notebook["cells"].append({"cell_type": "code", "id": "mine", "metadata": {}, "source": "x = 1\n" + " \n" * 40_000 + "q"})
