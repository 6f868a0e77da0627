"""Says half a frame and then nothing.

score: 0
outcome: timed out
uses: say
"""
# %% corr2d
import time


def corr2d(X, K):
    job_socket().sendall(struct.pack(">I", 1000) + b'{"value": {"case": 0')
    time.sleep(3600)
