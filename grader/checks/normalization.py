"""Checks of chapter 08_normalization.

Where eps is not the subject of a forward pass, the numbers lie thousands apart: a mistake with eps then costs only
the part about it. That part in turn has one feature, one group of one picture, gamma 1 and beta 0.
"""
import numpy as np

from grader.checks import Check, Misconception, Part, small
from solutions import normalization as reference


def thousands(rng, *shape):
    """Distinct whole thousands."""
    return 1000 * small(rng, *shape)


def wide(rng, *shape):
    return rng.normal(3000, 10000, size=shape)


def normal(rng, *shape):
    return rng.normal(3, 10, size=shape)


def whole(rng, *shape):
    """Distinct whole numbers of both signs, none of them 0."""
    return small(rng, *shape) * rng.choice([-1.0, 1.0], shape)


def weights(rng, D):
    """gamma, from 2 on, and beta, from 1 on, of both signs."""
    gamma = (small(rng, D) + 1) * rng.choice([-1.0, 1.0], D)
    return {"gamma": gamma, "beta": whole(rng, D)}


def plain(D):
    return {"gamma": np.ones(D), "beta": np.zeros(D)}


def close_together(rng):
    """Numbers of tiny variance, and an eps: two and three equal ones with none, five with a large one, two with 0."""
    large, none = (1 + small(rng, 5) / 50, {"eps": 0.01}), (small(rng, 2) / 500, {"eps": 0.0})
    return [(small(rng, 2) / 500, {}), (np.full(3, 5.0), {}), large, none]


def constant_and_close(rng, N, D):
    """Features of tiny variance, the first of them with none at all."""
    x = 1 + small(rng, N, D) / 500
    x[:, 0] = 5
    return x


def states(forward, x, gamma, beta, *more):
    """What a backward pass gets, besides the upstream gradient: the cache, and where it came from."""
    _, (x_hat, gamma, std) = forward(x, gamma, beta, *more)
    return {"x_hat": x_hat, "gamma": gamma, "std": std, "_x": x, "_beta": beta}


def without(dout, x_hat):
    """Upstream gradients whose products with x_hat add up to 0 in each column: nothing comes through the variance."""
    return dout - x_hat * (dout * x_hat).sum(axis=0) / (x_hat * x_hat).sum(axis=0)


def without_sum(dout):
    """Upstream gradients that add up to 0 in each column: nothing comes through the mean."""
    return dout - dout.mean(axis=0)


def three(rng, through):
    """One column of three numbers, and an upstream gradient that is silent on one of the ways."""
    order, (p, q) = rng.permutation(3), rng.permutation([1.0, 2.0, 4.0])[:2]
    dout = {"mean": [p, q, p], "variance": [p, q, -p - q]}[through]
    return 1.0 + order[:, None], rng.choice([-1.0, 1.0]) * np.array(dout)[order][:, None]


def way(rng, through, forward, shape, arrange, more=()):
    """A case in which only one way besides the direct one is open. `arrange` makes an input of columns that are
    normalized, gamma is ones. The smallest has one column of three numbers."""
    K, S = shape
    if shape == (3, 1):
        x, dout = three(rng, through)
    else:
        x, dout = normal(rng, K, S), rng.normal(size=(K, S))
        x_hat = (x - x.mean(axis=0)) / np.sqrt(x.var(axis=0) + 1e-5)
        dout = without(dout, x_hat) if through == "mean" else without_sum(dout)
    x, dout = arrange(x), arrange(dout)
    channels = x.shape[1] if forward is not reference.layernorm_forward else x.shape[-1]
    return {"dout": dout, **states(forward, x, *plain(channels).values(), *more)}


# --- sentences that several exercises share -----------------------------------------------------

UNBIASED = (
    "Your variance divides by one less than the number of entries. Here it is the biased one: the mean of the squared "
    "distances from the mean."
)
EPS_OUTSIDE = "eps stands outside the root: you add it to the standard deviation. It belongs to the variance, inside."
NO_EPS = (
    "eps is missing. Where the variance is tiny you divide by almost nothing, and where it is 0 you get nan: eps is "
    "added to the variance before the root."
)
NO_ROOT = "You divide by the variance (plus eps). Take the root first: the standard deviation has the units of x."
EPS_FIXED = "Your eps is always the same. It may be given in the dictionary of parameters; 1e-5 is for when it is not."
EPS_DEFAULT = "Your default eps is another one. When the dictionary has none, it is 1e-5."
EPS_DEMANDED = 'Your code stops where the dictionary has no "eps". A missing eps is 1e-5: look at `get` of a dict.'
EPS_OF_ZERO = (
    "An eps of 0 is given, not missing, and you take 1e-5 there: `or` and `if` treat 0 like nothing at all. The "
    "default is for a dictionary that has no eps."
)
SUM_FOR_VARIANCE = "Your variance is the sum of the squared distances from the mean. Divide it by how many there are."
NOT_CENTRED = "The mean is not subtracted: your x_hat is x divided by its standard deviation."
ANOTHER_CACHE = (
    "Your output is right, your cache is another one. The docstring says what it holds, so that each pass is judged by "
    "itself: three arrays, (x_hat, gamma, std)."
)
IN_PLACE = (
    "You subtract from x in place, so the caller's x is changed. Make a new array of the difference: x - mean instead "
    "of x -= mean."
)


def statistics_mistakes(std, x_hat, var, eps, divide):
    """Mistakes that every forward pass can make. The arguments are pieces of the reference's code."""
    squares = var.replace(".var(", ".mean(")
    return [
        Misconception("unbiased variance", [(var, var[:-1] + ", ddof=1)")], UNBIASED),
        Misconception("eps outside the root", [(std[0], std[1])], EPS_OUTSIDE),
        Misconception("no eps", [(std[0], std[2])], NO_EPS),
        Misconception("variance for its root", [(std[0], std[3])], NO_ROOT),
        Misconception("eps fixed", [(eps, "1e-5")], EPS_FIXED),
        Misconception("another default eps", [(eps, eps.replace("1e-5", "1e-8"))], EPS_DEFAULT),
        Misconception("eps demanded", [(eps, eps.replace(".get(", "[").split(",")[0] + "]")], EPS_DEMANDED),
        Misconception("eps of 0 is missing", [(eps, f"({eps.replace(', 1e-5', '')} or 1e-5)")], EPS_OF_ZERO),
        Misconception("sum for variance", [(var, divide)], SUM_FOR_VARIANCE),
        Misconception(
            "variance without the mean",
            [(var, squares.replace("x.mean", "(x**2).mean").replace("groups.mean", "(groups**2).mean"))],
            "Your variance is the mean of the squares: the mean of x is not subtracted before you square.",
        ),
        Misconception("mean not subtracted", [(x_hat[0], x_hat[1])], NOT_CENTRED),
    ]


def output_mistakes(gamma, beta, x, axes):
    """Mistakes with gamma, beta and the cache. gamma and beta: how the reference writes them; axes: of the mean."""
    kept = f"return {gamma} * x_hat + {beta}, (x_hat, gamma, std)"
    out = f"{gamma} * x_hat + {beta}"

    def edits(value=out, cache="(x_hat, gamma, std)"):
        return [(kept, f"return {value}, {cache}")]

    return [
        Misconception(
            "gamma forgotten",
            edits(f"x_hat + {beta}"),
            "gamma is missing: your output is the normalized x, shifted but not scaled.",
        ),
        Misconception(
            "beta forgotten",
            edits(f"{gamma} * x_hat"),
            "beta is missing: your output is the normalized x, scaled but not shifted.",
        ),
        Misconception(
            "gamma and beta forgotten",
            edits("x_hat"),
            "You return the normalized x as it is. The output is scaled by gamma and shifted by beta.",
        ),
        Misconception(
            "beta scaled too",
            edits(f"{gamma} * (x_hat + {beta})"),
            "You add beta first and scale the sum. Scale first: gamma acts on the normalized x alone.",
        ),
        Misconception(
            "gamma and beta swapped",
            edits(f"{beta} * x_hat + {gamma}"),
            "gamma and beta are swapped: gamma is the scale, beta the shift.",
        ),
        Misconception(
            "x_hat in the cache is scaled",
            edits(cache=f"({gamma} * x_hat, gamma, std)"),
            "The x_hat in your cache is multiplied by gamma already. It should be the normalized x before that.",
        ),
        Misconception(
            "out in the cache",
            edits(cache=f"({out}, gamma, std)"),
            "Your cache holds the output where x_hat is asked for: the normalized x, before scale and shift.",
        ),
        Misconception(
            "x in the cache",
            edits(cache=f"({x}, gamma, std)"),
            "Your cache holds x where x_hat is asked for. The backward pass wants the normalized numbers.",
        ),
        Misconception(
            "centred x in the cache",
            edits(cache=f"({x} - {x}.mean({axes}), gamma, std)"),
            "The x_hat in your cache is not divided by std yet.",
        ),
        Misconception(
            "variance in the cache",
            edits(cache="(x_hat, gamma, std**2)"),
            "Your cache holds the variance (plus eps) where std is asked for, its root.",
        ),
        Misconception(
            "one over std in the cache",
            edits(cache="(x_hat, gamma, 1 / std)"),
            "Your cache holds 1 / std where std is asked for.",
        ),
        Misconception(
            "beta in the cache",
            edits(cache="(x_hat, beta, std)"),
            "Your cache holds beta where gamma is asked for. No gradient needs beta: it was only added.",
        ),
        Misconception("another cache", edits(cache="None"), ANOTHER_CACHE),
    ]


def weight_mistakes(old, dgamma, dbeta, summed, scaled_dout, mean_of, kept, wide):
    """Mistakes with dgamma and dbeta that leave dx alone.

    old: the end of the reference's code, with {} and {} for dgamma and dbeta; dgamma, dbeta: how it writes them there;
    summed: how it sums over everything but the features; kept: such a sum with its axes kept;
    wide: the shape that these have, for the sentence
    """

    def edits(one=dgamma, other=dbeta):
        return [(old.format(dgamma, dbeta), old.format(one, other))]

    return [
        Misconception(
            "dgamma without x_hat",
            edits(dbeta),
            "Your dgamma is the sum of dout, which is dbeta. gamma was multiplied by x_hat in the forward pass, so "
            "x_hat is a factor of its gradient.",
        ),
        Misconception(
            "dgamma is a mean",
            edits(f"{dgamma} / {mean_of}"),
            "Your dgamma is a mean. One gamma served many entries, and what all of them say is added up.",
        ),
        Misconception(
            "dbeta is a mean",
            edits(dgamma, f"{dbeta} / {mean_of}"),
            "Your dbeta is a mean. One beta was added to many entries, and what all of them say is added up.",
        ),
        Misconception(
            "dgamma and dbeta are means",
            edits(f"{dgamma} / {mean_of}", f"{dbeta} / {mean_of}"),
            "Your dgamma and dbeta are means. Each gamma and beta served many entries, and what all of them say is "
            "added up.",
        ),
        Misconception(
            "dgamma and dbeta swapped",
            edits(dbeta, dgamma),
            "dgamma and dbeta are swapped. beta was added, so its gradient is a sum of dout alone.",
        ),
        Misconception(
            "gamma in dgamma",
            edits(summed.format(f"({scaled_dout} * x_hat)")),
            "Your dgamma has gamma as a factor. The gradient by gamma is made of dout and x_hat, not of dx_hat.",
        ),
        Misconception(
            "gamma in dbeta",
            edits(dgamma, summed.format(f"({scaled_dout})")),
            "Your dbeta has gamma as a factor. beta was added behind gamma, so gamma does not touch its gradient.",
        ),
        Misconception(
            "gamma in dgamma and dbeta",
            edits(summed.format(f"({scaled_dout} * x_hat)"), summed.format(f"({scaled_dout})")),
            "Your dgamma and dbeta are made of dx_hat, which has gamma as a factor. Make them of dout as it comes.",
        ),
        Misconception(
            "dgamma keeps its axes",
            edits(kept.format("(dout * x_hat)")),
            f"Your dgamma keeps the axes that you summed over: it has shape {wide}. It has the shape of gamma.",
        ),
        Misconception(
            "dbeta keeps its axes",
            edits(dgamma, kept.format("dout")),
            f"Your dbeta keeps the axes that you summed over: it has shape {wide}. It has the shape of beta.",
        ),
        Misconception(
            "dgamma and dbeta keep their axes",
            edits(kept.format("(dout * x_hat)"), kept.format("dout")),
            f"Your dgamma and dbeta keep the axes that you summed over: they have shape {wide}. Gradients have the "
            "shapes of gamma and beta.",
        ),
        Misconception(
            "dgamma not summed",
            edits("dout * x_hat"),
            "Your dgamma is not summed: it has the shape of dout. There is one number for each gamma.",
        ),
        Misconception(
            "dbeta not summed",
            edits(dgamma, "dout.copy()"),
            "Your dbeta is not summed: it has the shape of dout. There is one number for each beta.",
        ),
        Misconception(
            "dgamma and dbeta not summed",
            edits("dout * x_hat", "dout.copy()"),
            "Your dgamma and dbeta are not summed: they have the shape of dout. There is one number for each gamma and "
            "each beta.",
        ),
        Misconception(
            "dgamma and dbeta over everything",
            edits("(dout * x_hat).sum()", "dout.sum()"),
            "Your dgamma and dbeta are single numbers: the sums go over all axes. The axis of gamma and beta stays.",
        ),
    ]


# --- batchnorm_forward --------------------------------------------------------------------------


def training(rng):
    yield _batch(rng, thousands, 2, 1, eps=1e-5, momentum=0.9)
    yield _batch(rng, thousands, 4, 1, eps=1e-5, momentum=0.9)
    yield _batch(rng, thousands, 2, 3, eps=1e-5, momentum=0.9)
    yield _batch(rng, thousands, 4, 2, eps=1e-5, momentum=0.75)
    yield _batch(rng, wide, 5, 4, eps=1e-5, momentum=0.6)
    yield _batch(rng, wide, 7, 6, eps=1e-5, momentum=0.9)


def averages(rng):
    """Running averages: given and missing, another momentum, and a test that leaves them alone."""
    yield _batch(rng, thousands, 2, 1, eps=1e-5, momentum=0.75)
    yield _batch(rng, thousands, 3, 2, averages=False, eps=1e-5)
    yield _batch(rng, thousands, 2, 3, eps=1e-5)
    yield _batch(rng, thousands, 3, 2, mode="test", eps=1e-5, momentum=0.9)
    yield _batch(rng, wide, 5, 4, eps=1e-5, momentum=0.99)
    yield _batch(rng, wide, 6, 5, averages=False, eps=1e-5, momentum=0.3)
    yield {"x": small(rng, 2, 1) / 500, **plain(1), "mode": "train", "eps": 0.01, "momentum": 0.5}


