"""The references of chapter 4 are proven: against SciPy's filters and scikit-image's blocks, and by properties."""
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy import ndimage
from skimage.measure import block_reduce

from solutions import pooling as ref

NUMBERS = st.floats(-10, 10, allow_subnormal=False, width=32)
few = st.integers(1, 3)


def close(got, expected):
    np.testing.assert_allclose(got, expected, rtol=1e-9, atol=1e-9)


def scipys_pool(picture, p_h, p_w, stride, pad, mode):
    """One picture of two axes: SciPy's filter at every pixel of the padded picture, thinned out by the stride."""
    origin = (-((p_h - 1) // 2) - (p_h % 2 == 0), -((p_w - 1) // 2) - (p_w % 2 == 0))
    padded = np.pad(picture, pad, constant_values=-np.inf if mode == "max" else 0)
    wanted = ndimage.maximum_filter if mode == "max" else ndimage.uniform_filter
    full = wanted(padded, (p_h, p_w), origin=origin, mode="constant")
    return full[:padded.shape[0] - p_h + 1:stride, :padded.shape[1] - p_w + 1:stride]


@st.composite
def pools(draw):
    """x of shape (N, C, H, W), and a pool_param whose window fits."""
    H, W, p_h, p_w = (draw(st.integers(1, n)) for n in (6, 7, 4, 4))
    pad = draw(st.integers(0, min(p_h, p_w) - 1))
    p_h, p_w = min(p_h, H + 2 * pad), min(p_w, W + 2 * pad)
    x = draw(arrays(float, (draw(few), draw(few), H, W), elements=NUMBERS))
    param = {"pool_height": p_h, "pool_width": p_w, "stride": draw(few)}
    return x, param | ({"pad": pad} if pad else {})


@pytest.mark.parametrize(("pool", "mode"), [(ref.max_pool_forward_naive, "max"), (ref.avg_pool_forward_naive, "avg")])
@given(drawn=pools())
def test_pools_are_scipys_filters(pool, mode, drawn):
    x, param = drawn
    out, cache = pool(x, param)
    args = (param["pool_height"], param["pool_width"], param["stride"], param.get("pad", 0), mode)
    close(out, [[scipys_pool(channel, *args) for channel in picture] for picture in x])
    assert cache[0] is x and cache[1] is param


@given(st.data())
def test_pool2d_is_scipys_filter_with_stride_1(data):
    H, W = data.draw(st.integers(1, 6)), data.draw(st.integers(1, 7))
    size = (data.draw(st.integers(1, H)), data.draw(st.integers(1, W)))
    X = data.draw(arrays(float, (H, W), elements=NUMBERS))
    for mode in ("max", "avg"):
        close(ref.pool2d(X, size, mode), scipys_pool(X, *size, 1, 0, mode))
    assert np.array_equal(ref.pool2d(X, size), ref.pool2d(X, size, "max"))


@pytest.mark.parametrize(("mode", "reduce"), [("max", np.max), ("average", np.mean)])
def test_channels_last_windows_without_overlap_are_blocks(mode, reduce):
    A = np.random.default_rng(0).normal(size=(2, 6, 9, 4))
    pooled, cache = ref.pool_forward(A, {"f": 3, "stride": 3}, mode)
    close(pooled, block_reduce(A, (1, 3, 3, 1), reduce))
    assert cache[0] is A and cache[1] == {"f": 3, "stride": 3}


@given(st.data())
def test_channels_last_is_channels_first_moved(data):
    f = data.draw(few)
    A = data.draw(arrays(float, (2, f + data.draw(few), f + data.draw(few), 2), elements=NUMBERS))
    stride = data.draw(few)
    param = {"pool_height": f, "pool_width": f, "stride": stride}
    for mode, first in [("max", ref.max_pool_forward_naive), ("average", ref.avg_pool_forward_naive)]:
        moved = first(np.moveaxis(A, 3, 1), param)[0]
        close(ref.pool_forward(A, {"f": f, "stride": stride}, mode)[0], np.moveaxis(moved, 1, 3))


@given(arrays(float, st.tuples(few, few), elements=NUMBERS))
def test_the_mask_marks_the_largest_entries_and_no_other(x):
    mask = ref.create_mask_from_window(x)
    assert mask.dtype == bool and mask.shape == x.shape and mask.any()
    assert all(x[place] == max(x.ravel()) for place in zip(*np.nonzero(mask), strict=True))
    assert all(x[place] < max(x.ravel()) for place in zip(*np.nonzero(~mask), strict=True))


@given(NUMBERS, few, few)
def test_shares_are_equal_and_add_up(dz, n_H, n_W):
    shares = ref.distribute_value(dz, (n_H, n_W))
    assert shares.shape == (n_H, n_W) and np.all(shares == shares[0, 0])
    close(shares.sum(), dz)


@given(arrays(float, st.tuples(few, few, few, few), elements=NUMBERS))
def test_global_average_pooling_is_average_pooling_with_one_window(x):
    param = {"pool_height": x.shape[2], "pool_width": x.shape[3], "stride": 1}
    close(ref.global_average_pool(x), ref.avg_pool_forward_naive(x, param)[0][:, :, 0, 0])


@pytest.mark.parametrize("pool", [ref.max_pool_forward_naive, ref.avg_pool_forward_naive])
@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"stride": 0}, "stride must be at least 1, but is 0"),
        ({"pool_height": 0}, "k must be at least 1, but is 0"),
        ({"pool_width": 6}, "k is 6, longer than the padded input, 5"),
        ({"pad": -1}, "pad must be at least 0, but is -1"),
        ({"pad": 2}, r"pad must be smaller than the window, \(2, 3\), but is 2"),
    ],
)
def test_layers_name_the_wrong_number(pool, changed, message):
    param = {"pool_height": 2, "pool_width": 3, "stride": 1} | changed
    with pytest.raises(ValueError, match=f"^{message}"):
        pool(np.zeros((1, 1, 4, 5)), param)


def test_unknown_modes_are_named():
    with pytest.raises(ValueError, match="^mode must be 'max' or 'avg', but is 'average'"):
        ref.pool2d(np.zeros((2, 2)), (1, 1), "average")
    with pytest.raises(ValueError, match="^mode must be 'max' or 'average', but is 'avg'"):
        ref.pool_forward(np.zeros((1, 2, 2, 1)), {"f": 1, "stride": 1}, "avg")
    with pytest.raises(ValueError, match="^k is 3, longer than the padded input, 2"):
        ref.pool_forward(np.zeros((1, 2, 4, 1)), {"f": 3, "stride": 1})
