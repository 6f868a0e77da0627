"""The notebook was exported as a script.

file: 01_convolution.py
refused: Hand in the .ipynb file itself
"""
# %% edit
payload = b"# In[1]:\n\ndef corr2d(X, K):\n    return X\n"
