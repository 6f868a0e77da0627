"""Small networks and images for them, which all exercises of the chapter look into."""
import numpy as np

from solutions.three_layer_convnet import ThreeLayerConvNet, conv_forward_fast

HIDDEN, CLASSES = 6, 4


def by_hand(rng):
    """An image of 2 x 2 whose largest pixel alone passes: one filter of 1 x 1, two hidden units, three classes.

    Both hidden units are on, so that the gradient is a product of a few numbers.
    """
    x = rng.permutation(np.arange(1.0, 5) / 4).reshape(1, 1, 2, 2)
    return {
        "x": x, "W1": np.full((1, 1, 1, 1), 2.0), "b1": np.array([-0.25]),
        "W2": np.array([[1.0, 3.0]]), "b2": np.array([0.5, -0.5]),
        "W3": rng.permutation(np.arange(1.0, 7)).reshape(2, 3) * [[1], [-1]], "b3": np.array([0.0, 0.5, -0.5]),
    }  # fmt: skip


def network(rng, images, num_filters, filter_size, hidden_dim=HIDDEN, num_classes=CLASSES):
    """Images of shape `images` with brightness from 0 to 1, some pixels quite black and some quite white as in the
    digits, and the parameters of a network for them.

    About half of the hidden units are off for each image and none for all of them, and no window of the maps has two
    equal largest entries: there are three right gradients of those.
    """
    N, C, H, W = images
    pad = (filter_size - 1) // 2
    height, width = (n + 2 * pad - filter_size + 1 for n in (H, W))
    rows = num_filters * (height // 2) * (width // 2)
    filters = num_filters, C, filter_size, filter_size
    shapes = {"W1": filters, "W2": (rows, hidden_dim), "W3": (hidden_dim, num_classes)}
    while True:
        x = np.clip(rng.uniform(-0.25, 1.15, images), 0, 1)
        params = {}
        for k, (name, shape) in enumerate(shapes.items(), 1):
            inputs = np.prod(shape[1:]) if name == "W1" else shape[0]
            params[name] = rng.normal(size=shape) * np.sqrt(4 / inputs)
            params[f"b{k}"] = rng.uniform(-0.3, 0.3, size=shape[0] if name == "W1" else shape[1])
        if _clear(x, params, pad):
            return {"x": x, **params}


def _clear(x, params, pad):
    """Whether some entries of the maps and some hidden units are on and others off, and none is near its kink, whether
    or not its bias is forgotten.
    """
    maps, _ = conv_forward_fast(x, params["W1"], params["b1"], {"stride": 1, "pad": pad})
    windows = np.lib.stride_tricks.sliding_window_view(maps, (2, 2), axis=(2, 3))[:, :, ::2, ::2]
    largest = np.sort(windows.reshape(*windows.shape[:4], 4))[..., -2:]
    ties = np.diff(largest)[largest[..., 1:] > 0]
    pooled = np.maximum(largest[..., 1], 0)
    sums = pooled.reshape(len(x), -1) @ params["W2"] + params["b2"]
    silent = (pooled == 0).mean()
    on_and_off = (sums > 0).any(axis=1).all() and (sums < 0).any() and 0 < silent < 0.7
    kinks = [maps, maps - params["b1"][:, None, None], sums, sums - params["b2"]]
    return on_and_off and ties.min() > 1e-3 and min(np.abs(kink).min() for kink in kinks) > 1e-3


def model_of(shape, case):
    """The network that the case's parameters are of, for images of shape (C, H, W)."""
    params = {name: case[name] for name in ("W1", "b1", "W2", "b2", "W3", "b3")}
    num_filters, _, filter_size, _ = params["W1"].shape
    model = ThreeLayerConvNet(shape, num_filters, filter_size, *params["W3"].shape)
    model.params.update(params)
    return model


def classes(rng, N):
    """N classes, different ones where there are several images, and not 0, 1, 2 … in this order."""
    while True:
        y = rng.permutation(np.arange(max(N, CLASSES)) % CLASSES)[:N]
        if (y != np.arange(N) % CLASSES).any() and y.any():
            return y
