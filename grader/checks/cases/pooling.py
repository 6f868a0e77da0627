"""Inputs of pooling layers."""
import numpy as np

from grader.checks.cases import small


def side_by_side(rng):
    yield pool_case(small(rng, 1, 1, 2, 2), 2, 2, 2)
    yield pool_case(small(rng, 1, 1, 2, 4), 2, 2, 2)
    yield pool_case(-small(rng, 1, 1, 4, 2), 2, 2, 2)
    yield pool_case(small(rng, 1, 1, 4, 4), 2, 2, 2)
    yield pool_case(rng.normal(size=(1, 1, 6, 9)), 3, 3, 3)


def overlapping(rng):
    yield pool_case(np.array([[[[1.0, 3.0, 2.0]]]]), 1, 2, 1)
    yield pool_case(small(rng, 1, 1, 2, 3), 2, 1, 1)
    yield pool_case(np.array([[[[4.0, 1.0, 2.0, 0.0, 3.0, 5.0]]]]), 1, 4, 2)
    yield pool_case(small(rng, 1, 1, 3, 5), 3, 3, 2)
    yield pool_case(rng.normal(size=(1, 1, 7, 5)), 3, 3, 2)
    yield pool_case(rng.normal(size=(1, 1, 5, 8)), 2, 3, 1)
    yield pool_case(rng.normal(size=(1, 1, 7, 11)), 1, 2, 3)


def not_dividing(rng):
    yield pool_case(small(rng, 1, 1, 3, 2), 2, 2, 2)
    yield pool_case(small(rng, 1, 1, 2, 5), 2, 2, 2)
    yield pool_case(_marked(rng, 1, 1, 6, 8), 3, 3, 2)
    yield pool_case(_marked(rng, 1, 1, 8, 9), 3, 2, 3)


def pictures_and_channels(rng):
    yield pool_case(small(rng, 1, 3, 2, 2), 2, 2, 2)
    yield pool_case(small(rng, 3, 1, 2, 2), 2, 2, 2)
    yield pool_case(_marked(rng, 2, 3, 4, 6), 2, 2, 2)
    yield pool_case(_marked(rng, 3, 2, 7, 5), 3, 3, 2)


def padding(rng):
    yield pool_case(-small(rng, 1, 1, 2, 4), 2, 2, 2, pad=1)
    yield pool_case(small(rng, 1, 1, 2, 3), 2, 2, 1, pad=0)
    yield pool_case(small(rng, 1, 1, 3, 5), 3, 3, 2, pad=1)
    yield pool_case(rng.uniform(-2, -1, size=(1, 1, 5, 7)), 3, 3, 2, pad=1)
    yield pool_case(rng.normal(size=(1, 1, 5, 8)), 3, 3, 3, pad=2)


def padding_never_largest(rng):
    yield from padding(rng)
    x = -small(rng, 1, 1, 2, 4)
    x[0, 0, 0, 0] = -1e12  # alone in its window: only minus infinity is sure to be smaller
    yield pool_case(x, 2, 2, 2, pad=1)


def _marked(rng, N, C, H, W):
    """Normal numbers: nothing above 0 in the first three rows and columns, and beside them, in row 2, the largest."""
    x = rng.normal(size=(N, C, H, W))
    x[:, :, :3, :3] = -np.abs(x[:, :, :3, :3]) - 0.1
    x[0, -1, 2, 3] = 4.0 + rng.random()
    return x


def pool_case(x, height, width, stride, **pad):
    return {"x": x, "pool_param": {"pool_height": height, "pool_width": width, "stride": stride, **pad}}
