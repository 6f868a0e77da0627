"""Has the course's step work on two billion rows of nothing.

chapter: 05
exercise: relu_backward
score: 0
"""
# %% relu_backward
def relu_backward(dout, cache):
    return step(np.zeros((2**31 - 1, 0)))
