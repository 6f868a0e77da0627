"""Takes the soft clock away, then works for ever.

score: 0
"""
# %% corr2d
import signal

signal.setitimer = signal.alarm = signal.signal = lambda *_: 0


def corr2d(X, K):
    while True:
        pass
