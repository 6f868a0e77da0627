"""How `receptive_field` is judged."""
from grader.checks import Check, Part


def no_strides(rng):
    yield {"layers": []}
    yield {"layers": [(3, 1)]}
    yield {"layers": [(3, 1), (3, 1)]}
    yield {"layers": [(int(k), 1) for k in rng.permutation([2, 4, 5])]}


def with_strides(rng):
    yield {"layers": [(2, 2), (3, 1)]}
    first, second, third = (int(k) for k in rng.permutation([3, 5, 7]))
    yield {"layers": [(first, 2), (second, 3), (third, 1)]}
    yield {"layers": [(3, 2), (second, 1), (2, 2), (3, 1)]}


def receptive_field_from_the_end(layers):
    field = 1
    for kernel, stride in reversed(layers):
        field = (field - 1) * stride + kernel
    return field


CHECK = Check(
    [Part("stride 1", 1, no_strides), Part("strides", 1, with_strides)],
    accepts=[receptive_field_from_the_end],
)
