"""How `ThreeLayerConvNet` is judged."""
import numpy as np

from grader.checks import Check, Part
from grader.checks.cases import small
from grader.checks.cases.pooling_backward import whole
from solutions.three_layer_convnet import (
    conv_backward_fast,
    conv_forward_fast,
    max_pool_backward_fast,
    max_pool_forward_fast,
)


def scores_of_networks(rng):
    yield _without(_network(rng, (1, 1, 2, 2), 1, 1, 2, 3), "y", "reg")
    yield _without(_network(rng, (2, 1, 4, 3), 2, 3, 3, 4), "y", "reg")
    yield _without(_network(rng, (3, 2, 6, 9), 4, 3, 7, 5), "y", "reg")
    yield _without(_network(rng, (2, 3, 7, 5), 4, 4, 6, 5), "y", "reg")  # filters of even size


def networks(rng):
    """Without weight decay, which is the default."""
    yield _without(_network(rng, (1, 1, 2, 2), 1, 1, 2, 3), "reg")
    yield _without(_network(rng, (2, 1, 4, 3), 2, 3, 3, 4), "reg")
    yield _without(_network(rng, (5, 2, 6, 9), 4, 3, 7, 3), "reg")
    yield _without(_network(rng, (4, 3, 7, 8), 2, 5, 6, 5), "reg")


def decaying_networks(rng):
    yield _network(rng, (1, 1, 2, 2), 1, 1, 2, 3, reg=0.5)
    yield _network(rng, (5, 2, 6, 9), 4, 3, 7, 3, reg=0.3)


def sizes_that_are_even(rng):
    yield _sizes((1, 6, 8), 3, 3, 4, 5, 0.02)
    yield _sizes((2, 12, 8), 5, 5, 7, 6, 0.02)
    yield {"settings": {}}


def odd_sizes(rng):
    yield _sizes((1, 5, 8), 3, 3, 4, 5, 0.02)
    yield _sizes((2, 7, 9), 3, 5, 6, 4, 0.02)
    yield _sizes((3, 8, 10), 5, 4, 7, 6, 0.02)  # filters of even size: the maps are smaller by one


def many_weights(rng):
    for case in (_sizes((4, 12, 10), 31, 9, 90, 80, 0.02), _sizes((4, 10, 14), 33, 9, 80, 90)):
        yield case | {"_seed": int(rng.integers(2**31))}


def single_precision(rng):
    case = _network(rng, (2, 1, 4, 6), 2, 3, 5, 3)
    yield {"dtype": "float32"} | _without(case, "reg")
    yield {"dtype": "float64", "by_default": True} | _without(case, "reg")


def too_small(rng):
    for input_dim, filter_size in [((1, 2, 2), 3), ((1, 1, 5), 3), ((2, 4, 1), 1), ((1, 1, 4), 5)]:
        yield {"input_dim": input_dim, "filter_size": filter_size}


