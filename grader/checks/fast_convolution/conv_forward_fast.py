"""How `conv_forward_fast` is judged."""
import numpy as np

from grader.checks import Check, Part
from grader.checks.cases import normal
from grader.checks.fast_convolution import shared
from solutions.fast_convolution import im2col


def plain(rng):
    yield from shared.lower_case(shared.without_dout(shared.plain_layers(rng)))


def strided(rng):
    yield from shared.lower_case(shared.without_dout(shared.strided_layers(rng)))


def padded(rng):
    yield from shared.lower_case(shared.without_dout(shared.padded_layers(rng)))


def for_the_cache(rng):
    whole = shared.layer_case(rng, (1, 1, 2, 3), (1, 1, 2, 2), pad=1)
    fractions = shared.layer_case(rng, (2, 3, 5, 6), (4, 3, 3, 2), normal, stride=2, pad=1)
    yield from shared.lower_case(shared.without_dout([whole, fractions]))


def forward_by_im2col(x, w, b, conv_param):
    (N, _, H, W), (F, _, HH, WW) = x.shape, w.shape
    stride, pad = conv_param["stride"], conv_param["pad"]
    OH, OW = (H + 2 * pad - HH) // stride + 1, (W + 2 * pad - WW) // stride + 1
    out = im2col(x, HH, WW, stride, pad) @ w.reshape(F, -1).T + b
    return out.reshape(N, OH, OW, F).transpose(0, 3, 1, 2), (x, w, b, conv_param)


def forward_shifted(x, w, b, conv_param):
    (N, _, H, W), (F, _, HH, WW) = x.shape, w.shape
    s, pad = conv_param["stride"], conv_param["pad"]
    OH, OW = (H + 2 * pad - HH) // s + 1, (W + 2 * pad - WW) // s + 1
    padded = np.pad(x, [(0, 0), (0, 0), (pad, pad), (pad, pad)])
    out = np.zeros((N, F, OH, OW)) + b[:, None, None]
    for i in range(HH):
        for j in range(WW):
            shifted = padded[:, :, i:i + s * OH:s, j:j + s * OW:s]
            out += np.einsum("fc,ncij->nfij", w[:, :, i, j], shifted)
    return out, (x, w, b, conv_param)


def forward_picture_by_picture(x, w, b, conv_param):
    F, _, HH, WW = w.shape
    s, pad = conv_param["stride"], conv_param["pad"]
    out = []
    for picture in x:
        padded = np.pad(picture, [(0, 0), (pad, pad), (pad, pad)])
        windows = np.lib.stride_tricks.sliding_window_view(padded, (HH, WW), axis=(1, 2))[:, ::s, ::s]
        out.append(np.tensordot(w, windows, axes=[(1, 2, 3), (0, 3, 4)]) + b.reshape(F, 1, 1))
    return np.array(out), (x, w, b, conv_param)


def forward_loops(x, w, b, conv_param):
    (N, _, H, W), (F, _, HH, WW) = x.shape, w.shape
    s, pad = conv_param["stride"], conv_param["pad"]
    OH, OW = (H + 2 * pad - HH) // s + 1, (W + 2 * pad - WW) // s + 1
    padded = np.pad(x, [(0, 0), (0, 0), (pad, pad), (pad, pad)])
    out = np.zeros((N, F, OH, OW))
    for i in range(OH):
        for j in range(OW):
            window = padded[:, :, i * s:i * s + HH, j * s:j * s + WW]
            out[:, :, i, j] = window.reshape(N, -1) @ w.reshape(F, -1).T + b
    return out, (x, w, b, conv_param)


def forward_shifted_assigned(x, w, b, conv_param):
    HH, WW = w.shape[2:]
    s, pad = conv_param["stride"], conv_param["pad"]
    OH, OW = (x.shape[2] + 2 * pad - HH) // s + 1, (x.shape[3] + 2 * pad - WW) // s + 1
    padded = np.pad(x, [(0, 0), (0, 0), (pad, pad), (pad, pad)])
    for i in range(HH):
        for j in range(WW):
            shifted = padded[:, :, i:i + s * OH:s, j:j + s * OW:s]
            out = np.einsum("fc,ncij->nfij", w[:, :, i, j], shifted)
    return out + b[:, None, None], (x, w, b, conv_param)


CHECK = Check(
    [
        Part("several images, channels and filters", 1, plain, ["out"]),
        Part("stride, and sizes that do not divide", 1, strided, ["out"]),
        Part("padding, also with a stride", 1, padded, ["out"]),
        Part("cache", 1, for_the_cache, [*(f"{name} in cache" for name in ("x", "w", "b", "stride", "pad"))]),
        Part(shared.NO_LOOP, 2, shared.two_sizes_of_layers, probe="conv_forward_fast_steps"),
    ],
    accepts=[forward_by_im2col, forward_shifted, forward_picture_by_picture],
    twins=["Convolution"],
)
