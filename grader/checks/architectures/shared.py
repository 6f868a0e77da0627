"""Inputs of layers and blocks; what backward passes of blocks get: an upstream gradient, and the reference's cache."""
import numpy as np

from convlab import networks as nets
from grader.checks.cases import normal, small
from grader.checks.cases.pooling_backward import whole
from solutions import architectures as reference

CACHE = [
    "numbers in the cache, one after another", "nesting of the cache (how long its lists and tuples are)",
]  # fmt: skip

# --- layers ------------------------------------------------------------------------------------

def layer_case(x, w, b=None, stride=1, pad=0, **setting) -> dict:
    """The inputs of a probe of a convolutional layer; without biases where none are given."""
    return {"x": x, "w": w, "b": np.zeros(len(w)) if b is None else b, "stride": stride, "pad": pad, **setting}


def small_layer(rng, x: tuple, w: tuple, **settings) -> dict:
    """A layer that can be worked by hand."""
    return layer_case(small(rng, *x), small(rng, *w), **settings)


def normal_layer(rng, x: tuple, w: tuple, **settings) -> dict:
    """A layer of standard normal numbers."""
    return layer_case(rng.normal(size=x), rng.normal(size=w), **settings)


def sizes(rng, low: int, high: int, count: int) -> list[int]:
    """Different whole numbers from low to high - 1: counts of channels, sides of images."""
    return [int(n) for n in rng.choice(np.arange(low, high), count, replace=False)]


def counted(spec: list, *shape: int) -> dict:
    """The inputs of a probe that counts or measures."""
    return {"spec": spec, "shape": shape}


def branches(rng):
    """Networks whose layers have branches, also within one another, to be counted."""
    H, W, C, F, G, K = sizes(rng, 11, 30, 6)
    yield counted([nets.concat([nets.conv(F, 3, pad=1)], [nets.conv(G, 1)])], C, H, W)
    yield counted([nets.add([nets.conv(C, 3, pad=1, bias=False), nets.batch_norm()], [])], C, H, W)
    shortcut = nets.add([nets.conv(F, 3, 2, 1), nets.relu(), nets.conv(G, 3, pad=1)], [nets.conv(G, 1, 2)])
    yield counted([nets.conv(K, 1), shortcut, nets.relu(), nets.conv(C, 3)], C, H, W)
    within = nets.concat([], [nets.conv(F, 1), nets.add([nets.conv(F, 3, pad=1)], [])], [nets.conv(G, 1)])
    yield counted([within, nets.conv(K, 1, bias=False)], C, H, W)


# --- blocks ------------------------------------------------------------------------------------


def flattened(cache):
    """A cache as a case can hold it: dictionaries in place of tuples and lists (convlab.probes.architectures)."""
    if isinstance(cache, dict):
        return {name: flattened(one) for name, one in cache.items()}
    if isinstance(cache, list | tuple):
        form = "[{}]" if isinstance(cache, list) else "({})"
        return {form.format(k): flattened(one) for k, one in enumerate(cache)}
    return cache


def back(rng, forward, case, more=()):
    """The case of a backward pass that belongs to that of a forward pass; more: arguments after x and params."""
    out, cache = forward(case["x"], case["params"], *more)
    dout = rng.normal(size=out.shape)
    return {"dout": dout, "params": case["params"], "_cache": flattened(cache)}


def conv(rng, name, F, C, HH, WW=None, numbers=normal):
    """Filters and biases of one convolution, the filters of the size that keeps numbers near 1."""
    w = numbers(rng, F, C, HH, WW or HH)
    return {f"W{name}": w if numbers is whole else w / np.sqrt(w[0].size / 2), f"b{name}": numbers(rng, F)}


def norm(rng, k, C):
    """gamma of both signs and beta of one batch normalization."""
    return {f"gamma{k}": rng.uniform(0.5, 1.5, C) * rng.choice([-1.0, 1.0], C), f"beta{k}": rng.normal(size=C)}


# --- VGG --------------------------------------------------------------------------------------


def one_conv(rng):
    yield vgg(rng, (1, 1, 2, 2), [1], whole)
    yield vgg(rng, (1, 2, 2, 4), [1], whole)
    yield vgg(rng, (2, 3, 5, 6), [4])
    yield vgg(rng, (3, 2, 4, 7), [1])


def two_convs(rng):
    yield vgg(rng, (1, 1, 2, 2), [1, 1], whole)
    yield vgg(rng, (2, 3, 5, 8), [4, 4])
    yield vgg(rng, (3, 1, 7, 4), [2, 2])


def three_convs(rng):
    yield vgg(rng, (1, 2, 3, 2), [2, 2, 2])
    yield vgg(rng, (2, 3, 4, 7), [5, 5, 5])


def vgg(rng, shape, filters, numbers=normal):
    """Inputs with which every layer lets something through and stops something."""
    while True:
        channels, params = shape[1], {}
        for k, F in enumerate(filters, 1):
            params |= conv(rng, k, F, channels, 3, numbers=numbers)
            channels = F
        case = {"x": numbers(rng, *shape), "params": params}
        out, (layers, _) = reference.vgg_block_forward(**case)
        if out.any() and all(maps.min() < 0 < maps.max() for _, maps in layers):
            return case


# --- Network in Network -----------------------------------------------------------------------


def nin_plain(rng):
    yield nin(rng, (1, 1, 1, 3), 1, 1, 2, 1, 0, whole)
    yield nin(rng, (1, 2, 2, 3), 2, 2, 1, 1, 0, whole)
    yield nin(rng, (2, 3, 5, 6), 4, 3, 2, 1, 0)


