"""Hands a lent function its own stand-in to call.

chapter: 05
exercise: gradient_descent
score: 0
"""
# %% gradient_descent
def gradient_descent(f, init_x, lr=0.1, steps=100):
    return numerical_gradient(numerical_gradient, init_x)
