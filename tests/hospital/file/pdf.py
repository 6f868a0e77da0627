"""The notebook was printed to a PDF, which was renamed.

refused: Hand in the .ipynb file itself
"""
# %% edit
payload = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<<>>\nendobj\n"
