"""Has the course's col2im make an image of gigabytes from one number.

chapter: 07
exercise: Convolution
score: 0
"""
# %% Convolution
class Convolution:
    def __init__(self, W, b, stride=1, pad=0):
        self.W = W

    def forward(self, x):
        return col2im(np.ones((1, 1)), (1, 1, 15_000, 15_000), 1, 1, 30_000, 0)
