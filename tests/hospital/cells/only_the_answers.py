"""Everything but the answers was deleted, the imports too.

score: full
others: right
"""
# %% edit
names = {one.name for one in chapter.exercises}
notebook["cells"] = [cell for cell in notebook["cells"] if cell["id"] in names]
