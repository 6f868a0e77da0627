"""How `count_multiply_adds` is judged."""
from convlab.networks import batch_norm, conv, flatten, global_pool, linear, pool, relu
from grader.checks import Check, Part
from grader.checks.architectures.shared import branches, counted, sizes
from solutions.architectures import layer_output_shape


def convolutions(rng):
    H, W, C, F, G = sizes(rng, 11, 30, 5)
    yield counted([conv(F, 1)], C, H, W)
    yield counted([conv(F, 3)], C, H, W)
    yield counted([conv(F, 3, stride=2, pad=1), relu(), conv(G, 5, stride=2, bias=False)], C, H, W)
    yield counted([batch_norm(), pool(2, 2), conv(F, 3, pad=1), batch_norm(), pool(3, 2)], C, H, W)


def groups(rng):
    H, W, C, F, G = sizes(rng, 11, 30, 5)
    yield counted([conv(2 * F, 3, groups=2)], 2 * C, H, W)
    yield counted([conv(C, 5, groups=C), conv(4 * F, 1), conv(4 * G, 3, groups=4, bias=False)], C, H, W)


def linear_layers(rng):
    H, W, C, D, E = sizes(rng, 5, 30, 5)
    yield counted([linear(D)], E)
    yield counted([linear(D, bias=False), relu(), linear(E)], C)
    yield counted([flatten(), linear(D)], C, H, W)
    yield counted([conv(E, 3, pad=2), global_pool(), linear(D)], C, H, W)


def output_by_output(spec, shape):
    # What one output needs, times the outputs.
    total = 0
    for layer in spec:
        after = layer_output_shape([layer], shape)
        if layer["kind"] == "conv":
            outputs, needed = after[0] * after[1] * after[2], shape[0] * layer["kernel"] ** 2 // layer["groups"]
        elif layer["kind"] == "linear":
            outputs, needed = after[0], shape[0]
        else:
            outputs, needed = len(layer.get("branches", [])), 0
            total += sum(output_by_output(branch, shape) for branch in layer.get("branches", []))
        total += outputs * needed
        shape = after
    return total


CHECK = Check(
    [
        Part("convolutions", 2, convolutions),
        Part("groups", 1, groups),
        Part("linear layers, also behind convolutions", 1, linear_layers),
        Part("branches", 2, branches),
    ],
    accepts=[output_by_output],
)
