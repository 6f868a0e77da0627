"""How `conv_transpose_forward` is judged."""
import numpy as np

from grader.checks import Check, Part
from grader.checks.cases import small
from solutions.fast_convolution import conv_forward_fast


def one_kernel(rng):
    yield _small(rng, (1, 1, 1, 1), (1, 1, 1, 2))
    yield _small(rng, (1, 1, 1, 2), (1, 1, 1, 2))
    yield _small(rng, (1, 1, 2, 1), (1, 1, 2, 1))
    yield _small(rng, (1, 1, 2, 2), (1, 1, 2, 2))
    yield _normal(rng, (1, 1, 5, 4), (1, 1, 2, 3))


def channels(rng):
    """Square filters to the last case but one: who mixes up their sides keeps part of the points."""
    yield _small(rng, (2, 1, 1, 1), (1, 1, 1, 1))
    yield _small(rng, (1, 2, 1, 1), (2, 1, 1, 2))
    yield _small(rng, (1, 1, 1, 2), (1, 2, 1, 1))
    yield _normal(rng, (3, 2, 4, 4), (2, 2, 3, 3))
    yield _normal(rng, (2, 3, 5, 4), (3, 4, 2, 3))


def biases(rng):
    yield _small(rng, (1, 1, 1, 2), (1, 1, 1, 1), b=np.array([10.0]))
    yield _small(rng, (1, 1, 1, 2), (1, 2, 1, 2), b=np.array([10.0, 20.0]))
    yield _normal(rng, (2, 3, 4, 3), (3, 5, 2, 4), b=rng.uniform(1, 2, size=5))


def strides(rng):
    yield _small(rng, (1, 1, 1, 2), (1, 1, 1, 2), stride=2)
    yield _small(rng, (1, 1, 1, 2), (1, 1, 1, 3), stride=2)
    yield _small(rng, (1, 1, 2, 2), (1, 1, 1, 2), stride=3)
    yield _normal(rng, (2, 3, 4, 5), (3, 2, 5, 4), stride=2)
    yield _normal(rng, (3, 2, 3, 4), (2, 4, 4, 2), stride=3)


def cropping(rng):
    yield _small(rng, (1, 1, 1, 2), (1, 1, 3, 2), pad=1)
    yield _small(rng, (1, 1, 2, 2), (1, 1, 3, 4), pad=1)
    yield _normal(rng, (2, 1, 4, 3), (1, 3, 5, 6), pad=2)
    yield _normal(rng, (1, 2, 4, 5), (2, 3, 4, 3), stride=2, pad=1)
    yield _normal(rng, (2, 3, 5, 4), (3, 2, 3, 5), stride=3, pad=3)  # pad larger than the filter less 1


def refused_sizes(rng):
    yield _small(rng, (1, 3, 2, 1), (1, 2, 2, 3), b=np.zeros(2))
    yield _small(rng, (1, 1, 2, 3), (4, 2, 3, 2), b=np.zeros(2))
    yield _small(rng, (1, 2, 1, 3), (2, 1, 2, 3), pad=1)
    yield _small(rng, (1, 2, 3, 1), (2, 1, 2, 2), pad=1)
    yield _small(rng, (1, 2, 3, 2), (2, 1, 2, 1), pad=2)


def _small(rng, x: tuple, w: tuple, b=None, stride=1, pad=0):
    return _inputs(small(rng, *x), small(rng, *w), b, stride, pad)


def _normal(rng, x: tuple, w: tuple, b=None, stride=1, pad=0):
    return _inputs(rng.normal(size=x), rng.normal(size=w), b, stride, pad)


def _inputs(x, w, b, stride, pad):
    return {"x": x, "w": w, "b": np.zeros(w.shape[1]) if b is None else b, "stride": stride, "pad": pad}


def copy_by_copy(x, w, b, stride, pad):
    (N, C_in, H, W), (_, C_out, HH, WW) = x.shape, w.shape
    OH, OW = (H - 1) * stride - 2 * pad + HH, (W - 1) * stride - 2 * pad + WW
    if len(w) != C_in or min(OH, OW) < 1:
        raise ValueError("sizes")
    full = np.zeros((N, C_out, (H - 1) * stride + HH, (W - 1) * stride + WW))
    for n in range(N):
        for c in range(C_in):
            for i in range(H):
                for j in range(W):
                    top, left = i * stride, j * stride
                    full[n, :, top:top + HH, left:left + WW] += x[n, c, i, j] * w[c]
    out = full[:, :, pad:pad + OH, pad:pad + OW]
    return out + b.reshape(-1, 1, 1), [x, w, b, stride, pad]


def as_a_correlation(x, w, b, stride, pad):
    # Zeros between and around the pixels, then an ordinary layer with rotated filters.
    HH, WW = w.shape[2:]
    rotated = w[:, :, ::-1, ::-1].transpose(1, 0, 2, 3)
    H, W = x.shape[2:]
    spread = np.zeros((*x.shape[:2], (H - 1) * stride + 2 * HH - 1, (W - 1) * stride + 2 * WW - 1))
    spread[:, :, HH - 1:HH + (H - 1) * stride:stride, WW - 1:WW + (W - 1) * stride:stride] = x
    full, _ = conv_forward_fast(spread, rotated, 0 * b, {"stride": 1, "pad": 0})
    out = full[:, :, pad:full.shape[2] - pad, pad:full.shape[3] - pad]
    if min(out.shape) < 1:
        raise ValueError("pad")
    return out + b[:, None, None], (x, w, b, stride, pad)


