"""How `layer_output_shape` is judged."""
from convlab.networks import add, batch_norm, concat, conv, flatten, global_pool, linear, pool, relu
from grader.checks import Check, Part
from grader.checks.architectures.shared import counted, sizes
from solutions.padding_and_stride import conv_output_size


def convolutions(rng):
    H, W, C, F, G = sizes(rng, 12, 40, 5)
    yield counted([], C, H, W)
    yield counted([conv(F, 3)], C, H, W)
    yield counted([conv(F, 3, pad=1)], C, H, W)
    yield counted([conv(F, 3, stride=2, pad=1), relu(), conv(G, 5, stride=3, pad=1)], C, H, W)
    yield counted([conv(4 * F, 1, bias=False), batch_norm(), relu(), conv(2 * G, 3, 2, 1, groups=2)], 2 * C, H, W)


def poolings(rng):
    H, W, C, F = sizes(rng, 15, 40, 4)
    yield counted([pool(2, 2)], C, H, W)
    yield counted([pool(3, 2, 1)], C, 2 * H, 2 * W + 1)
    yield counted([conv(F, 5, pad=1), relu(), pool(4, 3), pool(3, 1)], C, H, W)
    yield counted([pool(2, 3), conv(F, 3)], C, H + W, H)


def rows_of_numbers(rng):
    H, W, C, F, D = sizes(rng, 5, 20, 5)
    yield counted([linear(D)], C)
    yield counted([flatten()], C, H, W)
    yield counted([global_pool()], C, H, W)
    yield counted([conv(F, 3), relu(), flatten(), linear(D), relu(), linear(10)], C, H, W)
    yield counted([conv(F, 5, stride=2, pad=2), batch_norm(), global_pool(), linear(D)], C, H, W)


def concatenated(rng):
    H, W, C, F, G, K = sizes(rng, 11, 30, 6)
    yield counted([concat([conv(F, 1)], [conv(G, 1)])], C, H, W)
    yield counted([concat([], [conv(F, 3, pad=1)])], C, H, W)
    yield counted([concat([conv(F, 3)], [conv(G, 1), relu(), conv(K, 3)], [pool(3, 1)])], C, H, W)
    yield counted([concat([pool(3, 2, 1)], [conv(F, 3, 2, 1)]), concat([conv(G, 1)], []), conv(K, 2)], C, 2 * H, W)


def added(rng):
    H, W, C, F, G = sizes(rng, 11, 30, 5)
    yield counted([add([conv(C, 1)], [])], C, H, W)
    yield counted([add([], [conv(C, 3, pad=1), relu(), conv(C, 3, pad=1)]), relu()], C, H, W)
    yield counted([add([conv(F, 3, 2, 1), relu(), conv(F, 3, pad=1)], [conv(F, 1, 2)]), relu(), conv(G, 3)], C, H, W)
    within = add([concat([conv(F, 3, pad=1)], [conv(G, 1)])], [conv(F + G, 1)])
    yield counted([conv(C, 3, 2), within, pool(2, 2)], G, 4 * H + 3, W)  # an odd number of rows to pool


def refused_branches(rng):
    H, W, C, F, G = sizes(rng, 11, 30, 5)
    yield counted([add([conv(C + F, 1)], [])], C, H, W)
    yield counted([add([conv(C, 3)], [])], C, H, W)
    yield counted([conv(G, 1), concat([conv(F, 3)], [conv(G, 1)])], C, H, W)
    yield counted([concat([], [pool(2, 1, 1)], [])], C, H, W)


def with_a_function_for_each_layer(spec, shape):
    def after(layer, shape):
        match layer["kind"]:
            case "conv" | "pool":
                sides = [conv_output_size(n, layer["kernel"], layer["pad"], layer["stride"]) for n in shape[1:]]
                return [layer.get("filters", shape[0]), *sides]
            case "flatten":
                size = 1
                for n in shape:
                    size *= n
                return [size]
            case "global_pool":
                return shape[:1]
            case "linear":
                return [layer["units"]]
            case "add" | "concat":
                first, *others = [with_a_function_for_each_layer(branch, shape) for branch in layer["branches"]]
                for other in others:
                    if layer["kind"] == "add" and tuple(other) != tuple(first):
                        raise ValueError("add")
                    if layer["kind"] == "concat":
                        if tuple(other[1:]) != tuple(first[1:]):
                            raise ValueError("concat")
                        first = [first[0] + other[0], *first[1:]]
                return first
        return shape

    for layer in spec:
        shape = after(layer, shape)
    return shape


CHECK = Check(
    [
        Part("convolutions", 1, convolutions),
        Part("pooling", 1, poolings),
        Part("rows of numbers", 1, rows_of_numbers),
        Part("concatenated branches", 1, concatenated),
        Part("added branches", 1, added),
        Part("ValueError for branches that do not fit", 1, refused_branches, probe="layer_output_shape_refusal"),
    ],
    accepts=[with_a_function_for_each_layer],
)
