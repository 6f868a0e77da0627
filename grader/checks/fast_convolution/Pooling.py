"""How `Pooling` is judged."""
import numpy as np

from grader.checks import Check, Part
from grader.checks.cases import small
from grader.checks.fast_convolution import shared
from solutions.fast_convolution import col2im, im2col


def pooled(rng):
    yield from shared.without_dout(side_by_side(rng))
    yield from shared.without_dout(overlapping(rng))
    plain = _pool(rng, small(rng, 1, 1, 4, 2), 3, 1, 1), _pool(rng, rng.normal(size=(1, 1, 7, 8)), 3, 4, 1)
    yield from map(shared.by_default, shared.without_dout(plain))


def pooled_with_padding(rng):
    yield from shared.without_dout(padded_pools(rng))


def side_by_side(rng):
    yield _pool(rng, small(rng, 1, 1, 2, 2), 2, 2, 2)
    yield _pool(rng, -small(rng, 1, 1, 2, 4), 2, 2, 2)
    yield _pool(rng, small(rng, 1, 2, 2, 3), 2, 1, 2)
    yield _pool(rng, small(rng, 2, 1, 3, 4), 1, 2, 2)
    yield _pool(rng, rng.normal(size=(2, 3, 5, 9)), 2, 3, 3)
    yield _pool(rng, rng.normal(size=(3, 2, 8, 6)), 4, 2, 4)


def pools_used_twice(rng):
    yield from side_by_side(rng)
    yield shared.with_earlier(rng, _pool(rng, small(rng, 1, 1, 2, 4), 2, 2, 2), 1)
    yield shared.with_earlier(rng, _pool(rng, rng.normal(size=(1, 2, 4, 9)), 2, 3, 3), 2)
    yield shared.with_second(_pool(rng, np.array([[[[1.0, 2.0, 4.0, 3.0]]]]), 1, 2, 2), "x")
    yield shared.with_second(_pool(rng, rng.normal(size=(1, 2, 4, 9)), 2, 3, 3), "x")


def overlapping(rng):
    yield _pool(rng, np.array([[[[1.0, 3.0, 2.0]]]]), 1, 2, 1)
    yield _pool(rng, np.array([[[[-2.0], [-1.0], [-3.0]]]]), 2, 1, 1)
    yield _pool(rng, np.array([[[[4.0, 1.0, 2.0, 0.0, 3.0, 5.0]]]]), 1, 4, 2)
    yield _pool(rng, rng.normal(size=(1, 1, 5, 8)), 3, 3, 2)
    yield _pool(rng, rng.normal(size=(2, 3, 7, 6)), 4, 2, 1)


def padded_pools(rng):
    yield _pool(rng, -small(rng, 1, 1, 2, 2), 2, 2, 2, pad=1)
    yield _pool(rng, -small(rng, 1, 1, 2, 4), 2, 2, 2, pad=1)
    yield _pool(rng, rng.uniform(-2, -1, size=(1, 1, 5, 4)), 3, 3, 2, pad=1)
    yield _pool(rng, np.array([[[[-1e12, -1.0], [-3.0, -2.0]]]]), 2, 2, 2, pad=1)  # only minus infinity is smaller
    yield _pool(rng, rng.normal(size=(2, 3, 5, 8)), 3, 4, 2, pad=2)


def ties(rng):
    yield _pool(rng, np.array([[[[7.0, 7.0]]]]), 1, 2, 2)
    yield _pool(rng, np.array([[[[0.0, 2.0, 2.0], [2.0, 1.0, 0.0]]]]), 2, 3, 1)
    yield _pool(rng, np.zeros((1, 2, 2, 4)), 2, 2, 2)
    yield _pool(rng, np.maximum(rng.normal(size=(2, 3, 4, 6)), 0.5), 2, 2, 2)


def two_sizes_of_pools(rng):
    yield {"x": rng.normal(size=(2, 3, 8, 7)), "pool_h": 2, "pool_w": 2, "stride": 2, "pad": 0}
    yield {"x": rng.normal(size=(3, 2, 12, 9)), "pool_h": 3, "pool_w": 3, "stride": 3, "pad": 0}


def _pool(rng, x, pool_h, pool_w, stride, pad=0):
    N, C, H, W = x.shape
    places = shared.places_along(H, pool_h, stride, pad), shared.places_along(W, pool_w, stride, pad)
    dout = small(rng, N, C, *places) if N * C * H * W <= 16 else rng.normal(size=(N, C, *places))
    return {"x": x, "dout": dout, "pool_h": pool_h, "pool_w": pool_w, "stride": stride, "pad": pad}


class PoolingByComparing:
    def __init__(self, pool_h, pool_w, stride=1, pad=0):
        self.pool_h, self.pool_w, self.stride, self.pad = pool_h, pool_w, stride, pad

    def forward(self, x):
        pad = self.pad
        self.x = np.pad(x, [(0, 0), (0, 0), (pad, pad), (pad, pad)], constant_values=-np.inf)
        windows = np.lib.stride_tricks.sliding_window_view(self.x, (self.pool_h, self.pool_w), axis=(2, 3))
        self.out = windows[:, :, ::self.stride, ::self.stride].max(axis=(4, 5))
        return self.out

    def backward(self, dout):
        dx, s, (OH, OW) = np.zeros(self.x.shape), self.stride, dout.shape[2:]
        places = [np.s_[:, :, i:i + s * OH:s, j:j + s * OW:s] for i, j in np.ndindex(self.pool_h, self.pool_w)]
        for place in places:
            dx[place] += (self.x[place] == self.out) * dout
        return dx[:, :, self.pad:dx.shape[2] - self.pad, self.pad:dx.shape[3] - self.pad]


class PoolingWithEqualShares:
    def __init__(self, pool_h, pool_w, stride=1, pad=0):
        self.pool_h, self.pool_w, self.stride, self.pad = pool_h, pool_w, stride, pad

    def forward(self, x):
        N, C, H, W = x.shape
        beside = [(0, 0), (0, 0), (self.pad, self.pad), (self.pad, self.pad)]
        padded = np.pad(x, beside, constant_values=-np.inf)
        rows = im2col(padded, self.pool_h, self.pool_w, self.stride)
        windows = rows.reshape(-1, self.pool_h * self.pool_w)
        out = windows.max(axis=1, keepdims=True)
        self.shape, self.mask = x.shape, windows == out
        OH = (H + 2 * self.pad - self.pool_h) // self.stride + 1
        return out.reshape(N, OH, -1, C).transpose(0, 3, 1, 2)

    def backward(self, dout):
        errors = dout.transpose(0, 2, 3, 1).reshape(-1, 1)
        windows = self.mask * errors / self.mask.sum(axis=1, keepdims=True)
        col = windows.reshape(-1, dout.shape[1] * self.pool_h * self.pool_w)
        return col2im(col, self.shape, self.pool_h, self.pool_w, self.stride, self.pad)


CHECK = Check(
    [
        Part("forward", 1, pooled, probe="Pooling_forward"),
        Part("forward with padding", 1, pooled_with_padding, probe="Pooling_forward"),
        Part("dx, windows side by side", 1, pools_used_twice, ["dx"]),
        Part("dx, overlapping windows", 1, overlapping, ["dx"]),
        Part("dx with padding", 1, padded_pools, ["dx"]),
        Part("dx where several entries are largest", 1, ties, ["dx"]),
        Part(shared.NO_LOOP, 1, two_sizes_of_pools, probe="Pooling_steps"),
    ],
    accepts=[PoolingByComparing, PoolingWithEqualShares],
)
