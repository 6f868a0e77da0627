"""A program saved the file as UTF-32.

score: full
others: right
"""
# %% edit
import json

payload = json.dumps(notebook, ensure_ascii=False).encode("utf-32")
