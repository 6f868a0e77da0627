"""A program wrote the notebook's text as one JSON string.

refused: it says no nbformat
"""
# %% edit
import json

payload = json.dumps(json.dumps(notebook)).encode()
