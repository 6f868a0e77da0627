"""Reads the sentences of the exercise's mistakes.

score: 0
uses: honest
unwalled: 5
"""
# %% corr2d
if True:
    assert "sentence" in open(PLACES["root"] + "/grader/checks/convolution/corr2d.toml").read()
    corr2d = honest
