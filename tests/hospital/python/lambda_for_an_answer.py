"""The answer is a lambda.

score: 5
uses: honest
"""
# %% corr2d
corr2d = lambda X, K: honest(X, K)
