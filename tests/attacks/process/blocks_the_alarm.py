"""Blocks the signal of the soft clock, and sleeps.

score: 0
outcome: timed out
"""
# %% corr2d
import signal
import time


def corr2d(X, K):
    signal.pthread_sigmask(signal.SIG_BLOCK, signal.valid_signals())
    time.sleep(3600)
