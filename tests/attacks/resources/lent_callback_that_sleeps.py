"""Has a lent function call back to a function that sleeps.

chapter: 05
exercise: gradient_descent
score: 0
"""
# %% gradient_descent
import time


def gradient_descent(f, init_x, lr=0.1, steps=100):
    return numerical_gradient(lambda x: time.sleep(0.5) or 1.0, np.ones(1000))
