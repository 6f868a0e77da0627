"""Has verdicts, scores and a receipt of its own in the file.

score: 0
"""
# %% edit
notebook |= {"verdicts": [{"exercise": "corr2d", "score": 5}], "score": 22, "receipt": {"isolation": "none"}}
