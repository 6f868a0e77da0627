"""An editor on Windows saved the file and every cell with its own line ends.

score: full
others: right
"""
# %% edit
import json

for cell in notebook["cells"]:
    cell["source"] = cell["source"].replace("\n", "\r\n")
payload = json.dumps(notebook, indent=1).replace("\n", "\r\n").encode()
