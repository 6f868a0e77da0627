"""Reference for chapter 06_conv_backprop. Names, signatures and docstrings equal the notebook's stubs."""
import numpy as np

from solutions.multichannel import conv_forward_naive
from solutions.padding_and_stride import zero_pad
from solutions.pooling import create_mask_from_window, distribute_value


def conv_backward_naive(dout, cache):
    """Return the gradients of the loss with respect to the inputs of conv_forward_naive.

    dout:  upstream gradient, of the loss with respect to out, shape (N, F, OH, OW)
    cache: (x, w, b, conv_param), the inputs of the forward pass: images of shape (N, C, H, W), filters of shape
           (F, C, HH, WW), biases of shape (F,), and {"stride": step of the filters, "pad": zeros on each side}

    Returns (dx, dw, db), of the shapes of x, w and b.
    """
    x, w, _, conv_param = cache
    stride, pad = conv_param["stride"], conv_param["pad"]
    N, C, H, W = x.shape
    F, _, HH, WW = w.shape
    padded = zero_pad(x, pad)
    dpadded, dw, db = np.zeros(padded.shape), np.zeros(w.shape), np.zeros(F)
    for n in range(N):
        for f in range(F):
            for i in range(dout.shape[2]):
                for j in range(dout.shape[3]):
                    top, left = i * stride, j * stride
                    window = (n, slice(None), slice(top, top + HH), slice(left, left + WW))
                    dpadded[window] += w[f] * dout[n, f, i, j]
                    dw[f] += padded[window] * dout[n, f, i, j]
                    db[f] += dout[n, f, i, j]
    return dpadded[:, :, pad:pad + H, pad:pad + W], dw, db


def dilate(dout, stride):
    """Insert zeros between the entries of an upstream gradient, as many as the stride of the forward pass left out.

    dout:   array of two or more axes; its last two are those of the map, (OH, OW)
    stride: step of the forward pass, at least 1

    Returns an array whose last two axes are ((OH - 1) * stride + 1, (OW - 1) * stride + 1): stride - 1 zeros
    between any two neighbours, none at the border. Raises ValueError when stride is smaller than 1.
    """
    if stride < 1:
        raise ValueError(f"stride must be at least 1, but is {stride}")
    OH, OW = dout.shape[-2:]
    spread = np.zeros((*dout.shape[:-2], (OH - 1) * stride + 1, (OW - 1) * stride + 1))
    spread[..., ::stride, ::stride] = dout
    return spread


def conv_backward_input(dout, w, stride, pad, input_shape):
    """Return the gradient of the loss with respect to the images of a convolutional layer, as a convolution itself.

    dout:        gradient of the loss with respect to the layer's output, shape (N, F, OH, OW)
    w:           filters of shape (F, C, HH, WW)
    stride, pad: those of the forward pass, for both axes
    input_shape: (N, C, H, W), the shape of the images

    Returns dx, of shape input_shape: the full correlation of the dilated upstream gradient with the filters
    rotated by 180°, less the padding; 0 for rows and columns of the image that no window reached.
    """
    N, C, H, W = input_shape
    HH, WW = w.shape[2:]
    rotated = w[:, :, ::-1, ::-1].transpose(1, 0, 2, 3)
    errors = zero_pad(dilate(dout, stride), (HH - 1, WW - 1))
    full, _ = conv_forward_naive(errors, rotated, np.zeros(C), {"stride": 1, "pad": 0})
    dpadded = np.zeros((N, C, H + 2 * pad, W + 2 * pad))
    dpadded[:, :, :full.shape[2], :full.shape[3]] = full
    return dpadded[:, :, pad:pad + H, pad:pad + W]


def conv_backward_weights(x, dout, stride, pad, filter_shape):
    """Return the gradient of the loss with respect to the filters of a convolutional layer, as a convolution itself.

    x:            images that the layer was given, shape (N, C, H, W)
    dout:         gradient of the loss with respect to the layer's output, shape (N, F, OH, OW)
    stride, pad:  those of the forward pass, for both axes
    filter_shape: (F, C, HH, WW), the shape of the filters

    Returns dw, of shape filter_shape: for each channel and filter the correlation of the padded image with the
    dilated upstream gradient, summed over the images.
    """
    HH, WW = filter_shape[2:]
    pictures, errors = x.transpose(1, 0, 2, 3), dilate(dout, stride).transpose(1, 0, 2, 3)
    maps, _ = conv_forward_naive(pictures, errors, np.zeros(len(errors)), {"stride": 1, "pad": pad})
    # Where the stride does not divide, rows and columns are left over that no window reached.
    return maps[:, :, :HH, :WW].transpose(1, 0, 2, 3)


