"""The answer stands in a text cell, and its stub is as it was.

score: 0
outcome: not attempted
says: not written yet
"""
# %% edit
text = "```python\ndef corr2d(X, K):\n    return X\n```"
notebook["cells"].insert(9, {"cell_type": "markdown", "id": "mine", "metadata": {}, "source": text})
