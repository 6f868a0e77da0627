"""The upload was cut off within a cell.

refused: it is cut off
"""
# %% edit
import json

payload = json.dumps(notebook).encode()[:20_000]
