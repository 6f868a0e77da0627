"""Reference for chapter 04_pooling. Names, signatures and docstrings equal the notebook's stubs."""
import numpy as np

from solutions.padding_and_stride import conv_output_size


def pool2d(X, pool_size, mode="max"):
    """Slide a window over an image in steps of one pixel and summarise its entries.

    X:         image of shape (H, W)
    pool_size: (pool_height, pool_width) of the window, not larger than the image
    mode:      "max" for the largest entry of each window, "avg" for the mean

    Returns an array of shape (H - pool_height + 1, W - pool_width + 1). ValueError for another mode.
    """
    if mode not in ("max", "avg"):
        raise ValueError(f"mode must be 'max' or 'avg', but is {mode!r}")
    p_h, p_w = pool_size
    Y = np.zeros((conv_output_size(X.shape[0], p_h, 0, 1), conv_output_size(X.shape[1], p_w, 0, 1)))
    for i in range(Y.shape[0]):
        for j in range(Y.shape[1]):
            window = X[i:i + p_h, j:j + p_w]
            Y[i, j] = window.max() if mode == "max" else window.mean()
    return Y


def max_pool_forward_naive(x, pool_param):
    """A max pooling layer, channels first: each channel by itself.

    x:          images of shape (N, C, H, W)
    pool_param: {"pool_height": …, "pool_width": …, "stride": …}, and "pad" if there is padding: rows and
                columns added on each side, 0 when the key is missing, smaller than the window

    Returns (out, cache). out has shape (N, C, OH, OW), OH = floor((H + 2 * pad - pool_height) / stride) + 1 and
    OW likewise: the largest entry of each window. Padding never is the largest: it counts as minus infinity.
    cache is for you to choose: what a backward pass will need, for instance (x, pool_param).
    """
    p_h, p_w, stride = pool_param["pool_height"], pool_param["pool_width"], pool_param["stride"]
    pad = pool_param.get("pad", 0)
    N, C, H, W = x.shape
    OH, OW = conv_output_size(H, p_h, pad, stride), conv_output_size(W, p_w, pad, stride)
    if pad >= min(p_h, p_w):
        raise ValueError(f"pad must be smaller than the window, ({p_h}, {p_w}), but is {pad}")
    cache, x = (x, pool_param), x + 0.0  # no integer is minus infinity
    padded = np.pad(x, [(0, 0), (0, 0), (pad, pad), (pad, pad)], constant_values=-np.inf)
    out = np.zeros((N, C, OH, OW))
    for i in range(OH):
        for j in range(OW):
            top, left = i * stride, j * stride
            out[:, :, i, j] = padded[:, :, top:top + p_h, left:left + p_w].max(axis=(2, 3))
    return out, cache


def avg_pool_forward_naive(x, pool_param):
    """An average pooling layer, channels first: each channel by itself.

    x:          images of shape (N, C, H, W)
    pool_param: {"pool_height": …, "pool_width": …, "stride": …}, and "pad" if there is padding: rows and
                columns added on each side, 0 when the key is missing, smaller than the window

    Returns (out, cache). out has shape (N, C, OH, OW), OH = floor((H + 2 * pad - pool_height) / stride) + 1 and
    OW likewise: the mean of each window. Padding counts as zeros, so that every mean is one of
    pool_height * pool_width values. cache is for you to choose: what a backward pass will need, for instance
    (x, pool_param).
    """
    p_h, p_w, stride = pool_param["pool_height"], pool_param["pool_width"], pool_param["stride"]
    pad = pool_param.get("pad", 0)
    N, C, H, W = x.shape
    OH, OW = conv_output_size(H, p_h, pad, stride), conv_output_size(W, p_w, pad, stride)
    if pad >= min(p_h, p_w):
        raise ValueError(f"pad must be smaller than the window, ({p_h}, {p_w}), but is {pad}")
    padded = np.pad(x, [(0, 0), (0, 0), (pad, pad), (pad, pad)])
    out = np.zeros((N, C, OH, OW))
    for i in range(OH):
        for j in range(OW):
            top, left = i * stride, j * stride
            out[:, :, i, j] = padded[:, :, top:top + p_h, left:left + p_w].mean(axis=(2, 3))
    return out, (x, pool_param)


def pool_forward(A_prev, hparameters, mode="max"):
    """A pooling layer, channels last: each channel by itself, without padding.

    A_prev:      outputs of the previous layer, shape (m, n_H_prev, n_W_prev, n_C_prev)
    hparameters: {"f": side of the square window, "stride": its step}
    mode:        "max" for the largest entry of each window, "average" for the mean

    Returns (A, cache). A has shape (m, n_H, n_W, n_C_prev), n_H = floor((n_H_prev - f) / stride) + 1 and n_W
    likewise; cache is for you to choose: what a backward pass will need, for instance (A_prev, hparameters).
    ValueError for another mode.
    """
    if mode not in ("max", "average"):
        raise ValueError(f"mode must be 'max' or 'average', but is {mode!r}")
    f, stride = hparameters["f"], hparameters["stride"]
    m, n_H_prev, n_W_prev, n_C = A_prev.shape
    n_H, n_W = conv_output_size(n_H_prev, f, 0, stride), conv_output_size(n_W_prev, f, 0, stride)
    A = np.zeros((m, n_H, n_W, n_C))
    for h in range(n_H):
        for w in range(n_W):
            window = A_prev[:, h * stride:h * stride + f, w * stride:w * stride + f, :]
            A[:, h, w, :] = window.max(axis=(1, 2)) if mode == "max" else window.mean(axis=(1, 2))
    return A, (A_prev, hparameters)


def create_mask_from_window(x):
    """Mark the largest entry of a window: the one that max pooling passes on.

    x: window of shape (n_H, n_W)

    Returns an array of the same shape: True where the largest entry is, False elsewhere. Where several entries
    are equally large, either mark all of them, or the first alone, or give each an equal share of 1.
    """
    return x == x.max()


def distribute_value(dz, shape):
    """Spread a number evenly over a window: the backward pass of average pooling for one window.

    dz:    a number
    shape: (n_H, n_W) of the window

    Returns an array of this shape whose entries are equal and add up to dz.
    """
    n_H, n_W = shape
    return np.full((n_H, n_W), dz / (n_H * n_W))


def global_average_pool(x):
    """Return the mean of each channel over the whole image: one number per channel, whatever its size.

    x: images of shape (N, C, H, W)

    Returns an array of shape (N, C).
    """
    return x.mean(axis=(2, 3))
