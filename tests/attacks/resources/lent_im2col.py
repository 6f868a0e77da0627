"""Has the course's im2col copy an image 30 million times.

chapter: 07
exercise: Convolution
score: 0
"""
# %% Convolution
class Convolution:
    def __init__(self, W, b, stride=1, pad=0):
        self.W = W

    def forward(self, x):
        return im2col(np.ones((1, 1, 150, 150)), 75, 75)
