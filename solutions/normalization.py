"""Reference for chapter 08_normalization. Names, signatures and docstrings equal the notebook's stubs."""
import numpy as np


def batchnorm_forward(x, gamma, beta, bn_param):
    """Batch normalization: give each feature mean 0 and variance 1 over the batch, then scale and shift it.

    x:        N examples of D features, shape (N, D)
    gamma:    scales of the features, shape (D,)
    beta:     shifts of the features, shape (D,)
    bn_param: {"mode": "train" or "test", always there,
               "eps": added to the variance, inside the root, 1e-5 when it is missing,
               "momentum": share of the old that a running average keeps, 0.9 when it is missing,
               "running_mean", "running_var": averages so far, shape (D,), zeros when they are missing}

    In mode "train" the mean and the variance of each feature come from the batch; the variance is the biased one,
    which divides by N. bn_param["running_mean"] and bn_param["running_var"] are set to
    momentum * running + (1 - momentum) * batch. In mode "test" the running averages take the place of those of
    the batch and stay as they are. Raises ValueError for any other mode.

    Returns (out, cache). out has shape (N, D); cache is (x_hat, gamma, std): x_hat, shape (N, D), is x
    normalized, before scale and shift; std, shape (D,), is the root by which it was divided.
    """
    mode, eps, momentum = bn_param["mode"], bn_param.get("eps", 1e-5), bn_param.get("momentum", 0.9)
    running_mean = bn_param.get("running_mean", np.zeros(x.shape[1], x.dtype))
    running_var = bn_param.get("running_var", np.zeros(x.shape[1], x.dtype))
    if mode == "train":
        mean, var = x.mean(axis=0), x.var(axis=0)
        bn_param["running_mean"] = momentum * running_mean + (1 - momentum) * mean
        bn_param["running_var"] = momentum * running_var + (1 - momentum) * var
    elif mode == "test":
        mean, var = running_mean, running_var
    else:
        raise ValueError(f"mode must be 'train' or 'test', but is {mode!r}")
    std = np.sqrt(var + eps)
    x_hat = (x - mean) / std
    return gamma * x_hat + beta, (x_hat, gamma, std)


def batchnorm_backward(dout, cache):
    """Return the gradients of the loss with respect to the inputs of batchnorm_forward in mode "train", node by node.

    dout:  upstream gradient, of the loss with respect to out, shape (N, D)
    cache: (x_hat, gamma, std) as batchnorm_forward returns it: shapes (N, D), (D,) and (D,)

    Mean and variance were made from x too, so each entry of x reaches the loss in three ways: directly, through
    the mean and through the variance.

    Returns (dx, dgamma, dbeta), of the shapes of x, gamma and beta: (N, D), (D,) and (D,).
    """
    x_hat, gamma, std = cache
    N = len(dout)
    dgamma = (dout * x_hat).sum(axis=0)
    dbeta = dout.sum(axis=0)
    centred = x_hat * std  # x less its mean
    dx_hat = dout * gamma
    dstd = -(dx_hat * centred).sum(axis=0) / std**2
    dvar = dstd / (2 * std)
    dcentred = dx_hat / std + dvar * 2 * centred / N
    dx = dcentred - dcentred.mean(axis=0)
    return dx, dgamma, dbeta


def batchnorm_backward_alt(dout, cache):
    """The gradients of batchnorm_backward, with dx by one formula on paper instead of node by node.

    dout:  upstream gradient, of the loss with respect to out, shape (N, D)
    cache: (x_hat, gamma, std) as batchnorm_forward returns it: shapes (N, D), (D,) and (D,)

    Returns (dx, dgamma, dbeta), of shapes (N, D), (D,) and (D,).
    """
    x_hat, gamma, std = cache
    dgamma, dbeta = (dout * x_hat).sum(axis=0), dout.sum(axis=0)
    dx = gamma / std * (dout - (dbeta + x_hat * dgamma) / len(dout))
    return dx, dgamma, dbeta


def layernorm_forward(x, gamma, beta, ln_param):
    """Layer normalization: give each example mean 0 and variance 1 over its features, then scale and shift these.

    x:        N examples of D features, shape (N, D)
    gamma:    scales of the features, shape (D,)
    beta:     shifts of the features, shape (D,)
    ln_param: {"eps": added to the variance, inside the root, 1e-5 when it is missing}

    There are no modes and no averages: an example is independent of the others. The variance divides by D.

    Returns (out, cache). out has shape (N, D); cache is (x_hat, gamma, std): x_hat, shape (N, D), is x
    normalized, before scale and shift; std, shape (N, 1), is the root by which it was divided.
    """
    std = np.sqrt(x.var(axis=1, keepdims=True) + ln_param.get("eps", 1e-5))
    x_hat = (x - x.mean(axis=1, keepdims=True)) / std
    return gamma * x_hat + beta, (x_hat, gamma, std)


def layernorm_backward(dout, cache):
    """Return the gradients of the loss with respect to the inputs of layernorm_forward.

    dout:  upstream gradient, of the loss with respect to out, shape (N, D)
    cache: (x_hat, gamma, std) as layernorm_forward returns it: shapes (N, D), (D,) and (N, 1)

    Returns (dx, dgamma, dbeta), of shapes (N, D), (D,) and (D,).
    """
    x_hat, gamma, std = cache
    dx_hat = dout * gamma
    mean = dx_hat.mean(axis=1, keepdims=True)
    along = (dx_hat * x_hat).mean(axis=1, keepdims=True)
    dx = (dx_hat - mean - x_hat * along) / std
    return dx, (dout * x_hat).sum(axis=0), dout.sum(axis=0)


