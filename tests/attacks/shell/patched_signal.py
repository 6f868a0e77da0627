"""Takes the soft clock away, then sleeps for ever.

score: 0
"""
# %% corr2d
import signal
import time

signal.setitimer = signal.alarm = signal.signal = lambda *_: 0


def corr2d(X, K):
    while True:
        time.sleep(1)
