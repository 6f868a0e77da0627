"""How `global_average_pool_backward` is judged."""
import numpy as np

from grader.checks import Check, Part
from grader.checks.cases.pooling_backward import whole


def one_channel(rng):
    yield {"dout": 4 * whole(rng, 1, 1), "input_shape": (1, 1, 2, 2)}
    yield {"dout": 6 * whole(rng, 1, 1), "input_shape": (1, 1, 2, 3)}
    yield {"dout": rng.normal(size=(2, 1)), "input_shape": (2, 1, 3, 5)}


def several_channels(rng):
    yield {"dout": 2 * whole(rng, 2, 3), "input_shape": (2, 3, 1, 2)}
    yield {"dout": rng.normal(size=(3, 2)), "input_shape": (3, 2, 5, 4)}
    yield {"dout": rng.normal(size=(2, 4)), "input_shape": (2, 4, 4, 2)}


def of_any_type(rng):
    yield {"dout": rng.normal(size=(2, 3)).astype(np.float32), "input_shape": (2, 3, 4, 5)}
    yield {"dout": rng.normal(size=(3, 2)), "input_shape": (3, 2, 1, 1)}


def by_tiles(dout, input_shape):
    N, C, H, W = input_shape
    share = np.multiply(dout, 1 / (H * W), dtype=dout.dtype)
    return np.repeat(share, H * W, axis=1).reshape(N, C, H, W)


OTHERS = ["type of dx is that of dout", "a writeable dx", "changing dx leaves dout as it was"]

CHECK = Check(
    [
        Part("one channel", 1, one_channel, ["dx"]),
        Part("several channels and images", 1, several_channels, ["dx"]),
        Part("a new array of the type of dout", 1, of_any_type, ["dx", *OTHERS]),
    ],
    accepts=[by_tiles],
)