def two_batches(rng):
    sizes = [(thousands, 2, 3, 1, 0.5), (thousands, 3, 2, 2, 0.75), (wide, 5, 6, 4, 0.9)]
    for numbers, N, next_N, D, momentum in sizes:
        case = {"x": numbers(rng, N, D), "next_x": numbers(rng, next_N, D), **weights(rng, D), "momentum": momentum}
        yield case | running(rng, D)


def testing(rng):
    yield _batch(rng, thousands, 1, 2, mode="test", eps=1e-5, momentum=0.9)
    yield _batch(rng, thousands, 3, 1, mode="test", eps=1e-5, momentum=0.9)
    yield _batch(rng, thousands, 3, 2, mode="test", eps=1e-5, momentum=0.9)
    yield _batch(rng, wide, 4, 5, mode="test", eps=1e-5, momentum=0.6)
    yield _batch(rng, thousands, 2, 1, mode="test", averages=False, eps=1e-5)


def tiny_variance(rng):
    """The running averages are those of the batch, so that only eps can be wrong."""
    modes = ["train"] * 4 + ["test"] * 2
    for mode, (x, eps) in zip(modes, close_together(rng) + close_together(rng)[::2]):
        x = x[:, None]
        arrived = {"running_mean": x.mean(axis=0), "running_var": x.var(axis=0)}
        yield {"x": x, **plain(x.shape[1]), "mode": mode, **eps, "momentum": 0.9, **arrived}


def other_modes(rng):
    for mode in ["testing", "Train", "eval", ""]:
        yield {"x": thousands(rng, 2, 1), **weights(rng, 1), "mode": mode}


def running(rng, D):
    return {"running_mean": 1000 * whole(rng, D), "running_var": 1e6 * small(rng, D)}


def _batch(rng, numbers, N, D, mode="train", averages=True, **more):
    case = {"x": numbers(rng, N, D), **weights(rng, D), "mode": mode, **more}
    return case | (running(rng, D) if averages else {})


def batchnorm_by_loops(x, gamma, beta, bn_param):
    # One feature after another, in plain Python; averages changed in place; E[x^2] - E[x]^2.
    N, D = x.shape
    mode, eps = bn_param["mode"], bn_param.get("eps", 1e-5)
    momentum = bn_param.get("momentum", 0.9)
    if mode not in ("train", "test"):
        raise ValueError("unknown mode")
    out, x_hat, std = np.empty((N, D)), np.empty((N, D)), np.empty(D)
    if mode == "train":
        bn_param.setdefault("running_mean", np.zeros(D))
        bn_param.setdefault("running_var", np.zeros(D))
    for d in range(D):
        if mode == "train":
            mean = sum(x[:, d]) / N
            var = sum(x[:, d] ** 2) / N - mean * mean
            bn_param["running_mean"][d] += (1 - momentum) * (mean - bn_param["running_mean"][d])
            bn_param["running_var"][d] += (1 - momentum) * (var - bn_param["running_var"][d])
        else:
            mean = bn_param.get("running_mean", np.zeros(D))[d]
            var = bn_param.get("running_var", np.zeros(D))[d]
        std[d] = (var + eps) ** 0.5
        for n in range(N):
            x_hat[n, d] = (x[n, d] - mean) / std[d]
            out[n, d] = gamma[d] * x_hat[n, d] + beta[d]
    return [out, [x_hat, gamma, std]]


OF_BATCH = "mean, var = x.mean(axis=0), x.var(axis=0)"
KEEP_MEAN = 'bn_param["running_mean"] = momentum * running_mean + (1 - momentum) * mean'
KEEP_VAR = 'bn_param["running_var"] = momentum * running_var + (1 - momentum) * var'
OF_AVERAGES = "mean, var = running_mean, running_var"
STD = "std = np.sqrt(var + eps)"
RUNNING = 'bn_param.get("running_{}", np.zeros(x.shape[1], x.dtype))'

BATCHNORM_FORWARD = Check(
    "batchnorm_forward",
    [
        Part("training", 2, training, ["out"]),
        Part("running averages", 1, averages, ["running_mean", "running_var"]),
        Part("running averages over two batches", 1, two_batches, ["running_mean after two", "running_var after two"],
             probe="batchnorm_forward_twice"),
        Part("test mode", 1, testing, ["out", "number of entries of bn_param"]),
        Part("tiny variance and eps", 1, tiny_variance, ["out"]),
        Part("cache", 1, training, ["x_hat in cache", "gamma in cache", "std in cache"]),
        Part("other modes are refused", 1, other_modes, probe="batchnorm_forward_refuses"),
    ],
    [
        *statistics_mistakes(
            ("np.sqrt(var + eps)", "np.sqrt(var) + eps", "np.sqrt(var)", "(var + eps)"),
            ("x_hat = (x - mean) / std", "x_hat = x / std"),
            "x.var(axis=0)",
            'bn_param.get("eps", 1e-5)',
            "((x - x.mean(axis=0)) ** 2).sum(axis=0)",
        ),
        *output_mistakes("gamma", "beta", "x", "axis=0"),
        Misconception(
            "statistics of the examples",
            [(OF_BATCH, "mean, var = x.mean(axis=1, keepdims=True), x.var(axis=1, keepdims=True)")],
            "You take the mean and the variance of each example over its features. Here it is each feature over the "
            "examples of the batch: the other axis.",
        ),
        Misconception(
            "statistics of the examples, axes dropped",
            [(OF_BATCH, "mean, var = x.mean(axis=1), x.var(axis=1)")],
            "Your mean has one number for each example. It should have one for each feature: average over the "
            "examples, which lie along the first axis.",
        ),
        Misconception(
            "one mean for all",
            [(OF_BATCH, "mean, var = x.mean(), x.var()")],
            "One mean and one variance serve all features in your code. Each feature has its own.",
        ),
        Misconception(
            "averages keep their axes",
            [(OF_BATCH, "mean, var = x.mean(axis=0, keepdims=True), x.var(axis=0, keepdims=True)")],
            "Your mean and variance have shape (1, D), and so have the running averages and std. All of these have "
            "shape (D,).",
        ),
        Misconception(
            "no eps in a test",
            [(STD, 'std = np.sqrt(var + eps * (mode == "train"))')],
            'In mode "test" eps is missing. The root is taken of the running variance plus eps, as in training.',
        ),
        Misconception(
            "eps outside the root in a test",
            [(STD, 'std = np.sqrt(var + eps) if mode == "train" else np.sqrt(var) + eps')],
            'In mode "test" eps stands outside the root. It is added to the running variance, as in training to that '
            "of the batch.",
        ),
        Misconception(
            "mode ignored",
            [('if mode == "train":', "if True:")],
            "Every mode is treated as training: your code does not look at the mode.",
        ),
        Misconception(
            "batch in a test",
            [(OF_AVERAGES, OF_BATCH)],
            'In mode "test" you use the mean and the variance of the batch. A single picture has no batch: there the '
            "running averages take their place.",
        ),
        Misconception(
            "modes swapped",
            [('if mode == "train":', 'if mode == "swapped":'), ('elif mode == "test":', 'elif mode == "train":'),
             ("    else:\n", f'    elif mode == "test":\n        {OF_BATCH}\n        {KEEP_MEAN}\n        {KEEP_VAR}\n'
              "    else:\n")],
            'The modes are swapped: you use the batch in mode "test" and the running averages in mode "train".',
        ),
        Misconception(
            "new averages in training",
            [(KEEP_VAR, f'{KEEP_VAR}\n        mean, var = bn_param["running_mean"], bn_param["running_var"]')],
            'In mode "train" you normalize by the running averages. They are kept for later; in training the mean and '
            "the variance of the batch itself are used.",
        ),
        Misconception(
            "old averages in training",
            [(STD, f"mean, var = running_mean, running_var\n    {STD}")],
            'In mode "train" you normalize by the averages of earlier batches. They are kept for the test; in training '
            "the mean and the variance of the batch itself are used.",
        ),
        Misconception(
            "momentum swapped",
            [
                (KEEP_MEAN, KEEP_MEAN.replace("(1 - momentum)", "momentum").replace("= momentum", "= (1 - momentum)")),
                (KEEP_VAR, KEEP_VAR.replace("(1 - momentum)", "momentum").replace("= momentum", "= (1 - momentum)")),
            ],
            "momentum is the share of the new in your running averages. Here it is the share of the old: with 0.9 a "
            "batch moves them by a tenth.",
        ),
        Misconception(
            "momentum fixed",
            [('bn_param.get("momentum", 0.9)', "0.9")],
            "Your momentum is always 0.9. That is for when bn_param has none.",
        ),
        Misconception(
            "another default momentum",
            [('bn_param.get("momentum", 0.9)', 'bn_param.get("momentum", 0.1)')],
            "Your default momentum is 0.1. Where momentum is the share of the old, it is 0.9.",
        ),
        Misconception(
            "a default momentum of 0.99",
            [('bn_param.get("momentum", 0.9)', 'bn_param.get("momentum", 0.99)')],
            "Your default momentum is 0.99. It is 0.9 when bn_param has none.",
        ),
        Misconception(
            "momentum demanded",
            [('bn_param.get("momentum", 0.9)', 'bn_param["momentum"]')],
            'Your code stops when bn_param has no "momentum". A missing momentum is 0.9: see what `get` of a dict can '
            "do.",
        ),
        Misconception(
            "averages demanded",
            [(RUNNING.format(name), f'bn_param["running_{name}"]') for name in ("mean", "var")],
            'Your code stops when bn_param has no "running_mean" and no "running_var", as before the first batch. '
            "They begin as zeros.",
        ),
        Misconception(
            "averages demanded in a test",
            [(OF_AVERAGES, 'mean, var = bn_param["running_mean"], bn_param["running_var"]')],
            'In mode "test" your code stops when bn_param has no running averages. Zeros stand for them there too.',
        ),
        Misconception(
            "averages put in in a test",
            [(RUNNING.format(name), RUNNING.format(name).replace(".get(", ".setdefault(")) for name in ("mean", "var")],
            'In mode "test" your code puts running averages into bn_param that were not there. In a test bn_param '
            "stays as it is.",
        ),
        Misconception(
            "averages overwritten",
            [(KEEP_MEAN, 'bn_param["running_mean"] = mean'), (KEEP_VAR, 'bn_param["running_var"] = var')],
            "The running averages become those of the last batch. They keep the share momentum of what they were.",
        ),
        Misconception(
            "averages not kept",
            [(KEEP_MEAN, KEEP_MEAN.replace('bn_param["running_mean"] =', "running_mean =")),
             (KEEP_VAR, KEEP_VAR.replace('bn_param["running_var"] =', "running_var ="))],
            "You compute the running averages and lose them: they must be stored in bn_param, which is how the next "
            "call gets them.",
        ),
        Misconception(
            "averages kept once",
            [(f"{KEEP}", f"{KEEP.replace('] = ', ', ').replace('bn_param[', 'bn_param.setdefault(')})")
             for KEEP in (KEEP_MEAN, KEEP_VAR)],
            "You store the running averages only where bn_param has none yet, so that they never move again. Store "
            "them after each batch.",
        ),
        Misconception(
            "running variance not kept",
            [(KEEP_VAR, KEEP_VAR.replace('bn_param["running_var"] =', "running_var ="))],
            "The running mean is kept in bn_param, the running variance is not.",
        ),
        Misconception(
            "averages summed",
            [(KEEP_MEAN, KEEP_MEAN.replace("(1 - momentum) * mean", "mean")),
             (KEEP_VAR, KEEP_VAR.replace("(1 - momentum) * var", "var"))],
            "The new comes in whole, so your running averages grow beyond what they average. Old and new share: "
            "momentum for the one, the rest for the other.",
        ),
        Misconception(
            "the old whole, a share of the new",
            [(KEEP_MEAN, KEEP_MEAN.replace("momentum * running_mean", "running_mean")),
             (KEEP_VAR, KEEP_VAR.replace("momentum * running_var", "running_var"))],
            "The old stays whole and the new is added to it, so your running averages grow beyond what they average. "
            "Old and new share: momentum is the share that the old keeps.",
        ),
        Misconception(
            "the old left out",
            [(KEEP_MEAN, KEEP_MEAN.replace("momentum * running_mean + ", "")),
             (KEEP_VAR, KEEP_VAR.replace("momentum * running_var + ", ""))],
            "Your running averages are a share of the last batch and nothing else. The old, with the share momentum, "
            "is missing.",
        ),
        Misconception(
            "averages begin with the first batch",
            [(RUNNING.format("mean"), 'bn_param.get("running_mean", np.mean(x, axis=0))'),
             (RUNNING.format("var"), 'bn_param.get("running_var", np.var(x, axis=0))')],
            "Where bn_param has no running averages, yours begin as those of the first batch. They begin as zeros.",
        ),
        Misconception(
            "running variance begins as ones",
            [(RUNNING.format("var"), RUNNING.format("var").replace("zeros", "ones"))],
            "Where bn_param has no running variance, yours begins as ones. Here both averages begin as zeros.",
        ),
        Misconception(
            "averages updated in a test",
            [(OF_AVERAGES, f"{OF_BATCH}\n        {KEEP_MEAN}\n        {KEEP_VAR}\n        {OF_AVERAGES}")],
            'The running averages change in mode "test" too. In a test nothing is learned: bn_param stays as it is.',
        ),
        Misconception(
            "running standard deviation",
            [(KEEP_VAR, KEEP_VAR.replace("* var", "* np.sqrt(var)"))],
            "Into running_var goes the standard deviation of the batch. It should be the variance, without the root.",
        ),
        Misconception(
            "running root",
            [(KEEP_VAR, KEEP_VAR.replace("* var", "* np.sqrt(var + eps)"))],
            "Into running_var goes the root by which you divide. It should be the variance, without eps and root.",
        ),
        Misconception(
            "unbiased running variance",
            [(KEEP_VAR, KEEP_VAR.replace("* var", "* np.var(x, axis=0, ddof=1)"))],
            "Into running_var goes the unbiased variance, as some libraries do. Here it is the same as in training, "
            "which divides by N.",
        ),
        Misconception(
            "eps in the running variance",
            [(KEEP_VAR, KEEP_VAR.replace("* var", "* (var + eps)"))],
            "Into running_var goes the variance plus eps. Keep the variance alone: eps is added where the root is "
            "taken.",
        ),
        Misconception(
            "variance for its root in a test",
            [(STD, 'std = np.sqrt(var + eps) if mode == "train" else var + eps')],
            'In mode "test" you divide by the running variance. Take the root, as in training.',
        ),
        Misconception(
            "gamma and beta before",
            [("    mode, eps", "    x = gamma * x + beta\n    mode, eps"),
             ("return gamma * x_hat + beta", "return x_hat")],
            "You scale and shift x before it is normalized, which undoes both. gamma and beta come last.",
        ),
        Misconception(
            "gamma and beta in training only",
            [("return gamma * x_hat + beta", 'return gamma * x_hat + beta if mode == "train" else x_hat')],
            'In mode "test" gamma and beta are missing. They were learned in training, to be used.',
        ),
        Misconception(
            "other modes pass",
            [('elif mode == "test":', "else:"), ("    else:\n        raise", "    if False:\n        raise")],
            'A mode that is neither "train" nor "test" passes without an error. `raise` a ValueError there; with '
            "`return` or `print` the training would go on as if all were well.",
        ),
        Misconception(
            "assert for raise",
            [("raise ValueError(f\"mode must be 'train' or 'test', but is {mode!r}\")",
              'assert mode in ("train", "test")')],
            "You refuse another mode with `assert`, which raises an AssertionError, and none at all when Python runs "
            "with -O. `raise` a ValueError.",
        ),
        *[
            Misconception(
                f"no branch for other modes, {name} is not set",
                edits,
                f"For another mode neither branch of your code is taken, and it stops because {name} was never set. "
                "`raise` a ValueError there, which says what is wrong.",
            )
            for name, edits in [
                ("var", [("    else:\n        raise", "    if False:\n        raise")]),
                ("out", [("    else:\n        raise", "    if False:\n        raise"),
                         (STD, f"if mode not in ('train', 'test'):\n        return out\n    {STD}"),
                         ("return gamma", "out = None\n    return gamma")]),
            ]
        ],
        Misconception("x changed in place", [("x_hat = (x - mean) / std", "x -= mean\n    x_hat = x / std")], IN_PLACE),
        Misconception(
            "x is normalized in place",
            [("x_hat = (x - mean) / std", "x -= mean\n    x /= std\n    x_hat = x")],
            "You normalize x in place, so the caller's x is gone. Make a new array: x - mean instead of x -= mean.",
        ),
    ],
    accepts=[batchnorm_by_loops],
    rtol=1e-6,
    atol=1e-6,
)


