"""A line that asks for help, blanks without end, and a letter: what reads Jupyter's lines tries each blank anew.

score: 5
"""
# %% corr2d
def corr2d(X, K):
    (H, W), (HH, WW) = X.shape, K.shape
    return np.array([[np.sum(X[i:i+HH, j:j+WW] * K) for j in range(W-WW+1)] for i in range(H-HH+1)])
# %% edit
source = "a?" + " " * 190_000 + "x"
cell = {"cell_type": "code", "execution_count": None, "id": "m", "metadata": {}, "outputs": [], "source": source}
notebook["cells"].append(cell)
