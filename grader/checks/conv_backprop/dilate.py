"""How `dilate` is judged."""
import numpy as np

from grader.checks import Check, Part
from grader.checks.cases import small


def one_map(rng):
    yield {"dout": small(rng, 1, 2), "stride": 2}
    yield {"dout": small(rng, 2, 1), "stride": 2}
    yield {"dout": small(rng, 2, 3), "stride": 2}
    yield {"dout": small(rng, 2, 3), "stride": 3}
    yield {"dout": small(rng, 1, 2), "stride": 1}
    yield {"dout": small(rng, 1, 1), "stride": 3}
    yield {"dout": rng.normal(size=(4, 3)), "stride": 4}


def several_maps(rng):
    yield {"dout": small(rng, 2, 1, 2), "stride": 2}
    yield {"dout": small(rng, 1, 2, 2, 1), "stride": 2}
    yield {"dout": small(rng, 2, 3, 3, 2), "stride": 3}
    yield {"dout": rng.normal(size=(2, 3, 4)), "stride": 1}
    yield {"dout": rng.normal(size=(3, 2, 4, 5)), "stride": 2}


def too_small_strides(rng):
    yield {"dout": small(rng, 1, 1), "stride": -1}  # a slice takes it without a word
    yield {"dout": small(rng, 1, 1), "stride": 0}
    yield {"dout": small(rng, 2, 3), "stride": 0}
    yield {"dout": small(rng, 1, 1, 1, 1), "stride": -2}


def dilate_entry_by_entry(dout, stride):
    if not stride >= 1:
        raise ValueError("stride")
    *outer, OH, OW = dout.shape
    spread = np.zeros([*outer, OH + (OH - 1) * (stride - 1), OW + (OW - 1) * (stride - 1)], dtype=dout.dtype)
    for i in range(OH):
        for j in range(OW):
            spread[..., i * stride, j * stride] = dout[..., i, j]
    return spread


def dilate_trimmed(dout, stride):
    if stride < 1:
        raise ValueError("stride")
    block = np.zeros((stride, stride))
    block[0, 0] = 1
    spread = np.kron(dout, block)
    return spread[..., :spread.shape[-2] - stride + 1, :spread.shape[-1] - stride + 1]


def stride_zeros(dout, stride):
    if stride < 1:
        raise ValueError("stride")
    step = stride + 1 if stride > 1 else 1
    OH, OW = dout.shape[-2:]
    spread = np.zeros((*dout.shape[:-2], (OH - 1) * step + 1, (OW - 1) * step + 1))
    spread[..., ::step, ::step] = dout
    return spread


def entries_repeated(dout, stride):
    if stride < 1:
        raise ValueError("stride")
    return np.repeat(np.repeat(dout, stride, axis=-2), stride, axis=-1)


def outer_axes_dilated(dout, stride):
    if stride < 1:
        raise ValueError("stride")
    spread = np.zeros(((len(dout) - 1) * stride + 1, (dout.shape[1] - 1) * stride + 1, *dout.shape[2:]))
    spread[::stride, ::stride] = dout
    return spread


CHECK = Check(
    [
        Part("one map", 1, one_map),
        Part("several maps", 1, several_maps),
        Part("stride too small", 1, too_small_strides, probe="dilate_refusal"),
    ],
    accepts=[dilate_entry_by_entry, dilate_trimmed],
)