def max_pool_backward_naive(dout, cache):
    """Return the gradient of the loss with respect to the images that max_pool_forward_naive was given.

    dout:  upstream gradient, of the loss with respect to out, shape (N, C, OH, OW)
    cache: (x, pool_param), the inputs of the forward pass: images of shape (N, C, H, W), and {"pool_height": …,
           "pool_width": …, "stride": …}, with "pad" if there is padding: it counted as minus infinity

    Returns dx, of the shape of x. Where several entries of a window are equally large, either the first of
    them receives the whole gradient, or each of them, or each an equal share.
    """
    x, pool_param = cache
    p_h, p_w, stride = pool_param["pool_height"], pool_param["pool_width"], pool_param["stride"]
    pad = pool_param.get("pad", 0)
    N, C, H, W = x.shape
    # As floats: no integer is minus infinity.
    padded = np.pad(x + 0.0, [(0, 0), (0, 0), (pad, pad), (pad, pad)], constant_values=-np.inf)
    dpadded = np.zeros(padded.shape)
    for n, c, i, j in np.ndindex(dout.shape):
        top, left = i * stride, j * stride
        window = padded[n, c, top:top + p_h, left:left + p_w]
        dpadded[n, c, top:top + p_h, left:left + p_w] += create_mask_from_window(window) * dout[n, c, i, j]
    return dpadded[:, :, pad:pad + H, pad:pad + W]


def avg_pool_backward_naive(dout, cache):
    """Return the gradient of the loss with respect to the images that avg_pool_forward_naive was given.

    dout:  upstream gradient, of the loss with respect to out, shape (N, C, OH, OW)
    cache: (x, pool_param), the inputs of the forward pass: images of shape (N, C, H, W), and {"pool_height": …,
           "pool_width": …, "stride": …}, with "pad" if there is padding: zeros, which counted in the means

    Returns dx, of the shape of x.
    """
    x, pool_param = cache
    p_h, p_w, stride = pool_param["pool_height"], pool_param["pool_width"], pool_param["stride"]
    pad = pool_param.get("pad", 0)
    N, C, H, W = x.shape
    dpadded = np.zeros((N, C, H + 2 * pad, W + 2 * pad))
    for n, c, i, j in np.ndindex(dout.shape):
        top, left = i * stride, j * stride
        dpadded[n, c, top:top + p_h, left:left + p_w] += distribute_value(dout[n, c, i, j], (p_h, p_w))
    return dpadded[:, :, pad:pad + H, pad:pad + W]


def conv_backward(dZ, cache):
    """Return the gradients of the loss with respect to the inputs of conv_forward, channels last.

    dZ:    upstream gradient, of the loss with respect to Z, shape (m, n_H, n_W, n_C)
    cache: (A_prev, W, b, hparameters), the inputs of the forward pass: shapes (m, n_H_prev, n_W_prev, n_C_prev),
           (f, f, n_C_prev, n_C) and (1, 1, 1, n_C), and {"stride": …, "pad": zeros on each side}

    Returns (dA_prev, dW, db), of the shapes of A_prev, W and b.
    """
    A_prev, W, b, hparameters = cache
    stride, pad = hparameters["stride"], hparameters["pad"]
    m, n_H_prev, n_W_prev, _ = A_prev.shape
    f = W.shape[0]
    padded = np.pad(A_prev, [(0, 0), (pad, pad), (pad, pad), (0, 0)])
    dpadded, dW, db = np.zeros(padded.shape), np.zeros(W.shape), np.zeros(b.shape)
    for i, h, w, c in np.ndindex(dZ.shape):
        top, left = h * stride, w * stride
        window = (i, slice(top, top + f), slice(left, left + f))
        dpadded[window] += W[:, :, :, c] * dZ[i, h, w, c]
        dW[:, :, :, c] += padded[window] * dZ[i, h, w, c]
        db[:, :, :, c] += dZ[i, h, w, c]
    return dpadded[:, pad:pad + n_H_prev, pad:pad + n_W_prev, :], dW, db


def pool_backward(dA, cache, mode="max"):
    """Return the gradient of the loss with respect to the input of pool_forward, channels last.

    dA:    upstream gradient, of the loss with respect to A, shape (m, n_H, n_W, n_C)
    cache: (A_prev, hparameters), the inputs of the forward pass: shape (m, n_H_prev, n_W_prev, n_C), and {"f": side of
           the square window, "stride": its step}
    mode:  "max" or "average", that of the forward pass

    Returns dA_prev, of the shape of A_prev. Where several entries are equally large, as in max_pool_backward_naive.
    Raises ValueError for another mode.
    """
    if mode not in ("max", "average"):
        raise ValueError(f"mode must be 'max' or 'average', but is {mode!r}")
    A_prev, hparameters = cache
    f, stride = hparameters["f"], hparameters["stride"]
    dA_prev = np.zeros(A_prev.shape)
    for i, h, w, c in np.ndindex(dA.shape):
        top, left = h * stride, w * stride
        window = (i, slice(top, top + f), slice(left, left + f), c)
        if mode == "max":
            dA_prev[window] += create_mask_from_window(A_prev[window]) * dA[i, h, w, c]
        else:
            dA_prev[window] += distribute_value(dA[i, h, w, c], (f, f))
    return dA_prev
