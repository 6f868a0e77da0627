"""Reference for chapter 01_convolution. Names, signatures and docstrings equal the notebook's stubs."""
import numpy as np


def fully_connected_parameters(height, width, channels, units):
    """Count the weights of a dense layer that reads every value of an image.

    height, width, channels: size of the image, positive integers
    units:                   number of outputs of the layer, a positive integer

    Returns an integer: one weight for each pair of an input value and a unit (biases are not counted).
    """
    return height * width * channels * units


def convolve1d(f, g):
    """Discrete convolution of two sequences, h[x] = sum over t of f[t] * g[x - t].

    f: array of shape (n,)
    g: array of shape (m,)

    Returns h, an array of shape (n + m - 1,): every shift at which the sequences overlap.
    Entries outside a sequence count as zero.
    """
    n, m = len(f), len(g)
    h = np.zeros(n + m - 1)
    for x in range(n + m - 1):
        for t in range(n):
            if 0 <= x - t < m:
                h[x] += f[t] * g[x - t]
    return h


def corr2d(X, K):
    """Two-dimensional cross-correlation: slide the kernel over the image, multiply, add up.

    X: image of shape (H, W)
    K: kernel of shape (HH, WW), not larger than the image

    Returns Y of shape (H - HH + 1, W - WW + 1) with
    Y[i, j] = sum over a, b of X[i + a, j + b] * K[a, b].
    """
    H, W = X.shape
    HH, WW = K.shape
    if HH > H or WW > W:
        raise ValueError(f"K has shape {K.shape}, larger than that of X, {X.shape}")
    Y = np.zeros((H - HH + 1, W - WW + 1))
    for i in range(Y.shape[0]):
        for j in range(Y.shape[1]):
            Y[i, j] = np.sum(X[i:i + HH, j:j + WW] * K)
    return Y


def convolve2d(X, K):
    """Two-dimensional convolution as mathematics defines it: the kernel is flipped along both axes.

    X: image of shape (H, W)
    K: kernel of shape (HH, WW), not larger than the image

    Returns Y of shape (H - HH + 1, W - WW + 1) with
    Y[i, j] = sum over a, b of X[i + a, j + b] * K[HH - 1 - a, WW - 1 - b].
    """
    return corr2d(X, K[::-1, ::-1])


class Conv2D:
    """A convolutional layer with one input channel, one kernel and one bias.

    kernel_shape: (HH, WW)
    rng:          numpy.random.Generator that the initial weights are drawn from

    weight: array of shape (HH, WW), drawn with one call rng.standard_normal(kernel_shape)
    bias:   one number, 0.0 at first
    """

    def __init__(self, kernel_shape, rng):
        self.weight = rng.standard_normal(kernel_shape)
        self.bias = 0.0

    def forward(self, X):
        """Cross-correlate X of shape (H, W) with the weight, add the bias to every output.

        Returns an array of shape (H - HH + 1, W - WW + 1).
        """
        return corr2d(X, self.weight) + self.bias


def oriented_edge_kernel(theta):
    """Return the kernel that responds to brightness growing in the direction theta.

    theta: angle in radians; 0 points right (along a row), pi/2 points down (along a column)

    Returns an array of shape (3, 3): cos(theta) * Sobel x + sin(theta) * Sobel y, with
    Sobel x = [[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]] and Sobel y its transpose.
    """
    sobel_x = np.array([[-1.0, 0.0, 1.0], [-2.0, 0.0, 2.0], [-1.0, 0.0, 1.0]])
    return np.cos(theta) * sobel_x + np.sin(theta) * sobel_x.T


def learn_kernel(X, Y, kernel_shape, learning_rate, steps):
    """Find a kernel that turns X into Y, by gradient descent from a kernel of zeros.

    X:             image of shape (H, W)
    Y:             target of shape (H - HH + 1, W - WW + 1)
    kernel_shape:  (HH, WW)
    learning_rate: step size, a positive number
    steps:         number of updates, a non-negative integer

    The loss is L = 1/2 * mean((corr2d(X, K) - Y)**2). Each update subtracts learning_rate times
    the gradient of L with respect to K, taken at the current K.

    Returns K of shape (HH, WW) after the last update.
    """
    K = np.zeros(kernel_shape)
    for _ in range(steps):
        error = corr2d(X, K) - Y
        K = K - learning_rate * corr2d(X, error) / Y.size
    return K


def receptive_field(layers):
    """Return the side length, in input pixels, of what one output of a stack of layers depends on.

    layers: list of (kernel, stride) pairs of positive integers, the first layer first

    Returns an integer; 1 for an empty list. One step in the output of a layer is as many input
    pixels as the product of the strides up to and including that layer.
    """
    field, step = 1, 1
    for kernel, stride in layers:
        field += (kernel - 1) * step
        step *= stride
    return field
