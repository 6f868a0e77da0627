"""Cases of layers for the functions and the two classes that compute them fast."""
import numpy as np

from grader.checks.cases import normal, small

NO_LOOP = "no Python loop over places"


def places_along(length: int, k: int, stride: int, pad: int) -> int:
    return (length + 2 * pad - k) // stride + 1


def two_sizes(rng):
    yield windows_of(small(rng, 1, 1, 4, 5), 2, 2)
    yield windows_of(rng.normal(size=(2, 3, 8, 7)), 3, 2)
    yield windows_of(rng.normal(size=(3, 2, 12, 9)), 2, 3)


def windows_of(pictures, filter_h, filter_w, stride=1, pad=0):
    return {"input_data": pictures, "filter_h": filter_h, "filter_w": filter_w, "stride": stride, "pad": pad}


def by_default(case):
    """The case without stride and pad, which are 1 and 0: the function's own defaults stand for them."""
    return {name: value for name, value in case.items() if name not in ("stride", "pad")}


def plain_layers(rng):
    yield layer_case(rng, (1, 1, 1, 3), (1, 1, 1, 2))
    yield layer_case(rng, (1, 1, 2, 3), (1, 1, 2, 2))
    yield layer_case(rng, (1, 2, 2, 3), (3, 2, 2, 1))
    yield layer_case(rng, (2, 1, 3, 4), (3, 1, 2, 2))
    yield layer_case(rng, (2, 3, 5, 6), (4, 3, 3, 2), normal)
    yield layer_case(rng, (2, 3, 8, 9), (4, 3, 6, 5), normal)


def strided_and_padded_layers(rng):
    yield from strided_layers(rng)
    yield from padded_layers(rng)


def strided_layers(rng):
    yield layer_case(rng, (1, 1, 1, 4), (1, 1, 1, 2), stride=2)
    yield layer_case(rng, (1, 1, 3, 5), (2, 1, 2, 2), stride=2)
    yield layer_case(rng, (2, 3, 7, 8), (4, 3, 3, 2), normal, stride=2)
    yield layer_case(rng, (1, 2, 8, 9), (3, 2, 2, 4), normal, stride=3)


def padded_layers(rng):
    yield layer_case(rng, (1, 1, 1, 2), (1, 1, 1, 2), pad=1)
    yield layer_case(rng, (1, 1, 1, 2), (1, 1, 2, 1), pad=1)
    yield layer_case(rng, (1, 1, 2, 3), (2, 1, 3, 3), pad=1)
    yield layer_case(rng, (1, 2, 3, 4), (3, 2, 2, 4), normal, pad=2)
    yield layer_case(rng, (2, 3, 4, 5), (4, 3, 3, 2), normal, stride=2, pad=1)
    yield layer_case(rng, (1, 1, 3, 4), (1, 1, 2, 2), normal, pad=3)  # 2 * pad is no longer 2 + pad, or less


def with_earlier(rng, case, N):
    """The case with N pictures and errors that went through the layer before those that are looked at."""
    x, dout = (rng.permutation(np.tile(case[name], (N, 1, 1, 1)).ravel()) for name in ("x", "dout"))
    earlier_x, earlier_dout = x.reshape(N, *case["x"].shape[1:]), dout.reshape(N, *case["dout"].shape[1:])
    return {**case, "earlier_x": earlier_x, "earlier_dout": earlier_dout}


def with_second(case, *names):
    """The case with a second layer that has the same numbers in other places."""
    return {**case, **{f"second_{name}": np.roll(case[name].ravel(), 1).reshape(case[name].shape) for name in names}}


def with_first(case):
    """The case with a layer that begins with other filters and biases, as before training."""
    return {**case, "first_W": -case["W"], "first_b": case["b"] + 1}


def without_dout(layers):
    for one in layers:
        yield {name: value for name, value in one.items() if name != "dout"}


def layer_case(rng, x_shape, W_shape, fill=small, stride=1, pad=0):
    (N, _, H, W), (F, _, FH, FW) = x_shape, W_shape
    places = places_along(H, FH, stride, pad), places_along(W, FW, stride, pad)
    arrays = {"x": fill(rng, *x_shape), "W": fill(rng, *W_shape), "b": fill(rng, F), "dout": fill(rng, N, F, *places)}
    return {**arrays, "stride": stride, "pad": pad}


def two_sizes_of_layers(rng):
    x = rng.normal(size=(2, 3, 8, 7))
    yield {"x": x, "w": rng.normal(size=(4, 3, 3, 2)), "b": rng.normal(size=4), "stride": 1, "pad": 0}
    x = rng.normal(size=(3, 2, 12, 9))
    yield {"x": x, "w": rng.normal(size=(5, 2, 2, 3)), "b": rng.normal(size=5), "stride": 1, "pad": 0}


def lower_case(layers):
    for one in layers:
        yield {name.lower(): value for name, value in one.items()}