def nin_strided(rng):
    yield nin(rng, (1, 1, 3, 2), 2, 3, 1, 2, 1)
    yield nin(rng, (2, 3, 7, 8), 4, 3, 3, 2, 1)
    yield nin(rng, (3, 2, 9, 6), 5, 2, 4, 3, 2)


def nin(rng, shape, F, HH, WW, stride, pad, numbers=normal):
    while True:
        params = conv(rng, 1, F, shape[1], HH, WW, numbers)
        params |= conv(rng, 2, F, F, 1, numbers=numbers) | conv(rng, 3, F, F, 1, numbers=numbers)
        case = {"x": numbers(rng, *shape), "params": params, "conv_param": {"stride": stride, "pad": pad}}
        out, cache = reference.nin_block_forward(**case)
        if out.any() and all(maps.min() < 0 < maps.max() for _, maps in cache):
            return case


# --- GoogLeNet --------------------------------------------------------------------------------


def one_map_a_branch(rng):
    yield inception(rng, (1, 1, 2, 2), (1, 1, 1, 1, 1, 1), whole)
    yield inception(rng, (2, 1, 3, 2), (1, 1, 1, 1, 1, 1))


def branches_of_all_widths(rng):
    yield inception(rng, (1, 2, 2, 3), (2, 1, 3, 2, 1, 1))
    yield inception(rng, (2, 3, 5, 6), (3, 2, 5, 4, 2, 1))
    yield inception(rng, (3, 2, 7, 4), (1, 3, 2, 2, 4, 5))


def inception(rng, shape, widths, numbers=normal):
    """widths: filters of 1, 2a, 2b, 3a, 3b and 4."""
    one, two_a, two_b, three_a, three_b, four = widths
    C = shape[1]
    while True:
        params = conv(rng, "1", one, C, 1, numbers=numbers)
        params |= conv(rng, "2a", two_a, C, 1, numbers=numbers) | conv(rng, "2b", two_b, two_a, 3, numbers=numbers)
        params |= conv(rng, "3a", three_a, C, 1, numbers=numbers)
        params |= conv(rng, "3b", three_b, three_a, 5, numbers=numbers)
        params |= conv(rng, "4", four, C, 1, numbers=numbers)
        params["W4"][0] = -np.abs(params["W4"][0])  # with positive weights the pooling may come after them
        params["b4"][0] = 5 + np.abs(params["b4"][0])
        case = {"x": numbers(rng, *shape), "params": params}
        _, (layers, _) = reference.inception_block_forward(**case)
        mixed = all(maps.min() < 0 < maps.max() for name, (_, maps) in layers.items() if name != "4")
        if mixed and layers["4"][1].max() > 0:  # pooled maps may all be one number
            return case


# --- ResNet and DenseNet ----------------------------------------------------------------------


def identity_shortcuts(rng):
    yield residual(rng, (2, 1, 2, 2), 1)
    yield residual(rng, (2, 3, 5, 4), 3)
    yield residual(rng, (4, 2, 3, 6), 2)


def projected_shortcuts(rng):
    yield residual(rng, (2, 1, 2, 3), 2, stride=1, projected=True)
    yield residual(rng, (2, 3, 5, 8), 4, stride=2, projected=True)
    yield residual(rng, (3, 2, 7, 4), 2, stride=3, projected=True)
    for height in (2, 3):  # one pixel is broadcast where one of the convolutions has another stride
        yield residual(rng, (4, 2, height, 1), 3, stride=2, projected=True)


def residual(rng, shape, F, mode="train", projected=False, **stride):
    C = shape[1]
    filters = conv(rng, 1, F, C, 3) | conv(rng, 2, F, F, 3) | (conv(rng, 3, F, C, 1) if projected else {})
    params = {}
    for k in range(1, 3 + projected):
        params |= {f"W{k}": filters[f"W{k}"], **norm(rng, k, F)}
    averages = {f"bn{k}": running(rng, F) for k in range(1, 3 + projected)}
    return {"x": rng.normal(size=shape), "params": params, "mode": mode, "averages": averages, **stride}


def single(case):
    """The images and the params of a case in float32."""
    params = {name: value.astype(np.float32) for name, value in case["params"].items()}
    return {"x": case["x"].astype(np.float32), "params": params}


def running(rng, C):
    return {"running_mean": rng.normal(size=C), "running_var": rng.uniform(0.5, 2.0, C)}


def fresh_bn_params(case):
    """bn_params in mode "train" for all batch normalizations of a case."""
    return {name.replace("gamma", "bn"): {"mode": "train"} for name in case["params"] if name.startswith("gamma")}


def one_layer(rng):
    yield dense(rng, (2, 1, 2, 2), [1])
    yield dense(rng, (2, 3, 4, 5), [2])


def three_layers(rng):
    yield dense(rng, (2, 1, 2, 3), [1, 1, 1])
    yield dense(rng, (2, 3, 5, 4), [2, 2, 2])
    yield dense(rng, (3, 2, 4, 6), [4, 4, 4])


def dense(rng, shape, growth, mode="train"):
    channels, params, averages = shape[1], {}, {}
    for k, G in enumerate(growth, 1):
        params |= norm(rng, k, channels) | {f"W{k}": conv(rng, k, G, channels, 3)[f"W{k}"]}
        averages[f"bn{k}"] = running(rng, channels)
        channels += G
    return {"x": rng.normal(size=shape), "params": params, "mode": mode, "averages": averages}
