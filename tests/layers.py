"""Layers of all sizes that fit, for the proofs of the references: strategies for Hypothesis, and numbers for them."""
import numpy as np
from hypothesis import strategies as st

few = st.integers(1, 3)
seeds = st.integers(0, 2**32 - 1)


@st.composite
def layers(draw, square=False, pads=(0, 2)):
    """N, C, H, W, F, HH, WW, stride, pad of a layer whose windows fit; strides that do not divide among them."""
    N, C, F, stride = draw(few), draw(few), draw(few), draw(few)
    H, W, pad = draw(st.integers(1, 5)), draw(st.integers(1, 6)), draw(st.integers(*pads))
    HH = draw(st.integers(1, min(H + 2 * pad, W + 2 * pad, 3) if square else min(H + 2 * pad, 4)))
    WW = HH if square else draw(st.integers(1, min(W + 2 * pad, 4)))
    return N, C, H, W, F, HH, WW, stride, pad


def places(sizes):
    _, _, H, W, _, HH, WW, stride, pad = sizes
    return (H + 2 * pad - HH) // stride + 1, (W + 2 * pad - WW) // stride + 1


def layer_of(sizes, seed):
    """x, w, b and a random upstream gradient."""
    N, C, H, W, F, HH, WW, *_ = sizes
    rng = np.random.default_rng(seed)
    shapes = [(N, C, H, W), (F, C, HH, WW), (F,), (N, F, *places(sizes))]
    return [rng.normal(size=shape) for shape in shapes]


def pool_param_of(sizes):
    *_, HH, WW, stride, pad = sizes
    return {"pool_height": HH, "pool_width": WW, "stride": stride, "pad": pad}


def poolings():
    return layers().filter(lambda sizes: sizes[8] < min(sizes[5:7]))
