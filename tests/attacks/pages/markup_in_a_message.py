"""Raises a message of markup.

score: 0
outcome: crashed
"""
# %% corr2d
def corr2d(X, K):
    raise ValueError("<script>alert(1)</script> [x](javascript:y) **bold** $$x$$ {{ resources }} {% include 'x' %}")
