"""How `occlusion_map` is judged."""
import numpy as np

from grader.checks import Check, Part
from grader.checks.looking_inside.shared import by_hand, classes, network


def side_by_side(rng):
    yield by_hand(rng) | {"y": np.array([1]), "size": 1, "stride": 1}
    yield _covered(rng, (1, 1, 4, 6), 2, 2)
    yield _covered(rng, (2, 2, 6, 9), 3, 3)


def overlapping(rng):
    yield _covered(rng, (1, 1, 4, 6), 2, 1)
    yield _covered(rng, (3, 2, 6, 5), 3, 2)
    yield _covered(rng, (2, 3, 7, 9), 4, 1)


def gaps_and_remainders(rng):
    yield _covered(rng, (1, 1, 5, 8), 2, 2)
    yield _covered(rng, (1, 1, 6, 8), 1, 3)
    yield _covered(rng, (4, 2, 7, 6), 3, 2)


def _covered(rng, images, size, stride):
    y = classes(rng, images[0]) if images[0] > 1 else np.array([int(rng.integers(1, 4))])
    return network(rng, images, 2, 3) | {"y": y, "size": size, "stride": stride}


def occlusion_of_all_places_at_once(model, x, y, size, stride):
    # All covered copies in one batch, by a mask for each place.
    N, _, H, W = x.shape
    tops, lefts = range(0, H - size + 1, stride), range(0, W - size + 1, stride)
    masks = np.ones((len(tops), len(lefts), 1, 1, H, W))
    for i, top in enumerate(tops):
        for j, left in enumerate(lefts):
            masks[i, j, :, :, top:top + size, left:left + size] = 0
    covered = (masks * x).reshape(-1, *x.shape[1:])
    scores = model.loss(covered).reshape(len(tops), len(lefts), N, -1)
    fall = model.loss(x) - scores
    return np.stack([fall[:, :, n, y[n]] for n in range(N)])


def occlusion_image_by_image(model, x, y, size, stride):
    maps = []
    for n in range(len(x)):
        whole = model.loss(x[n:n + 1])[0, y[n]]
        rows = []
        for top in range(0, x.shape[2] - size + 1, stride):
            row = []
            for left in range(0, x.shape[3] - size + 1, stride):
                hidden = np.array(x[n:n + 1])
                hidden[..., top:top + size, left:left + size] = 0.0
                row.append(whole - model.loss(hidden)[0, y[n]])
            rows.append(row)
        maps.append(rows)
    return np.array(maps)


CHECK = Check(
    [
        Part("squares side by side", 2, side_by_side),
        Part("squares that overlap", 2, overlapping),
        Part("gaps, and sizes that do not divide", 1, gaps_and_remainders),
    ],
    accepts=[occlusion_of_all_places_at_once, occlusion_image_by_image],
)