def spatial_batchnorm_forward(x, gamma, beta, bn_param):
    """Batch normalization of images: a channel is a feature, each pixel of each image an example of it.

    x:        images of shape (N, C, H, W)
    gamma:    scales of the channels, shape (C,)
    beta:     shifts of the channels, shape (C,)
    bn_param: as in batchnorm_forward, with running averages of shape (C,)

    Returns (out, cache). out has shape (N, C, H, W); cache is what batchnorm_forward returns for the matrix of
    shape (N * H * W, C) whose rows are the pixels: image by image, and in an image row by row.
    """
    N, C, H, W = x.shape
    out, cache = batchnorm_forward(x.transpose(0, 2, 3, 1).reshape(-1, C), gamma, beta, bn_param)
    return out.reshape(N, H, W, C).transpose(0, 3, 1, 2), cache


def spatial_batchnorm_backward(dout, cache):
    """Return the gradients of the loss with respect to the inputs of spatial_batchnorm_forward in mode "train".

    dout:  upstream gradient, of the loss with respect to out, shape (N, C, H, W)
    cache: (x_hat, gamma, std) as spatial_batchnorm_forward returns it: shapes (N * H * W, C), (C,) and (C,)

    Returns (dx, dgamma, dbeta), of shapes (N, C, H, W), (C,) and (C,).
    """
    N, C, H, W = dout.shape
    dx, dgamma, dbeta = batchnorm_backward(dout.transpose(0, 2, 3, 1).reshape(-1, C), cache)
    return dx.reshape(N, H, W, C).transpose(0, 3, 1, 2), dgamma, dbeta


def instancenorm_forward(x, gamma, beta, in_param):
    """Instance normalization: give each channel of each image mean 0 and variance 1, then scale and shift it.

    x:        images of shape (N, C, H, W)
    gamma:    scales of the channels, shape (C,)
    beta:     shifts of the channels, shape (C,)
    in_param: {"eps": added to the variance, inside the root, 1e-5 when it is missing}

    Returns (out, cache). out has shape (N, C, H, W); cache is (x_hat, gamma, std): x_hat, shape (N, C, H, W), is x
    normalized, before scale and shift; std, shape (N, C, 1, 1), is the root by which it was divided.
    """
    std = np.sqrt(x.var(axis=(2, 3), keepdims=True) + in_param.get("eps", 1e-5))
    x_hat = (x - x.mean(axis=(2, 3), keepdims=True)) / std
    return gamma[:, None, None] * x_hat + beta[:, None, None], (x_hat, gamma, std)


def instancenorm_backward(dout, cache):
    """Return the gradients of the loss with respect to the inputs of instancenorm_forward.

    dout:  upstream gradient, of the loss with respect to out, shape (N, C, H, W)
    cache: (x_hat, gamma, std) as instancenorm_forward returns it: shapes (N, C, H, W), (C,) and (N, C, 1, 1)

    Returns (dx, dgamma, dbeta), of shapes (N, C, H, W), (C,) and (C,).
    """
    x_hat, gamma, std = cache
    dx_hat = dout * gamma[:, None, None]
    mean = dx_hat.mean(axis=(2, 3), keepdims=True)
    along = (dx_hat * x_hat).mean(axis=(2, 3), keepdims=True)
    dx = (dx_hat - mean - x_hat * along) / std
    return dx, (dout * x_hat).sum(axis=(0, 2, 3)), dout.sum(axis=(0, 2, 3))


def spatial_groupnorm_forward(x, gamma, beta, G, gn_param):
    """Group normalization: mean 0 and variance 1 over each group of neighbouring channels of each image.

    x:        images of shape (N, C, H, W)
    gamma:    scales of the channels, shape (C,)
    beta:     shifts of the channels, shape (C,)
    G:        number of groups, at least 1; the first C / G channels are the first group. ValueError when it does not
              divide C
    gn_param: {"eps": added to the variance, inside the root, 1e-5 when it is missing}

    Returns (out, cache). out has shape (N, C, H, W); cache is (x_hat, gamma, std): x_hat, shape (N, C, H, W), is x
    normalized, before scale and shift; std, shape (N, G, 1), is the root by which each group was divided.
    """
    N, C = x.shape[:2]
    if G < 1 or C % G:
        raise ValueError(f"G must divide the number of channels, {C}, but is {G}")
    groups = x.reshape(N, G, -1)
    std = np.sqrt(groups.var(axis=2, keepdims=True) + gn_param.get("eps", 1e-5))
    x_hat = ((groups - groups.mean(axis=2, keepdims=True)) / std).reshape(x.shape)
    return gamma[:, None, None] * x_hat + beta[:, None, None], (x_hat, gamma, std)


def spatial_groupnorm_backward(dout, cache):
    """Return the gradients of the loss with respect to the inputs of spatial_groupnorm_forward.

    dout:  upstream gradient, of the loss with respect to out, shape (N, C, H, W)
    cache: (x_hat, gamma, std) as spatial_groupnorm_forward returns it: shapes (N, C, H, W), (C,) and (N, G, 1)

    Returns (dx, dgamma, dbeta), of shapes (N, C, H, W), (C,) and (C,).
    """
    x_hat, gamma, std = cache
    N, G, _ = std.shape
    dgroups, groups = (dout * gamma[:, None, None]).reshape(N, G, -1), x_hat.reshape(N, G, -1)
    mean = dgroups.mean(axis=2, keepdims=True)
    along = (dgroups * groups).mean(axis=2, keepdims=True)
    dx = ((dgroups - mean - groups * along) / std).reshape(dout.shape)
    return dx, (dout * x_hat).sum(axis=(0, 2, 3)), dout.sum(axis=(0, 2, 3))
