"""Reference for chapter 12_looking_inside. Names, signatures and docstrings equal the notebook's stubs."""
import numpy as np

from solutions.backprop import affine_backward, affine_forward, softmax_loss
from solutions.padding_and_stride import conv_output_size
from solutions.three_layer_convnet import (
    ThreeLayerConvNet,  # noqa: F401  (the model that all of this looks into)
    affine_relu_backward,
    affine_relu_forward,
    conv_relu_pool_backward,
    conv_relu_pool_forward,
)


def input_gradient(model, x, dscores):
    """Gradient of the loss with respect to the images, for any loss of the scores.

    model:   a ThreeLayerConvNet with K classes
    x:       images of shape (N, C, H, W)
    dscores: gradient of the loss with respect to the scores that the model gives x, shape (N, K)

    Returns dx, of the shape of x.
    """
    params = model.params
    pooled, conv_cache = conv_relu_pool_forward(x, params["W1"], params["b1"], model.conv_param, model.pool_param)
    hidden, hidden_cache = affine_relu_forward(pooled, params["W2"], params["b2"])
    _, scores_cache = affine_forward(hidden, params["W3"], params["b3"])
    dhidden, _, _ = affine_backward(dscores, scores_cache)
    dpooled, _, _ = affine_relu_backward(dhidden, hidden_cache)
    dx, _, _ = conv_relu_pool_backward(dpooled, conv_cache)
    return dx


def saliency_map(model, x, y):
    """How strongly the score of a class answers to each pixel: the size of its gradient.

    model: a ThreeLayerConvNet with K classes
    x:     images of shape (N, C, H, W)
    y:     the class that is asked about for each image, N integers from 0 to K - 1

    Returns an array of shape (N, H, W). Each entry is the absolute value of the gradient of the score of class y[n]
    with respect to the pixel, the largest over the channels.
    """
    dscores = np.zeros_like(model.loss(x))
    dscores[np.arange(len(x)), y] = 1
    return np.abs(input_gradient(model, x, dscores)).max(axis=1)


def occlusion_map(model, x, y, size, stride):
    """By how much the score of a class falls when a black square covers part of the image.

    model:  a ThreeLayerConvNet with K classes
    x:      images of shape (N, C, H, W), left as they are
    y:      the class that is asked about for each image, N integers from 0 to K - 1
    size:   side of the square, in pixels; inside it all channels become 0
    stride: step of the square from place to place, down and to the right

    Returns an array of shape (N, OH, OW), where OH and OW are the numbers of places that the square has along the two
    axes; it never leaves the image. An entry is the score of class y[n] for the whole image less that for the covered
    one: above 0 where the square hides something that speaks for the class.
    """
    rows = np.arange(len(x))
    whole = model.loss(x)[rows, y]
    OH, OW = (conv_output_size(n, size, 0, stride) for n in x.shape[2:])
    falls = np.zeros((len(x), OH, OW))
    for i in range(OH):
        for j in range(OW):
            top, left = i * stride, j * stride
            covered = x.copy()
            covered[:, :, top:top + size, left:left + size] = 0
            falls[:, i, j] = whole - model.loss(covered)[rows, y]
    return falls


def grad_cam(feature_maps, gradients):
    """Where feature maps speak for a class: their weighted sum, with negative values set to 0.

    feature_maps: what a layer answers to N images, shape (N, F, H, W)
    gradients:    gradient of the score of the class with respect to feature_maps, of the same shape

    The weight of a map is the mean of its gradients over the H x W places.

    Returns an array of shape (N, H, W).
    """
    weights = gradients.mean(axis=(2, 3), keepdims=True)
    return np.maximum((weights * feature_maps).sum(axis=1), 0)


def fool(model, x, y, epsilon):
    """Change each image a little so that its loss rises: the fast gradient sign attack.

    model:   a ThreeLayerConvNet with K classes
    x:       images of shape (N, C, H, W), brightness from 0 to 1; left as they are
    y:       the right classes, N integers from 0 to K - 1
    epsilon: by how much each pixel is changed, at least 0

    Each pixel moves by epsilon in the direction in which the softmax loss of the right class rises, and not at all
    where its gradient is 0. What is then below 0 or above 1 is set to 0 or 1.

    Returns a new array of the shape of x.
    """
    _, dscores = softmax_loss(model.loss(x), y)
    return np.clip(x + epsilon * np.sign(input_gradient(model, x, dscores)), 0, 1)


def maximise(model, unit, steps, rng, shape=(1, 28, 28), learning_rate=0.2, decay=0.2):
    """An image that a unit likes: gradient ascent on its score.

    model:         a ThreeLayerConvNet with K classes, for images of shape `shape`
    unit:          the class whose score is to become large, from 0 to K - 1
    steps:         number of steps, at least 0
    rng:           numpy.random.Generator; the image begins as rng.random((1, C, H, W))
    shape:         (C, H, W)
    learning_rate: factor of each step
    decay:         strength of the decay, which keeps dark what the unit does not need

    Each step adds learning_rate * (g - decay * x) to the image x, where g is the gradient of the score with respect to
    x, and then sets what is below 0 or above 1 to 0 or 1.

    Returns the image after the last step, of shape (C, H, W).
    """
    x = rng.random((1, *shape))
    dscores = np.zeros_like(model.loss(x))
    dscores[0, unit] = 1
    for _ in range(steps):
        step = input_gradient(model, x, dscores) - decay * x
        x = np.clip(x + learning_rate * step, 0, 1)
    return x[0]