# --- batchnorm_backward and batchnorm_backward_alt ------------------------------------------------


def by_the_mean(rng):
    for shape in [(3, 1), (4, 2), (6, 5)]:
        yield way(rng, "mean", reference.batchnorm_forward, shape, np.array, [{"mode": "train"}])


def by_the_variance(rng):
    for shape in [(3, 1), (4, 2), (6, 5)]:
        yield way(rng, "variance", reference.batchnorm_forward, shape, np.array, [{"mode": "train"}])


def back_through_a_batch(rng):
    yield _batch_back(rng, small(rng, 3, 1))
    yield _batch_back(rng, small(rng, 3, 2))
    yield _batch_back(rng, small(rng, 4, 3))
    yield _batch_back(rng, normal(rng, 5, 6), rng.normal(size=(5, 6)))
    yield _batch_back(rng, constant_and_close(rng, 4, 3), rng.normal(size=(4, 3)))
    yield _batch_back(rng, normal(rng, 7, 4), rng.normal(size=(7, 4)))


def _batch_back(rng, x, dout=None):
    dout = whole(rng, *x.shape) if dout is None else dout
    forward = reference.batchnorm_forward
    return {"dout": dout, **states(forward, x, *weights(rng, x.shape[1]).values(), {"mode": "train"})}


def batch_back_by_sums(dout, cache):
    # The formula of the papers, sums divided at the end; a list is returned.
    x_hat, gamma, std = cache
    N = dout.shape[0]
    dx_hat = dout * gamma
    dx = (1 / N) / std * (N * dx_hat - np.sum(dx_hat, axis=0) - x_hat * np.sum(dx_hat * x_hat, axis=0))
    return [dx, np.einsum("nd,nd->d", dout, x_hat), np.ones(N) @ dout]


def batch_back_by_jacobian(dout, cache):
    # The whole matrix of slopes for each feature.
    x_hat, gamma, std = cache
    N, D = dout.shape
    dx, dgamma, dbeta = np.empty((N, D)), np.empty(D), np.empty(D)
    for d in range(D):
        slopes = (np.eye(N) - 1 / N - np.outer(x_hat[:, d], x_hat[:, d]) / N) / std[d]
        dx[:, d] = slopes.T @ (gamma[d] * dout[:, d])
        dgamma[d], dbeta[d] = dout[:, d] @ x_hat[:, d], dout[:, d].sum()
    return dx, dgamma, dbeta


def wrong_batch_back_over_all(dout, cache):
    x_hat, gamma, std = cache
    dx_hat = dout * gamma
    dx = (dx_hat - dx_hat.mean() - x_hat * (dx_hat * x_hat).mean()) / std
    return dx, (dout * x_hat).sum(axis=0), dout.sum(axis=0)


BATCH_WEIGHTS = weight_mistakes(
    "return dx, {}, {}", "dgamma", "dbeta", "{}.sum(axis=0)", "dout * gamma", "len(dout)",
    "{}.sum(axis=0, keepdims=True)", "(1, D)",
)  # fmt: skip

CONSTANTS = (
    "Your dx takes the mean and the variance for constants. Both are made of x: each entry of x also acts on the loss "
    "through them."
)
NO_MEAN = "The way through the mean is missing in your dx: each entry of x moves the mean, and with it all the others."
NO_VARIANCE = (
    "The way through the variance is missing in your dx: each entry of x changes the root by which all the others are "
    "divided."
)
NO_GAMMA = "gamma is missing in your dx. On its way back dout first meets the scale: dx_hat is dout times gamma."
STD_TWICE = "Your dx is divided by std once more than it should be."
NO_STD = "Your dx is not divided by std, as x was on the way forward."
SUMS = (
    "In your dx sums stand where means belong: the mean has 1 / (number of entries) in front of its sum, and so has "
    "the variance."
)
OTHER_COUNT = "You divide by the length of the other axis. Count what was averaged in the forward pass."
DX_MEAN = "Your dx is divided by the number of examples as well. If the loss is a mean, dout already knows."
DOUT_IN_PLACE = "You multiply dout in place, so the caller's dout is changed. Make a new array for the product."
SEED_SUM = (
    "In the way through the variance your sum lacks x_hat: it adds up dx_hat where it should add up the products of "
    "dx_hat and x_hat, before x_hat multiplies the sum."
)
NO_OUTER = (
    "In the way through the variance a factor x_hat is missing: the mean of the products is handed back to each entry "
    "times its own x_hat."
)
PLUS = "The way through the variance has the wrong sign in your dx: a larger variance makes all outputs smaller."

MEANS_OVER_ALL = "In dx your means go over all entries at once. Each feature had its own mean and variance."
TIMES_STD = "Your dx is multiplied by std. x was divided by it on the way forward, and so is dx_hat on the way back."
TIMES_COUNT = (
    "Your dx is too large by as many times as entries share a mean: with sums instead of means that number stands "
    "below all of it, once."
)

TWO_EXAMPLES = (
    "You divide by 2, as for the two examples of the figure. There were two of them in that mean: in general it is N."
)
ZEROS = "dx is all zeros: it is still to be written. What you return for dgamma and dbeta is right."
GAMMA_TWICE = "gamma is in your dx twice: as a factor of what is summed, and once more outside of the parentheses."

BATCH_PARTS = [
    Part("dx, the way through the mean", 1, by_the_mean, ["dx"]),
    Part("dx, the way through the variance", 1, by_the_variance, ["dx"]),
]

BATCHNORM_BACKWARD = Check(
    "batchnorm_backward",
    [
        *BATCH_PARTS,
        Part("dx, all ways", 2, back_through_a_batch, ["dx"]),
        Part("dgamma", 1, back_through_a_batch, ["dgamma"]),
        Part("dbeta", 1, back_through_a_batch, ["dbeta"]),
    ],
    [
        Misconception("constants", [("dx = dcentred - dcentred.mean(axis=0)", "dx = dx_hat / std")], CONSTANTS),
        Misconception("no way through the mean", [("dx = dcentred - dcentred.mean(axis=0)", "dx = dcentred")], NO_MEAN),
        Misconception("no way through the variance", [(" + dvar * 2 * centred / N", "")], NO_VARIANCE),
        Misconception("gamma forgotten", [("dx_hat = dout * gamma", "dx_hat = dout")], NO_GAMMA),
        Misconception("divided by std twice", [("return dx,", "return dx / std,")], STD_TWICE),
        Misconception("not divided by std", [("return dx,", "return dx * std,")], NO_STD),
        Misconception("sums for means", [("dcentred.mean(axis=0)", "dcentred.sum(axis=0)"), (" / N", "")], SUMS),
        Misconception(
            "sum over the mean's way",
            [("dcentred.mean(axis=0)", "dcentred.sum(axis=0)")],
            "On the way through the mean the division by N is missing: each entry has the share 1 / N in the mean.",
        ),
        Misconception(
            "sum over the variance's way",
            [(" / N", "")],
            "On the way through the variance the division by N is missing: the variance is a mean of squares.",
        ),
        Misconception(
            "slope of the square",
            [("dvar * 2 * centred", "dvar * centred")],
            "On the way through the variance a factor 2 is missing: the slope of a square.",
        ),
        Misconception(
            "slope of the root",
            [("dvar = dstd / (2 * std)", "dvar = dstd / std")],
            "On the way through the variance the slope of the root is twice too large: that of sqrt(v) is "
            "1 / (2 sqrt(v)).",
        ),
        Misconception(
            "root left out",
            [("dvar = dstd / (2 * std)", "dvar = dstd")],
            "On the way through the variance you pass over the root: its slope is missing between std and variance.",
        ),
        Misconception(
            "slope of the quotient",
            [(" / std**2", " / std")],
            "On the way through the variance the slope of 1 / std is wrong: std stands below the line squared.",
        ),
        Misconception(
            "power of the variance for std",
            [(" / std**2", " / std**0.5")],
            "On the way through the variance you take std for the variance: -3/2 is the power of the variance, and std "
            "is its root.",
        ),
        Misconception("sign of the variance's way", [("dstd = -(", "dstd = (")], PLUS),
        Misconception(
            "sign of the mean's way",
            [("dcentred - dcentred.mean(axis=0)", "dcentred + dcentred.mean(axis=0)")],
            "The way through the mean has the wrong sign in your dx: the mean was subtracted.",
        ),
        Misconception(
            "two examples",
            [("N = len(dout)", "N = 2"), ("dcentred.mean(axis=0)", "dcentred.sum(axis=0) / N")],
            TWO_EXAMPLES,
        ),
        Misconception(
            "two examples in the variance",
            [("N = len(dout)", "N = 2")],
            "From the variance to the deviations the slope is wrong: the variance is a mean of N squares. The 2 of the "
            "square and the number of examples cancel in the figure, where there are two.",
        ),
        Misconception(
            "two examples in the mean",
            [("dcentred.mean(axis=0)", "dcentred.sum(axis=0) / 2")],
            TWO_EXAMPLES,
        ),
        Misconception(
            "x_hat for the deviations",
            [("centred = x_hat * std", "centred = x_hat")],
            "You take x_hat for the deviations from the mean. It is they divided by the root.",
        ),
        Misconception(
            "no sum at the root",
            [("(dx_hat * centred).sum(axis=0)", "(dx_hat * centred)")],
            "On the way through the variance a sum is missing: all examples of a feature share one root, so what "
            "arrives there from each of them is added.",
        ),
        Misconception(
            "no sum at the mean",
            [("dcentred.mean(axis=0)", "dcentred / N")],
            "On the way through the mean a sum is missing: all examples share one mean, so what arrives there from "
            "each of them is added.",
        ),
        Misconception(
            "dx is zeros",
            [("return dx,", "return np.zeros(dout.shape),")],
            ZEROS,
        ),
        Misconception(
            "all sums over the features",
            [
                ("(dout * x_hat).sum(axis=0)", "(dout * x_hat).sum(axis=1)"),
                ("dout.sum(axis=0)", "dout.sum(axis=1)"),
                ("(dx_hat * centred).sum(axis=0)", "(dx_hat * centred).sum(axis=1)"),
                ("dcentred.mean(axis=0)", "dcentred.mean(axis=1)"),
            ],
            "All your sums go over the features, those of dgamma and dbeta too. Sum over the examples: one number for "
            "each feature.",
        ),
        Misconception("means over everything", wrong_batch_back_over_all, MEANS_OVER_ALL),
        Misconception(
            "times std",
            [("return dx,", "return dx * std**2,")],
            TIMES_STD,
        ),
        Misconception("means over the features", [("N = len(dout)", "N = dout.shape[1]"),
            ("dcentred.mean(axis=0)", "dcentred.sum(axis=0) / N")], OTHER_COUNT),  # fmt: skip
        Misconception(
            "as for layer norm",
            [
                ("(dx_hat * centred).sum(axis=0)", "(dx_hat * centred).sum(axis=1, keepdims=True)"),
                ("dcentred.mean(axis=0)", "dcentred.mean(axis=1, keepdims=True)"),
                ("N = len(dout)", "N = dout.shape[1]"),
            ],
            "In dx you average over the features. The mean and the variance were taken over the examples of the batch.",
        ),
        Misconception("dx divided by N", [("return dx,", "return dx / N,")], DX_MEAN),
        Misconception(
            "dgamma of the centred x",
            [("dgamma = (dout * x_hat)", "dgamma = (dout * x_hat * std)")],
            "In dgamma stands x less its mean. gamma multiplied x_hat, which is divided by std too.",
        ),
        Misconception(
            "weights over the wrong axis",
            [("(dout * x_hat).sum(axis=0)", "(dout * x_hat).sum(axis=1)"), ("dout.sum(axis=0)", "dout.sum(axis=1)")],
            "Your dgamma and dbeta have one number for each example. They are sums over the examples, one number for "
            "each feature.",
        ),
        Misconception(
            "dout changed in place",
            [("dx_hat = dout * gamma", "dx_hat = dout\n    dx_hat *= gamma")],
            DOUT_IN_PLACE,
        ),
        Misconception(
            "x_hat changed in place",
            [("centred = x_hat * std", "centred = x_hat\n    centred *= std")],
            "You multiply x_hat in place, so the cache is changed. Make a new array for the product.",
        ),
        *BATCH_WEIGHTS,
    ],
    accepts=[batch_back_by_sums, batch_back_by_jacobian],
    rtol=1e-6,
    atol=1e-9,
)

BATCH_DX = "dx = gamma / std * (dout - (dbeta + x_hat * dgamma) / len(dout))"

