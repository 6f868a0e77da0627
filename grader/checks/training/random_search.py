"""How `random_search` is judged."""
import numpy as np

from grader.checks import Check, Part


def few_trials(rng):
    for trials in [6, 8, 12]:
        yield _search(rng, trials)


def many_trials(rng):
    yield _search(rng, 3000)


def _search(rng, trials):
    return {
        "lr_range": (1e-4, 1e-1),
        "reg_range": (1e-8, 1e-5),  # apart from the other range
        "trials": trials,
        "best_lr": float(10 ** rng.uniform(-3, -2)),
        "best_reg": float(10 ** rng.uniform(-7, -6)),
        "_seed": int(rng.integers(2**31)),
    }


def random_search_vectorised(evaluate, lr_range, reg_range, trials, rng):
    # All settings drawn before the first trial, exponents of 10, sorted by argsort.
    rates = 10 ** rng.uniform(np.log10(lr_range[0]), np.log10(lr_range[1]), trials)
    strengths = 10 ** rng.uniform(np.log10(reg_range[0]), np.log10(reg_range[1]), trials)
    scores = np.array([evaluate(rate, strength) for rate, strength in zip(rates, strengths)])
    found = np.column_stack([rates, strengths, scores])
    return found[np.argsort(scores)[::-1]]


def random_search_ratio(evaluate, lr_range, reg_range, trials, rng):
    # A power of the ratio of the ends; rows sorted as they come.
    found = np.zeros((trials, 3))
    for row in found:
        row[0] = lr_range[0] * (lr_range[1] / lr_range[0]) ** rng.random()
        row[1] = reg_range[0] * (reg_range[1] / reg_range[0]) ** rng.random()
        row[2] = evaluate(row[0], row[1])
    return np.array(sorted(found.tolist(), key=lambda row: row[2], reverse=True))


def random_search_own_generator(evaluate, lr_range, reg_range, trials, rng):
    # As np.random.uniform does: numbers from a stream that goes on from call to call.
    stream = vars(random_search_own_generator).setdefault("stream", np.random.default_rng(12345))
    found = []
    for _ in range(trials):
        learning_rate, reg = (np.exp(stream.uniform(*np.log(ends))) for ends in (lr_range, reg_range))
        found.append((learning_rate, reg, evaluate(learning_rate, reg)))
    return np.array(sorted(found, key=lambda trial: -trial[2]))


def random_search_grid(evaluate, lr_range, reg_range, trials, rng):
    side = int(np.ceil(np.sqrt(trials)))
    pairs = [(a, b) for a in np.geomspace(*lr_range, side) for b in np.geomspace(*reg_range, side)][:trials]
    found = [(a, b, evaluate(a, b)) for a, b in pairs]
    return np.array(sorted(found, key=lambda trial: -trial[2]))


CHECK = Check(
    [
        Part(
            "trials",
            1,
            few_trials,
            [
                "rows of the result",
                "calls of evaluate, less the trials",
                "rows whose first two numbers evaluate got the other way round",
                "rows that are not (learning rate, strength, score) of a call of evaluate",
                "calls of evaluate that are in no row",
            ],
        ),
        Part("highest score first", 1, few_trials, ["the scores go down from row to row"]),
        Part(
            "evenly by logarithm",
            1,
            many_trials,
            [
                "share of learning rates outside of their range",
                "share of strengths outside of their range",
                "share of learning rates below the middle, by logarithm",
                "share of strengths below the middle, by logarithm",
                "share of learning rates in the lowest quarter, by logarithm",
                "share of strengths in the lowest quarter, by logarithm",
            ],
            probe="random_search_chance",
        ),
        Part(
            "drawn apart, by rng",
            1,
            many_trials,
            [
                "share of trials where both or none is in its larger half",
                "different learning rates",
                "different strengths",
                "the same again by a generator in the same state",
                "the same by another generator",
            ],
            probe="random_search_chance",
        ),
    ],
    accepts=[random_search_vectorised, random_search_ratio],
    rtol=0.2,
)
