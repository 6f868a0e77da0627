"""A cleaner took all metadata, outputs and counts, and left null for them.

score: full
others: right
"""
# %% edit
for cell in notebook["cells"]:
    cell |= {"metadata": None, "outputs": None, "execution_count": None}
notebook["metadata"] = None
