"""How `grad_cam` is judged."""
import numpy as np

from grader.checks import Check, Part
from grader.checks.cases import normal
from grader.checks.cases.pooling_backward import whole


def one_image(rng):
    yield _maps(rng, whole, 1, 2, 2, 2)
    yield _maps(rng, whole, 1, 3, 2, 3)
    yield _maps(rng, normal, 1, 4, 5, 3)


def several_images(rng):
    yield _maps(rng, whole, 2, 3, 2, 4)
    yield _maps(rng, normal, 3, 5, 4, 6)


def _maps(rng, numbers, N, F, H, W):
    """Maps of which some places speak for the class and others against it."""
    while True:
        feature_maps, gradients = numbers(rng, N, F, H, W), numbers(rng, N, F, H, W) / 2
        weights = gradients.mean(axis=(2, 3))
        sums = np.einsum("nf,nfhw->nhw", weights, feature_maps)
        mixed = (sums > 0).any(axis=(1, 2)) & (sums < 0).any(axis=(1, 2))
        if mixed.all() and np.abs(weights).min() > 0.05 and (sums > 0).sum(axis=(1, 2)).min() > 1:
            return {"feature_maps": feature_maps, "gradients": gradients}


def cam_by_einsum(feature_maps, gradients):
    alpha = np.mean(gradients, axis=(2, 3))
    cam = np.einsum("nf,nfhw->nhw", alpha, feature_maps)
    return cam * (cam > 0)


def cam_by_loops(feature_maps, gradients):
    N, F, H, W = feature_maps.shape
    cam = np.zeros((N, H, W))
    for n in range(N):
        for f in range(F):
            cam[n] += gradients[n, f].sum() / (H * W) * feature_maps[n, f]
    cam[cam < 0] = 0
    return cam


CHECK = Check(
    [
        Part("one image", 1, one_image),
        Part("several images", 2, several_images),
    ],
    accepts=[cam_by_einsum, cam_by_loops],
)
