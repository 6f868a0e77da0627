"""A merge left its marks in a text cell, which decides nothing.

score: full
others: right
"""
# %% edit
notebook["cells"][0]["source"] = "<<<<<<< HEAD\n" + notebook["cells"][0]["source"] + "\n=======\nmine\n>>>>>>> x\n"
