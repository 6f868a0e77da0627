"""What was handed in is a drive's link to the notebook.

refused: it says no nbformat
"""
# %% edit
payload = b'{"url": "https://drive.example/file/d/x", "doc_id": "x", "email": "ada@example.org"}'
