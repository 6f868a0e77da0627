"""Writes formulas that define themselves, and fractions in fractions.

score: 0
"""
# %% edit
source = "$$\\def\\a{\\a\\a}\\a$$\n\n$$" + "\\frac{1}{" * 2000 + "x" + "}" * 2000 + "$$"
notebook["cells"].insert(3, {"cell_type": "markdown", "id": "mine", "metadata": {}, "source": source})
