"""A browser or a server left the file compressed.

refused: Hand in the .ipynb file itself
"""
# %% edit
import gzip
import json

payload = gzip.compress(json.dumps(notebook).encode())
