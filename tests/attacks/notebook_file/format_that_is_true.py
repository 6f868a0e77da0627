"""Says a format that is a number to Python alone.

refused: format
"""
# %% edit
notebook["nbformat"] = True