def _network(rng, pictures, num_filters, filter_size, hidden_dim, num_classes, reg=0.0):
    """Pictures, and parameters that let about half of the ReLUs through and set scores apart by a few units."""
    N, C, H, W = pictures
    side = 2 * ((filter_size - 1) // 2) - filter_size + 1
    rows = num_filters * ((H + side) // 2) * ((W + side) // 2)
    weights = {"W1": (num_filters, C, filter_size, filter_size), "W2": (rows, hidden_dim),
               "W3": (hidden_dim, num_classes)}  # fmt: skip
    tiny = H * W == 4
    if tiny:  # to be worked by hand: both hidden units are on
        params = {"W1": np.full(weights["W1"], 1.0), "b1": np.array([-1.0]), "W2": small(rng, 1, 2) / 2,
                  "b2": np.array([0.5, -0.25]), "W3": whole(rng, 2, 3) / 8, "b3": whole(rng, 3) / 4}  # fmt: skip
        X = 1 + small(rng, *pictures) / 2
    else:
        params = {}
        for k, (name, shape) in enumerate(weights.items(), 1):
            inputs = np.prod(shape[1:]) if name == "W1" else shape[0]
            params[name] = rng.normal(size=shape) * np.sqrt(2 / inputs)
            params[f"b{k}"] = rng.uniform(0.1, 0.3, size=shape[0] if name == "W1" else shape[1])
        X = rng.normal(size=pictures)
    y = rng.permutation(np.arange(max(N, num_classes)) % num_classes)[:N]
    return {"X": X, "y": y, "reg": reg, **params}


def _without(case, *names):
    return {name: value for name, value in case.items() if name not in names}


def _sizes(input_dim, num_filters, filter_size, hidden_dim, num_classes, *weight_scale):
    settings = {
        "input_dim": input_dim, "num_filters": num_filters, "filter_size": filter_size, "hidden_dim": hidden_dim,
        "num_classes": num_classes, **dict(zip(["weight_scale"], weight_scale)),
    }  # fmt: skip
    return {"settings": settings}


class NetworkLayerByLayer:
    """The layers one by one, weights drawn in another order, sums of weights by np.vdot."""

    def __init__(
        self, input_dim=(1, 28, 28), num_filters=16, filter_size=7, hidden_dim=100, num_classes=10,
        weight_scale=1e-3, reg=0.0, dtype=np.float64, rng=None,
    ):  # fmt: skip
        if rng is None:
            rng = np.random.default_rng()
        C, H, W = input_dim
        self.pad = (filter_size - 1) // 2
        H2, W2 = ((n + 2 * self.pad - filter_size + 1) // 2 for n in (H, W))
        if H2 < 1 or W2 < 1:
            raise ValueError(f"images of {H} x {W} are too small for filters of size {filter_size}")
        weights = {
            "W3": (hidden_dim, num_classes),
            "W2": (num_filters * H2 * W2, hidden_dim),
            "W1": (num_filters, C, filter_size, filter_size),
        }
        self.params = {name: weight_scale * rng.standard_normal(shape) for name, shape in weights.items()}
        self.params["b1"], self.params["b2"] = np.zeros(num_filters), np.zeros(hidden_dim)
        self.params["b3"] = np.zeros(num_classes)
        for name in self.params:
            self.params[name] = self.params[name].astype(dtype)
        self.reg, self.dtype = reg, dtype

    def loss(self, X, y=None):
        W1, b1, W2, b2, W3, b3 = (self.params[name] for name in ("W1", "b1", "W2", "b2", "W3", "b3"))
        maps, conv_cache = conv_forward_fast(X.astype(self.dtype), W1, b1, {"stride": 1, "pad": self.pad})
        pooled, pool_cache = max_pool_forward_fast(maps, {"pool_height": 2, "pool_width": 2, "stride": 2})
        flat = np.maximum(pooled, 0).reshape(len(X), -1)
        sums = flat @ W2 + b2
        hidden = np.maximum(sums, 0)
        scores = hidden @ W3 + b3
        if y is None:
            return scores
        shifted = scores - scores.max(axis=1, keepdims=True)
        p = np.exp(shifted) / np.exp(shifted).sum(axis=1, keepdims=True)
        rows = np.arange(len(X))
        loss = -np.log(p[rows, y]).mean() + self.reg / 2 * sum(np.vdot(one, one) for one in (W1, W2, W3))
        p[rows, y] -= 1
        errors = p / len(X)
        dsums = errors @ W3.T * (sums > 0)
        dpooled = (dsums @ W2.T * (flat > 0)).reshape(pooled.shape)
        _, dW1, db1 = conv_backward_fast(max_pool_backward_fast(dpooled, pool_cache), conv_cache)
        grads = {"b1": db1, "b2": dsums.sum(axis=0), "b3": errors.sum(axis=0)}
        weights = {"W1": dW1, "W2": flat.T @ dsums, "W3": hidden.T @ errors}
        return loss, grads | {name: dW + self.reg * self.params[name] for name, dW in weights.items()}


SHAPES = [f"shape of {letter}{n}" for n in (1, 2, 3) for letter in "Wb"]

DRAWN_AS_ASKED = [
    *[f"spread of W{n}, in units of weight_scale" for n in (1, 2, 3)],
    *[f"mean of W{n}, in units of weight_scale" for n in (1, 2, 3)],
    *[f"W{n} has entries beyond 3 times its spread" for n in (1, 2, 3)],
    "largest bias",
    "the same again by a generator in the same state",
    "the same by another generator",
    "the same twice without a generator",
]


CHECK = Check(
    [
        Part("shapes of the parameters", 1, sizes_that_are_even, SHAPES, probe="ThreeLayerConvNet_shapes"),
        Part("shape of W2 for odd sizes and even filters", 1, odd_sizes, ["shape of W2"],
             probe="ThreeLayerConvNet_shapes"),
        Part("parameters at the start", 1, many_weights, DRAWN_AS_ASKED, probe="ThreeLayerConvNet_start"),
        Part("scores", 2, scores_of_networks, probe="ThreeLayerConvNet_scores"),
        Part("loss", 1, networks, ["loss"]),
        Part("gradients of W3 and b3", 1, networks, ["gradient of W3", "gradient of b3"]),
        Part("gradients of W1, b1, W2 and b2", 1, networks, [f"gradient of {k}{n}" for n in (2, 1) for k in "Wb"]),
        Part("weight decay in the loss", 1, decaying_networks, ["loss"]),
        Part("weight decay in the gradients", 1, decaying_networks,
             [f"gradient of {k}{n}" for n in (1, 2, 3) for k in "Wb"]),
        Part("single precision", 1, single_precision, probe="ThreeLayerConvNet_types"),
        Part("images that are too small", 1, too_small, probe="ThreeLayerConvNet_refuses"),
    ],
    accepts=[NetworkLayerByLayer],
)
