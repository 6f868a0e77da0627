"""How `count_parameters` is judged."""
from convlab.networks import batch_norm, conv, flatten, global_pool, linear, pool, relu
from grader.checks import Check, Part
from grader.checks.architectures.shared import branches, counted, sizes
from solutions.architectures import layer_output_shape


def convolutions(rng):
    H, W, C, F, G = sizes(rng, 14, 33, 5)  # the last filters see at least their own size
    yield counted([conv(F, 3)], C, H, W)
    yield counted([conv(F, 1, bias=False)], C, H, W)
    yield counted([conv(F, 5, stride=2, pad=1), relu(), pool(2, 2), conv(G, 3, bias=False)], C, H, W)


def groups(rng):
    H, W, C, F, G = sizes(rng, 11, 30, 5)
    yield counted([conv(2 * F, 3, groups=2, bias=False)], 2 * C, H, W)
    yield counted([conv(C, 5, groups=C), conv(4 * F, 1), conv(4 * G, 3, groups=4, bias=False)], C, H, W)


def linear_layers(rng):
    H, W, C, D, E = sizes(rng, 5, 30, 5)
    yield counted([linear(D)], E)
    yield counted([linear(D, bias=False), relu(), linear(E)], C)
    yield counted([flatten(), linear(D)], C, H, W)
    yield counted([pool(2, 2), flatten(), linear(D, bias=False), linear(E)], C, H, W)
    yield counted([global_pool(), linear(D)], C, H, W)


def batch_norms(rng):
    H, W, C, F, D = sizes(rng, 5, 30, 5)
    yield counted([batch_norm()], C, H, W)
    yield counted([conv(F, 3, bias=False), batch_norm(), relu()], C, H, W)
    yield counted([batch_norm(), relu(), conv(F, 1, bias=False), batch_norm(), flatten(), linear(D)], C, H, W)


def layer_by_layer(spec, shape):
    def learned(layer, shape):
        kind = layer["kind"]
        if "branches" in layer:
            return sum(layer_by_layer(branch, shape) for branch in layer["branches"])
        if kind == "batch_norm":
            return shape[0] + shape[0]
        outputs = layer.get("filters", layer.get("units", 0))
        inputs = shape[0] // layer["groups"] * layer["kernel"] * layer["kernel"] if kind == "conv" else shape[0]
        return outputs * inputs + (outputs if layer.get("bias") else 0)

    if not spec:
        return 0
    return learned(spec[0], shape) + layer_by_layer(spec[1:], layer_output_shape(spec[:1], shape))


CHECK = Check(
    [
        Part("convolutions", 1, convolutions),
        Part("groups", 1, groups),
        Part("linear layers", 1, linear_layers),
        Part("batch norm", 1, batch_norms),
        Part("branches", 2, branches),
    ],
    accepts=[layer_by_layer],
)
