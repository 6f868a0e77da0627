"""A full disk or two programs at once left the notebook in the file twice.

refused: it is not JSON
"""
# %% edit
import json

payload = json.dumps(notebook).encode() * 2
