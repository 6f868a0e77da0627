"""Writes a raw cell with the classes of formgrader's own buttons.

score: 0
"""
# %% edit
source = ('<div class="nbgrader_cell"><button class="full-credit" id="test_corr2d">Show the long output</button></div>'
          '<div class="modal-backdrop" style="cursor:url(http://127.0.0.1:9/x)"></div>')
notebook["cells"].append({"cell_type": "raw", "id": "mine", "metadata": {"format": "text/html"}, "source": source})
