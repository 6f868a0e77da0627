"""Writes brackets, stars and quotes that a reader of Markdown tries in all ways.

score: 0
"""
# %% edit
for text in ("[" * 19_000, "*a_" * 6000, ">" * 19_000, "![a](b \"" * 2000, "`` ` " * 4000, "<b>" * 6000):
    notebook["cells"].append({"cell_type": "markdown", "id": "mine", "metadata": {}, "source": text})
