"""The second half of the references of chapter 11_architectures: blocks, and a network of them."""
import numpy as np

from solutions.backprop import affine_backward, affine_forward, relu_backward, relu_forward, softmax_loss
from solutions.fast_convolution import conv_backward_fast, conv_forward_fast
from solutions.normalization import spatial_batchnorm_backward, spatial_batchnorm_forward
from solutions.pooling import global_average_pool
from solutions.three_layer_convnet import max_pool_backward_fast, max_pool_forward_fast
from solutions.training import he_init

# --- the block that each brought --------------------------------------------------------------


def vgg_block_forward(x, params):
    """The block of VGG: 3 x 3 convolutions, each followed by ReLU, then one 2 x 2 max pooling of stride 2.

    x:      images of shape (N, C, H, W)
    params: {"W1", "b1", "W2", "b2", ...}: filters of shape (F, C, 3, 3) for the first convolution and (F, F, 3, 3)
            for each one after it, and biases of shape (F,); there may be any number of convolutions

    All convolutions have stride 1 and pad 1, so that only the pooling changes the height and the width.

    Returns (out, cache). out has shape (N, F, H // 2, W // 2); cache is (layers, pool_cache), where layers is a
    list of (conv_cache, relu_cache), one for each convolution, in their order.
    """
    layers = []
    for k in range(1, len(params) // 2 + 1):
        x, conv_cache = conv_forward_fast(x, params[f"W{k}"], params[f"b{k}"], {"stride": 1, "pad": 1})
        x, relu_cache = relu_forward(x)
        layers.append((conv_cache, relu_cache))
    out, pool_cache = max_pool_forward_fast(x, {"pool_height": 2, "pool_width": 2, "stride": 2})
    return out, (layers, pool_cache)


def vgg_block_backward(dout, cache):
    """Gradients of the loss with respect to the inputs of vgg_block_forward.

    dout:  gradient of the loss with respect to out, of the same shape
    cache: (layers, pool_cache) as vgg_block_forward returns it

    Returns (dx, grads): dx has the shape of x, grads the keys and the shapes of params.
    """
    layers, pool_cache = cache
    grads = {}
    dx = max_pool_backward_fast(dout, pool_cache)
    for k in range(len(layers), 0, -1):
        conv_cache, relu_cache = layers[k - 1]
        dx, grads[f"W{k}"], grads[f"b{k}"] = conv_backward_fast(relu_backward(dx, relu_cache), conv_cache)
    return dx, grads


def nin_block_forward(x, params, conv_param):
    """The block of Network in Network: a convolution, then two of 1 x 1, each of the three followed by ReLU.

    x:          images of shape (N, C, H, W)
    params:     {"W1": (F, C, HH, WW), "b1": (F,), "W2": (F, F, 1, 1), "b2": (F,), "W3": (F, F, 1, 1), "b3": (F,)}
    conv_param: {"stride", "pad"} of the first convolution; those of 1 x 1 have stride 1 and pad 0

    Returns (out, cache). out has shape (N, F, OH, OW), the height and width of what the first convolution returns;
    cache is a list of (conv_cache, relu_cache), one for each of the three convolutions, in their order.
    """
    cache = []
    for k, param in [(1, conv_param), (2, {"stride": 1, "pad": 0}), (3, {"stride": 1, "pad": 0})]:
        x, conv_cache = conv_forward_fast(x, params[f"W{k}"], params[f"b{k}"], param)
        x, relu_cache = relu_forward(x)
        cache.append((conv_cache, relu_cache))
    return x, cache


def nin_block_backward(dout, cache):
    """Gradients of the loss with respect to the inputs of nin_block_forward.

    dout:  gradient of the loss with respect to out, of the same shape
    cache: list of (conv_cache, relu_cache) as nin_block_forward returns it

    Returns (dx, grads): dx has the shape of x, grads the keys and the shapes of params.
    """
    grads = {}
    for k in (3, 2, 1):
        conv_cache, relu_cache = cache[k - 1]
        dout, grads[f"W{k}"], grads[f"b{k}"] = conv_backward_fast(relu_backward(dout, relu_cache), conv_cache)
    return dout, grads


def inception_block_forward(x, params):
    """The block of GoogLeNet: four branches on the same x, side by side; their outputs are stacked along the channels.

    x:      images of shape (N, C, H, W)
    params: filters "W..." of shape (F, C_in, K, K) and biases "b..." of shape (F,), each F its own:
            branch 1: "W1", "b1", 1 x 1; branch 2: "W2a", "b2a", 1 x 1, then "W2b", "b2b", 3 x 3;
            branch 3: "W3a", "b3a", 1 x 1, then "W3b", "b3b", 5 x 5;
            branch 4: max pooling with a 3 x 3 window, stride 1 and pad 1, then "W4", "b4", 1 x 1

    Each convolution is followed by ReLU, and has stride 1 and the pad that keeps H and W: 0, 1 or 2.

    Returns (out, cache). out has shape (N, F1 + F2b + F3b + F4, H, W), branch 1 first; cache is (layers, pool_cache),
    where layers is {"1": (conv_cache, relu_cache), "2a": ..., "2b": ..., "3a": ..., "3b": ..., "4": ...}.
    """
    pooled, pool_cache = max_pool_forward_fast(x, {"pool_height": 3, "pool_width": 3, "stride": 1, "pad": 1})
    outs, layers = [], {}
    for names, out in [(["1"], x), (["2a", "2b"], x), (["3a", "3b"], x), (["4"], pooled)]:
        for name in names:
            w, b = params["W" + name], params["b" + name]
            out, conv_cache = conv_forward_fast(out, w, b, {"stride": 1, "pad": w.shape[2] // 2})
            out, relu_cache = relu_forward(out)
            layers[name] = conv_cache, relu_cache
        outs.append(out)
    return np.concatenate(outs, axis=1), (layers, pool_cache)


def inception_block_backward(dout, cache):
    """Gradients of the loss with respect to the inputs of inception_block_forward.

    dout:  gradient of the loss with respect to out, of the same shape
    cache: (layers, pool_cache) as inception_block_forward returns it; relu_cache, the input of ReLU, has as many
           channels as the output of its layer

    Returns (dx, grads): dx has the shape of x, grads the keys and the shapes of params.
    """
    layers, pool_cache = cache
    ends = np.cumsum([layers[name][1].shape[1] for name in ("1", "2b", "3b", "4")])
    branches = [["1"], ["2b", "2a"], ["3b", "3a"], ["4"]]
    dx, grads = 0, {}
    for names, dbranch in zip(branches, np.split(dout, ends[:-1], axis=1)):
        for name in names:
            conv_cache, relu_cache = layers[name]
            dmaps = relu_backward(dbranch, relu_cache)
            dbranch, grads["W" + name], grads["b" + name] = conv_backward_fast(dmaps, conv_cache)
        dx = dx + (max_pool_backward_fast(dbranch, pool_cache) if names == ["4"] else dbranch)
    return dx, grads


def residual_block_forward(x, params, bn_params, stride=1):
    """The block of ResNet: conv - batch norm - ReLU - conv - batch norm, plus a shortcut from x, then ReLU.

    x:         images of shape (N, C, H, W)
    params:    {"W1": (F, C, 3, 3), "gamma1": (F,), "beta1": (F,), "W2": (F, F, 3, 3), "gamma2": (F,), "beta2": (F,)},
               and for a shortcut by 1 x 1 convolution also {"W3": (F, C, 1, 1), "gamma3": (F,), "beta3": (F,)}
    bn_params: {"bn1": ..., "bn2": ..., "bn3": ...}: the bn_param of each batch normalization, with its running
               averages, which are updated as in spatial_batchnorm_forward; "bn3" only where there is a "W3"
    stride:    of the convolutions W1 and W3; W2 has stride 1. W1 and W2 have pad 1, W3 has pad 0

    The convolutions have no biases: zeros of the type of their filters stand for them. The shortcut is x itself where
    there is no "W3"; where there is one, it is conv - batch norm of x. ValueError when x itself has not the shape of
    what is added to it.

    Returns (out, cache). out has shape (N, F, OH, OW); cache is ((conv1, bn1, relu1), (conv2, bn2), shortcut, relu),
    the caches of the layers: shortcut is (conv3, bn3), or None where there is no "W3"; relu is the last one's.
    """
    def conv_norm(x, k, stride, pad):
        w = params[f"W{k}"]
        maps, conv_cache = conv_forward_fast(x, w, np.zeros(len(w), w.dtype), {"stride": stride, "pad": pad})
        out, bn_cache = spatial_batchnorm_forward(maps, params[f"gamma{k}"], params[f"beta{k}"], bn_params[f"bn{k}"])
        return out, (conv_cache, bn_cache)

    normed, cache1 = conv_norm(x, 1, stride, 1)
    active, relu1 = relu_forward(normed)
    residual, cache2 = conv_norm(active, 2, 1, 1)
    shortcut, cache3 = conv_norm(x, 3, stride, 0) if "W3" in params else (x, None)
    if shortcut.shape != residual.shape:
        raise ValueError(f"x has shape {x.shape}, but {residual.shape} is to be added to it: this shortcut needs W3")
    out, relu = relu_forward(residual + shortcut)
    return out, ((*cache1, relu1), cache2, cache3, relu)


def residual_block_backward(dout, cache):
    """Gradients of the loss with respect to the inputs of residual_block_forward in mode "train".

    dout:  gradient of the loss with respect to out, of the same shape
    cache: ((conv1, bn1, relu1), (conv2, bn2), shortcut, relu) as residual_block_forward returns it, shortcut being
           (conv3, bn3) or None

    Returns (dx, grads): dx has the shape of x, grads the keys and the shapes of params.
    """
    (conv1, bn1, relu1), (conv2, bn2), shortcut, relu = cache
    grads = {}
    dsum = relu_backward(dout, relu)
    dmaps, grads["gamma2"], grads["beta2"] = spatial_batchnorm_backward(dsum, bn2)
    dactive, grads["W2"], _ = conv_backward_fast(dmaps, conv2)
    dnormed = relu_backward(dactive, relu1)
    dmaps, grads["gamma1"], grads["beta1"] = spatial_batchnorm_backward(dnormed, bn1)
    dx, grads["W1"], _ = conv_backward_fast(dmaps, conv1)
    if shortcut is None:
        return dx + dsum, grads
    conv3, bn3 = shortcut
    dmaps, grads["gamma3"], grads["beta3"] = spatial_batchnorm_backward(dsum, bn3)
    dshort, grads["W3"], _ = conv_backward_fast(dmaps, conv3)
    return dx + dshort, grads


def dense_block_forward(x, params, bn_params):
    """The block of DenseNet: layers of batch norm - ReLU - 3 x 3 conv, each of which sees all maps before it.

    x:         images of shape (N, C, H, W)
    params:    {"gamma1", "beta1", "W1", "gamma2", "beta2", "W2", ...}: gamma and beta of layer k have as many entries
               as the layer sees channels, C + (k - 1) * G; its filters have shape (G, C + (k - 1) * G, 3, 3), stride 1
               and pad 1. There may be any number of layers
    bn_params: {"bn1": ..., "bn2": ..., ...}: the bn_param of each layer's batch normalization, with its running
               averages, which are updated as in spatial_batchnorm_forward

    The G maps that a layer makes are put behind the maps that it saw, along the channels; the next layer sees all of
    these. The convolutions have no biases: zeros of the type of their filters stand for them.

    Returns (out, cache). out has shape (N, C + layers * G, H, W): x first, then the maps of layer 1, layer 2, ...;
    cache is a list of (bn_cache, relu_cache, conv_cache), one for each layer, in their order.
    """
    cache = []
    for k in range(1, len(params) // 3 + 1):
        w = params[f"W{k}"]
        normed, bn_cache = spatial_batchnorm_forward(x, params[f"gamma{k}"], params[f"beta{k}"], bn_params[f"bn{k}"])
        active, relu_cache = relu_forward(normed)
        maps, conv_cache = conv_forward_fast(active, w, np.zeros(len(w), w.dtype), {"stride": 1, "pad": 1})
        x = np.concatenate([x, maps], axis=1)
        cache.append((bn_cache, relu_cache, conv_cache))
    return x, cache


def dense_block_backward(dout, cache):
    """Gradients of the loss with respect to the inputs of dense_block_forward in mode "train".

    dout:  gradient of the loss with respect to out, of the same shape
    cache: list of (bn_cache, relu_cache, conv_cache) as dense_block_forward returns it; relu_cache, the input of ReLU,
           has as many channels as its layer saw

    Returns (dx, grads): dx has the shape of x, grads the keys and the shapes of params.
    """
    grads = {}
    for k in range(len(cache), 0, -1):
        bn_cache, relu_cache, conv_cache = cache[k - 1]
        seen = relu_cache.shape[1]
        dactive, grads[f"W{k}"], _ = conv_backward_fast(dout[:, seen:], conv_cache)
        dnormed = relu_backward(dactive, relu_cache)
        dx, grads[f"gamma{k}"], grads[f"beta{k}"] = spatial_batchnorm_backward(dnormed, bn_cache)
        dout = dout[:, :seen] + dx
    return dout, grads


def global_average_pool_backward(dout, input_shape):
    """Gradient of the loss with respect to the input of global_average_pool of chapter 4.

    dout:        gradient of the loss with respect to the means, floats of shape (N, C)
    input_shape: (N, C, H, W), the shape of the images that were averaged

    Returns a new array of shape input_shape and the type of dout.
    """
    H, W = input_shape[2:]
    return np.broadcast_to(dout[:, :, None, None], input_shape) / (H * W)


# --- depth, not size --------------------------------------------------------------------------


class SmallResNet:
    """conv - batch norm - ReLU, two residual blocks, global average pooling, affine, softmax.

    input_dim: (C, H, W) of the images; num_classes: number of classes
    channels:  (F1, F2). The first convolution, "stem", has F1 filters of 3 x 3, stride 2, pad 1 and no biases: zeros
               stand for them. block1 has F1 filters, stride 1 and the identity as its shortcut; block2 has F2
               filters, stride 2 and a 1 x 1 convolution as its shortcut
    rng:       numpy.random.Generator, the only source of chance; np.random.default_rng() when it is None

    params: {"stem_W": (F1, C, 3, 3), "stem_gamma": (F1,), "stem_beta": (F1,)}, the params of residual_block_forward
    under "block1_W1", "block1_gamma1", ..., "block2_beta3", and {"fc_W": (F2, num_classes), "fc_b": (num_classes,)}.
    Filters and fc_W start as he_init makes them, each gamma as ones, each beta and fc_b as zeros.
    The running averages of all batch normalizations are kept in the model.
    """

    def __init__(self, input_dim=(1, 28, 28), num_classes=10, channels=(16, 32), rng=None):
        rng = np.random.default_rng() if rng is None else rng
        (C, _, _), (F1, F2) = input_dim, channels
        filters = {
            "stem_W": (F1, C, 3, 3), "block1_W1": (F1, F1, 3, 3), "block1_W2": (F1, F1, 3, 3),
            "block2_W1": (F2, F1, 3, 3), "block2_W2": (F2, F2, 3, 3), "block2_W3": (F2, F1, 1, 1),
        }  # fmt: skip
        self.params = {}
        for name, shape in filters.items():
            self.params[name] = he_init(shape, rng)
            self.params[name.replace("W", "gamma")] = np.ones(shape[0])
            self.params[name.replace("W", "beta")] = np.zeros(shape[0])
        self.params |= {"fc_W": he_init((F2, num_classes), rng), "fc_b": np.zeros(num_classes)}
        self.bn_params = {"stem": {"bn": {}}, "block1": {"bn1": {}, "bn2": {}},
                          "block2": {"bn1": {}, "bn2": {}, "bn3": {}}}  # fmt: skip

    def _part(self, name):
        """The params of "stem", "block1" or "block2", without that name and "_" in front of their keys."""
        return {key.removeprefix(f"{name}_"): value for key, value in self.params.items() if key.startswith(f"{name}_")}

    def loss(self, X, y=None):
        """Scores of the images X, (N, C, H, W), shape (N, num_classes), with all batch normalizations in mode "test".

        With the right classes y, N integers from 0 to num_classes - 1, they are in mode "train", and (loss, grads) is
        returned instead: loss is the mean softmax loss, grads has the keys and the shapes of params.
        """
        for settings in self.bn_params.values():
            for bn_param in settings.values():
                bn_param["mode"] = "test" if y is None else "train"
        p, bn = self.params, self.bn_params
        maps, conv_cache = conv_forward_fast(X, p["stem_W"], 0 * p["stem_beta"], {"stride": 2, "pad": 1})
        normed, bn_cache = spatial_batchnorm_forward(maps, p["stem_gamma"], p["stem_beta"], bn["stem"]["bn"])
        active, relu_cache = relu_forward(normed)
        first, cache1 = residual_block_forward(active, self._part("block1"), bn["block1"])
        second, cache2 = residual_block_forward(first, self._part("block2"), bn["block2"], stride=2)
        scores, fc_cache = affine_forward(global_average_pool(second), p["fc_W"], p["fc_b"])
        if y is None:
            return scores
        loss, dscores = softmax_loss(scores, y)
        grads = {}
        dmeans, grads["fc_W"], grads["fc_b"] = affine_backward(dscores, fc_cache)
        dsecond = global_average_pool_backward(dmeans, second.shape)
        dfirst, of_block2 = residual_block_backward(dsecond, cache2)
        dactive, of_block1 = residual_block_backward(dfirst, cache1)
        grads |= {f"block1_{name}": grad for name, grad in of_block1.items()}
        grads |= {f"block2_{name}": grad for name, grad in of_block2.items()}
        dnormed = relu_backward(dactive, relu_cache)
        dmaps, grads["stem_gamma"], grads["stem_beta"] = spatial_batchnorm_backward(dnormed, bn_cache)
        _, grads["stem_W"], _ = conv_backward_fast(dmaps, conv_cache)
        return loss, grads
