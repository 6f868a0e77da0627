"""Hands in nineteen hundred cells, each of which sleeps a little.

score: 0
"""
# %% edit
notebook["cells"] += [{"cell_type": "code", "id": "mine", "metadata": {}, "source": "import time; time.sleep(0.001)"}] * 1900
