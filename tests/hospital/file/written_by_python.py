"""A script wrote the notebook with print instead of json.dump.

refused: it is not JSON
"""
# %% edit
payload = repr(notebook).encode()
