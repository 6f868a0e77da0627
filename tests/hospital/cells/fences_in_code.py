"""The answer was pasted from a chat, with its fences.

score: 0
outcome: crashed
says: SyntaxError
"""
# %% corr2d
```python
def corr2d(X, K):
    return X
```
