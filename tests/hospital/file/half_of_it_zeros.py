"""A disk that was full, or a machine that stopped, left zero bytes.

refused: it is not JSON
"""
# %% edit
import json

payload = json.dumps(notebook).encode()[:4096] + bytes(4096)
