"""Hands in metadata nested as deep as JSON is read, and deeper than a frame of the wire goes.

score: 0
"""
# %% edit
nested = {}
for _ in range(300):
    nested = {"a": nested}
notebook["cells"][0]["metadata"]["deep"] = nested
