"""Reference for chapter 07_fast_convolution. Names, signatures and docstrings equal the notebook's stubs."""
import numpy as np

from solutions.padding_and_stride import conv_output_size, zero_pad


def im2col(input_data, filter_h, filter_w, stride=1, pad=0):
    """Lay out every window that a filter looks at as a row of a matrix.

    input_data:         images of shape (N, C, H, W)
    filter_h, filter_w: height and width of the windows
    stride, pad:        step of the windows, zeros on each side of the images; both for both axes

    Returns an array of shape (N * OH * OW, C * filter_h * filter_w), where OH and OW are the numbers of places
    that a window has along the two axes. Rows: image by image, and in an image the places row by row.
    Columns: channel by channel, and in a channel the window's entries row by row.
    A loop over the entries of a window is fine, a Python loop over places is not.
    """
    N, C, H, W = input_data.shape
    conv_output_size(H, filter_h, pad, stride), conv_output_size(W, filter_w, pad, stride)  # refuse what cannot be
    padded = zero_pad(input_data, pad)
    windows = np.lib.stride_tricks.sliding_window_view(padded, (filter_h, filter_w), axis=(2, 3))
    windows = windows[:, :, ::stride, ::stride].transpose(0, 2, 3, 1, 4, 5)
    return windows.reshape(-1, C * filter_h * filter_w)


def col2im(col, input_shape, filter_h, filter_w, stride=1, pad=0):
    """The adjoint of im2col: add every entry of the matrix to the pixel that im2col would fetch it from.

    col:                array of shape (N * OH * OW, C * filter_h * filter_w), in the order of im2col
    input_shape:        (N, C, H, W), the shape of the images
    filter_h, filter_w: height and width of the windows
    stride, pad:        as in im2col

    Returns an array of shape input_shape. What belongs to the padding is dropped; pixels that no window
    covers are 0. No Python loop over places, as in im2col.
    """
    N, C, H, W = input_shape
    OH, OW = conv_output_size(H, filter_h, pad, stride), conv_output_size(W, filter_w, pad, stride)
    windows = col.reshape(N, OH, OW, C, filter_h, filter_w).transpose(0, 3, 4, 5, 1, 2)
    padded = np.zeros((N, C, H + 2 * pad, W + 2 * pad), col.dtype)
    for i in range(filter_h):
        for j in range(filter_w):
            padded[:, :, i:i + stride * OH:stride, j:j + stride * OW:stride] += windows[:, :, i, j]
    return padded[:, :, pad:pad + H, pad:pad + W]


class Convolution:
    """A convolutional layer that is one matrix product, channels first.

    W, b:        filters of shape (F, C, FH, FW), biases of shape (F,); training replaces them between two steps
    stride, pad: step of the filters, zeros on each side; both for both axes

    dW, db: gradients of the loss with respect to W and b, of their shapes, once backward has run

    Loops over the entries of a filter are fine, Python loops over places are not, forward and backward.
    """

    def __init__(self, W, b, stride=1, pad=0):
        self.W, self.b, self.stride, self.pad = W, b, stride, pad

    def forward(self, x):
        """x: images of shape (N, C, H, W). Returns an array of shape (N, F, OH, OW)."""
        F, C, FH, FW = self.W.shape
        if x.shape[1] != C:
            raise ValueError(f"W has {C} channels, but x has {x.shape[1]}")
        N, _, H, W = x.shape
        OH, OW = conv_output_size(H, FH, self.pad, self.stride), conv_output_size(W, FW, self.pad, self.stride)
        self.shape, self.col = x.shape, im2col(x, FH, FW, self.stride, self.pad)
        out = self.col @ self.W.reshape(F, -1).T + self.b
        return out.reshape(N, OH, OW, F).transpose(0, 3, 1, 2)

    def backward(self, dout):
        """dout: upstream gradient, of the loss with respect to what the last forward returned.

        Returns dx, of the shape of that forward's x, and sets dW and db.
        """
        F, _, FH, FW = self.W.shape
        errors = dout.transpose(0, 2, 3, 1).reshape(-1, F)
        self.dW = (errors.T @ self.col).reshape(self.W.shape)
        self.db = errors.sum(axis=0)
        return col2im(errors @ self.W.reshape(F, -1), self.shape, FH, FW, self.stride, self.pad)


class Pooling:
    """A max pooling layer without a Python loop over windows, channels first, each channel by itself.

    pool_h, pool_w: height and width of the windows
    stride, pad:    step of the windows; rows and columns added on each side, which count as minus infinity

    Loops over the entries of a window are fine, Python loops over places are not, forward and backward.
    """

    def __init__(self, pool_h, pool_w, stride=1, pad=0):
        if pad >= min(pool_h, pool_w):
            raise ValueError(f"pad must be smaller than the window, ({pool_h}, {pool_w}), but is {pad}")
        self.pool_h, self.pool_w, self.stride, self.pad = pool_h, pool_w, stride, pad

    def forward(self, x):
        """x: images of shape (N, C, H, W). Returns an array of shape (N, C, OH, OW)."""
        N, C, H, W = x.shape
        OH = conv_output_size(H, self.pool_h, self.pad, self.stride)
        OW = conv_output_size(W, self.pool_w, self.pad, self.stride)
        beside = [(0, 0), (0, 0), (self.pad, self.pad), (self.pad, self.pad)]
        padded = np.pad(x + 0.0, beside, constant_values=-np.inf)  # no integer is minus infinity
        windows = im2col(padded, self.pool_h, self.pool_w, self.stride).reshape(-1, self.pool_h * self.pool_w)
        self.shape, self.places = x.shape, windows.argmax(axis=1)
        out = windows[np.arange(len(windows)), self.places]
        return out.reshape(N, OH, OW, C).transpose(0, 3, 1, 2)

    def backward(self, dout):
        """dout: upstream gradient, of the loss with respect to what the last forward returned.

        Returns dx, of the shape of that forward's x. Where several entries of a window are equally large, either
        the first of them receives the whole gradient, or each of them, or each an equal share.
        """
        N, C, OH, OW = dout.shape
        windows = np.zeros((dout.size, self.pool_h * self.pool_w), dout.dtype)
        windows[np.arange(dout.size), self.places] = dout.transpose(0, 2, 3, 1).ravel()
        col = windows.reshape(N * OH * OW, -1)
        return col2im(col, self.shape, self.pool_h, self.pool_w, self.stride, self.pad)


