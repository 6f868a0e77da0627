"""Reference for chapter 02_padding_and_stride. Names, signatures and docstrings equal the notebook's stubs."""
import numpy as np


def pixel_use_counts(n, k):
    """Count how often each pixel is read when a window slides over an image without padding.

    n: side of the image, which is square
    k: side of the window, which is square, from 1 to n; it moves in steps of one pixel

    Returns an array of shape (n, n): for each pixel the number of windows that contain it.
    """
    if not 1 <= k <= n:
        raise ValueError(f"k must be from 1 to n, which is {n}, but is {k}")
    counts = np.zeros((n, n), dtype=int)
    for i in range(n - k + 1):
        for j in range(n - k + 1):
            counts[i:i + k, j:j + k] += 1
    return counts


def zero_pad(x, pad):
    """Put zeros around the last two axes of an array.

    x:   array of shape (H, W), (C, H, W) or (N, C, H, W)
    pad: rows and columns of zeros on each side: one non-negative integer for both axes,
         or a pair (pad_h, pad_w), pad_h rows above and below, pad_w columns left and right

    Returns a new array of shape (..., H + 2 * pad_h, W + 2 * pad_w) and the type of x, also when pad is 0.
    """
    pad_h, pad_w = (pad, pad) if np.ndim(pad) == 0 else pad
    if min(pad_h, pad_w) < 0:
        raise ValueError(f"pad must not be negative, but is {pad}")
    if np.ndim(x) not in (2, 3, 4):
        raise ValueError(f"x must have 2, 3 or 4 axes, but has {np.ndim(x)}")
    return np.pad(x, [(0, 0)] * (np.ndim(x) - 2) + [(pad_h, pad_h), (pad_w, pad_w)])


def same_padding(kernel_size):
    """Return the numbers of zeros before and after an axis that keep its length at stride 1.

    kernel_size: length of the kernel along this axis, a positive integer

    Returns (before, after), two integers that differ by at most one. Where they cannot be equal,
    the larger one comes last.
    """
    if kernel_size < 1:
        raise ValueError(f"kernel_size must be at least 1, but is {kernel_size}")
    total = kernel_size - 1
    return total // 2, total - total // 2


def conv_output_size(n, k, pad, stride):
    """Count the positions at which a window fits along one axis: floor((n + 2 * pad - k) / stride) + 1.

    n:      length of the input, an integer of at least 1
    k:      length of the window, an integer of at least 1
    pad:    zeros on each of the two sides, an integer of at least 0
    stride: step of the window, an integer of at least 1

    Returns an integer. Where the division leaves a remainder, the last few inputs are not reached.
    Raises ValueError for a number that is too small, and for a window longer than the padded input
    (then k is the wrong one). The message begins with the name of the wrong number: n, k, pad or stride.
    """
    for name, number, least in [("n", n, 1), ("k", k, 1), ("pad", pad, 0), ("stride", stride, 1)]:
        if number < least:
            raise ValueError(f"{name} must be at least {least}, but is {number}")
    if k > n + 2 * pad:
        raise ValueError(f"k is {k}, longer than the padded input, {n + 2 * pad}")
    return (n + 2 * pad - k) // stride + 1


def corr2d_strided(X, K, padding, stride):
    """Cross-correlate an image that is padded with zeros, moving the kernel in steps.

    X:       image of shape (H, W)
    K:       kernel of shape (HH, WW), not larger than the padded image
    padding: (pad_h, pad_w): rows of zeros above and below, columns of zeros left and right
    stride:  (stride_h, stride_w): step of the kernel down and to the right

    Returns Y of shape (floor((H + 2 * pad_h - HH) / stride_h) + 1, floor((W + 2 * pad_w - WW) / stride_w) + 1)
    with Y[i, j] = sum over a, b of P[i * stride_h + a, j * stride_w + b] * K[a, b], where P is the padded image.
    """
    HH, WW = K.shape
    rows = conv_output_size(X.shape[0], HH, padding[0], stride[0])
    columns = conv_output_size(X.shape[1], WW, padding[1], stride[1])
    P = zero_pad(X, padding)
    Y = np.zeros((rows, columns))
    for i in range(rows):
        for j in range(columns):
            top, left = i * stride[0], j * stride[1]
            Y[i, j] = np.sum(P[top:top + HH, left:left + WW] * K)
    return Y
