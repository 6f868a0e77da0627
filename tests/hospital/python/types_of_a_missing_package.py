"""A type hint names a package that was never imported.

score: 0
outcome: crashed
says: NameError: name 'torch' is not defined
"""
# %% corr2d
def corr2d(X: torch.Tensor, K: torch.Tensor):
    return X
