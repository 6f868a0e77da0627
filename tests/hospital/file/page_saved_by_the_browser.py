"""The browser saved the page that shows the notebook.

refused: it is not JSON. Hand in the .ipynb file itself
"""
# %% edit
payload = b"<!DOCTYPE html>\n<html><head><title>01_convolution</title></head><body>def corr2d</body></html>\n"
