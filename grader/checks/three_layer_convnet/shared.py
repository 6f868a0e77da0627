"""Cases of the sandwich layers, forward and backward, and of what must do without a loop."""
import numpy as np

from grader.checks.cases import normal
from grader.checks.cases.pooling_backward import whole
from solutions.three_layer_convnet import conv_forward_fast

NO_LOOP = "no Python loop over windows"


def two_sizes(rng):
    for height, width, stride in [(2, 2, 2), (3, 2, 1)]:
        pool_param = {"pool_height": height, "pool_width": width, "stride": stride}
        yield {"x": rng.normal(size=(2, 3, 6, 8)), "pool_param": pool_param}


def pictures_forward(rng):
    yield sandwich(rng, whole, (1, 1, 2, 2), (1, 1, 1, 1), (2, 2, 2))
    yield sandwich(rng, whole, (1, 1, 2, 3), (1, 1, 1, 2), (1, 2, 1))
    yield sandwich(rng, whole, (1, 2, 3, 3), (3, 2, 2, 2), (2, 2, 2))
    yield sandwich(rng, normal, (2, 3, 7, 8), (4, 3, 3, 2), (2, 2, 2))
    yield sandwich(rng, normal, (3, 2, 6, 9), (4, 2, 1, 2), (2, 3, 3))


def strided_and_padded_forward(rng):
    yield sandwich(rng, whole, (1, 1, 2, 3), (1, 1, 3, 2), (2, 1, 2), pad=1)
    yield sandwich(rng, whole, (1, 1, 4, 7), (2, 1, 2, 1), (2, 2, 1), stride=2)
    yield sandwich(rng, normal, (2, 3, 8, 9), (5, 3, 3, 4), (2, 3, 1), stride=2, pad=1, silent=True)


def sandwich(rng, numbers, pictures, filters, pool, stride=1, pad=0, silent=False):
    """Inputs of which no window of the maps has two equal largest entries: there are three right answers to those.

    silent: some window has negative entries only
    """
    conv_param = {"stride": stride, "pad": pad}
    while True:
        x, w, b = numbers(rng, *pictures), numbers(rng, *filters), numbers(rng, filters[0])
        maps, _ = conv_forward_fast(x, w, b, conv_param)
        seen = np.lib.stride_tricks.sliding_window_view(maps, pool[:2], axis=(2, 3))[:, :, ::pool[2], ::pool[2]]
        largest = seen.max(axis=(4, 5), keepdims=True)
        tied = ((seen == largest).sum(axis=(4, 5)) > 1) & (largest[..., 0, 0] > 0)
        if not tied.any() and maps.min() < 0 < largest.max() and (largest.min() < 0 or not silent):
            pool_param = dict(zip(("pool_height", "pool_width", "stride"), pool))
            return {"x": x, "w": w, "b": b, "conv_param": conv_param, "pool_param": pool_param}


def rows_forward(rng):
    yield affine(rng, whole, (1, 2), 3)
    yield affine(rng, whole, (2, 3), 4)
    yield affine(rng, normal, (5, 4), 7)


def pictures_in_rows_forward(rng):
    yield affine(rng, whole, (2, 1, 1, 3), 4)
    yield affine(rng, normal, (5, 3, 2, 4), 6)
    yield affine(rng, normal, (4, 2, 3), 5)


def affine(rng, numbers, shape, M):
    D = int(np.prod(shape[1:]))
    return {"x": numbers(rng, *shape), "w": numbers(rng, D, M), "b": numbers(rng, M)}
