"""Replaces compile and exec among the built-ins.

score: 0
"""
# %% first
import builtins

builtins.compile = lambda *a, **k: None
builtins.exec = lambda *a, **k: None
# %% corr2d
def corr2d(X, K):
    return X * 0.0
