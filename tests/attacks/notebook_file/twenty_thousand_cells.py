"""Hands in twenty thousand cells.

refused: more than 2000 cells
"""
# %% edit
notebook["cells"] += [{"cell_type": "code", "id": "mine", "metadata": {}, "source": "x = 1"}] * 20_000
