"""Says hidden inputs as the message of an outcome, and as the error of a cell.

score: 0
uses: say hidden
"""
# %% corr2d
def corr2d(X, K):
    said = repr([value.tolist() for _, value in inputs()])
    say({"case": 0, "failure": "raised", "message": said, "arrays": None})
    say({"case": 1, "failure": "timed out", "message": said, "arrays": None})
    say({"error": 0, "failure": "raised", "message": said})
    return X * 0.0