def entry_by_entry(x, w, b, stride, pad):
    # Strided slices, one for each entry of a filter.
    (N, C, H, W), (C_in, C_out, HH, WW) = x.shape, w.shape
    if C != C_in:
        raise ValueError("channels")
    full = np.zeros((N, C_out, (H - 1) * stride + HH, (W - 1) * stride + WW))
    for i in range(HH):
        for j in range(WW):
            copies = np.einsum("nchw,cd->ndhw", x, w[:, :, i, j])
            full[:, :, i:i + H * stride:stride, j:j + W * stride:stride] += copies
    if 2 * pad >= min(full.shape[2:]):
        raise ValueError("pad")
    out = full[:, :, pad:-pad, pad:-pad] if pad else full
    return out + b[None, :, None, None], (x, w, b, stride, pad)


# --- wrong functions that no edit gives -------------------------------------------------------


def copies_overwritten(x, w, b, stride, pad):
    (N, _, H, W), (_, C_out, HH, WW) = x.shape, w.shape
    full = np.zeros((N, C_out, (H - 1) * stride + HH, (W - 1) * stride + WW))
    for i in range(H):
        for j in range(W):
            top, left = i * stride, j * stride
            full[:, :, top:top + HH, left:left + WW] = np.tensordot(x[:, :, i, j], w, axes=1)
    out = full[:, :, pad:full.shape[2] - pad, pad:full.shape[3] - pad]
    if min(out.shape) < 1:
        raise ValueError("pad")
    return out + b[:, None, None], (x, w, b, stride, pad)


def copies_averaged(x, w, b, stride, pad):
    (N, _, H, W), (_, C_out, HH, WW) = x.shape, w.shape
    full = np.zeros((N, C_out, (H - 1) * stride + HH, (W - 1) * stride + WW))
    lying = np.zeros(full.shape)
    for i in range(H):
        for j in range(W):
            rows, columns = slice(i * stride, i * stride + HH), slice(j * stride, j * stride + WW)
            full[:, :, rows, columns] += np.tensordot(x[:, :, i, j], w, axes=1)
            lying[:, :, rows, columns] += 1
    out = (full / np.maximum(lying, 1))[:, :, pad:full.shape[2] - pad, pad:full.shape[3] - pad]
    if min(out.shape) < 1:
        raise ValueError("pad")
    return out + b[:, None, None], (x, w, b, stride, pad)


def largest_copy(x, w, b, stride, pad):
    (N, _, H, W), (_, C_out, HH, WW) = x.shape, w.shape
    full = np.zeros((N, C_out, (H - 1) * stride + HH, (W - 1) * stride + WW))
    for i in range(H):
        for j in range(W):
            window = full[:, :, i * stride:i * stride + HH, j * stride:j * stride + WW]
            window[:] = np.maximum(window, np.tensordot(x[:, :, i, j], w, axes=1))
    out = full[:, :, pad:full.shape[2] - pad, pad:full.shape[3] - pad]
    if min(out.shape) < 1:
        raise ValueError("pad")
    return out + b[:, None, None], (x, w, b, stride, pad)


def ordinary_convolution(x, w, b, stride, pad):
    out, _ = conv_forward_fast(x, w.swapaxes(0, 1), b, {"stride": stride, "pad": pad})
    return out, (x, w, b, stride, pad)


def with_less_padding(x, w, b, stride, pad):
    (N, C, H, W), HH = x.shape, w.shape[2]
    spread = np.zeros((N, C, (H - 1) * stride + 1, (W - 1) * stride + 1))
    spread[:, :, ::stride, ::stride] = x
    rotated = w[:, :, ::-1, ::-1].swapaxes(0, 1)
    out, _ = conv_forward_fast(spread, rotated, b, {"stride": 1, "pad": HH - 1 - pad})
    return out, (x, w, b, stride, pad)


def with_swapped_filters(x, w, b, stride, pad):
    (N, C_in, H, W), (_, C_out, HH, WW) = x.shape, w.shape
    if len(w) != C_in:
        raise ValueError("channels")
    full = np.zeros((N, C_out, (H - 1) * stride + HH, (W - 1) * stride + WW))
    for c in range(C_in):
        for d in range(C_out):
            for i, j in np.ndindex(H, W):
                top, left = i * stride, j * stride
                full[:, d, top:top + HH, left:left + WW] += x[:, c, i, j][:, None, None] * w[d, c]
    out = full[:, :, pad:full.shape[2] - pad, pad:full.shape[3] - pad]
    if min(out.shape) < 1:
        raise ValueError("pad")
    return out + b[:, None, None], (x, w, b, stride, pad)


CHECK = Check(
    [
        Part("one kernel", 1, one_kernel, ["out"]),
        Part("several images and channels", 1, channels, ["out"]),
        Part("biases", 1, biases, ["out"]),
        Part("stride", 1, strides, ["out"]),
        Part("padding, and the cache", 1, cropping),
        Part("ValueError for what cannot be", 1, refused_sizes, probe="conv_transpose_forward_refusal"),
    ],
    accepts=[copy_by_copy, as_a_correlation, entry_by_entry],
)