def conv_forward_fast(x, w, b, conv_param):
    """What conv_forward_naive of chapter 3 returns, without a Python loop over places.

    x:          images of shape (N, C, H, W)
    w:          filters of shape (F, C, HH, WW)
    b:          biases of shape (F,)
    conv_param: {"stride": step of the filters, "pad": zeros on each side}, both for both axes

    Returns (out, cache). out has shape (N, F, OH, OW); cache is (x, w, b, conv_param).
    Loops over images and over the entries of a filter are fine, loops over places are not. Whether it refuses
    arguments that do not fit together is left open.
    """
    (N, C, H, W), (F, _, HH, WW) = x.shape, w.shape
    stride, pad = conv_param["stride"], conv_param["pad"]
    if w.shape[1] != C:
        raise ValueError(f"w has {w.shape[1]} channels, but x has {C}")
    OH, OW = conv_output_size(H, HH, pad, stride), conv_output_size(W, WW, pad, stride)
    out = np.empty((N, F, OH, OW), np.result_type(x, w, b))
    rows, places = C * HH * WW, OH * OW
    batch = max(1, min(N, 2**22 // (rows * places * out.itemsize)))  # pictures at a time: 4 MB of windows
    workspace = np.empty(rows * places * batch, out.dtype)
    for n in range(0, N, batch):
        pictures = x[n:n + batch].transpose(1, 2, 3, 0)  # last in memory: every slice below copies long runs
        padded = np.zeros((C, H + 2 * pad, W + 2 * pad, pictures.shape[3]), out.dtype)
        padded[:, pad:pad + H, pad:pad + W] = pictures
        cols = workspace[:rows * places * pictures.shape[3]].reshape(C, HH, WW, OH, OW, -1)
        for i in range(HH):
            for j in range(WW):
                cols[:, i, j] = padded[:, i:i + stride * OH:stride, j:j + stride * OW:stride]
        maps = w.reshape(F, -1) @ cols.reshape(rows, -1)
        maps += b[:, None]
        out[n:n + batch] = maps.reshape(F, OH, OW, -1).transpose(3, 0, 1, 2)
    return out, (x, w, b, conv_param)


def conv_backward_fast(dout, cache):
    """What conv_backward_naive of chapter 6 returns, without a Python loop over places.

    dout:  upstream gradient, of the loss with respect to out, shape (N, F, OH, OW)
    cache: (x, w, b, conv_param), the inputs of the forward pass

    Returns (dx, dw, db), of the shapes of x, w and b.
    Loops over images and over the entries of a filter are fine, loops over places are not.
    """
    x, w, _, conv_param = cache
    stride, pad = conv_param["stride"], conv_param["pad"]
    (N, C, H, W), (F, _, HH, WW), (OH, OW) = x.shape, w.shape, dout.shape[2:]
    rows, places = C * HH * WW, OH * OW
    dx = np.empty(x.shape, np.result_type(x, w, dout))
    dw = np.zeros((F, rows), dx.dtype)
    batch = max(1, min(N, 2**22 // (rows * places * dx.itemsize)))  # as in conv_forward_fast
    workspace = np.empty(rows * places * batch, dx.dtype)
    windows = [(i, j, slice(i, i + stride * OH, stride), slice(j, j + stride * OW, stride))
               for i in range(HH) for j in range(WW)]  # fmt: skip
    for n in range(0, N, batch):
        pictures = x[n:n + batch].transpose(1, 2, 3, 0)
        padded = np.zeros((C, H + 2 * pad, W + 2 * pad, pictures.shape[3]), dx.dtype)
        padded[:, pad:pad + H, pad:pad + W] = pictures
        errors = dout[n:n + batch].transpose(1, 2, 3, 0).reshape(F, -1)
        flat = workspace[:rows * places * pictures.shape[3]].reshape(rows, -1)
        cols = flat.reshape(C, HH, WW, OH, OW, -1)
        for i, j, down, right in windows:
            cols[:, i, j] = padded[:, down, right]
        dw += errors @ flat.T
        np.matmul(w.reshape(F, -1).T, errors, out=flat)  # the same memory, now for the gradients of the windows
        padded[:] = 0
        for i, j, down, right in windows:
            padded[:, down, right] += cols[:, i, j]
        dx[n:n + batch] = padded[:, pad:pad + H, pad:pad + W].transpose(3, 0, 1, 2)
    return dx, dw.reshape(w.shape), dout.sum(axis=(0, 2, 3))
