"""How `max_pool_forward_fast` is judged."""
import numpy as np

from grader.checks import Check, Part
from grader.checks.cases import pooling as forward
from grader.checks.cases import small
from grader.checks.three_layer_convnet.shared import NO_LOOP, two_sizes


def windows(rng):
    yield from forward.side_by_side(rng)
    yield from forward.pictures_and_channels(rng)


def overlapping_or_not_dividing(rng):
    yield from forward.overlapping(rng)
    yield from forward.not_dividing(rng)


def padding_and_types(rng):
    yield from forward.padding_never_largest(rng)
    yield {"x": small(rng, 1, 1, 2, 4).astype(np.float32),
           "pool_param": {"pool_height": 2, "pool_width": 2, "stride": 2}}  # fmt: skip


def forward_windows_at_once(x, pool_param):
    p_h, p_w, stride = pool_param["pool_height"], pool_param["pool_width"], pool_param["stride"]
    pad = pool_param["pad"] if "pad" in pool_param else 0
    low = np.finfo(x.dtype).min
    x_pad = np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad)), constant_values=low)
    seen = np.lib.stride_tricks.sliding_window_view(x_pad, (p_h, p_w), axis=(2, 3))[:, :, ::stride, ::stride]
    return np.amax(seen, axis=(-1, -2)), (x, pool_param)


def forward_columns(x, pool_param):
    # Windows as columns, channel by channel, as the books do it.
    p_h, p_w, stride = pool_param["pool_height"], pool_param["pool_width"], pool_param["stride"]
    pad = pool_param.get("pad", 0)
    x_pad = np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad)), constant_values=-np.inf)
    N, C, H, W = x_pad.shape
    OH, OW = (H - p_h) // stride + 1, (W - p_w) // stride + 1
    rows = stride * np.arange(OH)[:, None, None, None] + np.arange(p_h)[:, None]
    columns = stride * np.arange(OW)[:, None, None] + np.arange(p_w)
    col = x_pad[:, :, rows, columns].reshape(-1, p_h * p_w)
    return col.max(axis=1).reshape(N, C, OH, OW), (x, pool_param)


def forward_loops(x, pool_param):
    p_h, p_w, stride = pool_param["pool_height"], pool_param["pool_width"], pool_param["stride"]
    pad = pool_param.get("pad", 0)
    padded = np.pad(x, [(0, 0), (0, 0), (pad, pad), (pad, pad)], constant_values=-np.inf)
    OH, OW = (padded.shape[2] - p_h) // stride + 1, (padded.shape[3] - p_w) // stride + 1
    out = np.zeros((*x.shape[:2], OH, OW))
    for i in range(OH):
        for j in range(OW):
            window = padded[:, :, i * stride:i * stride + p_h, j * stride:j * stride + p_w]
            out[:, :, i, j] = window.max(axis=(2, 3))
    return out, (x, pool_param)


def forward_slices_to_the_end(x, pool_param):
    p_h, p_w, stride = pool_param["pool_height"], pool_param["pool_width"], pool_param["stride"]
    pad = pool_param.get("pad", 0)
    padded = np.pad(x, [(0, 0), (0, 0), (pad, pad), (pad, pad)], constant_values=-np.inf)
    out = padded[:, :, ::stride, ::stride]
    for i in range(p_h):
        for j in range(p_w):
            out = np.maximum(out, padded[:, :, i::stride, j::stride])
    return out, (x, pool_param)


def forward_tiles(x, pool_param):
    (N, C, H, W), p_h, p_w = x.shape, pool_param["pool_height"], pool_param["pool_width"]
    out = x.reshape(N, C, H // p_h, p_h, W // p_w, p_w).max(axis=(3, 5))
    return out, (x, pool_param)


def forward_tiles_cut(x, pool_param):
    (N, C, H, W), p_h, p_w = x.shape, pool_param["pool_height"], pool_param["pool_width"]
    cut = x[:, :, :H // p_h * p_h, :W // p_w * p_w]
    return cut.reshape(N, C, H // p_h, p_h, W // p_w, p_w).max(axis=(3, 5)), (x, pool_param)


CHECK = Check(
    [
        Part("windows side by side", 1, windows, ["out"]),
        Part("overlapping windows, sizes that do not divide", 1, overlapping_or_not_dividing, ["out"]),
        Part("padding, the type of x, the cache", 1, padding_and_types),
        Part(NO_LOOP, 1, two_sizes, probe="max_pool_forward_fast_steps"),
    ],
    accepts=[forward_windows_at_once, forward_columns],
)
