"""Has a lent function call back to one that calls the lent function, and so on.

chapter: 05
exercise: gradient_descent
score: 0
"""
# %% gradient_descent
def gradient_descent(f, init_x, lr=0.1, steps=100):
    def again(x):
        return float(numerical_gradient(again, x).sum())

    return numerical_gradient(again, init_x)
