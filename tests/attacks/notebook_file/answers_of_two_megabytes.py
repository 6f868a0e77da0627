"""Writes two megabytes of comments into an answer.

score: 0
"""
# %% edit
for cell in notebook["cells"]:
    if cell["id"] == "corr2d":
        cell["source"] = "def corr2d(X, K):\n    return X * 0.0\n" + "# nothing\n" * 200_000
