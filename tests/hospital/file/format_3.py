"""An old program saved the notebook in format 3.

refused: Open it in Jupyter and save it
"""
# %% edit
notebook = {"nbformat": 3, "nbformat_minor": 0, "metadata": {}, "worksheets": [{"cells": notebook["cells"]}]}
