"""How `Conv2D` is judged."""
from grader.checks import Check, Part
from grader.checks.cases import small


def layers(rng):
    yield {"X": small(rng, 2, 3), "weight": small(rng, 1, 2), "bias": 0.5, "seed": 0}
    for seed, (picture, kernel) in enumerate([((3, 4), (2, 2)), ((5, 4), (2, 3)), ((6, 7), (3, 1))], 1):
        bias = float(rng.uniform(1, 2))
        yield {"X": rng.normal(size=picture), "weight": rng.normal(size=kernel), "bias": bias, "seed": seed}


CHECK = Check(
    [
        Part("initial weight and bias", 1, layers, ["initial weight", "initial bias"]),
        Part("forward", 2, layers, ["forward"]),
    ],
)
