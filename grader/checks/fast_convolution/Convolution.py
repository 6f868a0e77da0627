"""How `Convolution` is judged."""
import numpy as np

from grader.checks import Check, Part
from grader.checks.cases import normal
from grader.checks.fast_convolution import shared
from solutions.fast_convolution import col2im, im2col


def layers_used_twice(rng):
    yield from shared.plain_layers(rng)
    yield shared.with_earlier(rng, shared.layer_case(rng, (1, 1, 1, 3), (1, 1, 1, 2)), 1)
    yield shared.with_earlier(rng, shared.layer_case(rng, (1, 2, 4, 5), (3, 2, 2, 3), normal), 2)
    yield shared.with_second(shared.layer_case(rng, (1, 1, 2, 3), (1, 1, 2, 2)), "x", "W", "b")
    yield shared.with_second(shared.layer_case(rng, (2, 3, 5, 4), (4, 3, 2, 3), normal), "x", "W", "b")
    yield shared.with_first(shared.layer_case(rng, (1, 2, 3, 4), (2, 2, 2, 2)))


def plain_forward(rng):
    yield from shared.without_dout(shared.plain_layers(rng))
    yield from map(shared.by_default, shared.without_dout([shared.layer_case(rng, (1, 1, 3, 4), (1, 1, 2, 2))]))
    yield from shared.without_dout([shared.with_first(shared.layer_case(rng, (1, 2, 4, 3), (2, 2, 2, 2)))])


def strided_and_padded_forward(rng):
    yield from shared.without_dout(shared.strided_and_padded_layers(rng))


def two_sizes_of_objects(rng):
    for one in shared.two_sizes_of_layers(rng):
        yield {"W" if name == "w" else name: value for name, value in one.items()}


class ConvolutionByEinsum:
    def __init__(self, W, b, stride=1, pad=0):
        self.W, self.b, self.stride, self.pad = W, b, stride, pad

    def forward(self, x):
        FH, FW = self.W.shape[2:]
        pad = self.pad
        self.padded = np.pad(x, [(0, 0), (0, 0), (pad, pad), (pad, pad)])
        windows = np.lib.stride_tricks.sliding_window_view(self.padded, (FH, FW), axis=(2, 3))
        self.windows = windows[:, :, ::self.stride, ::self.stride]
        return np.einsum("ncijab,fcab->nfij", self.windows, self.W) + self.b[:, None, None]

    def backward(self, dout):
        OH, OW = dout.shape[2:]
        self.dW = np.tensordot(dout, self.windows, axes=[(0, 2, 3), (0, 2, 3)])
        self.db = dout.sum(axis=(0, 2, 3))
        dpadded = np.zeros(self.padded.shape)
        for i, j in np.ndindex(*self.W.shape[2:]):
            share = np.einsum("nfij,fc->ncij", dout, self.W[:, :, i, j])
            dpadded[:, :, i:i + self.stride * OH:self.stride, j:j + self.stride * OW:self.stride] += share
        return dpadded[:, :, self.pad:dpadded.shape[2] - self.pad, self.pad:dpadded.shape[3] - self.pad]


class ConvolutionFromTheBook:
    def __init__(self, W, b, stride=1, pad=0):
        self.W, self.b, self.stride, self.pad = W, b, stride, pad
        self.x = self.col = self.col_W = self.dW = self.db = None

    def forward(self, x):
        FN, _, FH, FW = self.W.shape
        N, _, H, W = x.shape
        out_h, out_w = 1 + (H + 2 * self.pad - FH) // self.stride, 1 + (W + 2 * self.pad - FW) // self.stride
        self.x, self.col, self.col_W = x, im2col(x, FH, FW, self.stride, self.pad), self.W.reshape(FN, -1).T
        out = np.dot(self.col, self.col_W) + self.b
        return out.reshape(N, out_h, out_w, -1).transpose(0, 3, 1, 2)

    def backward(self, dout):
        FN, C, FH, FW = self.W.shape
        dout = dout.transpose(0, 2, 3, 1).reshape(-1, FN)
        self.db = np.sum(dout, axis=0)
        self.dW = np.dot(self.col.T, dout).transpose(1, 0).reshape(FN, C, FH, FW)
        return col2im(np.dot(dout, self.col_W.T), self.x.shape, FH, FW, self.stride, self.pad)


CHECK = Check(
    [
        Part("forward", 1, plain_forward, probe="Convolution_forward"),
        Part("forward with stride and padding", 1, strided_and_padded_forward, probe="Convolution_forward"),
        Part("dx", 1, layers_used_twice, ["dx"]),
        Part("dW", 1, layers_used_twice, ["dW"]),
        Part("db", 1, layers_used_twice, ["db"]),
        Part("dx and dW with stride and padding", 1, shared.strided_and_padded_layers, ["dx", "dW"]),
        Part(shared.NO_LOOP, 1, two_sizes_of_objects, probe="Convolution_steps"),
    ],
    accepts=[ConvolutionByEinsum, ConvolutionFromTheBook],
)
