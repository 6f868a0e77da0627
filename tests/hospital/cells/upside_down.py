"""The cells are in the opposite order.

score: full
others: right
"""
# %% edit
notebook["cells"].reverse()
