"""How `SmallResNet` is judged."""
import numpy as np

from grader.checks import Check, Part
from grader.checks.architectures.shared import conv, norm
from solutions.architectures import (
    affine_backward,
    affine_forward,
    conv_backward_fast,
    conv_forward_fast,
    he_init,
    residual_block_backward,
    residual_block_forward,
    softmax_loss,
    spatial_batchnorm_backward,
    spatial_batchnorm_forward,
)

NAMES = [
    *(f"stem_{name}" for name in ("W", "gamma", "beta")),
    *(f"block1_{name}{k}" for k in (1, 2) for name in ("W", "gamma", "beta")),
    *(f"block2_{name}{k}" for k in (1, 2, 3) for name in ("W", "gamma", "beta")),
    "fc_W", "fc_b",
]  # fmt: skip


def networks(rng):
    yield _network(rng, (3, 1, 4, 5), (1, 2), 3)
    yield _network(rng, (5, 2, 7, 6), (3, 2), 4)
    yield _network(rng, (4, 3, 9, 8), (2, 4), 5)


def networks_in_a_test(rng):
    for case in (_network(rng, (3, 1, 4, 5), (1, 2), 3), _network(rng, (4, 2, 7, 9), (3, 4), 5)):
        yield {**case, "X_test": rng.normal(size=(2, *case["X"].shape[1:]))}


def sizes(rng):
    for input_dim, num_classes, channels in [((1, 8, 6), 3, (2, 4)), ((3, 5, 9), 7, (4, 2))]:
        yield _settings(input_dim=input_dim, num_classes=num_classes, channels=channels)
    yield _settings()


def many_weights(rng):
    for settings in ({"input_dim": (6, 8, 8), "num_classes": 60, "channels": (40, 50)},
                     {"input_dim": (8, 6, 6), "num_classes": 50, "channels": (50, 45)}):  # fmt: skip
        yield _settings(**settings) | {"_seed": int(rng.integers(2**31))}


def _settings(**settings):
    return {"settings": settings, "expected": NAMES}


def _network(rng, shape, channels, num_classes):
    N, C, *_ = shape
    F1, F2 = channels
    stem = conv(rng, "", F1, C, 3)
    params = {"stem_W": stem["W"]} | {f"stem_{name}": value for name, value in norm(rng, "", F1).items()}
    for block, wide, seen in (("block1", F1, F1), ("block2", F2, F1)):
        for k, (channels_in, K) in enumerate([(seen, 3), (wide, 3), (seen, 1)][:2 + (block == "block2")], 1):
            made = norm(rng, k, wide) | {f"W{k}": conv(rng, k, wide, channels_in, K)[f"W{k}"]}
            params |= {f"{block}_{name}": value for name, value in made.items()}
    params |= {"fc_W": rng.normal(size=(F2, num_classes)), "fc_b": rng.normal(size=num_classes)}
    y = rng.permutation(np.arange(max(N, num_classes)) % num_classes)[:N]
    return {"X": rng.normal(size=shape), "y": y, **params}


class ResNetByLayers:
    """Blocks in a loop, parameters drawn in another order, running averages in dictionaries of another form."""

    def __init__(self, input_dim=(1, 28, 28), num_classes=10, channels=(16, 32), rng=None):
        if rng is None:
            rng = np.random.default_rng()
        self.params = {}
        wide, narrow = channels[1], channels[0]
        self.params["fc_W"], self.params["fc_b"] = he_init((wide, num_classes), rng), np.zeros(num_classes)
        for block, F, C in (("block2", wide, narrow), ("block1", narrow, narrow)):
            for k, shape in enumerate([(F, C, 3, 3), (F, F, 3, 3), (F, C, 1, 1)][:int(block[-1]) + 1], 1):
                self.params[f"{block}_W{k}"] = he_init(shape, rng)
                self.params |= {f"{block}_gamma{k}": np.ones(F), f"{block}_beta{k}": np.zeros(F)}
        self.params["stem_W"] = he_init((narrow, input_dim[0], 3, 3), rng)
        self.params |= {"stem_gamma": np.ones(narrow), "stem_beta": np.zeros(narrow)}
        self.kept = {name: {} for name in ("stem", "block1", "block2")}

    def settings(self, name, mode):
        # New dictionaries for each call; the averages are put back afterwards.
        keys = ["bn"] if name == "stem" else ["bn1", "bn2", "bn3"]
        return {key: {"mode": mode, **self.kept[name].get(key, {})} for key in keys}

    def keep(self, name, bn_params):
        self.kept[name] = {key: {k: v for k, v in one.items() if k != "mode"} for key, one in bn_params.items()}

    def loss(self, X, y=None):
        p, mode, caches = self.params, "test" if y is None else "train", {}
        zeros = np.zeros(len(p["stem_W"]), p["stem_W"].dtype)
        maps, stem = conv_forward_fast(X, p["stem_W"], zeros, {"stride": 2, "pad": 1})
        bn = self.settings("stem", mode)
        maps, stem_norm = spatial_batchnorm_forward(maps, p["stem_gamma"], p["stem_beta"], bn["bn"])
        self.keep("stem", bn)
        normed = maps
        maps = np.maximum(maps, 0)
        for name, stride in (("block1", 1), ("block2", 2)):
            own = {key.split("_")[1]: value for key, value in p.items() if key.startswith(name)}
            bn = self.settings(name, mode)
            maps, caches[name] = residual_block_forward(maps, own, bn, stride)
            self.keep(name, bn)
        scores, fc = affine_forward(maps.mean(axis=(2, 3)), p["fc_W"], p["fc_b"])
        if y is None:
            return scores
        loss, dscores = softmax_loss(scores, y)
        grads = {}
        dmeans, grads["fc_W"], grads["fc_b"] = affine_backward(dscores, fc)
        dmaps = np.ones(maps.shape) * dmeans[:, :, None, None] / (maps.shape[2] * maps.shape[3])
        for name in ("block2", "block1"):
            dmaps, own = residual_block_backward(dmaps, caches[name])
            grads |= {f"{name}_{key}": value for key, value in own.items()}
        dmaps = np.where(normed > 0, dmaps, 0)
        dmaps, grads["stem_gamma"], grads["stem_beta"] = spatial_batchnorm_backward(dmaps, stem_norm)
        _, grads["stem_W"], _ = conv_backward_fast(dmaps, stem)
        return loss, grads


def of(start):
    return [f"gradient of {name}" for name in NAMES if name.startswith(start)]


CHECK = Check(
    [
        Part("shapes of the parameters", 1, sizes, [f"shape of {name}" for name in NAMES], probe="SmallResNet_shapes"),
        Part("parameters at the start", 1, many_weights, probe="SmallResNet_start"),
        Part("loss", 2, networks, ["loss"]),
        Part("gradients of the last layer", 1, networks, of("fc")),
        Part("gradients of block2", 1, networks, of("block2")),
        Part("gradients of block1", 1, networks, of("block1")),
        Part("gradients of the stem", 1, networks, of("stem")),
        Part("scores, with running averages", 2, networks_in_a_test, probe="SmallResNet_scores"),
    ],
    accepts=[ResNetByLayers],
    rtol=1e-6,
)
