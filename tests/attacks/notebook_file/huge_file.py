"""Hands in a file of 21 megabytes.

refused: larger than 20 MB
"""
# %% edit
payload = b" " * (21 << 20)
