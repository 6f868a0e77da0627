"""How `residual_block_forward` is judged."""
import numpy as np

from grader.checks import Check, Part
from grader.checks.architectures.shared import CACHE, identity_shortcuts, projected_shortcuts, residual, single
from solutions.architectures import conv_forward_fast, spatial_batchnorm_forward


def in_a_test(rng):
    yield residual(rng, (1, 1, 2, 3), 1, mode="test")
    yield residual(rng, (2, 3, 5, 4), 4, mode="test", stride=2, projected=True)


def both_shortcuts(rng):
    yield from identity_shortcuts(rng)
    yield from projected_shortcuts(rng)


def wrong_shapes(rng):
    """One channel or one pixel would be broadcast without a word."""
    for shape, F, stride in [((2, 1, 4, 5), 3, 1), ((2, 3, 4, 5), 2, 1), ((2, 3, 2, 1), 3, 2), ((2, 3, 5, 4), 3, 2)]:
        case = residual(rng, shape, F, stride=stride)
        yield {name: case[name] for name in ("x", "params", "stride")}


def of_float32(rng):
    yield single(residual(rng, (2, 3, 5, 4), 3))
    yield single(residual(rng, (3, 2, 4, 5), 4, projected=True))


def step_by_step(x, params, bn_params, stride=1):
    # Each layer in a line of its own; biases of zeros made once.
    none = 0 * params["beta1"]
    maps, conv1 = conv_forward_fast(x, params["W1"], none, {"stride": stride, "pad": 1})
    normed, bn1 = spatial_batchnorm_forward(maps, params["gamma1"], params["beta1"], bn_params["bn1"])
    active = np.where(normed > 0, normed, 0)
    maps, conv2 = conv_forward_fast(active, params["W2"], none, {"stride": 1, "pad": 1})
    total, bn2 = spatial_batchnorm_forward(maps, params["gamma2"], params["beta2"], bn_params["bn2"])
    shortcut, kept = x, None
    if "W3" in params:
        maps, conv3 = conv_forward_fast(x, params["W3"], none, {"stride": stride, "pad": 0})
        shortcut, bn3 = spatial_batchnorm_forward(maps, params["gamma3"], params["beta3"], bn_params["bn3"])
        kept = conv3, bn3
    if total.shape != shortcut.shape:
        raise ValueError("the shortcut does not fit")
    total = shortcut + total
    return np.where(total > 0, total, 0), [[conv1, bn1, normed], [conv2, bn2], kept, total]


AVERAGES = [f"{name} of bn{k}" for k in (1, 2) for name in ("running_mean", "running_var")]

CHECK = Check(
    [
        Part("the identity as shortcut", 2, identity_shortcuts, ["out"]),
        Part("a 1 x 1 convolution as shortcut, strides", 2, projected_shortcuts, ["out"]),
        Part("in mode test", 1, in_a_test, ["out"]),
        Part("running averages", 1, both_shortcuts, AVERAGES),
        Part("single precision", 1, of_float32, probe="residual_block_forward_single"),
        Part("the cache", 1, both_shortcuts, CACHE),
        Part("a shortcut that does not fit", 1, wrong_shapes, probe="residual_block_forward_refuses"),
    ],
    accepts=[step_by_step],
    rtol=1e-6,
)
