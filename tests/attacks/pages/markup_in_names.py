"""Raises from a function and an error whose names are markup.

score: 0
outcome: crashed
"""
# %% corr2d
def corr2d(X, K):
    raise type("<img src=x onerror=alert(1)>", (Exception,), {})("</pre></div>")
