"""Reference for chapter 10_three_layer_convnet. Names, signatures and docstrings equal the notebook's stubs."""
import numpy as np

from solutions.backprop import (
    affine_backward,
    affine_forward,
    relu_backward,
    relu_forward,
    softmax_loss,
)
from solutions.fast_convolution import conv_backward_fast, conv_forward_fast
from solutions.padding_and_stride import conv_output_size


def max_pool_forward_fast(x, pool_param):
    """What max_pool_forward_naive of chapter 4 returns, without a Python loop over windows.

    x:          images of shape (N, C, H, W)
    pool_param: {"pool_height", "pool_width": size of the window, "stride": its step,
                 "pad": rows and columns on each side that count as minus infinity, 0 when it is missing}

    Returns (out, cache). out has shape (N, C, OH, OW), where OH and OW are the numbers of places that the window
    has along the two axes, and the type of x if that is one of floats; cache is (x, pool_param).
    Loops over the entries of a window are fine, loops over places are not.
    """
    N, C, H, W = x.shape
    HH, WW, stride = pool_param["pool_height"], pool_param["pool_width"], pool_param["stride"]
    pad = pool_param.get("pad", 0)
    OH, OW = conv_output_size(H, HH, pad, stride), conv_output_size(W, WW, pad, stride)
    x_float = x.astype(np.result_type(x, np.float32), copy=False)  # no integer is minus infinity
    padded = np.pad(x_float, [(0, 0), (0, 0), (pad, pad), (pad, pad)], constant_values=-np.inf) if pad else x
    out = np.full((N, C, OH, OW), -np.inf, x_float.dtype)
    for i in range(HH):
        for j in range(WW):
            np.maximum(out, padded[:, :, i:i + stride * OH:stride, j:j + stride * OW:stride], out=out)
    return out, (x, pool_param)


def max_pool_backward_fast(dout, cache):
    """What max_pool_backward_naive of chapter 6 returns, without a Python loop over windows.

    dout:  upstream gradient, of the loss with respect to out, floats of shape (N, C, OH, OW)
    cache: (x, pool_param), the inputs of the forward pass

    Returns dx, of the shape of x and the type of dout. Where several entries of a window are equally large, either
    the first of them receives the whole gradient, or each of them, or each an equal share.
    Loops over the entries of a window are fine, loops over places are not.
    """
    x, pool_param = cache
    (H, W), (OH, OW) = x.shape[2:], dout.shape[2:]
    stride, pad = pool_param["stride"], pool_param.get("pad", 0)
    largest, _ = max_pool_forward_fast(x, pool_param)
    padded = np.pad(x.astype(largest.dtype), [(0, 0), (0, 0), (pad, pad), (pad, pad)], constant_values=-np.inf)
    dpadded, left = np.zeros(padded.shape, dout.dtype), dout.copy()  # left: errors whose largest entry is still to come
    for i in range(pool_param["pool_height"]):
        for j in range(pool_param["pool_width"]):
            down, right = slice(i, i + stride * OH, stride), slice(j, j + stride * OW, stride)
            handed = left * (padded[:, :, down, right] == largest)
            dpadded[:, :, down, right] += handed
            left -= handed
    return dpadded[:, :, pad:pad + H, pad:pad + W]


def conv_relu_pool_forward(x, w, b, conv_param, pool_param):
    """Convolution, ReLU and max pooling, one after the other.

    x:          images of shape (N, C, H, W)
    w:          filters of shape (F, C, HH, WW)
    b:          biases of shape (F,)
    conv_param: {"stride", "pad"} of the convolution
    pool_param: {"pool_height", "pool_width", "stride"} of the pooling

    Returns (out, cache). out is what the pooling returns; cache is (conv_cache, relu_cache, pool_cache), the
    caches of the three layers.
    """
    maps, conv_cache = conv_forward_fast(x, w, b, conv_param)
    active, relu_cache = relu_forward(maps)
    out, pool_cache = max_pool_forward_fast(active, pool_param)
    return out, (conv_cache, relu_cache, pool_cache)


def conv_relu_pool_backward(dout, cache):
    """Return the gradients of the loss with respect to the inputs of conv_relu_pool_forward.

    dout:  upstream gradient, of the loss with respect to out, of the same shape
    cache: (conv_cache, relu_cache, pool_cache) as conv_relu_pool_forward returns it

    Returns (dx, dw, db), of the shapes of x, w and b.
    """
    conv_cache, relu_cache, pool_cache = cache
    dactive = max_pool_backward_fast(dout, pool_cache)
    dmaps = relu_backward(dactive, relu_cache)
    return conv_backward_fast(dmaps, conv_cache)