BATCHNORM_BACKWARD_ALT = Check(
    "batchnorm_backward_alt",
    [
        *BATCH_PARTS,
        Part("dx, all ways", 1, back_through_a_batch, ["dx"]),
        Part("dgamma", 1, back_through_a_batch, ["dgamma"]),
        Part("dbeta", 1, back_through_a_batch, ["dbeta"]),
    ],
    [
        Misconception("constants", [(BATCH_DX, "dx = gamma / std * dout")], CONSTANTS),
        Misconception("no way through the mean", [("dbeta + x_hat * dgamma", "x_hat * dgamma")], NO_MEAN),
        Misconception("no way through the variance", [("dbeta + x_hat * dgamma", "dbeta")], NO_VARIANCE),
        Misconception("gamma forgotten", [("gamma / std * (", "1 / std * (")], NO_GAMMA),
        Misconception("divided by std twice", [("gamma / std * (", "gamma / std**2 * (")], STD_TWICE),
        Misconception("not divided by std", [("gamma / std * (", "gamma * (")], NO_STD),
        Misconception("times std", [("gamma / std * (", "gamma * std * (")], TIMES_STD),
        Misconception("too large", [("gamma / std * (", "len(dout) * gamma / std * (")], TIMES_COUNT),
        Misconception("sums for means", [(" / len(dout))", ")")], SUMS),
        Misconception("means over everything", wrong_batch_back_over_all, MEANS_OVER_ALL),
        Misconception(
            "only one mean divided",
            [("(dbeta + x_hat * dgamma) / len(dout)", "(dbeta + x_hat * dgamma / len(dout))")],
            "In your dx the sum of dout is not divided by N: both ways, through mean and variance, are means.",
        ),
        Misconception(
            "only the other mean divided",
            [("(dbeta + x_hat * dgamma) / len(dout)", "(dbeta / len(dout) + x_hat * dgamma)")],
            "In your dx the sum of the products is not divided by N: both ways, through mean and variance, are means.",
        ),
        Misconception(
            "all divided",
            [(BATCH_DX, "dx = gamma / std * (dout - dbeta - x_hat * dgamma) / len(dout)")],
            "In your dx everything is divided by N once, so that the direct way is too small. N belongs below the two "
            "sums alone; with 1 / N in front of all, the direct way needs a factor N.",
        ),
        Misconception("other count", [(" / len(dout))", " / dout.shape[1])")], OTHER_COUNT),
        Misconception("x_hat left out", [("x_hat * dgamma)", "dgamma)")], NO_OUTER),
        Misconception("sum without x_hat", [("dbeta + x_hat * dgamma", "dbeta + x_hat * dbeta")], SEED_SUM),
        Misconception("sign of the variance's way", [("dbeta + x_hat", "dbeta - x_hat")], PLUS),
        Misconception("gamma twice", [("gamma / std * (", "gamma**2 / std * (")], GAMMA_TWICE),
        Misconception("dx is zeros", [("return dx,", "return np.zeros(dout.shape),")], ZEROS),
        Misconception(
            "deviations for x_hat",
            [("x_hat * dgamma)", "x_hat * std * dgamma)")],
            "In the way through the variance you hand the sum back times the deviation. When everything is said in "
            "x_hat, powers of std cancel, and that one with them.",
        ),
        Misconception(
            "deviations for x_hat, twice",
            [("x_hat * dgamma)", "x_hat * std**2 * dgamma)")],
            "In the way through the variance you take the deviations for x_hat. A deviation is std times x_hat.",
        ),
        Misconception(
            "parentheses after the direct way",
            [(BATCH_DX, "dx = gamma / std * dout - (dbeta + x_hat * dgamma) / len(dout)")],
            "gamma / std multiplies the direct way alone in your dx. It belongs to all three ways: parentheses are "
            "missing.",
        ),
        Misconception(
            "parentheses around the sums",
            [("(dbeta + x_hat * dgamma) / len(dout)", "dbeta + x_hat * dgamma / len(dout)")],
            "The parentheses around your two sums are missing: both are subtracted, and both are divided by N.",
        ),
        Misconception(
            "direct way without gamma",
            [(BATCH_DX, "dx = dout / std - gamma / std * (dbeta + x_hat * dgamma) / len(dout)")],
            "gamma is missing on the direct way of your dx. All three ways begin with dout times gamma.",
        ),
        Misconception(
            "sums without gamma",
            [(BATCH_DX, "dx = (gamma * dout - (dbeta + x_hat * dgamma) / len(dout)) / std")],
            "gamma multiplies the direct way alone in your dx. The two sums are made of dout times gamma as well.",
        ),
        Misconception(
            "signs of both ways",
            [("dout - (", "dout + (")],
            "The ways through the mean and through the variance have the wrong sign in your dx: they are subtracted.",
        ),
        Misconception(
            "dgamma and dbeta change places in dx",
            [("dbeta + x_hat * dgamma", "dgamma + x_hat * dbeta")],
            "In your dx the two sums have changed places. The sum of the products with x_hat is the one that x_hat "
            "multiplies.",
        ),
        Misconception("dx divided by N", [("return dx,", "return dx / len(dout),")], DX_MEAN),
        Misconception(
            "dout changed in place",
            [(BATCH_DX, "N = len(dout)\n    dout *= gamma\n"
              "    dx = (dout - (gamma * dbeta + x_hat * gamma * dgamma) / N) / std")],
            DOUT_IN_PLACE,
        ),
        *BATCH_WEIGHTS,
    ],
    accepts=[batch_back_by_sums, batch_back_by_jacobian],
    rtol=1e-6,
    atol=1e-9,
)


# --- layernorm_forward ----------------------------------------------------------------------------


def one_example(rng):
    yield {"x": thousands(rng, 1, 2), **weights(rng, 2), "eps": 1e-5}
    yield {"x": thousands(rng, 1, 4), **weights(rng, 4), "eps": 1e-5}
    yield {"x": wide(rng, 1, 7), **weights(rng, 7), "eps": 1e-5}


def several_examples(rng):
    yield {"x": thousands(rng, 2, 3), **weights(rng, 3), "eps": 1e-5}
    yield {"x": thousands(rng, 3, 2), **weights(rng, 2), "eps": 1e-5}
    yield {"x": thousands(rng, 3, 3), **weights(rng, 3), "eps": 1e-5}
    yield {"x": wide(rng, 5, 6), **weights(rng, 6), "eps": 1e-5}


def tiny_layers(rng):
    for x, eps in close_together(rng):
        yield {"x": x[None, :], **plain(x.size), **eps}


def layernorm_by_batchnorm(x, gamma, beta, ln_param):
    # Batch normalization of the transposed matrix.
    eps = ln_param.get("eps", 1e-5)
    ones = np.ones(len(x))
    out, (x_hat, _, std) = batchnorm_forward(x.T, ones, 0 * ones, {"mode": "train", "eps": eps})  # noqa: F821
    return out.T * gamma + beta, (x_hat.T, gamma, std[:, None])


LAYER_EPS = 'ln_param.get("eps", 1e-5)'
LAYER_VAR = "x.var(axis=1, keepdims=True)"
LAYER_STD = f"np.sqrt({LAYER_VAR} + {LAYER_EPS})"
LAYER_MEAN = "x.mean(axis=1, keepdims=True)"

LAYERNORM_FORWARD = Check(
    "layernorm_forward",
    [
        Part("one example", 1, one_example, ["out"]),
        Part("several examples", 2, several_examples, ["out"]),
        Part("tiny variance and eps", 1, tiny_layers, ["out"]),
        Part("cache", 1, several_examples, ["x_hat in cache", "gamma in cache", "std in cache"]),
    ],
    [
        *statistics_mistakes(
            (LAYER_STD, f"np.sqrt({LAYER_VAR}) + {LAYER_EPS}", f"np.sqrt({LAYER_VAR})", f"({LAYER_VAR} + {LAYER_EPS})"),
            (f"(x - {LAYER_MEAN})", "x"),
            LAYER_VAR,
            LAYER_EPS,
            f"((x - {LAYER_MEAN}) ** 2).sum(axis=1, keepdims=True)",
        ),
        *output_mistakes("gamma", "beta", "x", "axis=1, keepdims=True"),
        Misconception(
            "statistics of the batch",
            [(LAYER_VAR, "x.var(axis=0)"), (LAYER_MEAN, "x.mean(axis=0)")],
            "That is batch normalization: your mean and variance are taken over the examples. Here each example has "
            "its own, over its features.",
        ),
        Misconception(
            "statistics of the batch, axis kept",
            [(LAYER_VAR, "x.var(axis=0, keepdims=True)"), (LAYER_MEAN, "x.mean(axis=0, keepdims=True)")],
            "That is batch normalization: your mean and variance go over the examples, down each column. Here each "
            "example has its own, over its features.",
        ),
        Misconception(
            "one mean for all",
            [(LAYER_VAR, "x.var()"), (LAYER_MEAN, "x.mean()")],
            "One mean and one variance serve all examples in your code. Each example has its own.",
        ),
        Misconception(
            "one mean for all, axes kept",
            [(LAYER_VAR, "x.var(keepdims=True)"), (LAYER_MEAN, "x.mean(keepdims=True)")],
            "A single mean and a single variance serve all examples in your code. Each example has its own.",
        ),
        Misconception(
            "axis dropped",
            [(LAYER_VAR, "x.var(axis=1)"), (LAYER_MEAN, "x.mean(axis=1)")],
            "Your mean has shape (N,), and NumPy lays it along the features. Keep the axis over which you average, so "
            "that it has shape (N, 1).",
        ),
        Misconception(
            "axis of std dropped in the cache",
            [("(x_hat, gamma, std)", "(x_hat, gamma, std[:, 0])")],
            "The std in your cache has shape (N,). Keep its second axis: (N, 1).",
        ),
        Misconception(
            "gamma and beta on the examples",
            [("gamma * x_hat + beta", "gamma[:, None] * x_hat + beta[:, None]")],
            "gamma and beta are laid along the examples. They belong to the features: one entry for each column.",
        ),
        Misconception(
            "mode demanded",
            [("    std =", '    ln_param["mode"]\n    std =')],
            'Your code asks ln_param for a "mode". There is none: an example is treated alike in training and in a '
            "test.",
        ),
        Misconception(
            "x changed in place",
            [(f"x_hat = (x - {LAYER_MEAN}) / std", f"x -= {LAYER_MEAN}\n    x_hat = x / std")],
            IN_PLACE,
        ),
    ],
    accepts=[layernorm_by_batchnorm],
    needs=["batchnorm_forward"],
    rtol=1e-6,
    atol=1e-6,
)


# --- layernorm_backward ---------------------------------------------------------------------------


def rows(columns):
    return columns.T.copy()


def by_the_mean_of_features(rng):
    for shape in [(3, 1), (4, 2), (6, 5)]:
        yield way(rng, "mean", reference.layernorm_forward, shape, rows, [{}])


def by_the_variance_of_features(rng):
    for shape in [(3, 1), (4, 2), (6, 5)]:
        yield way(rng, "variance", reference.layernorm_forward, shape, rows, [{}])


def back_through_a_layer(rng):
    yield _layer_back(rng, small(rng, 1, 3))
    yield _layer_back(rng, small(rng, 2, 3))
    yield _layer_back(rng, small(rng, 4, 3))
    yield _layer_back(rng, normal(rng, 5, 6), rng.normal(size=(5, 6)))
    yield _layer_back(rng, rows(constant_and_close(rng, 4, 3)), rng.normal(size=(3, 4)))
    yield _layer_back(rng, normal(rng, 7, 4), rng.normal(size=(7, 4)))


def _layer_back(rng, x, dout=None):
    dout = whole(rng, *x.shape) if dout is None else dout
    return {"dout": dout, **states(reference.layernorm_forward, x, *weights(rng, x.shape[1]).values(), {})}


def layer_back_by_sums(dout, cache):
    # As it is done with the code of batch normalization, transposed, and D in the place of N.
    x_hat, gamma, std = cache
    N, D = dout.shape
    dx_hat, x_hat_t = (dout * gamma).T, x_hat.T
    dx = (D * dx_hat - dx_hat.sum(axis=0) - x_hat_t * (dx_hat * x_hat_t).sum(axis=0)) / (D * std.ravel())
    return [dx.T, np.einsum("nd,nd->d", dout, x_hat), np.ones(N) @ dout]


def layer_back_by_jacobian(dout, cache):
    x_hat, gamma, std = cache
    dx, D = np.zeros(dout.shape), dout.shape[1]
    for n in range(len(dout)):
        slopes = (np.eye(D) - 1 / D - np.outer(x_hat[n], x_hat[n]) / D) / std[n]
        dx[n] = slopes @ (gamma * dout[n])
    return dx, sum(dout * x_hat), sum(dout)


def wrong_layer_back_transposed(dout, cache):
    x_hat, gamma, std = cache
    dx, dgamma, dbeta = batchnorm_backward(dout.T, (x_hat.T, np.ones(len(dout)), std[:, 0]))  # noqa: F821
    return dx.T, dgamma, dbeta


def wrong_layer_back_as_batch(dout, cache):
    return batchnorm_backward(dout, cache)  # noqa: F821


def norm_back_mistakes(mean, along, dx, dx_hat, x_hat, dropped, count):
    """Mistakes in the dx of the norms without a batch. The arguments are pieces of the reference's code."""
    scaled, bare = dx_hat
    d, bare_d = ("dgroups", "dout.reshape(N, G, -1)") if "dgroups" in mean else ("dx_hat", "dout")
    formula = dx.split(" = ")[1]
    return [
        Misconception("constants", [(formula, formula.replace(dropped[0], "").replace(dropped[1], ""))], CONSTANTS),
        Misconception("no way through the mean", [(formula, formula.replace(dropped[0], ""))], NO_MEAN),
        Misconception("no way through the variance", [(formula, formula.replace(dropped[1], ""))], NO_VARIANCE),
        Misconception("gamma forgotten", [(scaled, bare)], NO_GAMMA),
        Misconception("divided by std twice", [(formula, formula.replace("/ std", "/ std**2"))], STD_TWICE),
        Misconception("not divided by std", [(formula, formula.replace(" / std", ""))], NO_STD),
        Misconception("times std", [(formula, formula.replace("/ std", "* std"))], TIMES_STD),
        Misconception("too large", [(formula, formula.replace("/ std", f"/ std * ({count})"))], TIMES_COUNT),
        Misconception("sums for means", [(old, old.replace(".mean(", ".sum(")) for old in (mean, along)], SUMS),
        Misconception(
            "gamma missing in the mean of the products",
            [(along, along.replace(d, bare_d))],
            "gamma is missing in the way through the variance of your dx: the mean there is that of dout * gamma * "
            "x_hat.",
        ),
        Misconception(
            "gamma missing in the first mean",
            [(mean, mean.replace(d, bare_d))],
            "gamma is missing in the way through the mean of your dx: the mean there is that of dout * gamma.",
        ),
        Misconception(
            "gamma missing in both means",
            [(mean, mean.replace(d, bare_d)), (along, along.replace(d, bare_d))],
            "gamma is missing in both means of your dx. Only on the direct way dout is multiplied by it.",
        ),
        Misconception("sum without x_hat", [(along, mean.replace("mean =", "along ="))], SEED_SUM),
        Misconception("x_hat left out", [(formula, formula.replace(dropped[1], " - along"))], NO_OUTER),
        Misconception("sign of the variance's way", [(formula, formula.replace(dropped[1], f" + {x_hat} * along"))],
            PLUS),  # fmt: skip
    ]


