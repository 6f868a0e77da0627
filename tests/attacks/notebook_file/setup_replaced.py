"""Replaces the course's first cell by one that imports another numpy.

score: 0
"""
# %% corr2d
def corr2d(X, K):
    return np.corr2d(X, K)
# %% edit
for cell in notebook["cells"]:
    if cell["id"] == "setup":
        cell["source"] = "class np:\n    corr2d = lambda X, K: X * 0.0\nlab = plt = None"