def affine_relu_forward(x, w, b):
    """A fully connected layer and ReLU, one after the other.

    x: N examples, shape (N, d_1, ..., d_k); each is flattened to a row of D = d_1 * ... * d_k numbers
    w: weights of shape (D, M)
    b: biases of shape (M,)

    Returns (out, cache). out has shape (N, M); cache is (affine_cache, relu_cache), the caches of the two layers.
    """
    sums, affine_cache = affine_forward(x, w, b)
    out, relu_cache = relu_forward(sums)
    return out, (affine_cache, relu_cache)


def affine_relu_backward(dout, cache):
    """Return the gradients of the loss with respect to the inputs of affine_relu_forward.

    dout:  upstream gradient, of the loss with respect to out, shape (N, M)
    cache: (affine_cache, relu_cache) as affine_relu_forward returns it

    Returns (dx, dw, db), of the shapes of x, w and b.
    """
    affine_cache, relu_cache = cache
    return affine_backward(relu_backward(dout, relu_cache), affine_cache)


class ThreeLayerConvNet:
    """conv - relu - 2x2 max pool - affine - relu - affine - softmax, for images of shape input_dim = (C, H, W).

    The filters have stride 1 and (filter_size - 1) // 2 zeros on each side; H and W need be neither equal nor even.
    params, with (PH, PW) the size of the pooled maps, are of type dtype, as are all computations with them:
    {"W1": (num_filters, C, filter_size, filter_size), "b1": (num_filters,), "W2": (num_filters * PH * PW, hidden_dim),
    "b2": (hidden_dim,), "W3": (hidden_dim, num_classes), "b3": (num_classes,)}. The weights are drawn by rng, or by
    np.random.default_rng() when it is None, from a normal distribution with mean 0 and standard deviation
    weight_scale; the biases are 0. reg is the strength of the weight decay.
    Raises ValueError for images that are too small: the convolution has to leave at least 2 x 2.
    """

    def __init__(
        self, input_dim=(1, 28, 28), num_filters=16, filter_size=7, hidden_dim=100, num_classes=10,
        weight_scale=1e-3, reg=0.0, dtype=np.float64, rng=None,
    ):  # fmt: skip
        C, H, W = input_dim
        rng = np.random.default_rng() if rng is None else rng
        self.reg, self.dtype = reg, dtype
        self.conv_param = {"stride": 1, "pad": (filter_size - 1) // 2}
        self.pool_param = {"pool_height": 2, "pool_width": 2, "stride": 2}
        height, width = (conv_output_size(n, filter_size, self.conv_param["pad"], 1) for n in (H, W))
        PH, PW = conv_output_size(height, 2, 0, 2), conv_output_size(width, 2, 0, 2)
        shapes = {
            "W1": (num_filters, C, filter_size, filter_size), "b1": (num_filters,),
            "W2": (num_filters * PH * PW, hidden_dim), "b2": (hidden_dim,),
            "W3": (hidden_dim, num_classes), "b3": (num_classes,),
        }  # fmt: skip
        self.params = {}
        for name, shape in shapes.items():
            start = rng.normal(0, weight_scale, shape) if name.startswith("W") else np.zeros(shape)
            self.params[name] = start.astype(dtype)

    def loss(self, X, y=None):
        """Scores of the images X, (N, C, H, W), shape (N, num_classes); with y, (loss, grads) instead.

        y: the right classes, N integers from 0 to num_classes - 1. loss is the mean softmax loss plus reg / 2 times
        the sum of the squares of W1, W2 and W3; grads has the keys and the shapes of params.
        """
        params = self.params
        X = X.astype(self.dtype)
        pooled, conv_cache = conv_relu_pool_forward(X, params["W1"], params["b1"], self.conv_param, self.pool_param)
        hidden, hidden_cache = affine_relu_forward(pooled, params["W2"], params["b2"])
        scores, scores_cache = affine_forward(hidden, params["W3"], params["b3"])
        if y is None:
            return scores
        loss, dscores = softmax_loss(scores, y)
        grads = {}
        dhidden, grads["W3"], grads["b3"] = affine_backward(dscores, scores_cache)
        dpooled, grads["W2"], grads["b2"] = affine_relu_backward(dhidden, hidden_cache)
        _, grads["W1"], grads["b1"] = conv_relu_pool_backward(dpooled, conv_cache)
        for name in ("W1", "W2", "W3"):
            loss += 0.5 * self.reg * np.sum(params[name] ** 2)
            grads[name] = grads[name] + self.reg * params[name]
        return loss, grads


def check_accuracy(model, X, y, batch_size=100):
    """The share of images whose highest score is that of the right class.

    model:      has model.loss(X), which returns scores of shape (N, K)
    X:          images, shape (N, ...)
    y:          the right classes, N integers, shape (N,)
    batch_size: images that the model is given at once; the last time those that are left

    Returns a number from 0 to 1. Which of several equally high scores counts is left open.
    """
    right = 0
    for n in range(0, len(X), batch_size):
        scores = model.loss(X[n:n + batch_size])
        right += np.sum(scores.argmax(axis=1) == y[n:n + batch_size])
    return right / len(X)


def random_shift(X, max_shift, rng):
    """Move each image by a few pixels, at random, and fill up with zeros.

    X:         images of shape (N, C, H, W)
    max_shift: largest number of pixels, at least 0 and less than H and W
    rng:       numpy.random.Generator, the only source of randomness

    Each image is moved down by a number of rows and to the right by a number of columns of its own, all channels
    together: two integers from -max_shift to max_shift, all equally likely. What leaves the image is lost.

    Returns a new array of the shape and type of X.
    """
    N, _, H, W = X.shape
    padded = np.pad(X, [(0, 0), (0, 0), (max_shift, max_shift), (max_shift, max_shift)])
    moved = np.empty_like(X)
    for n, (down, right) in enumerate(rng.integers(-max_shift, max_shift + 1, (N, 2))):
        top, left = max_shift - down, max_shift - right
        moved[n] = padded[n, :, top:top + H, left:left + W]
    return moved


def train(model, data, update, config, epochs, batch_size, rng, lr_decay=1.0, augment=None, report=None):
    """Train a model by mini-batches, and keep the parameters that did best on the validation images.

    model:      has model.params, a dict of arrays, and model.loss(X, y) -> (loss, grads)
    data:       {"X_train", "y_train", "X_val", "y_val"}: images and their right classes
    update:     an optimiser of chapter 9: function (w, dw, config) -> (next_w, config)
    config:     its settings at the start, with "learning_rate"; left as it was, each parameter gets a copy
    epochs:     how often to go through all training images
    batch_size: images to a step; the last step of an epoch takes those that are left
    rng:        numpy.random.Generator, the only source of randomness: a new order of the images in each epoch
    lr_decay:   factor by which each learning rate is multiplied after each epoch
    augment:    None, or a function (X, rng) -> X that changes the images of a batch before the step
    report:     None, or a function (step, steps, loss) that is called after each step; step counts from 1, steps is
                the number of all steps

    After each epoch the accuracy on the validation images is measured. In the end model.params are copies of
    those after the best epoch, the last of them when several are equally good.

    Returns {"loss": a list with the loss of each step, "val_accuracy": a list with the accuracy after each epoch}.
    """
    X, y = data["X_train"], data["y_train"]
    configs = {name: dict(config) for name in model.params}
    history, best = {"loss": [], "val_accuracy": []}, -1.0
    steps = epochs * -(-len(X) // batch_size)
    for _ in range(epochs):
        order = rng.permutation(len(X))
        for n in range(0, len(X), batch_size):
            rows = order[n:n + batch_size]
            batch = X[rows] if augment is None else augment(X[rows], rng)
            loss, grads = model.loss(batch, y[rows])
            for name in configs:
                model.params[name], configs[name] = update(model.params[name], grads[name], configs[name])
            history["loss"].append(loss)
            if report is not None:
                report(len(history["loss"]), steps, loss)
        for settings in configs.values():
            settings["learning_rate"] *= lr_decay
        accuracy = check_accuracy(model, data["X_val"], data["y_val"])
        history["val_accuracy"].append(accuracy)
        if accuracy >= best:  # of equals the later one has learned longer
            best, kept = accuracy, {name: np.array(value) for name, value in model.params.items()}
    model.params = kept
    return history
