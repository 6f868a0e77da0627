"""Reference for chapter 03_multichannel. Names, signatures and docstrings equal the notebook's stubs."""
import numpy as np

from solutions.convolution import corr2d
from solutions.padding_and_stride import conv_output_size, zero_pad


def corr2d_multi_in(X, K):
    """Cross-correlate an image of several channels with one filter.

    X: image of shape (C, H, W)
    K: filter of shape (C, HH, WW), a kernel for each channel

    Returns an array of shape (H - HH + 1, W - WW + 1): the cross-correlations of each channel with
    its kernel, added up. Raises ValueError when X and K differ in their number of channels.
    """
    if X.shape[0] != K.shape[0]:
        raise ValueError(f"K has {K.shape[0]} channels, but X has {X.shape[0]}")
    return sum(corr2d(channel, kernel) for channel, kernel in zip(X, K))


def corr2d_multi_in_out(X, K):
    """Cross-correlate an image of several channels with several filters: one feature map for each filter.

    X: image of shape (C, H, W)
    K: filters of shape (F, C, HH, WW)

    Returns an array of shape (F, H - HH + 1, W - WW + 1).
    """
    return np.stack([corr2d_multi_in(X, kernel) for kernel in K])


def corr2d_multi_in_out_1x1(X, K):
    """Compute corr2d_multi_in_out for kernels of one pixel, as one product of two matrices.

    X: image of shape (C, H, W)
    K: filters of shape (F, C, 1, 1)

    Returns an array of shape (F, H, W). Raises ValueError when X and K differ in their number of channels.
    """
    C, H, W = X.shape
    F = K.shape[0]
    if K.shape[1] != C:
        raise ValueError(f"K has {K.shape[1]} channels, but X has {C}")
    return (K.reshape(F, C) @ X.reshape(C, H * W)).reshape(F, H, W)


def conv_single_step(a_slice_prev, W, b):
    """Compute one output of a convolution, channels last: multiply a window by a filter, add up, add the bias.

    a_slice_prev: window of the previous layer's output, shape (f, f, n_C_prev)
    W:            filter of the same shape
    b:            bias, shape (1, 1, 1)

    Returns a number.
    """
    return np.sum(a_slice_prev * W) + b.item()


def conv_forward_naive(x, w, b, conv_param):
    """A convolutional layer, channels first.

    x:          images of shape (N, C, H, W)
    w:          filters of shape (F, C, HH, WW)
    b:          biases of shape (F,)
    conv_param: {"stride": step of the filters, "pad": zeros on each side}, both for both axes

    Returns (out, cache). out has shape (N, F, OH, OW) with OH = floor((H + 2 * pad - HH) / stride) + 1 and
    OW likewise; cache is (x, w, b, conv_param), which the backward pass of a later chapter will need.
    Raises ValueError when w has not as many channels as x.
    """
    N, C, H, W = x.shape
    F, _, HH, WW = w.shape
    stride, pad = conv_param["stride"], conv_param["pad"]
    if w.shape[1] != C:
        raise ValueError(f"w has {w.shape[1]} channels, but x has {C}")
    OH, OW = conv_output_size(H, HH, pad, stride), conv_output_size(W, WW, pad, stride)
    padded = zero_pad(x, pad)
    out = np.zeros((N, F, OH, OW))
    for n in range(N):
        for f in range(F):
            for i in range(OH):
                for j in range(OW):
                    top, left = i * stride, j * stride
                    out[n, f, i, j] = np.sum(padded[n, :, top:top + HH, left:left + WW] * w[f]) + b[f]
    return out, (x, w, b, conv_param)


def conv_forward(A_prev, W, b, hparameters):
    """A convolutional layer, channels last.

    A_prev:      outputs of the previous layer, shape (m, n_H_prev, n_W_prev, n_C_prev)
    W:           filters of shape (f, f, n_C_prev, n_C)
    b:           biases of shape (1, 1, 1, n_C)
    hparameters: {"stride": step of the filters, "pad": zeros on each side}, both for both axes

    Returns (Z, cache). Z has shape (m, n_H, n_W, n_C) with n_H = floor((n_H_prev + 2 * pad - f) / stride) + 1
    and n_W likewise; cache is (A_prev, W, b, hparameters).
    Raises ValueError when W has not as many channels as A_prev.
    """
    m, n_H_prev, n_W_prev, n_C_prev = A_prev.shape
    f, n_C = W.shape[0], W.shape[3]
    stride, pad = hparameters["stride"], hparameters["pad"]
    if W.shape[2] != n_C_prev:
        raise ValueError(f"W has {W.shape[2]} channels, but A_prev has {n_C_prev}")
    n_H, n_W = conv_output_size(n_H_prev, f, pad, stride), conv_output_size(n_W_prev, f, pad, stride)
    padded = np.pad(A_prev, [(0, 0), (pad, pad), (pad, pad), (0, 0)])
    Z = np.zeros((m, n_H, n_W, n_C))
    for i in range(m):
        for h in range(n_H):
            for w in range(n_W):
                window = padded[i, h * stride:h * stride + f, w * stride:w * stride + f, :]
                for c in range(n_C):
                    Z[i, h, w, c] = conv_single_step(window, W[:, :, :, c], b[:, :, :, c])
    return Z, (A_prev, W, b, hparameters)


def conv_cost(c_in, c_out, k, h_out, w_out):
    """Return what a convolutional layer costs: memory for its parameters, and work.

    c_in, c_out:  channels of the input, channels of the output (the number of filters)
    k:            side of the filters, which are square
    h_out, w_out: height and width of the output

    Returns (parameters, multiply_adds), two integers: the number of weights and biases, and how often
    a weight is multiplied by an input and added to a sum, for one image.
    """
    weights = c_out * c_in * k * k
    return weights + c_out, weights * h_out * w_out