LAYER_END = "return dx, {}, {}"
SUM_GAMMA, SUM_BETA = "(dout * x_hat).sum(axis=0)", "dout.sum(axis=0)"
LAYER_AXES = "axis=1, keepdims=True"
DX = "dx = (dx_hat - mean - x_hat * along) / std"

LAYERNORM_BACKWARD = Check(
    "layernorm_backward",
    [
        Part("dx, the way through the mean", 1, by_the_mean_of_features, ["dx"]),
        Part("dx, the way through the variance", 1, by_the_variance_of_features, ["dx"]),
        Part("dx, all ways", 1, back_through_a_layer, ["dx"]),
        Part("dgamma", 1, back_through_a_layer, ["dgamma"]),
        Part("dbeta", 1, back_through_a_layer, ["dbeta"]),
    ],
    [
        *norm_back_mistakes(
            f"mean = dx_hat.mean({LAYER_AXES})",
            f"along = (dx_hat * x_hat).mean({LAYER_AXES})",
            DX,
            ("dx_hat = dout * gamma", "dx_hat = dout"),
            "x_hat",
            (" - mean", " - x_hat * along"),
            "dout.shape[1]",
        ),
        Misconception(
            "transposed, and no more",
            wrong_layer_back_transposed,
            "You go back through batch normalization of the transposed matrix, and leave it at that. dout has to be "
            "multiplied by gamma before; and dgamma and dbeta are sums over the examples, which it does not make.",
        ),
        Misconception(
            "back through a batch",
            wrong_layer_back_as_batch,
            "You go back as through batch normalization: its means go over the examples. Here they go over the "
            "features.",
        ),
        Misconception(
            "means over the examples",
            [(f"dx_hat.mean({LAYER_AXES})", "dx_hat.mean(axis=0)"),
             (f"(dx_hat * x_hat).mean({LAYER_AXES})", "(dx_hat * x_hat).mean(axis=0)")],
            "In dx you average over the examples, as for batch normalization. Here the mean and the variance went over "
            "the features of one example, and so do the means in dx.",
        ),
        Misconception(
            "sums over the examples",
            [(f"dx_hat.mean({LAYER_AXES})", "dx_hat.sum(axis=0) / dout.shape[1]"),
             (f"(dx_hat * x_hat).mean({LAYER_AXES})", "(dx_hat * x_hat).sum(axis=0) / dout.shape[1]")],
            "You put dbeta and dgamma into the formula of batch normalization. They are sums over the examples; dx "
            "needs means over the features of one example.",
        ),
        Misconception(
            "divided by the number of examples",
            [(f"dx_hat.mean({LAYER_AXES})", f"dx_hat.sum({LAYER_AXES}) / len(dout)"),
             (f"(dx_hat * x_hat).mean({LAYER_AXES})", f"(dx_hat * x_hat).sum({LAYER_AXES}) / len(dout)")],
            "In dx you divide the sums by the number of examples. They went over the features: divide by D.",
        ),
        Misconception(
            "gamma outside of the means",
            [("dx_hat = dout * gamma", "dx_hat = dout"), (DX, f"{DX} * gamma")],
            "You take the means of dout and multiply by gamma afterwards. That is right for batch normalization only: "
            "here gamma differs within a mean, so it has to be multiplied first.",
        ),
        Misconception("dx divided by the examples", [("return dx,", "return dx / len(dout),")], DX_MEAN),
        Misconception(
            "weights over the features",
            [(SUM_GAMMA, "(dout * x_hat).sum(axis=1)"), (SUM_BETA, "dout.sum(axis=1)")],
            "Your dgamma and dbeta are sums over the features: one number for each example. gamma and beta serve all "
            "examples alike, so sum over these.",
        ),
        Misconception(
            "axis dropped",
            [(f"dx_hat.mean({LAYER_AXES})", "dx_hat.mean(axis=1)"),
             (f"(dx_hat * x_hat).mean({LAYER_AXES})", "(dx_hat * x_hat).mean(axis=1)")],
            "Your means have shape (N,), and NumPy lays them along the features. Keep the axis over which you average.",
        ),
        Misconception("dout changed in place", [("dx_hat = dout * gamma", "dx_hat = dout\n    dx_hat *= gamma"),
            (LAYER_END.format(SUM_GAMMA, SUM_BETA),
             "dout = dout / gamma\n    " + LAYER_END.format(SUM_GAMMA, SUM_BETA))], DOUT_IN_PLACE),  # fmt: skip
        Misconception(
            "dout changed in place before its sums",
            [("dx_hat = dout * gamma", "dout *= gamma\n    dx_hat = dout")],
            "You multiply dout by gamma in place: the caller's dout is changed, and dgamma and dbeta, which come after "
            "it, have gamma as a factor. Make a new array for the product.",
        ),
        *weight_mistakes(
            LAYER_END, SUM_GAMMA, SUM_BETA, "{}.sum(axis=0)", "dout * gamma", "len(dout)",
            "{}.sum(axis=0, keepdims=True)", "(1, D)",
        ),
    ],
    accepts=[layer_back_by_sums, layer_back_by_jacobian],
    needs=["batchnorm_backward"],
    rtol=1e-6,
    atol=1e-9,
)  # fmt: skip


# --- spatial_batchnorm_forward --------------------------------------------------------------------


def pictures(rng):
    yield _pictures(rng, thousands, (1, 1, 1, 2), eps=1e-5, momentum=0.9)
    yield _pictures(rng, thousands, (1, 2, 1, 3), eps=1e-5, momentum=0.9)
    yield _pictures(rng, thousands, (1, 2, 2, 2), averages=False, eps=1e-5)
    yield _pictures(rng, thousands, (2, 3, 2, 1), eps=1e-5, momentum=0.9)
    yield _pictures(rng, wide, (2, 3, 4, 5), averages=False, eps=1e-5, momentum=0.6)
    yield _pictures(rng, wide, (5, 4, 3, 2), eps=1e-5, momentum=0.9)


def picture_averages(rng):
    yield _pictures(rng, thousands, (1, 2, 1, 3), eps=1e-5, momentum=0.75)
    yield _pictures(rng, thousands, (2, 3, 1, 2), averages=False, eps=1e-5)
    yield _pictures(rng, thousands, (1, 3, 2, 1), mode="test", eps=1e-5, momentum=0.9)
    yield _pictures(rng, wide, (3, 2, 4, 5), eps=1e-5, momentum=0.6)


def picture_tests(rng):
    yield _pictures(rng, thousands, (1, 2, 1, 1), mode="test", eps=1e-5, momentum=0.9)
    yield _pictures(rng, thousands, (2, 3, 2, 1), mode="test", eps=1e-5, momentum=0.9)
    yield _pictures(rng, wide, (2, 3, 5, 4), mode="test", eps=1e-5, momentum=0.9)


def _pictures(rng, numbers, shape, mode="train", averages=True, **more):
    case = {"x": numbers(rng, *shape), **weights(rng, shape[1]), "mode": mode, **more}
    return case | (running(rng, shape[1]) if averages else {})


