"""Cases that several layers, and several losses, share."""
import numpy as np

from grader.checks import Part
from grader.checks.cases import small


def apart(rng, *shapes):
    """Arrays of whole numbers, all of them different, those of the later arrays too."""
    numbers = small(rng, sum(int(np.prod(shape)) for shape in shapes))
    ends = np.cumsum([int(np.prod(shape)) for shape in shapes])
    return [numbers[end - int(np.prod(shape)):end].reshape(shape) for shape, end in zip(shapes, ends)]


def nodes(rng):
    x, y, dout = (float(n) for n in rng.permutation(np.arange(2, 10))[:3])
    yield {"x": x, "y": y, "dout": dout}
    x, y, dout = apart(rng, (3,), (3,), (3,))
    yield {"x": x + 1, "y": y + 1, "dout": dout + 1}
    x, y, dout = rng.normal(size=(3, 4, 3))
    yield {"x": x, "y": y, "dout": dout}


def pairs(rng):
    for case in nodes(rng):
        yield {"x": case["x"], "y": case["y"]}


def moderate(rng):
    yield {"x": np.array([0.0, 1.0, -1.0])}  # not two entries: they would pass for out and cache
    yield {"x": np.array([-2.0, 3.0, 0.5, 2.0])}
    yield {"x": rng.normal(size=(3, 4))}
    yield {"x": 2 * rng.normal(size=(3, 1, 4, 2))}


def very_large(rng):
    yield {"x": np.array([1000.0, 0.5, 1.0])}
    yield {"x": np.array([-1000.0, 0.5, 1.0])}
    yield {"x": rng.permutation(np.array([-1000.0, -800.0, -2.0, 0.5, 800.0, 1000.0])).reshape(3, 2)}


def one_example(rng):
    yield {"x": rng.permutation(np.array([0.0, 1.0]))}
    yield {"x": 1 + small(rng, 3)}
    yield {"x": 2 * rng.normal(size=5)}


def several_rows(rng):
    yield {"x": small(rng, 2, 3)}
    yield {"x": small(rng, 3, 3)}  # as many rows as columns: sums of the wrong axis fit as well
    yield {"x": 2 * rng.normal(size=(4, 3))}
    yield {"x": rng.normal(size=(3, 5)) + rng.permutation([[-9.0], [0.5], [6.0]])}


def large_scores(rng):
    yield {"x": np.array([1000.0, 999.0])}
    yield {"x": rng.permutation(np.array([-1000.0, 1000.0]))}
    yield {"x": rng.permutation(np.array([-1000.0, -1001.0, -1003.0]))}
    yield {"x": rng.permutation(np.array([[1000.0, 998.0, 0.0, 999.0]]), axis=1)}


def different_levels(rng):
    yield {"x": np.array([[1000.0, 999.0, 998.0], [-1000.0, -998.0, -1001.0]])}
    yield {"x": small(rng, 3, 4) + np.array([[-1000.0], [0.0], [1000.0]])}
    levels = rng.permutation(np.array([[-900.0], [-20.0], [30.0], [900.0]]))
    yield {"x": (rng.normal(size=(4, 3)) + levels).astype(np.float32).astype(float)}  # float32 loses nothing of them


SOFTMAX_PARTS = [
    Part("one example", 1, one_example),
    Part("a row for each example", 1, several_rows),
]


def probabilities(rng, *shape):
    """Rows that add up to 1, no entry near 0 or 1."""
    p = rng.uniform(0.3, 1.7, size=shape)
    return p / p.sum(axis=-1, keepdims=True)


def classes(rng, N, K):
    """N classes of K: not the first, second, third … in turn."""
    return (np.arange(N) + rng.integers(1, K, size=N)) % K


def one_hot(t, K):
    return np.eye(K)[t]
