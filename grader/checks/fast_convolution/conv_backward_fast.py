"""How `conv_backward_fast` is judged."""
import numpy as np

from grader.checks import Check, Part
from grader.checks.fast_convolution import shared
from solutions.fast_convolution import col2im, im2col


def plain_back(rng):
    yield from shared.lower_case(shared.plain_layers(rng))


def strided_and_padded_back(rng):
    yield from shared.lower_case(shared.strided_and_padded_layers(rng))


def backward_by_im2col(dout, cache):
    x, w, b, conv_param = cache
    F, C, HH, WW = w.shape
    stride, pad = conv_param["stride"], conv_param["pad"]
    errors = dout.transpose(0, 2, 3, 1).reshape(-1, F)
    dw = (errors.T @ im2col(x, HH, WW, stride, pad)).reshape(w.shape)
    dx = col2im(errors @ w.reshape(F, -1), x.shape, HH, WW, stride, pad)
    return dx, dw, dout.sum(axis=(0, 2, 3))


def backward_shifted(dout, cache):
    x, w, b, conv_param = cache
    (H, W), (HH, WW), (OH, OW) = x.shape[2:], w.shape[2:], dout.shape[2:]
    s, pad = conv_param["stride"], conv_param["pad"]
    padded = np.pad(x, [(0, 0), (0, 0), (pad, pad), (pad, pad)])
    dpadded, dw = np.zeros(padded.shape), np.zeros(w.shape)
    for i in range(HH):
        for j in range(WW):
            place = np.s_[:, :, i:i + s * OH:s, j:j + s * OW:s]
            dpadded[place] += np.einsum("nfij,fc->ncij", dout, w[:, :, i, j])
            dw[:, :, i, j] = np.einsum("nfij,ncij->fc", dout, padded[place])
    return dpadded[:, :, pad:pad + H, pad:pad + W], dw, dout.sum(axis=(0, 2, 3))


def backward_loops(dout, cache):
    x, w, b, conv_param = cache
    (N, C, H, W), (F, _, HH, WW), (OH, OW) = x.shape, w.shape, dout.shape[2:]
    s, pad = conv_param["stride"], conv_param["pad"]
    padded = np.pad(x, [(0, 0), (0, 0), (pad, pad), (pad, pad)])
    dpadded, dw = np.zeros(padded.shape), np.zeros((F, C * HH * WW))
    for i in range(OH):
        for j in range(OW):
            window, errors = np.s_[:, :, i * s:i * s + HH, j * s:j * s + WW], dout[:, :, i, j]
            dpadded[window] += (errors @ w.reshape(F, -1)).reshape(N, C, HH, WW)
            dw += errors.T @ padded[window].reshape(N, -1)
    return dpadded[:, :, pad:pad + H, pad:pad + W], dw.reshape(w.shape), dout.sum(axis=(0, 2, 3))


CHECK = Check(
    [
        Part("dx", 1, plain_back, ["dx"]),
        Part("dw", 1, plain_back, ["dw"]),
        Part("db", 1, plain_back, ["db"]),
        Part("dx with stride and padding", 1, strided_and_padded_back, ["dx"]),
        Part("dw with stride and padding", 1, strided_and_padded_back, ["dw"]),
        Part(shared.NO_LOOP, 1, shared.two_sizes_of_layers, probe="conv_backward_fast_steps"),
    ],
    accepts=[backward_by_im2col, backward_shifted],
    twins=["Convolution"],
)
