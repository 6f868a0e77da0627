"""Announces a header of four gigabytes.

score: 0
uses: say
"""
# %% corr2d
def corr2d(X, K):
    job_socket().sendall(b"\xff\xff\xff\xff" + b" " * 100_000)
    return X * 0.0
