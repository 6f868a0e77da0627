"""Has a lent function call back, and answers with megabytes.

chapter: 05
exercise: gradient_descent
score: 0
"""
# %% gradient_descent
def gradient_descent(f, init_x, lr=0.1, steps=100):
    return numerical_gradient(lambda x: np.ones(6_000_000), init_x)
