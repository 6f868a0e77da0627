"""How `step` is judged."""
import numpy as np

from grader.checks import Check, Part


def signs(rng):
    yield {"x": np.array([-2.0, 0.0, 3.0])}
    yield {"x": rng.permutation(np.array([-4.0, -1.0, 0.0, 2.0, 5.0]))}
    yield {"x": rng.permutation(np.array([-0.25, 0.0, 0.5, 1.5, -3.0, 4.0])).reshape(2, 3)}
    yield {"x": rng.normal(size=(3, 2, 4))}


CHECK = Check(
    [Part("zeros and ones", 1, signs)],
    accepts=[
        [("np.where(x > 0, 1.0, 0.0)", "(x > 0).astype(int)")],
        [("np.where(x > 0, 1.0, 0.0)", "np.heaviside(x, 0)")],
        [("np.where(x > 0, 1.0, 0.0)", "np.array([float(one > 0) for one in x.ravel()]).reshape(x.shape)")],
    ],
)
