"""An editor kept only what it knows: language and sources as lines.

score: full
others: right
"""
# %% edit
notebook["cells"] = [{"cell_type": cell["cell_type"], "metadata": {"vscode": {"languageId": "python"}},
                      "source": cell["source"].splitlines(True)} for cell in notebook["cells"]]
notebook["metadata"] = {}
