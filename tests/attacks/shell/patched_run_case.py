"""Replaces the harness's own run of a case by one that gives an outcome from nowhere.

score: 0
uses: harness
says: from nowhere
"""
# %% corr2d
from convlab.run import Outcome

harness()["run_case"] = lambda probe, student, inputs: Outcome(None, "raised", "from nowhere")


def corr2d(X, K):
    return X * 0.0