def spatial_by_axes(x, gamma, beta, bn_param):
    # Without batchnorm_forward: means over three axes.
    eps, momentum, C = bn_param.get("eps", 1e-5), bn_param.get("momentum", 0.9), x.shape[1]
    old_mean, old_var = bn_param.get("running_mean", np.zeros(C)), bn_param.get("running_var", np.zeros(C))
    mean, var = old_mean, old_var
    if bn_param["mode"] == "train":
        mean = np.einsum("nchw->c", x) / (x.size // C)
        var = np.mean((x - mean.reshape(1, C, 1, 1)) ** 2, axis=(0, 2, 3))
        bn_param["running_mean"] = momentum * old_mean + (1 - momentum) * mean
        bn_param["running_var"] = momentum * old_var + (1 - momentum) * var
    std = np.sqrt(var + eps)
    x_hat = (x - mean.reshape(1, C, 1, 1)) / std.reshape(1, C, 1, 1)
    out = gamma.reshape(1, C, 1, 1) * x_hat + beta.reshape(1, C, 1, 1)
    return out, (np.moveaxis(x_hat, 1, 3).reshape(-1, C), gamma, std)


def wrong_spatial_of_one_picture(x, gamma, beta, bn_param):
    many = [batchnorm_forward(one.transpose(1, 2, 0).reshape(-1, len(gamma)), gamma, beta, bn_param) for one in x]  # noqa: F821
    N, C, H, W = x.shape
    out = np.stack([one.reshape(H, W, C).transpose(2, 0, 1) for one, _ in many])
    return out, (np.concatenate([cache[0] for _, cache in many]), gamma, many[-1][1][2])


def wrong_spatial_of_one_picture_last_cache(x, gamma, beta, bn_param):
    N, C, H, W = x.shape
    out = np.zeros(x.shape)
    for n in range(N):
        rows, cache = batchnorm_forward(x[n].transpose(1, 2, 0).reshape(-1, C), gamma, beta, bn_param)  # noqa: F821
        out[n] = rows.reshape(H, W, C).transpose(2, 0, 1)
    return out, cache


def wrong_spatial_of_pixels(x, gamma, beta, bn_param):
    N, C, H, W = x.shape
    gammas, betas = np.repeat(gamma, H * W), np.repeat(beta, H * W)
    out, cache = batchnorm_forward(x.reshape(N, -1), gammas, betas, bn_param)  # noqa: F821
    return out.reshape(x.shape), cache


ROWS = "x.transpose(0, 2, 3, 1).reshape(-1, C)"
PICTURES = "out.reshape(N, H, W, C).transpose(0, 3, 1, 2)"

NO_TRANSPOSE = (
    "You reshape without moving the channels to the end, so each column mixes numbers of several channels. First "
    "bring the axis of channels to the back, then reshape."
)
CHANNELS_FIRST = (
    "You bring the channels to the front and reshape to rows of C numbers: such a row holds neighbours of one channel. "
    "The channels belong to the back."
)
WRONG_WAY_BACK = (
    "On the way back you reshape straight to the shape of the pictures, so the channels land among the pixels. The "
    "rows are pixels: reshape to (N, H, W, C) first, then move the channels to their place."
)
SAME_WAY = (
    "On the way back you move the axes by the permutation of the way there, and it does not undo itself: ask for each "
    "axis of the result where it stands in (N, H, W, C)."
)
NOT_MOVED_BACK = "Your channels are still last: the result has the shape (N, H, W, C)."
PICTURE_BY_ITSELF = "Each picture is normalized by itself. The pixels of all pictures of the batch belong to one mean."
SIDES_SWAPPED = "Height and width have changed places on your way back."
ROW_ORDER = (
    "The rows of your x_hat in the cache go through each picture column by column. They are asked for row by row, as "
    "the pixels lie in the picture."
)

SPATIAL_BATCHNORM_FORWARD = Check(
    "spatial_batchnorm_forward",
    [
        Part("training", 2, pictures, ["out"]),
        Part("running averages", 1, picture_averages, ["running_mean", "running_var"]),
        Part("test mode", 1, picture_tests, ["out"]),
        Part("cache", 1, pictures, ["x_hat in cache", "gamma in cache", "std in cache"]),
    ],
    [
        Misconception(
            "no transpose",
            [(ROWS, "x.reshape(-1, C)"), (PICTURES, "out.reshape(x.shape)")],
            NO_TRANSPOSE,
        ),
        Misconception("no transpose on the way in", [(ROWS, "x.reshape(-1, C)")],
            "On the way in you reshape without moving the channels to the end: a row of C numbers is then no pixel."),
        Misconception(
            "channels to the front",
            [(ROWS, "x.transpose(1, 0, 2, 3).reshape(-1, C)"),
             (PICTURES, "out.reshape(C, N, H, W).transpose(1, 0, 2, 3)")],
            CHANNELS_FIRST,
        ),
        Misconception("wrong way back", [(PICTURES, "out.reshape(N, C, H, W)")], WRONG_WAY_BACK),
        Misconception("not moved back", [(PICTURES, "out.reshape(N, H, W, C)")], NOT_MOVED_BACK),
        Misconception("moved the same way twice", [(PICTURES, "out.reshape(N, H, W, C).transpose(0, 2, 3, 1)")],
            SAME_WAY),
        Misconception("channels to the front on the way in",
            [(ROWS, "x.transpose(1, 0, 2, 3).reshape(-1, C)")], CHANNELS_FIRST),
        Misconception("channels to the front, pictures straight",
            [(ROWS, "x.transpose(1, 0, 2, 3).reshape(-1, C)"), (PICTURES, "out.reshape(x.shape)")], CHANNELS_FIRST),
        Misconception("a row for each channel", [(ROWS, "x.transpose(0, 2, 3, 1).reshape(C, -1)")],
            "You make C rows of the pictures. A channel is a column: the matrix has C columns, and a row for each "
            "pixel."),
        Misconception("left as a matrix", [(PICTURES, "out")],
            "You return a matrix, a row for each pixel. Make pictures of it again: (N, C, H, W)."),
        Misconception(
            "height and width swapped",
            [(PICTURES, "out.reshape(N, H, W, C).transpose(0, 3, 2, 1)")],
            SIDES_SWAPPED,
        ),
        Misconception(
            "height and width swapped in the reshape",
            [(PICTURES, "out.reshape(N, W, H, C).transpose(0, 3, 2, 1)")],
            "The pixels land in the wrong places: on the way back you reshape as if the columns came first. Undo the "
            "steps of the way in, in reverse order.",
        ),
        Misconception(
            "rows column by column",
            [(ROWS, "x.transpose(0, 3, 2, 1).reshape(-1, C)"),
             (PICTURES, "out.reshape(N, W, H, C).transpose(0, 3, 2, 1)")],
            ROW_ORDER,
        ),
        Misconception(
            "columns first on the way in",
            [(ROWS, "x.transpose(0, 3, 2, 1).reshape(-1, C)")],
            "Height and width have changed places on the way in: your rows go through each picture column by column, "
            "and on the way back row by row.",
        ),
        Misconception(
            "all axes turned around",
            [(ROWS, "x.T.reshape(-1, C)"), (PICTURES, "out.reshape(x.T.shape).T")],
            "x.T turns all four axes around, so the examples come last and not the channels: your rows mix several "
            "channels.",
        ),
        Misconception(
            "cache of pictures",
            [(", cache\n", f", ({PICTURES.replace('out', 'cache[0]')}, *cache[1:])\n")],
            "The x_hat in your cache has the shape of the pictures. It is the matrix with a row for each pixel, as "
            "batchnorm_forward returns it.",
        ),
        Misconception("another cache", [(", cache\n", ", None\n")], ANOTHER_CACHE),
        Misconception(
            "each picture by itself",
            wrong_spatial_of_one_picture,
            PICTURE_BY_ITSELF,
        ),
        Misconception("each picture by itself, last cache", wrong_spatial_of_one_picture_last_cache, PICTURE_BY_ITSELF),
        Misconception(
            "each pixel by itself",
            wrong_spatial_of_pixels,
            "Each place of the picture has a mean of its own in your code. All places of a channel share one.",
        ),
        Misconception(
            "a copy of bn_param",
            [("beta, bn_param)\n", "beta, dict(bn_param))\n")],
            "You hand on a copy of bn_param, so the running averages are lost. Hand on the dictionary itself: it is "
            "meant to be changed.",
        ),
        Misconception(
            "only the mode handed on",
            [("beta, bn_param)\n", 'beta, {"mode": bn_param["mode"]})\n')],
            "Only the mode of bn_param is handed on. The running averages, momentum and eps are in it too.",
        ),
        Misconception(
            "always training",
            [("beta, bn_param)\n", 'beta, bn_param | {"mode": "train"})\n')],
            "You hand on a dictionary of your own with mode \"train\": tests use the batch, and averages are lost.",
        ),
        Misconception(
            "gamma and beta left out",
            [("gamma, beta, bn_param)\n", "np.ones(C), np.zeros(C), bn_param)\n")],
            "gamma and beta are left out: you hand on ones and zeros.",
        ),
        Misconception(
            "gamma and beta swapped",
            [("gamma, beta, bn_param)\n", "beta, gamma, bn_param)\n")],
            "gamma and beta are swapped on their way to batchnorm_forward.",
        ),
        Misconception(
            "gamma and beta twice",
            [(PICTURES, f"{PICTURES} * gamma[:, None, None] + beta[:, None, None]")],
            "gamma and beta act twice: batchnorm_forward has applied them already.",
        ),
    ],
    accepts=[spatial_by_axes],
    needs=["batchnorm_forward"],
    rtol=1e-6,
    atol=1e-6,
)


# --- spatial_batchnorm_backward -------------------------------------------------------------------


def back_through_one_channel(rng):
    yield _pictures_back(rng, small, (1, 1, 1, 3))
    yield _pictures_back(rng, small, (2, 1, 1, 3))
    yield _pictures_back(rng, normal, (3, 1, 2, 4))


def back_through_pictures(rng):
    yield _pictures_back(rng, small, (1, 2, 1, 3))
    yield _pictures_back(rng, small, (2, 3, 2, 1))
    yield _pictures_back(rng, normal, (2, 3, 4, 5))
    yield _pictures_back(rng, normal, (5, 4, 3, 2))


def _pictures_back(rng, numbers, shape):
    dout = whole(rng, *shape) if numbers is small else rng.normal(size=shape)
    x, forward = numbers(rng, *shape), reference.spatial_batchnorm_forward
    return {"dout": dout, **states(forward, x, *weights(rng, shape[1]).values(), {"mode": "train"})}


def spatial_back_by_axes(dout, cache):
    # Without batchnorm_backward: means over three axes.
    x_hat, gamma, std = cache
    N, C, H, W = dout.shape
    x_hat = np.moveaxis(x_hat.reshape(N, H, W, C), 3, 1)
    dgamma, dbeta = np.einsum("nchw,nchw->c", dout, x_hat), np.sum(dout, axis=(0, 2, 3))
    around = (dbeta.reshape(1, C, 1, 1) + x_hat * dgamma.reshape(1, C, 1, 1)) / (N * H * W)
    return [(gamma / std).reshape(1, C, 1, 1) * (dout - around), dgamma, dbeta]


def wrong_spatial_back_count(dout, cache):
    x_hat, gamma, std = cache
    N, C, H, W = dout.shape
    rows = dout.transpose(0, 2, 3, 1).reshape(-1, C)
    dgamma, dbeta = (rows * x_hat).sum(axis=0), rows.sum(axis=0)
    dx = gamma / std * (rows - (dbeta + x_hat * dgamma) / N)
    return dx.reshape(N, H, W, C).transpose(0, 3, 1, 2), dgamma, dbeta


def wrong_spatial_back_of_pictures(dout, cache):
    x_hat, gamma, std = cache
    N, C, H, W = dout.shape
    dgammas, dbetas, dx = 0, 0, np.zeros(dout.shape)
    for n, part in enumerate(np.split(x_hat, N)):
        rows = dout[n].transpose(1, 2, 0).reshape(-1, C)
        one, dgamma, dbeta = batchnorm_backward(rows, (part, gamma, std))  # noqa: F821
        dx[n], dgammas, dbetas = one.reshape(H, W, C).transpose(2, 0, 1), dgammas + dgamma, dbetas + dbeta
    return dx, dgammas, dbetas


def wrong_spatial_back_constants(dout, cache):
    x_hat, gamma, std = cache
    N, C, H, W = dout.shape
    x_hat = x_hat.reshape(N, H, W, C).transpose(0, 3, 1, 2)
    return dout * (gamma / std)[:, None, None], (dout * x_hat).sum(axis=(0, 2, 3)), dout.sum(axis=(0, 2, 3))


DROWS = "dout.transpose(0, 2, 3, 1).reshape(-1, C)"
DPICTURES = "dx.reshape(N, H, W, C).transpose(0, 3, 1, 2)"
SPATIAL_END = f"return {DPICTURES}, {{}}, {{}}"


def spatial_weight_mistakes():
    """Those of the norms that still make sense where batchnorm_backward does the sums."""

    def edits(dgamma="dgamma", dbeta="dbeta"):
        return [(SPATIAL_END.format("dgamma", "dbeta"), SPATIAL_END.format(dgamma, dbeta))]

    return [
        Misconception(
            "dgamma and dbeta are means",
            edits("dgamma / (N * H * W)", "dbeta / (N * H * W)"),
            "Your dgamma and dbeta are means over the pixels. Each gamma and beta served all pixels of its channel, "
            "and what all of them say is added up.",
        ),
        Misconception(
            "dgamma and dbeta swapped",
            edits("dbeta", "dgamma"),
            "dgamma and dbeta are swapped. batchnorm_backward returns dx, dgamma, dbeta, and so do you.",
        ),
        Misconception(
            "dgamma and dbeta keep their axes",
            edits("dgamma.reshape(1, C, 1, 1)", "dbeta.reshape(1, C, 1, 1)"),
            "Your dgamma and dbeta have shape (1, C, 1, 1). They have the shapes of gamma and beta, (C,).",
        ),
        Misconception(
            "dgamma keeps its axes",
            edits("dgamma.reshape(1, C, 1, 1)"),
            "Your dgamma has shape (1, C, 1, 1). It has the shape of gamma, (C,).",
        ),
    ]


SPATIAL_BATCHNORM_BACKWARD = Check(
    "spatial_batchnorm_backward",
    [
        Part("dx, one channel", 1, back_through_one_channel, ["dx"]),
        Part("dx, several channels", 1, back_through_pictures, ["dx"]),
        Part("dgamma", 1, back_through_pictures, ["dgamma"]),
        Part("dbeta", 1, back_through_pictures, ["dbeta"]),
    ],
    [
        Misconception("no transpose", [(DROWS, "dout.reshape(-1, C)"), (DPICTURES, "dx.reshape(dout.shape)")],
            NO_TRANSPOSE),
        Misconception("no transpose on the way in", [(DROWS, "dout.reshape(-1, C)")],
            "You reshape dout without moving the channels to the end: a row of C numbers is then no pixel, and does "
            "not fit the rows of x_hat."),
        Misconception("channels to the front", [(DROWS, "dout.transpose(1, 0, 2, 3).reshape(-1, C)"),
            (DPICTURES, "dx.reshape(C, N, H, W).transpose(1, 0, 2, 3)")], CHANNELS_FIRST),
        Misconception("wrong way back", [(DPICTURES, "dx.reshape(N, C, H, W)")], WRONG_WAY_BACK),
        Misconception("not moved back", [(DPICTURES, "dx.reshape(N, H, W, C)")], NOT_MOVED_BACK),
        Misconception("moved the same way twice", [(DPICTURES, "dx.reshape(N, H, W, C).transpose(0, 2, 3, 1)")],
            SAME_WAY),
        Misconception("channels to the front on the way in",
            [(DROWS, "dout.transpose(1, 0, 2, 3).reshape(-1, C)")], CHANNELS_FIRST),
        Misconception("four axes handed on", [(DROWS, "dout"), (DPICTURES, "dx")],
            "You hand on dout with its four axes, and NumPy lays x_hat, a matrix, along its last two. Make a matrix of "
            "dout first, with a row for each pixel."),
        Misconception("left as a matrix", [(DPICTURES, "dx")],
            "Your dx is a matrix, a row for each pixel. Make pictures of it again: (N, C, H, W)."),
        Misconception("height and width swapped", [(DPICTURES, "dx.reshape(N, H, W, C).transpose(0, 3, 2, 1)")],
            SIDES_SWAPPED),
        Misconception(
            "rows column by column",
            [(DROWS, "dout.transpose(0, 3, 2, 1).reshape(-1, C)"),
             (DPICTURES, "dx.reshape(N, W, H, C).transpose(0, 3, 2, 1)")],
            "Your rows of dout go through each picture column by column, those of x_hat row by row: errors meet the "
            "wrong pixels. Move the axes in the same order as in the forward pass.",
        ),
        Misconception("back by columns", [(DPICTURES, "dx.reshape(N, W, H, C).transpose(0, 3, 2, 1)")],
            "The pixels of dx land in the wrong places: you reshape as if the columns came first. Undo the steps of "
            "the way in, in reverse order."),
        Misconception("all axes turned around", [(DROWS, "dout.T.reshape(-1, C)"),
            (DPICTURES, "dx.reshape(dout.T.shape).T")],
            "dout.T turns all four axes around, so the examples come last and not the channels: your rows mix several "
            "channels."),
        Misconception(
            "divided by the number of pictures",
            wrong_spatial_back_count,
            "In dx you divide by the number of pictures. Each pixel of each of them was an example: N * H * W of them.",
        ),
        Misconception(
            "each picture by itself",
            wrong_spatial_back_of_pictures,
            "In dx each picture is averaged by itself. The pixels of all pictures shared one mean and one variance.",
        ),
        Misconception("constants", wrong_spatial_back_constants, CONSTANTS),
        Misconception("gamma forgotten", [(", cache)\n", ", (cache[0], np.ones(C), cache[2]))\n")], NO_GAMMA),
        *spatial_weight_mistakes(),
    ],
    accepts=[spatial_back_by_axes],
    needs=["batchnorm_backward", "batchnorm_backward_alt"],
    rtol=1e-6,
    atol=1e-9,
)  # fmt: skip


# --- instancenorm_forward -------------------------------------------------------------------------


def instances(rng):
    yield {"x": thousands(rng, 1, 1, 1, 2), **weights(rng, 1), "eps": 1e-5}
    yield {"x": thousands(rng, 1, 2, 1, 3), **weights(rng, 2), "eps": 1e-5}
    yield {"x": thousands(rng, 2, 1, 3, 2), **weights(rng, 1), "eps": 1e-5}
    yield {"x": thousands(rng, 1, 2, 3, 2), **weights(rng, 2), "eps": 1e-5}
    yield {"x": wide(rng, 2, 3, 4, 5), **weights(rng, 3), "eps": 1e-5}


def tiny_instances(rng):
    for x, eps in close_together(rng):
        yield {"x": x[None, None, None, :], **plain(1), **eps}


def instancenorm_by_loops(x, gamma, beta, in_param):
    N, C, H, W = x.shape
    eps = in_param.get("eps", 1e-5)
    out, x_hat, std = np.zeros(x.shape), np.zeros(x.shape), np.zeros((N, C, 1, 1))
    for n, c in np.ndindex(N, C):
        mean = x[n, c].sum() / (H * W)
        std[n, c] = np.sqrt(((x[n, c] - mean) ** 2).sum() / (H * W) + eps)
        x_hat[n, c] = (x[n, c] - mean) / std[n, c]
        out[n, c] = x_hat[n, c] * gamma[c] + beta[c]
    return [out, [x_hat, gamma, std]]


IN_EPS = 'in_param.get("eps", 1e-5)'
IN_VAR = "x.var(axis=(2, 3), keepdims=True)"
IN_STD = f"np.sqrt({IN_VAR} + {IN_EPS})"
IN_MEAN = "x.mean(axis=(2, 3), keepdims=True)"
WIDE_GAMMA, WIDE_BETA = "gamma[:, None, None]", "beta[:, None, None]"
WIDE_OUT = f"{WIDE_GAMMA} * x_hat + {WIDE_BETA}"
NOT_WIDENED = (
    "gamma and beta, of shape (C,), are laid along the width of the pictures, the last axis. Give them two axes more, "
    "of length 1, so that they stand along the channels."
)

ALONG_HEIGHT = (
    "gamma and beta have one axis more, of length 1, so they are laid along the height of the pictures. The channels "
    "have two axes behind them: height and width."
)
ALONG_PICTURES = "gamma.reshape(-1, 1, 1, 1) * x_hat + beta.reshape(-1, 1, 1, 1)"
ON_PICTURES = (
    "gamma and beta, of shape (C,), are laid along the first axis, the pictures. The channels are the second axis: two "
    "axes of length 1 behind them are enough."
)


def instance_axes(axes):
    return [(IN_VAR, IN_VAR.replace("(2, 3)", axes)), (IN_MEAN, IN_MEAN.replace("(2, 3)", axes))]


INSTANCENORM_FORWARD = Check(
    "instancenorm_forward",
    [
        Part("out", 2, instances, ["out"]),
        Part("tiny variance and eps", 1, tiny_instances, ["out"]),
        Part("cache", 1, instances, ["x_hat in cache", "gamma in cache", "std in cache"]),
    ],
    [
        *statistics_mistakes(
            (IN_STD, f"np.sqrt({IN_VAR}) + {IN_EPS}", f"np.sqrt({IN_VAR})", f"({IN_VAR} + {IN_EPS})"),
            (f"(x - {IN_MEAN})", "x"),
            IN_VAR,
            IN_EPS,
            f"((x - {IN_MEAN}) ** 2).sum(axis=(2, 3), keepdims=True)",
        ),
        *output_mistakes(WIDE_GAMMA, WIDE_BETA, "x", "axis=(2, 3), keepdims=True"),
        Misconception(
            "statistics of the batch",
            instance_axes("(0, 2, 3)"),
            "The pictures of the batch share their means in your code: that is spatial batch normalization. Here each "
            "picture is by itself.",
        ),
        Misconception(
            "statistics of the picture",
            instance_axes("(1, 2, 3)"),
            "The channels of a picture share one mean in your code: that is layer normalization of the picture. Here "
            "each channel has its own.",
        ),
        Misconception(
            "statistics of the pixel",
            instance_axes("1"),
            "You average over the channels, so each pixel has a mean of its own. Average over the pixels, so each "
            "channel has one.",
        ),
        Misconception("statistics of the columns", instance_axes("2"),
            "You average over the height alone. A channel has one mean: over height and width."),
        Misconception("statistics of the rows", instance_axes("3"),
            "You average over the width alone. A channel has one mean: over height and width."),
        Misconception("gamma and beta along the width", [(WIDE_OUT, "gamma * x_hat + beta")], NOT_WIDENED),
        Misconception("gamma and beta along the width, x_hat first", [(WIDE_OUT, "x_hat * gamma + beta")], NOT_WIDENED),
        Misconception(
            "three axes of std in the cache",
            [("(x_hat, gamma, std)", "(x_hat, gamma, std[..., 0])")],
            "The std in your cache has shape (N, C, 1). It is asked for with four axes: (N, C, 1, 1).",
        ),
        Misconception(
            "gamma and beta along the height",
            [(WIDE_OUT, "gamma[:, None] * x_hat + beta[:, None]")],
            ALONG_HEIGHT,
        ),
        Misconception("gamma and beta along the pictures", [(WIDE_OUT, ALONG_PICTURES)], ON_PICTURES),
        Misconception(
            "axes of std dropped in the cache",
            [("(x_hat, gamma, std)", "(x_hat, gamma, std[:, :, 0, 0])")],
            "The std in your cache has shape (N, C). Keep the axes over which you averaged: (N, C, 1, 1).",
        ),
        Misconception(
            "x changed in place",
            [(f"x_hat = (x - {IN_MEAN}) / std", f"x -= {IN_MEAN}\n    x_hat = x / std")],
            IN_PLACE,
        ),
    ],
    accepts=[instancenorm_by_loops],
    rtol=1e-6,
    atol=1e-6,
)  # fmt: skip


# --- instancenorm_backward ------------------------------------------------------------------------


def instance_by_the_mean(rng):
    """No error comes through the variance."""
    for columns, shape in [((3, 1), (1, 1, 1, 3)), ((8, 3), (1, 3, 4, 2)), ((20, 6), (2, 3, 4, 5))]:
        yield way(rng, "mean", reference.instancenorm_forward, columns, _grouped(shape), [{}])


def back_through_instances(rng):
    yield _instances_back(rng, small, (1, 1, 1, 3))
    yield _instances_back(rng, small, (1, 2, 1, 3))
    yield _instances_back(rng, small, (2, 1, 3, 4))
    yield _instances_back(rng, normal, (2, 3, 4, 5))
    yield _instances_back(rng, normal, (4, 2, 5, 3))


def _instances_back(rng, numbers, shape):
    dout = whole(rng, *shape) if numbers is small else rng.normal(size=shape)
    forward = reference.instancenorm_forward
    return {"dout": dout, **states(forward, numbers(rng, *shape), *weights(rng, shape[1]).values(), {})}


def _grouped(shape):
    """Columns to pictures: each column is a group (or a channel) of a picture."""
    return lambda columns: columns.T.reshape(shape).copy()


def instance_back_by_jacobian(dout, cache):
    x_hat, gamma, std = cache
    N, C, H, W = dout.shape
    dx, K = np.zeros(dout.shape), H * W
    for n, c in np.ndindex(N, C):
        flat = x_hat[n, c].ravel()
        slopes = (np.eye(K) - 1 / K - np.outer(flat, flat) / K) / std[n, c, 0, 0]
        dx[n, c] = (slopes @ (gamma[c] * dout[n, c].ravel())).reshape(H, W)
    return [dx, np.einsum("nchw,nchw->c", dout, x_hat), np.einsum("nchw->c", dout)]


WIDE_SUM_GAMMA, WIDE_SUM_BETA = "(dout * x_hat).sum(axis=(0, 2, 3))", "dout.sum(axis=(0, 2, 3))"
WIDE_WEIGHTS = weight_mistakes(
    LAYER_END, WIDE_SUM_GAMMA, WIDE_SUM_BETA, "{}.sum(axis=(0, 2, 3))", "dout * gamma[:, None, None]",
    "(dout.size / len(gamma))", "{}.sum(axis=(0, 2, 3), keepdims=True)", "(1, C, 1, 1)",
)  # fmt: skip
OF_EACH_PICTURE = Misconception(
    "dgamma and dbeta of each picture",
    [(WIDE_SUM_GAMMA, "(dout * x_hat).sum(axis=(2, 3))"), (WIDE_SUM_BETA, "dout.sum(axis=(2, 3))")],
    "Your dgamma and dbeta have a row for each picture. The same gamma and beta serve all pictures: sum over these "
    "too.",
)
IN_AXES = "axis=(2, 3), keepdims=True"


def instance_back_axes(axes):
    return [
        (f"dx_hat.mean({IN_AXES})", f"dx_hat.mean(axis={axes}, keepdims=True)"),
        (f"(dx_hat * x_hat).mean({IN_AXES})", f"(dx_hat * x_hat).mean(axis={axes}, keepdims=True)"),
    ]


def instance_back_count(count):
    return [
        (f"dx_hat.mean({IN_AXES})", f"dx_hat.sum({IN_AXES}) / {count}"),
        (f"(dx_hat * x_hat).mean({IN_AXES})", f"(dx_hat * x_hat).sum({IN_AXES}) / {count}"),
    ]


INSTANCENORM_BACKWARD = Check(
    "instancenorm_backward",
    [
        Part("dx, the way through the mean", 1, instance_by_the_mean, ["dx"]),
        Part("dx, all ways", 1, back_through_instances, ["dx"]),
        Part("dgamma", 1, back_through_instances, ["dgamma"]),
        Part("dbeta", 1, back_through_instances, ["dbeta"]),
    ],
    [
        *norm_back_mistakes(
            f"mean = dx_hat.mean({IN_AXES})",
            f"along = (dx_hat * x_hat).mean({IN_AXES})",
            DX,
            (f"dx_hat = dout * {WIDE_GAMMA}", "dx_hat = dout"),
            "x_hat",
            (" - mean", " - x_hat * along"),
            "dout[0, 0].size",
        ),
        Misconception(
            "means over the batch",
            instance_back_axes("(0, 2, 3)"),
            "In dx you average over the pictures too. Each channel of each picture had its own mean and variance.",
        ),
        Misconception(
            "means over the picture",
            instance_back_axes("(1, 2, 3)"),
            "In dx you average over the channels too. Each channel of each picture had its own mean and variance.",
        ),
        Misconception(
            "divided by the number of pictures",
            instance_back_count("len(dout)"),
            "In dx you divide the sums by the number of pictures. The mean went over the pixels of a channel: H * W.",
        ),
        Misconception(
            "divided by the pixels of all pictures",
            instance_back_count("(len(dout) * dout[0, 0].size)"),
            "In dx you divide the sums by N * H * W. The mean went over the pixels of one channel of one picture.",
        ),
        Misconception(
            "sums over all pictures",
            [(f"dx_hat.mean({IN_AXES})", "dx_hat.sum(axis=(0, 2, 3), keepdims=True) / dout[0, 0].size"),
             (f"(dx_hat * x_hat).mean({IN_AXES})",
              "(dx_hat * x_hat).sum(axis=(0, 2, 3), keepdims=True) / dout[0, 0].size")],
            "In dx stand the sums of dgamma and dbeta, which go over all pictures. It needs means over one channel of "
            "one picture.",
        ),
        Misconception(
            "divided by the height",
            instance_back_count("dout.shape[2]"),
            "In dx you divide the sums by the height alone. The mean went over H * W pixels.",
        ),
        Misconception("gamma along the width", [(WIDE_GAMMA, "gamma")],
            "In dx gamma, of shape (C,), is laid along the width of the pictures, the last axis. Give it two axes "
            "more, of length 1."),
        Misconception("gamma along the height", [(WIDE_GAMMA, "gamma[:, None]")],
            "In dx gamma has one axis more, of length 1, so it is laid along the height of the pictures. The channels "
            "have two axes behind them: height and width."),
        Misconception("dx divided by the pictures", [("return dx,", "return dx / len(dout),")], DX_MEAN),
        Misconception(
            "dout changed in place before its sums",
            [(f"dx_hat = dout * {WIDE_GAMMA}", f"dout *= {WIDE_GAMMA}\n    dx_hat = dout")],
            "You multiply dout by gamma in place: the caller's dout is changed, and dgamma and dbeta, which come after "
            "it, have gamma as a factor. Make a new array for the product.",
        ),
        OF_EACH_PICTURE,
        *WIDE_WEIGHTS,
    ],
    accepts=[instance_back_by_jacobian],
    rtol=1e-6,
    atol=1e-9,
)  # fmt: skip


# --- spatial_groupnorm_forward --------------------------------------------------------------------


def groups(rng):
    yield _groups(rng, thousands, (1, 4, 1, 1), 2)
    yield _groups(rng, thousands, (1, 6, 1, 2), 2)
    yield _groups(rng, thousands, (2, 6, 2, 1), 3)
    yield _groups(rng, wide, (2, 6, 5, 4), 3)
    yield _groups(rng, wide, (3, 8, 2, 5), 4)


def one_or_all(rng):
    """One group of all channels, or each channel a group."""
    yield _groups(rng, thousands, (1, 2, 1, 1), 1)
    yield _groups(rng, thousands, (1, 2, 1, 3), 2)
    yield _groups(rng, thousands, (2, 3, 1, 2), 1)
    yield _groups(rng, wide, (2, 3, 5, 4), 3)


def tiny_groups(rng):
    for x, eps in close_together(rng):
        yield {"x": x[None, None, None, :], **plain(1), "G": 1, **eps}


def other_numbers_of_groups(rng):
    """The numbers of each picture could be dealt out evenly: it is the channels that cannot."""
    for C, G, H, W in [(3, 2, 2, 1), (2, 4, 1, 2), (4, 3, 3, 1), (6, 4, 2, 4)]:
        yield {"x": thousands(rng, 1, C, H, W), **weights(rng, C), "G": G}


def _groups(rng, numbers, shape, G):
    return {"x": numbers(rng, *shape), **weights(rng, shape[1]), "G": G, "eps": 1e-5}


def groupnorm_by_loops(x, gamma, beta, G, gn_param):
    N, C, H, W = x.shape
    if C % G != 0:
        raise ValueError("G does not divide C")
    size, eps = C // G, gn_param.get("eps", 1e-5)
    x_hat, std = np.zeros(x.shape), np.zeros((N, G, 1))
    for n, g in np.ndindex(N, G):
        group = x[n, g * size:(g + 1) * size]
        std[n, g, 0] = np.sqrt(np.mean((group - group.mean()) ** 2) + eps)
        x_hat[n, g * size:(g + 1) * size] = (group - group.mean()) / std[n, g, 0]
    return [x_hat * gamma.reshape(1, C, 1, 1) + beta.reshape(1, C, 1, 1), [x_hat, gamma, std]]


def groupnorm_by_layernorm(x, gamma, beta, G, gn_param):
    # The groups are the examples of a layer normalization.
    N, C, H, W = x.shape
    if C % G:
        raise ValueError
    ones = np.ones(C // G * H * W)
    _, (x_hat, _, std) = layernorm_forward(x.reshape(N * G, -1), ones, 0 * ones, gn_param)  # noqa: F821
    x_hat = x_hat.reshape(N, C, H, W)
    return x_hat * gamma[None, :, None, None] + beta[None, :, None, None], (x_hat, gamma, std.reshape(N, G, 1))


def wrong_groups_interleaved(x, gamma, beta, G, gn_param):
    N, C, H, W = x.shape
    if C % G:
        raise ValueError
    groups = x.reshape(N, C // G, G, H, W)
    std = np.sqrt(groups.var(axis=(1, 3, 4), keepdims=True) + gn_param.get("eps", 1e-5))
    x_hat = ((groups - groups.mean(axis=(1, 3, 4), keepdims=True)) / std).reshape(x.shape)
    return gamma[:, None, None] * x_hat + beta[:, None, None], (x_hat, gamma, std.reshape(N, G, 1))


def wrong_groups_transposed(x, gamma, beta, G, gn_param):
    N, C, H, W = x.shape
    if C % G:
        raise ValueError
    groups = x.reshape(-1, N * G)
    std = np.sqrt(groups.var(axis=0) + gn_param.get("eps", 1e-5))
    x_hat = ((groups - groups.mean(axis=0)) / std).reshape(x.shape)
    return gamma[:, None, None] * x_hat + beta[:, None, None], (x_hat, gamma, std.reshape(N, G, 1))


def wrong_groups_down_rows(x, gamma, beta, G, gn_param):
    N, C, H, W = x.shape
    if C % G:
        raise ValueError
    rows = x.reshape(N * G, -1)
    std = np.sqrt(rows.var(axis=0) + gn_param.get("eps", 1e-5))
    x_hat = ((rows - rows.mean(axis=0)) / std).reshape(x.shape)
    return gamma[:, None, None] * x_hat + beta[:, None, None], (x_hat, gamma, std)


def wrong_groups_of_pixels(x, gamma, beta, G, gn_param):
    N, C, H, W = x.shape
    if C % G:
        raise ValueError
    groups = x.reshape(N, G, C // G, H, W)
    std = np.sqrt(groups.var(axis=2, keepdims=True) + gn_param.get("eps", 1e-5))
    x_hat = ((groups - groups.mean(axis=2, keepdims=True)) / std).reshape(x.shape)
    return gamma[:, None, None] * x_hat + beta[:, None, None], (x_hat, gamma, std)


GN_EPS = 'gn_param.get("eps", 1e-5)'
GN_VAR = "groups.var(axis=2, keepdims=True)"
GN_STD = f"np.sqrt({GN_VAR} + {GN_EPS})"
GN_MEAN = "groups.mean(axis=2, keepdims=True)"
GN_RAISE = 'raise ValueError(f"G must divide the number of channels, {C}, but is {G}")'

SPATIAL_GROUPNORM_FORWARD = Check(
    "spatial_groupnorm_forward",
    [
        Part("groups of several channels", 1, groups, ["out"]),
        Part("one group, or one for each channel", 1, one_or_all, ["out"]),
        Part("tiny variance and eps", 1, tiny_groups, ["out"]),
        Part("cache", 1, groups, ["x_hat in cache", "gamma in cache", "std in cache"]),
        Part("G that does not divide C is refused", 1, other_numbers_of_groups,
             probe="spatial_groupnorm_forward_refuses"),
    ],
    [
        *statistics_mistakes(
            (GN_STD, f"np.sqrt({GN_VAR}) + {GN_EPS}", f"np.sqrt({GN_VAR})", f"({GN_VAR} + {GN_EPS})"),
            (f"(groups - {GN_MEAN})", "groups"),
            GN_VAR,
            GN_EPS,
            f"((groups - {GN_MEAN}) ** 2).sum(axis=2, keepdims=True)",
        ),
        *[
            mistake
            for mistake in output_mistakes(WIDE_GAMMA, WIDE_BETA, "x", "axis=(2, 3), keepdims=True")
            if mistake.name != "centred x in the cache"
        ],
        Misconception(
            "groups interleaved",
            wrong_groups_interleaved,
            "Your groups take every G-th channel. A group is made of neighbours: the first C / G channels are the "
            "first group, so G comes before C // G in the shape.",
        ),
        Misconception(
            "groups along the wrong axis",
            wrong_groups_transposed,
            "You reshape straight to columns, one for each group, which deals the numbers out one by one. A group lies "
            "in one piece in the array: make it a row, and transpose afterwards if you want columns.",
        ),
        Misconception(
            "G is a size",
            [("x.reshape(N, G, -1)", "x.reshape(N, C // G, -1)")],
            "You read G as the number of channels in a group. It is the number of groups.",
        ),
        Misconception(
            "statistics of the batch",
            [(GN_VAR, "groups.var(axis=(0, 2), keepdims=True)"), (GN_MEAN, "groups.mean(axis=(0, 2), keepdims=True)")],
            "The pictures of the batch share their means in your code. Here each picture is by itself, whatever else "
            "is in the batch.",
        ),
        Misconception(
            "statistics of the channel",
            [("x.reshape(N, G, -1)", "x.reshape(N, C, -1)")],
            "Each channel has its own mean in your code: that is instance normalization. The channels of a group share "
            "one.",
        ),
        Misconception(
            "statistics of the picture",
            [("x.reshape(N, G, -1)", "x.reshape(N, 1, -1)")],
            "All channels of a picture share one mean in your code, whatever G is. Each group has its own.",
        ),
        Misconception(
            "statistics of the pixel",
            wrong_groups_of_pixels,
            "You average over the channels of a group alone, so that each pixel has a mean of its own. Average over "
            "height and width as well.",
        ),
        Misconception("gamma and beta along the width", [(WIDE_OUT, "gamma * x_hat + beta")], NOT_WIDENED),
        Misconception("gamma and beta along the width, x_hat first", [(WIDE_OUT, "x_hat * gamma + beta")], NOT_WIDENED),
        Misconception(
            "gamma and beta along the height",
            [(WIDE_OUT, "gamma[:, None] * x_hat + beta[:, None]")],
            ALONG_HEIGHT,
        ),
        Misconception("gamma and beta along the pictures", [(WIDE_OUT, ALONG_PICTURES)], ON_PICTURES),
        Misconception(
            "statistics down the rows",
            wrong_groups_down_rows,
            "Your rows are groups, and you average down the columns, from group to group. Average along each row.",
        ),
        Misconception(
            "axis of std dropped in the cache",
            [("(x_hat, gamma, std)", "(x_hat, gamma, std[:, :, 0])")],
            "The std in your cache has shape (N, G). Its last axis stays: (N, G, 1).",
        ),
        Misconception(
            "a row of std for each group in the cache",
            [("(x_hat, gamma, std)", "(x_hat, gamma, std.reshape(-1, 1))")],
            "The std in your cache has shape (N * G, 1), as it comes from one row for each group. It is asked for with "
            "three axes: (N, G, 1).",
        ),
        Misconception(
            "five axes of std in the cache",
            [("(x_hat, gamma, std)", "(x_hat, gamma, std[:, :, :, None, None])")],
            "The std in your cache has shape (N, G, 1, 1, 1). It is asked for with three axes: (N, G, 1).",
        ),
        Misconception(
            "nothing refused",
            [("if G < 1 or C % G:", "if False:")],
            "A G that does not divide the number of channels passes, at least when the numbers of a picture happen to "
            "fit. `raise` a ValueError there, with the channels in question.",
        ),
        Misconception(
            "assert for raise",
            [(GN_RAISE, "assert C % G == 0")],
            "You refuse with `assert`, which raises an AssertionError, and none at all when Python runs with -O. "
            "`raise` a ValueError.",
        ),
        Misconception(
            "x changed in place",
            [(f"x_hat = ((groups - {GN_MEAN}) / std)", f"groups -= {GN_MEAN}\n    x_hat = (groups / std)")],
            "You subtract in place from the reshaped x, and it shares its memory with x: the caller's x is changed. "
            "Make a new array of the difference.",
        ),
    ],
    accepts=[groupnorm_by_loops, groupnorm_by_layernorm],
    needs=["layernorm_forward"],
    rtol=1e-6,
    atol=1e-6,
)


# --- spatial_groupnorm_backward -------------------------------------------------------------------


def group_by_the_mean(rng):
    for columns, shape, G in GROUP_WAYS:
        yield way(rng, "mean", reference.spatial_groupnorm_forward, columns, _grouped(shape), [G, {}])


def group_by_the_variance(rng):
    for columns, shape, G in GROUP_WAYS:
        yield way(rng, "variance", reference.spatial_groupnorm_forward, columns, _grouped(shape), [G, {}])


GROUP_WAYS = [((3, 1), (1, 3, 1, 1), 1), ((6, 2), (1, 4, 1, 3), 2), ((40, 6), (2, 6, 4, 5), 3)]


def back_through_groups(rng):
    yield _groups_back(rng, small, (1, 3, 1, 1), 1)
    yield _groups_back(rng, small, (1, 4, 1, 2), 2)
    yield _groups_back(rng, small, (2, 6, 1, 3), 2)
    yield _groups_back(rng, small, (1, 3, 2, 4), 3)
    yield _groups_back(rng, normal, (2, 6, 5, 4), 3)
    yield _groups_back(rng, normal, (3, 8, 2, 5), 4)


def _groups_back(rng, numbers, shape, G):
    dout = whole(rng, *shape) if numbers is small else rng.normal(size=shape)
    forward = reference.spatial_groupnorm_forward
    return {"dout": dout, **states(forward, numbers(rng, *shape), *weights(rng, shape[1]).values(), G, {})}


def group_back_five_axes(dout, cache):
    # The five axes of the paper, and sums that are divided at the end.
    x_hat, gamma, std = cache
    N, C, H, W = dout.shape
    G, axes = std.shape[1], (2, 3, 4)
    K = C // G * H * W
    dx_hat = (dout * gamma.reshape(1, C, 1, 1)).reshape(N, G, C // G, H, W)
    hats = x_hat.reshape(N, G, C // G, H, W)
    dx = K * dx_hat - dx_hat.sum(axes, keepdims=True) - hats * (dx_hat * hats).sum(axes, keepdims=True)
    dx = dx / (K * std.reshape(N, G, 1, 1, 1))
    return [dx.reshape(N, C, H, W), np.einsum("nchw,nchw->c", dout, x_hat), np.einsum("nchw->c", dout)]


def group_back_by_layernorm(dout, cache):
    x_hat, gamma, std = cache
    N, C, H, W = dout.shape
    rows = (dout * gamma[:, None, None]).reshape(std.size, -1)
    ones = np.ones(rows.shape[1])
    dx, _, _ = layernorm_backward(rows, (x_hat.reshape(rows.shape), ones, std.reshape(-1, 1)))  # noqa: F821
    return dx.reshape(dout.shape), (dout * x_hat).sum((0, 2, 3)), dout.sum((0, 2, 3))


def wrong_group_back_interleaved(dout, cache):
    x_hat, gamma, std = cache
    (N, C, H, W), G = dout.shape, std.shape[1]
    dx_hat, hats = (dout * gamma[:, None, None]).reshape(N, C // G, G, H, W), x_hat.reshape(N, C // G, G, H, W)
    mean = dx_hat.mean(axis=(1, 3, 4), keepdims=True)
    along = (dx_hat * hats).mean(axis=(1, 3, 4), keepdims=True)
    dx = ((dx_hat - mean - hats * along) / std.reshape(N, 1, G, 1, 1)).reshape(dout.shape)
    return dx, (dout * x_hat).sum(axis=(0, 2, 3)), dout.sum(axis=(0, 2, 3))


def wrong_group_back_down_rows(dout, cache):
    x_hat, gamma, std = cache
    rows, hats = (dout * gamma[:, None, None]).reshape(std.size, -1), x_hat.reshape(std.size, -1)
    dx = (rows - rows.mean(axis=0) - hats * (rows * hats).mean(axis=0)) / std.reshape(-1, 1)
    return dx.reshape(dout.shape), (dout * x_hat).sum(axis=(0, 2, 3)), dout.sum(axis=(0, 2, 3))


def wrong_group_back_of_channels(dout, cache):
    x_hat, gamma, std = cache
    dx_hat = dout * gamma[:, None, None]
    mean = dx_hat.mean(axis=(2, 3), keepdims=True)
    along = (dx_hat * x_hat).mean(axis=(2, 3), keepdims=True)
    every = np.repeat(std, dout.shape[1] // std.shape[1], axis=1)[:, :, :, None]
    return (dx_hat - mean - x_hat * along) / every, (dout * x_hat).sum(axis=(0, 2, 3)), dout.sum(axis=(0, 2, 3))


GN_SUM, GN_ALONG = "dgroups.mean(axis=2, keepdims=True)", "(dgroups * groups).mean(axis=2, keepdims=True)"
GN_DX = "dx = ((dgroups - mean - groups * along) / std)"


def group_back_count(count):
    return [(old, f"{old.replace('.mean(', '.sum(')} / ({count})") for old in (GN_SUM, GN_ALONG)]


SPATIAL_GROUPNORM_BACKWARD = Check(
    "spatial_groupnorm_backward",
    [
        Part("dx, the way through the mean", 1, group_by_the_mean, ["dx"]),
        Part("dx, the way through the variance", 1, group_by_the_variance, ["dx"]),
        Part("dx, all ways", 1, back_through_groups, ["dx"]),
        Part("dgamma", 1, back_through_groups, ["dgamma"]),
        Part("dbeta", 1, back_through_groups, ["dbeta"]),
    ],
    [
        *norm_back_mistakes(
            f"mean = {GN_SUM}",
            f"along = {GN_ALONG}",
            GN_DX,
            (f"(dout * {WIDE_GAMMA})", "dout"),
            "groups",
            (" - mean", " - groups * along"),
            "groups.shape[2]",
        ),
        Misconception(
            "sum without x_hat, weights keep their axes",
            [(GN_ALONG, GN_SUM), (f"{WIDE_SUM_GAMMA}, {WIDE_SUM_BETA}",
              f"{WIDE_SUM_GAMMA[:-1]}, keepdims=True), {WIDE_SUM_BETA[:-1]}, keepdims=True)")],
            "Two things: in the way through the variance your sum lacks x_hat, it should add up the products of dx_hat "
            "and x_hat; and your dgamma and dbeta have shape (1, C, 1, 1) instead of (C,).",
        ),
        Misconception(
            "means down the rows",
            wrong_group_back_down_rows,
            "Your rows are groups, and you average down the columns, from group to group. Average along each row.",
        ),
        Misconception(
            "gamma outside of the means",
            [(f"(dout * {WIDE_GAMMA})", "dout"), (".reshape(dout.shape)", f".reshape(dout.shape) * {WIDE_GAMMA}")],
            "You take the means of dout and multiply by gamma afterwards. The channels of a group have different "
            "gammas, so dout has to be multiplied before anything is averaged.",
        ),
        Misconception(
            "divided by the channels of a group",
            group_back_count("len(gamma) // G"),
            "In dx you divide the sums by the number of channels in a group. Each group has C // G * H * W numbers.",
        ),
        Misconception(
            "divided by the pixels",
            group_back_count("dout.shape[2] * dout.shape[3]"),
            "In dx you divide the sums by H * W. Each group has C // G channels of as many numbers.",
        ),
        Misconception(
            "divided by the number of groups",
            group_back_count("N * G"),
            "In dx you divide the sums by the number of groups. Count how many numbers share one mean: "
            "C // G * H * W.",
        ),
        Misconception(
            "means over the batch",
            [(old, old.replace("axis=2", "axis=(0, 2)")) for old in (GN_SUM, GN_ALONG)],
            "In dx you average over the pictures too. Each group of each picture had its own mean and variance.",
        ),
        Misconception(
            "means over the picture",
            [(old, old.replace("axis=2", "axis=(1, 2)")) for old in (GN_SUM, GN_ALONG)],
            "In dx you average over all groups of a picture. Each group had its own mean and variance.",
        ),
        Misconception(
            "means over the channel",
            wrong_group_back_of_channels,
            "In dx you average over each channel by itself. The channels of a group shared one mean and one variance.",
        ),
        Misconception(
            "groups interleaved",
            wrong_group_back_interleaved,
            "In dx your groups take every G-th channel. A group is made of neighbours: G comes before C // G in the "
            "shape.",
        ),
        Misconception("gamma along the width", [(WIDE_GAMMA, "gamma")],
            "In dx gamma, of shape (C,), is laid along the width of the pictures, the last axis. Give it two axes "
            "more, of length 1."),
        Misconception("dx divided by the pictures", [("return dx,", "return dx / N,")], DX_MEAN),
        Misconception(
            "dgamma and dbeta of each group",
            [(WIDE_SUM_GAMMA, "(dout * x_hat).reshape(N, G, -1).sum(axis=(0, 2))"),
             (WIDE_SUM_BETA, "dout.reshape(N, G, -1).sum(axis=(0, 2))")],
            "Your dgamma and dbeta have one number for each group. gamma and beta belong to the channels.",
        ),
        OF_EACH_PICTURE,
        *WIDE_WEIGHTS,
    ],
    accepts=[group_back_five_axes, group_back_by_layernorm],
    needs=["layernorm_backward"],
    rtol=1e-6,
    atol=1e-9,
)  # fmt: skip


CHECKS = [
    BATCHNORM_FORWARD,
    BATCHNORM_BACKWARD,
    BATCHNORM_BACKWARD_ALT,
    LAYERNORM_FORWARD,
    LAYERNORM_BACKWARD,
    SPATIAL_BATCHNORM_FORWARD,
    SPATIAL_BATCHNORM_BACKWARD,
    INSTANCENORM_FORWARD,
    INSTANCENORM_BACKWARD,
    SPATIAL_GROUPNORM_FORWARD,
    SPATIAL_GROUPNORM_BACKWARD,
]
