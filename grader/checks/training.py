"""Checks of chapter 09_training."""
import numpy as np

from grader.checks import Check, Misconception, Part, small

# --- sgd, momentum, adagrad, rmsprop, adam ----------------------------------------------------

DEFAULTS = {
    "sgd": {"learning_rate": 1e-2},
    "momentum": {"learning_rate": 1e-2, "momentum": 0.9},
    "adagrad": {"learning_rate": 1e-2, "epsilon": 1e-7},
    "rmsprop": {"learning_rate": 1e-2, "decay_rate": 0.99, "epsilon": 1e-8},
    "adam": {"learning_rate": 1e-3, "beta1": 0.9, "beta2": 0.999, "epsilon": 1e-8},
}


def whole(rng, *shape):
    """Distinct whole numbers of both signs, none of them between -2 and 2."""
    numbers = small(rng, *shape) + 1
    return numbers * rng.choice([-1.0, 1.0], shape)


def descents(**settings):
    """Cases for an optimiser: a single number, more of them, several axes; two steps, then four and five.

    settings: three values each, for the three smallest cases; of the others all but the last take the third
    """

    def cases(rng):
        shapes = [(2, 1), (4, 1), (4, 2), (5, 2, 3), (4, 3, 1, 2)]
        for number, (steps, *shape) in enumerate(shapes):
            chosen = {name: values[min(number, 2)] for name, values in settings.items()}
            yield {"w": small(rng, *shape), "dw_of_each_step": whole(rng, steps, *shape), **chosen}
        chosen = {name: values[0] for name, values in settings.items()}
        yield {"w": rng.normal(size=(3, 4)), "dw_of_each_step": _changing(rng, 6, 3, 4), **chosen}

    return cases


def tiny_gradients(**settings):
    """Gradients of 0 and of the size of epsilon, one step each: it shows where epsilon stands."""

    def cases(rng):
        for number, size in enumerate([2, 3, 4]):
            chosen = {name: values[number] for name, values in settings.items()}
            dw = whole(rng, 1, size) * chosen["epsilon"]
            dw[0, 0] = 0
            yield {"w": small(rng, size), "dw_of_each_step": dw, **chosen}

    return cases


def begun_without(optimiser):
    def cases(rng):
        for steps, *shape in [(3, 2), (4, 3), (5, 2, 4)]:
            dw = whole(rng, steps, *shape)
            dw[..., 0] *= 1e-8  # the default of epsilon shows
            w = small(rng, *shape)
            yield {"optimiser": optimiser, "w": w, "dw_of_each_step": dw, "defaults": DEFAULTS[optimiser]}

    return cases


AS_WITH_DEFAULTS = [
    "begun without config, w ends as with the defaults as settings",
    "begun with None, w ends as with the defaults as settings",
    "begun with an empty config, w ends as with the defaults as settings",
    "w is changed by the steps",
]
BY_TURNS = [
    "w ends by turns with other_w where it ends alone",
    "other_w ends by turns with w where it ends alone",
    "a step depends on the gradients before it",
]


def no_settings(optimiser):
    return Part("no settings", 1, begun_without(optimiser), AS_WITH_DEFAULTS, probe="without_config")


def state_in_config(optimiser, **settings):
    return Part("state in config", 1, side_by_side(optimiser, **settings), BY_TURNS, probe="by_turns")


def side_by_side(optimiser, **settings):
    def cases(rng):
        for steps, *shape in [(2, 1), (4, 3), (5, 2, 3)]:
            pairs = {"w": "dw_of_each_step", "other_w": "other_dw_of_each_step"}
            drawn = {}
            for w, dw in pairs.items():
                drawn |= {w: small(rng, *shape), dw: whole(rng, steps, *shape)}
            yield {"optimiser": optimiser, **drawn, "settings": settings}

    return cases


def _changing(rng, steps, *shape):
    """Gradients that change their sign and their size from step to step, none of them near 0."""
    sizes = rng.uniform(0.2, 1, (steps, *shape)) * rng.permutation(2.0 ** np.arange(steps))[(..., *[None] * len(shape))]
    return sizes * rng.choice([-1.0, 1.0], sizes.shape)


NO_CONFIG = "config = {} if config is None else config"
RATE = '- config["learning_rate"] * '
NOT_GIVEN = (
    "Your code stops without a config. It may be None, and then your function makes a dictionary of its own with "
    "the defaults."
)
SETTING_MISSING = (
    "Your code stops when the config is an empty dictionary. Each setting has its default, whether there is no config "
    "or one that lacks it."
)
UPHILL = "Your step goes along the gradient, uphill. The loss falls the other way."
RATE_FORGOTTEN = "The learning rate is forgotten: the step is as long as if it were 1."
RATE_FIXED = "Your learning rate is always 0.01, whatever config says. That is only what it is when config lacks it."
DEFAULT = "Without settings your steps are those of {} {}; the docstring names another default."
CONFIG_LOST = (
    "What you return as config holds nothing, so the next step has no settings and no past. Return the config with all "
    "that the next step needs."
)
SETTINGS_LOST = (
    "The config that you return lacks your settings, so the next step takes the defaults. Keep them in it, beside what "
    "the optimiser remembers."
)
BRACKETS = (
    "Your epsilon is added after the division: brackets are missing. It is added to the root, and then dw is divided "
    "by the sum."
)
CHANGED_DW = (
    "You change the gradient in place, with an operator such as *=. It belongs to the caller: compute with a new array."
)


def without_a_config():
    """None as config, which stops in other words whatever is tried with it first."""
    tried = {"setdefault": "pass", "get": 'config.get("learning_rate")', "brackets": 'config["learning_rate"]'}
    return [Misconception(f"no config, {how}", [(NO_CONFIG, new)], NOT_GIVEN) for how, new in tried.items()]


def default(name, value, old):
    """Another default; `old` is the one of the docstring."""
    wrong = [(f'"{name}", {old})', f'"{name}", {value})')]
    return Misconception(f"default {name} {value}", wrong, DEFAULT.format(name, value))


def sgd_in_place(w, dw, config=None):
    # Changes w itself, and leaves config as it was.
    config = dict(config or {})
    w -= config.get("learning_rate", 1e-2) * dw
    return w, config


SGD = Check(
    "sgd",
    [
        Part("steps", 1, descents(learning_rate=[0.5, 0.25, 2.0])),
        no_settings("sgd"),
    ],
    [
        Misconception("uphill", [(RATE, RATE.replace("-", "+"))], UPHILL),
        Misconception("learning rate forgotten", [(RATE + "dw", "- dw")], RATE_FORGOTTEN),
        Misconception(
            "learning rate fixed", [(RATE + "dw", "- 1e-2 * dw")], RATE_FIXED,
        ),
        Misconception(
            "divided by the learning rate",
            [(RATE + "dw", '- dw / config["learning_rate"]')],
            "You divide by the learning rate. It says how long the step is: a small one makes small steps.",
        ),
        Misconception(
            "sign of the gradient only",
            [(RATE + "dw", RATE + "dw / abs(dw)")],
            "Only the sign of the gradient counts in your step. A steep slope makes a long step.",
        ),
        Misconception(
            "gradient of length 1",
            [(RATE + "dw", RATE + "dw / np.sqrt((dw**2).sum())")],
            "You scale the gradient to length 1 first. How steep it is counts: multiply by dw as it is.",
        ),
        Misconception(
            "mean of the gradient",
            [(RATE + "dw", RATE + "dw.mean()")],
            "All entries make the same step, by the mean of the gradient. Each has a slope of its own.",
        ),
        Misconception(
            "w scaled too",
            [("w - config", "w - w * config")],
            "Your step is multiplied by w as well. How far it goes is said by the gradient and the learning rate "
            "alone.",
        ),
        Misconception(
            "step without w",
            [("return w - config", "return -config")],
            "You return the step itself. The parameter after the step is w with the step added.",
        ),
        Misconception(
            "w returned as it was",
            [("return w " + RATE + "dw", "return w")],
            "You return w as it was: the step is not taken.",
        ),
        Misconception(
            "config not returned",
            [(RATE + "dw, config", RATE + "dw, None")],
            "What you return as config holds no settings, so the next step takes the default learning rate. Return the "
            "config with all that the next step needs.",
        ),
        default("learning_rate", 0.001, "1e-2"),
        default("learning_rate", 0.1, "1e-2"),
        default("learning_rate", 1.0, "1e-2"),
        *without_a_config(),
        Misconception(
            "empty config",
            [(NO_CONFIG, 'config = {"learning_rate": 1e-2} if config is None else config'),
             ('config.setdefault("learning_rate", 1e-2)', "pass")],
            SETTING_MISSING,
        ),
        Misconception(
            "gradient changed in place",
            [("return w " + RATE + "dw", 'dw *= config["learning_rate"]\n    return w - dw')],
            CHANGED_DW,
        ),
    ],
    accepts=[sgd_in_place],
)


# --- momentum ---------------------------------------------------------------------------------


def momentum_in_place(w, dw, config=None):
    # As in the well-known assignment, with names of its own in config; all arrays changed in place.
    if config is None:
        config = {}
    config.setdefault("learning_rate", 1e-2)
    config.setdefault("momentum", 0.9)
    v = config.setdefault("v", np.zeros_like(w))
    v *= config["momentum"]
    v -= config["learning_rate"] * dw
    w += v
    return w, config


def momentum_rate_outside(w, dw, config=None):
    # The velocity without the learning rate inside; config copied.
    config = {"learning_rate": 1e-2, "momentum": 0.9, "velocity": 0.0} | (config or {})
    config["velocity"] = config["momentum"] * config["velocity"] + dw
    return w - config["learning_rate"] * config["velocity"], config


def momentum_one_velocity(w, dw, config=None):
    # One velocity, kept by the function, for all parameters of a shape.
    config = {"learning_rate": 1e-2, "momentum": 0.9} | (config or {})
    kept = getattr(momentum_one_velocity, "velocity", 0.0)
    velocity = kept if np.shape(kept) == w.shape else np.zeros_like(w)
    momentum_one_velocity.velocity = config["momentum"] * velocity - config["learning_rate"] * dw
    return w + momentum_one_velocity.velocity, config


KEEP_VELOCITY = 'config["velocity"] = config["momentum"]'
NEW_VELOCITY = 'config["momentum"] * velocity - config["learning_rate"] * dw'
TAKE_VELOCITY = 'return w + config["velocity"], config'

MOMENTUM_STEPS = descents(learning_rate=[0.5, 0.25, 2.0], momentum=[0.5, 0.75, 0.25])

MOMENTUM = Check(
    "momentum",
    [
        Part("first step", 1, MOMENTUM_STEPS, ["w after 1 step"]),
        Part("changing gradient", 1, MOMENTUM_STEPS),
        no_settings("momentum"),
        state_in_config("momentum", learning_rate=0.5, momentum=0.25),
    ],
    [
        Misconception("uphill", [(RATE, RATE.replace("-", "+"))], UPHILL),
        Misconception("learning rate forgotten", [(RATE + "dw", "- dw")], RATE_FORGOTTEN),
        Misconception("learning rate fixed", [(RATE + "dw", "- 1e-2 * dw")], RATE_FIXED),
        Misconception(
            "velocity not kept",
            [(KEEP_VELOCITY, 'velocity = config["momentum"]'), (TAKE_VELOCITY, "return w + velocity, config")],
            "Your config keeps no velocity, so each step begins at rest: that is plain gradient descent.",
        ),
        Misconception(
            "momentum fixed",
            [('config["momentum"] * velocity', "0.9 * velocity")],
            "You always keep 0.9 of the velocity, whatever config says. That is only what it is when config lacks it.",
        ),
        Misconception(
            "all of the velocity kept",
            [('config["momentum"] * velocity', "velocity")],
            "All of the velocity is kept from step to step. It should lose some: momentum says which share is kept.",
        ),
        Misconception(
            "share that is lost",
            [('config["momentum"] * velocity', '(1 - config["momentum"]) * velocity')],
            "You read momentum as the share of the velocity that is lost. It is the share that is kept.",
        ),
        Misconception(
            "velocity subtracted from its past",
            [('config["momentum"] * velocity', '-config["momentum"] * velocity')],
            "The old velocity is subtracted: your steps turn back at once. It pushes on in its direction.",
        ),
        Misconception(
            "dampened",
            [(RATE, '- (1 - config["momentum"]) * config["learning_rate"] * ')],
            "Your gradient is weighed with 1 - momentum, as in an average. Here it goes into the velocity with the "
            "learning rate alone.",
        ),
        Misconception(
            "learning rate times momentum",
            [(RATE, '- config["momentum"] * config["learning_rate"] * ')],
            "The gradient is multiplied by momentum too. Momentum says only how much of the old velocity is kept.",
        ),
        Misconception(
            "settings swapped",
            [(NEW_VELOCITY, 'config["learning_rate"] * velocity - config["momentum"] * dw')],
            "The two settings are swapped: momentum belongs to the velocity, the learning rate to the gradient.",
        ),
        Misconception(
            "Nesterov",
            [("return w + config", "return w - config[\"momentum\"] * velocity + (1 + config[\"momentum\"]) * config")],
            "That is Nesterov's momentum, which looks a step ahead. Here the parameter moves by the new velocity and "
            "by nothing else.",
        ),
        Misconception(
            "old velocity",
            [(TAKE_VELOCITY, "return w + velocity, config")],
            "You move by the velocity as it was before this gradient: the first step goes nowhere. Move by the new "
            "one.",
        ),
        Misconception(
            "velocity in place of the parameter",
            [(TAKE_VELOCITY, 'return config["velocity"], config')],
            "You return the velocity as the parameter. The parameter after the step is w with the velocity added.",
        ),
        Misconception(
            "one velocity for all parameters",
            momentum_one_velocity,
            "Your velocity is kept outside config, so that parameters share it, and a new run begins with that of the "
            "last. Keep it in config: each parameter has one of its own.",
        ),
        Misconception("config lost", [(TAKE_VELOCITY, TAKE_VELOCITY.replace(", config", ", {}"))], CONFIG_LOST),
        Misconception(
            "settings lost",
            [(TAKE_VELOCITY, TAKE_VELOCITY.replace(", config", ', {"velocity": config["velocity"]}'))],
            SETTINGS_LOST,
        ),
        default("learning_rate", 0.001, "1e-2"),
        default("learning_rate", 0.1, "1e-2"),
        default("momentum", 0.99, "0.9"),
        default("momentum", 0.5, "0.9"),
        default("momentum", 0.0, "0.9"),
        *without_a_config(),
        Misconception(
            "empty config",
            [(NO_CONFIG, 'config = {"learning_rate": 1e-2, "momentum": 0.9} if config is None else config'),
             ('config.setdefault("learning_rate", 1e-2)', "pass"), ('config.setdefault("momentum", 0.9)', "pass")],
            SETTING_MISSING,
        ),
        Misconception(
            "gradient changed in place",
            [(KEEP_VELOCITY, 'dw *= config["learning_rate"]\n    ' + KEEP_VELOCITY), (RATE + "dw", "- dw")],
            CHANGED_DW,
        ),
    ],
    accepts=[momentum_in_place, momentum_rate_outside],
)


# --- adagrad ----------------------------------------------------------------------------------


def adagrad_in_place(w, dw, config=None):
    # Sums and parameter changed in place, config as it came.
    if config is None:
        config = {}
    if "h" not in config:
        config["h"] = np.zeros(w.shape)
    config["h"] += dw * dw
    w -= config.get("learning_rate", 0.01) * dw / (config["h"] ** 0.5 + config.get("epsilon", 1e-7))
    return w, config


def adagrad_one_cache(w, dw, config=None):
    # One sum, kept by the function, for all parameters of a shape.
    config = {"learning_rate": 1e-2, "epsilon": 1e-7} | (config or {})
    kept = getattr(adagrad_one_cache, "cache", 0.0)
    adagrad_one_cache.cache = (kept if np.shape(kept) == w.shape else np.zeros_like(w)) + dw**2
    return w - config["learning_rate"] * dw / (np.sqrt(adagrad_one_cache.cache) + config["epsilon"]), config


SUM = 'config["cache"] = config.get("cache", np.zeros_like(w)) + dw**2'
DIVIDE = '/ (np.sqrt(config["cache"]) + config["epsilon"])'
ROOT = 'np.sqrt(config["cache"])'

NO_ROOT = "The root is missing: you divide by the squares themselves, so that steep directions nearly stand still."
EPSILON_INSIDE = (
    "Your epsilon stands inside the root, where its own root comes out, which is much larger. It is added to the root."
)
EPSILON_LEFT_OUT = (
    "Your epsilon has no part in it: for a gradient of 0 you divide 0 by 0. It is added to the root, so that this "
    "never happens."
)
EPSILON_FIXED = "Your epsilon is always the default, whatever config says."
EPSILON_SUBTRACTED = "Your epsilon is subtracted from the root; it is added."
FIRST_OF_ALL = (
    "You divide by what config held before this gradient came: by nothing in the first step. The square of dw is "
    "already in it."
)
ONE_NUMBER = (
    "All entries are divided by the same number, made from the whole gradient. Each entry has a record of its own: "
    "leave its shape as it is."
)
NOT_SQUARED = "The gradients are not squared: those of different sign take each other away. Square each entry first."
ABSOLUTE = "You use the sizes of the gradients, without a square. Square them first; the root comes after that."
MULTIPLIED = "You multiply by the root. Divide by it: entries with large gradients take smaller steps."
CACHE_NOT_KEPT = (
    "Your config keeps no {} of the squares, so each step knows only its own gradient. Keep it in config for the next "
    "step."
)

ADAGRAD_STEPS = descents(learning_rate=[0.5, 0.25, 2.0], epsilon=[1e-12] * 3)

ADAGRAD = Check(
    "adagrad",
    [
        Part("changing gradient", 1, ADAGRAD_STEPS),
        Part(
            "epsilon", 1, tiny_gradients(learning_rate=[0.5, 0.25, 2.0], epsilon=[0.5, 1e-3, 1e-5]),
        ),
        no_settings("adagrad"),
        state_in_config("adagrad", learning_rate=0.5, epsilon=1e-12),
    ],
    [
        Misconception("uphill", [(RATE, RATE.replace("-", "+"))], UPHILL),
        Misconception("learning rate forgotten", [(RATE + "dw", "- dw")], RATE_FORGOTTEN),
        Misconception("learning rate fixed", [(RATE + "dw", "- 1e-2 * dw")], RATE_FIXED),
        Misconception(
            "only the last square",
            [(SUM, 'config["cache"] = dw**2')],
            "Only the square of this gradient is in your sum. Add it to what config holds, and keep the new sum there "
            "for the next step.",
        ),
        Misconception(
            "moving average",
            [(SUM, SUM.replace("= config", "= 0.99 * config").replace("+ dw", "+ 0.01 * dw"))],
            "Your squares go into a moving average: that is RMSProp. AdaGrad adds up all of them and forgets none.",
        ),
        Misconception(
            "moving average with 0.9",
            [(SUM, SUM.replace("= config", "= 0.9 * config").replace("+ dw", "+ 0.1 * dw"))],
            "Your squares go into a moving average: that is RMSProp. AdaGrad adds up all of them, and forgets none.",
        ),
        Misconception(
            "mean of the squares",
            [(SUM, 'count = config["count"] = config.get("count", 0) + 1\n    ' + SUM),
             (ROOT, 'np.sqrt(config["cache"] / count)')],
            "You divide by the root of the mean of the squares. It is the root of their sum: the steps become smaller "
            "with time.",
        ),
        Misconception(
            "root in the sums",
            [(SUM, SUM.replace("= config", "= np.sqrt(config") + ")"), (ROOT, 'config["cache"]')],
            "You keep the root in config and add the next square to it. Keep the sum of the squares, and take the root "
            "for the step alone.",
        ),
        Misconception("no root", [(ROOT, 'config["cache"]')], NO_ROOT),
        Misconception(
            "divided by the old sum",
            [(SUM, 'cache = config.get("cache", np.zeros_like(w))\n    ' + SUM), (ROOT, "np.sqrt(cache)")],
            FIRST_OF_ALL,
        ),
        Misconception(
            "epsilon inside the root",
            [(DIVIDE, '/ np.sqrt(config["cache"] + config["epsilon"])')],
            EPSILON_INSIDE,
        ),
        Misconception("epsilon left out", [(DIVIDE, "/ " + ROOT)], EPSILON_LEFT_OUT),
        Misconception("epsilon fixed", [(DIVIDE, f"/ ({ROOT} + 1e-7)")], EPSILON_FIXED),
        Misconception("epsilon subtracted", [(DIVIDE, DIVIDE.replace("+", "-"))], EPSILON_SUBTRACTED),
        Misconception("sizes in place of squares", [("dw**2", "np.abs(dw)")], ABSOLUTE),
        Misconception(
            "sizes, and no root",
            [("dw**2", "np.abs(dw)"), (ROOT, 'config["cache"]')],
            "You divide by the sum of the sizes. The root of the sum of squares is something else: 5 for the gradients "
            "3 and 4, where you have 7.",
        ),
        Misconception("not squared", [("+ dw**2", "+ dw")], NOT_SQUARED),
        Misconception("one number for all entries", [("+ dw**2", "+ (dw**2).sum()")], ONE_NUMBER),
        Misconception("multiplied by the root", [(DIVIDE, DIVIDE.replace("/", "*"))], MULTIPLIED),
        Misconception(
            "one sum for all parameters",
            adagrad_one_cache,
            "Your sums are kept outside config, so that parameters share them, and a new run begins with those of the "
            "last. Keep them in config: each parameter has its own.",
        ),
        Misconception("config lost", [(DIVIDE + ", config", DIVIDE + ", {}")], CONFIG_LOST),
        Misconception(
            "settings lost", [(DIVIDE + ", config", DIVIDE + ', {"cache": config["cache"]}')], SETTINGS_LOST,
        ),
        Misconception("brackets forgotten", [(DIVIDE, f'/ {ROOT} + config["epsilon"]')], BRACKETS),
        default("learning_rate", 0.001, "1e-2"),
        default("learning_rate", 0.1, "1e-2"),
        default("epsilon", 1e-8, "1e-7"),
        *without_a_config(),
        Misconception(
            "empty config",
            [(NO_CONFIG, 'config = {"learning_rate": 1e-2, "epsilon": 1e-7} if config is None else config'),
             ('config.setdefault("learning_rate", 1e-2)', "pass"), ('config.setdefault("epsilon", 1e-7)', "pass")],
            SETTING_MISSING,
        ),
        Misconception(
            "gradient changed in place",
            [(DIVIDE, f"{DIVIDE} + 0 * dw.__imul__(2)")],
            CHANGED_DW,
        ),
    ],
    accepts=[adagrad_in_place],
    rtol=1e-6,
    atol=1e-6,
)


# --- rmsprop ----------------------------------------------------------------------------------


def rmsprop_in_place(w, dw, config=None):
    # The average moves towards the new square; all arrays changed in place.
    if config is None:
        config = {}
    for name, value in {"learning_rate": 1e-2, "decay_rate": 0.99, "epsilon": 1e-8}.items():
        config.setdefault(name, value)
    average = config.setdefault("average", np.zeros(w.shape))
    average += (1 - config["decay_rate"]) * (dw * dw - average)
    w -= config["learning_rate"] * dw / (np.sqrt(average) + config["epsilon"])
    return w, config


def rmsprop_one_cache(w, dw, config=None):
    # One average, kept by the function, for all parameters of a shape.
    config = {"learning_rate": 1e-2, "decay_rate": 0.99, "epsilon": 1e-8} | (config or {})
    kept, keep = getattr(rmsprop_one_cache, "cache", 0.0), config["decay_rate"]
    rmsprop_one_cache.cache = keep * (kept if np.shape(kept) == w.shape else np.zeros_like(w)) + (1 - keep) * dw**2
    return w - config["learning_rate"] * dw / (np.sqrt(rmsprop_one_cache.cache) + config["epsilon"]), config


AVERAGE = 'config["cache"] = keep * cache + (1 - keep) * dw**2'
RMSPROP_STEPS = descents(learning_rate=[0.5, 0.25, 2.0], decay_rate=[0.75, 0.9, 0.6], epsilon=[1e-12] * 3)

RMSPROP = Check(
    "rmsprop",
    [
        Part("changing gradient", 1, RMSPROP_STEPS),
        Part(
            "epsilon",
            1,
            tiny_gradients(learning_rate=[0.5, 0.25, 2.0], decay_rate=[0.0, 0.0, 0.0], epsilon=[0.5, 1e-3, 1e-5]),
        ),
        no_settings("rmsprop"),
        state_in_config("rmsprop", learning_rate=0.5, decay_rate=0.75, epsilon=1e-12),
    ],
    [
        Misconception("uphill", [(RATE, RATE.replace("-", "+"))], UPHILL),
        Misconception("learning rate forgotten", [(RATE + "dw", "- dw")], RATE_FORGOTTEN),
        Misconception("learning rate fixed", [(RATE + "dw", "- 1e-2 * dw")], RATE_FIXED),
        Misconception(
            "decay rate swapped",
            [(AVERAGE, 'config["cache"] = (1 - keep) * cache + keep * dw**2')],
            "The decay rate is swapped: it is the share of the old average that is kept; the new square gets the rest.",
        ),
        Misconception(
            "decay rate fixed",
            [('config["decay_rate"]', "0.99")],
            "Your decay rate is always 0.99, whatever config says. That is only what it is when config lacks it.",
        ),
        Misconception(
            "sum",
            [(AVERAGE, 'config["cache"] = cache + dw**2')],
            "You add up all squares: that is AdaGrad. RMSProp keeps a moving average, in which old gradients fade.",
        ),
        Misconception(
            "new square in full",
            [(AVERAGE, 'config["cache"] = keep * cache + dw**2')],
            "The new square goes in with its full weight. In an average the weights add up to 1: the new one gets what "
            "the old one does not keep.",
        ),
        Misconception(
            "old average in full",
            [(AVERAGE, 'config["cache"] = cache + (1 - keep) * dw**2')],
            "The old average stays in full, so nothing is ever forgotten. It keeps the share decay_rate.",
        ),
        Misconception(
            "average not kept",
            [(AVERAGE, "cache = keep * cache + (1 - keep) * dw**2"), (ROOT, "np.sqrt(cache)")],
            CACHE_NOT_KEPT.format("average"),
        ),
        Misconception(
            "brackets of the new share forgotten",
            [(AVERAGE, AVERAGE.replace("(1 - keep) * dw**2", "1 - keep * dw**2"))],
            "In your average only decay_rate is multiplied with the square, and 1 stands alone: brackets are missing "
            "around the share of the new.",
        ),
        Misconception("no root", [(ROOT, 'config["cache"]')], NO_ROOT),
        Misconception("divided by the old average", [(ROOT, "np.sqrt(cache)")], FIRST_OF_ALL),
        Misconception(
            "corrected for its start",
            [(ROOT, 'np.sqrt(config["cache"] / (1 - keep ** config["t"]))'),
             (AVERAGE, 'config["t"] = config.get("t", 0) + 1\n    ' + AVERAGE)],
            "You correct the average for its start at 0. Adam does that; RMSProp takes the average as it is.",
        ),
        Misconception(
            "momentum",
            [(AVERAGE, 'config["cache"] = keep * cache + (1 - keep) * dw'), (f"* dw {DIVIDE}", '* config["cache"]')],
            "You average the gradients and move by that: this is momentum. RMSProp moves by the gradient, divided by "
            "the root of the average of the squares.",
        ),
        Misconception(
            "epsilon inside the root",
            [(DIVIDE, '/ np.sqrt(config["cache"] + config["epsilon"])')],
            EPSILON_INSIDE,
        ),
        Misconception("epsilon left out", [(DIVIDE, "/ " + ROOT)], EPSILON_LEFT_OUT),
        Misconception("epsilon fixed", [(DIVIDE, f"/ ({ROOT} + 1e-8)")], EPSILON_FIXED),
        Misconception("epsilon subtracted", [(DIVIDE, DIVIDE.replace("+", "-"))], EPSILON_SUBTRACTED),
        Misconception("sizes in place of squares", [("dw**2", "np.abs(dw)")], ABSOLUTE),
        Misconception("not squared", [("dw**2", "dw")], NOT_SQUARED),
        Misconception("one number for all entries", [("dw**2", "(dw**2).mean()")], ONE_NUMBER),
        Misconception("multiplied by the root", [(DIVIDE, DIVIDE.replace("/", "*"))], MULTIPLIED),
        Misconception(
            "one average for all parameters",
            rmsprop_one_cache,
            "Your average is kept outside config, so that parameters share it, and a new run begins with that of the "
            "last. Keep it in config: each parameter has its own.",
        ),
        Misconception("config lost", [(DIVIDE + ", config", DIVIDE + ", {}")], CONFIG_LOST),
        Misconception(
            "settings lost", [(DIVIDE + ", config", DIVIDE + ', {"cache": config["cache"]}')], SETTINGS_LOST,
        ),
        Misconception("brackets forgotten", [(DIVIDE, f'/ {ROOT} + config["epsilon"]')], BRACKETS),
        default("learning_rate", 0.001, "1e-2"),
        default("learning_rate", 0.1, "1e-2"),
        default("decay_rate", 0.9, "0.99"),
        default("decay_rate", 0.999, "0.99"),
        default("epsilon", 1e-7, "1e-8"),
        *without_a_config(),
        Misconception(
            "gradient changed in place",
            [(AVERAGE, "dw *= dw\n    " + AVERAGE)],
            CHANGED_DW,
        ),
    ],
    accepts=[rmsprop_in_place],
    rtol=1e-6,
    atol=1e-6,
)


# --- adam -------------------------------------------------------------------------------------


def adam_in_place(w, dw, config=None):
    # As in the well-known assignment, but all arrays changed in place.
    if config is None:
        config = {}
    config.setdefault("learning_rate", 1e-3)
    config.setdefault("beta1", 0.9)
    config.setdefault("beta2", 0.999)
    config.setdefault("epsilon", 1e-8)
    m, v = config.setdefault("m", np.zeros_like(w)), config.setdefault("v", np.zeros_like(w))
    config.setdefault("t", 0)
    config["t"] += 1
    m *= config["beta1"]
    m += (1 - config["beta1"]) * dw
    v *= config["beta2"]
    v += (1 - config["beta2"]) * dw * dw
    mt, vt = m / (1 - config["beta1"] ** config["t"]), v / (1 - config["beta2"] ** config["t"])
    w -= config["learning_rate"] * mt / (np.sqrt(vt) + config["epsilon"])
    return w, config


def adam_powers(w, dw, config=None):
    # The powers of beta1 and beta2 kept in place of t; config copied.
    config = {"learning_rate": 1e-3, "beta1": 0.9, "beta2": 0.999, "epsilon": 1e-8, "m": 0.0, "v": 0.0} | (config or {})
    kept = {"m": (config["beta1"], dw), "v": (config["beta2"], dw**2)}
    corrected = {}
    for name, (beta, new) in kept.items():
        config[name] = config[name] + (1 - beta) * (new - config[name])
        config[name + " left"] = config.get(name + " left", 1.0) * beta
        corrected[name] = config[name] / (1 - config[name + " left"])
    return w - config["learning_rate"] * corrected["m"] / (corrected["v"] ** 0.5 + config["epsilon"]), config


def adam_one_t(w, dw, config=None):
    # m and v in config, but one count of steps, kept by the function.
    config = {"learning_rate": 1e-3, "beta1": 0.9, "beta2": 0.999, "epsilon": 1e-8, "m": 0.0, "v": 0.0} | (config or {})
    t = adam_one_t.t = getattr(adam_one_t, "t", 0) + 1
    config["m"] = config["beta1"] * config["m"] + (1 - config["beta1"]) * dw
    config["v"] = config["beta2"] * config["v"] + (1 - config["beta2"]) * dw**2
    m_hat, v_hat = config["m"] / (1 - config["beta1"] ** t), config["v"] / (1 - config["beta2"] ** t)
    return w - config["learning_rate"] * m_hat / (np.sqrt(v_hat) + config["epsilon"]), config


COUNT = 'config["t"] = config.get("t", 0) + 1'
NEW_M = 'config["m"] = beta1 * config.get("m", np.zeros_like(w)) + (1 - beta1) * dw\n'
NEW_V = 'config["v"] = beta2 * config.get("v", np.zeros_like(w)) + (1 - beta2) * dw**2'
M_HAT = 'm_hat = config["m"] / (1 - beta1 ** config["t"])'
V_HAT = 'v_hat = config["v"] / (1 - beta2 ** config["t"])'
ADAM_STEP = "m_hat / (np.sqrt(v_hat) + config[\"epsilon\"])"
BETAS = 'beta1, beta2 = config.setdefault("beta1", 0.9), config.setdefault("beta2", 0.999)'



def returned_without(name, lost, message):
    """A config that lacks what is named in `lost`."""
    new = f'["epsilon"]), {{name: config[name] for name in config if name not in {lost}}}'
    return Misconception(name, [('["epsilon"]), config', new)], message)


ADAM_STEPS = descents(
    learning_rate=[0.5, 0.25, 2.0], beta1=[0.9] * 3, beta2=[0.999] * 3, epsilon=[1e-12] * 3
)
ADAM_SETTINGS = descents(
    learning_rate=[0.5, 0.25, 2.0], beta1=[0.5, 0.75, 0.6], beta2=[0.75, 0.9, 0.8], epsilon=[0.5, 0.25, 0.125]
)
ADAM_EPSILON = tiny_gradients(
    learning_rate=[0.5, 0.25, 2.0], beta1=[0.0] * 3, beta2=[0.0] * 3, epsilon=[0.5, 1e-3, 1e-5]
)

ADAM = Check(
    "adam",
    [
        Part("first step", 1, ADAM_STEPS, ["w after 1 step"]),
        Part("changing gradient", 1, ADAM_STEPS),
        Part("other settings", 1, ADAM_SETTINGS),
        Part("epsilon", 1, ADAM_EPSILON),
        no_settings("adam"),
        state_in_config("adam", learning_rate=0.5, beta1=0.5, beta2=0.75, epsilon=1e-12),
    ],
    [
        Misconception(
            "no correction",
            [(M_HAT, 'm_hat = config["m"]'), (V_HAT, 'v_hat = config["v"]')],
            "The averages are used as they are. They begin at 0 and are too small at first: divide each by 1 minus its "
            "beta to the power of t.",
        ),
        Misconception(
            "only m corrected",
            [(V_HAT, 'v_hat = config["v"]')],
            "Only m is corrected for its start at 0. v needs it even more: of its first square it holds a thousandth.",
        ),
        Misconception(
            "only v corrected",
            [(M_HAT, 'm_hat = config["m"]')],
            "Only v is corrected for its start at 0; m begins at 0 as well, and its first step is ten times too short.",
        ),
        Misconception(
            "t stays 1",
            [(COUNT, 'config["t"] = 1')],
            "Every step of yours is corrected as if it were the first. t grows by 1 from step to step, and the betas "
            "are taken to the power of t.",
        ),
        Misconception(
            "t is 0 in the first step",
            [(COUNT, 'config["t"] = config.get("t", -1) + 1')],
            "In your first step t is 0, and the correction divides by 1 - 1. Count the step before t is used.",
        ),
        Misconception(
            "t is 2 in the first step",
            [(COUNT, 'config["t"] = config.get("t", 1) + 1')],
            "In your first step t is 2. It is the number of steps so far, 0 before the first, which makes it 1.",
        ),
        Misconception(
            "corrected averages kept",
            [(M_HAT, M_HAT.replace("m_hat =", 'm_hat = config["m"] =')),
             (V_HAT, V_HAT.replace("v_hat =", 'v_hat = config["v"] ='))],
            "You keep the corrected averages, and correct them again in the next step. Keep those without correction.",
        ),
        Misconception(
            "corrected m kept",
            [(M_HAT, M_HAT.replace("m_hat =", 'm_hat = config["m"] ='))],
            "You keep the corrected m, and correct it again in the next step. Keep the one without correction.",
        ),
        Misconception(
            "betas swapped",
            [("beta1, beta2 = config", "beta2, beta1 = config")],
            "beta1 and beta2 are swapped: beta1 belongs to the average of the gradients, beta2 to that of the squares.",
        ),
        Misconception(
            "betas as shares of the new",
            [(NEW_M, NEW_M.replace("beta1 * config", "(1 - beta1) * config").replace("+ (1 - beta1)", "+ beta1")),
             (NEW_V, NEW_V.replace("beta2 * config", "(1 - beta2) * config").replace("+ (1 - beta2)", "+ beta2"))],
            "You give the new gradient the share beta. beta1 and beta2 are the shares that the old averages keep.",
        ),
        Misconception(
            "betas fixed",
            [(BETAS, "beta1, beta2 = 0.9, 0.999")],
            "Your betas are always 0.9 and 0.999, whatever config says. That is only what they are when config lacks "
            "them.",
        ),
        Misconception(
            "beta1 for both",
            [(NEW_V, NEW_V.replace("beta2", "beta1")), (V_HAT, V_HAT.replace("beta2", "beta1"))],
            "The average of the squares is made with beta1. It has a share of its own, beta2.",
        ),
        Misconception(
            "gradient not squared",
            [("dw**2", "dw")],
            "v holds an average of the gradients, not of their squares: the root of a negative number is nan.",
        ),
        Misconception(
            "sizes in place of squares",
            [("dw**2", "np.abs(dw)")],
            "v holds an average of the sizes of the gradients. It is made of their squares.",
        ),
        Misconception(
            "m of the squares",
            [("(1 - beta1) * dw", "(1 - beta1) * dw**2")],
            "m holds squares too, so its sign is lost and every step goes down. m averages the gradients as they are.",
        ),
        Misconception("one number for all entries", [("dw**2", "(dw**2).mean()")], ONE_NUMBER),
        Misconception("no root", [("np.sqrt(v_hat)", "v_hat")], NO_ROOT),
        Misconception(
            "gradient in place of m",
            [(ADAM_STEP, ADAM_STEP.replace("m_hat", "dw", 1))],
            "You move by the gradient itself: that is RMSProp with a correction. Adam moves by the corrected m.",
        ),
        Misconception(
            "new gradient in full in m",
            [("(1 - beta1) * dw", "dw")],
            "The new gradient goes into m with its full weight. The old average keeps beta1, the new gradient gets the "
            "rest.",
        ),
        Misconception(
            "new square in full in v",
            [("(1 - beta2) * dw**2", "dw**2")],
            "The new square goes into v with its full weight. The old average keeps beta2, the new square gets the "
            "rest.",
        ),
        Misconception(
            "beta times t",
            [("beta1 ** config", "beta1 * config"), ("beta2 ** config", "beta2 * config")],
            "You multiply beta by t in the correction. It is beta to the power of t: what is left of the start at 0.",
        ),
        Misconception(
            "corrected by beta without t",
            [(M_HAT, 'm_hat = config["m"] / beta1'), (V_HAT, 'v_hat = config["v"] / beta2')],
            "You divide the averages by their betas. The correction divides by 1 - beta**t, which changes from step "
            "to step.",
        ),
        Misconception(
            "multiplied by the correction",
            [(M_HAT, M_HAT.replace("/", "*")), (V_HAT, V_HAT.replace("/", "*"))],
            "You multiply by the correction and make the averages smaller still. Divide.",
        ),
        Misconception(
            "epsilon inside the root",
            [("np.sqrt(v_hat) + config[\"epsilon\"]", "np.sqrt(v_hat + config[\"epsilon\"])")],
            EPSILON_INSIDE,
        ),
        Misconception(
            "epsilon before the correction",
            [(V_HAT, 'root = (np.sqrt(config["v"]) + config["epsilon"]) / np.sqrt(1 - beta2 ** config["t"])'),
             ('(np.sqrt(v_hat) + config["epsilon"])', "root")],
            "You add epsilon to the root of v and correct the sum. Correct v first, then take the root, then add "
            "epsilon.",
        ),
        Misconception("epsilon left out", [(' + config["epsilon"]', "")], EPSILON_LEFT_OUT),
        Misconception("epsilon fixed", [('+ config["epsilon"]', "+ 1e-8")], EPSILON_FIXED),
        Misconception("uphill", [(RATE, RATE.replace("-", "+"))], UPHILL),
        Misconception("learning rate forgotten", [(RATE + "m_hat", "- m_hat")], RATE_FORGOTTEN),
        Misconception(
            "averages not kept",
            [('config["m"] = beta1', "m = beta1"), ('config["v"] = beta2', "v = beta2"),
             (M_HAT, M_HAT.replace('config["m"]', "m")), (V_HAT, V_HAT.replace('config["v"]', "v"))],
            "Your config keeps t, but not the averages: each step begins with m and v at 0. Keep them in config.",
        ),
        Misconception(
            "v not kept",
            [('config["v"] = beta2', "v = beta2"), (V_HAT, V_HAT.replace('config["v"]', "v"))],
            "Your config does not keep v: each step begins with v at 0. Keep it in config, like m.",
        ),
        Misconception(
            "one count for all parameters",
            adam_one_t,
            "Your t is kept outside config, so that parameters and runs share one count. Each parameter counts its own "
            "steps, in its config.",
        ),
        Misconception("config lost", [('["epsilon"]), config', '["epsilon"]), {}')], CONFIG_LOST),
        Misconception(
            "settings lost",
            [('["epsilon"]), config', '["epsilon"]), {name: config[name] for name in ("m", "v", "t")}')],
            SETTINGS_LOST,
        ),
        returned_without(
            "nothing kept", ["m", "v", "t"],
            "Your config keeps neither m nor v nor t: each step is a first step. Write all three into it.",
        ),
        returned_without(
            "m not kept", ["m"], "Your config does not keep m: each step begins with m at 0. Keep it there, like v.",
        ),
        returned_without(
            "only v kept", ["m", "t"], "Your config keeps v alone. m and t have to reach the next step as well.",
        ),
        returned_without(
            "only m kept", ["v", "t"], "Your config keeps m alone. v and t have to reach the next step as well.",
        ),
        Misconception(
            "v of the average",
            [("dw**2", 'config["m"] ** 2')],
            "You square m for v. v averages the squares of the gradients themselves.",
        ),
        Misconception("brackets forgotten", [(ADAM_STEP, 'm_hat / np.sqrt(v_hat) + config["epsilon"]')], BRACKETS),
        default("learning_rate", 0.01, "1e-3"),
        default("beta1", 0.99, "0.9"),
        default("beta2", 0.99, "0.999"),
        default("beta2", 0.9, "0.999"),
        default("epsilon", 1e-7, "1e-8"),
        *without_a_config(),
        Misconception("gradient changed in place", [(NEW_V, NEW_V.replace("dw**2", "dw.__imul__(dw)"))], CHANGED_DW),
    ],
    accepts=[adam_in_place, adam_powers],
    rtol=1e-6,
    atol=1e-6,
)


# --- xavier_init, he_init ---------------------------------------------------------------------


def affine(rng):
    for shape in [(150, 400), (300, 200)]:
        yield {"shape": shape, "_seed": int(rng.integers(2**31))}


def filters(rng):
    for shape in [(50, 24, 5, 10), (16, 75, 25, 2)]:
        yield {"shape": shape, "_seed": int(rng.integers(2**31))}


DRAWN = [
    "shape",
    "share above 0",
    "share within one standard deviation of 0",
    "the same again by a generator in the same state",
    "the same by another generator",
]
SPREAD = ["shape", "standard deviation"]


def init_parts():
    return [
        Part("affine layers", 1, affine, SPREAD),
        Part("filters", 1, filters, SPREAD),
        Part("normal, and by rng", 1, affine, DRAWN),
    ]


def xavier_scaled(shape, rng):
    # Numbers of the standard normal distribution, scaled afterwards; fans by counting what a filter holds.
    if len(shape) == 2:
        fan_in, fan_out = shape
    else:
        F, C, HH, WW = shape
        fan_in, fan_out = C * HH * WW, F * HH * WW
    return rng.standard_normal(shape) * (2.0 / (fan_in + fan_out)) ** 0.5


def xavier_own_generator(shape, rng):
    # As np.random.normal does: numbers from a stream that goes on from call to call.
    stream = vars(xavier_own_generator).setdefault("stream", np.random.default_rng(12345))
    fans = np.prod(shape[2:]) * (shape[0] + shape[1])
    return stream.normal(0, np.sqrt(2 / fans), shape)


def he_scaled(shape, rng):
    fan_in = shape[0] if len(shape) == 2 else np.zeros(shape[1:]).size
    return np.sqrt(2.0) * rng.standard_normal(size=shape) / np.sqrt(fan_in)


def he_own_generator(shape, rng):
    # As np.random.normal does: numbers from a stream that goes on from call to call.
    stream = vars(he_own_generator).setdefault("stream", np.random.default_rng(12345))
    fan_in = shape[0] if len(shape) == 2 else np.prod(shape[1:])
    return stream.normal(0, np.sqrt(2 / fan_in), shape)


WINDOW = "window = math.prod(shape[2:])"
XAVIER_DRAW = "rng.normal(0, np.sqrt(2 / (window * (shape[0] + shape[1]))), shape)"
HE_FAN = "fan_in = shape[0] if len(shape) == 2 else math.prod(shape[1:])"
HE_DRAW = "rng.normal(0, np.sqrt(2 / fan_in), shape)"
ROOT_FORGOTTEN = (
    "You hand the variance where the standard deviation is asked for: it is the root of the variance, and much larger."
)
ROOT_OF_TWO = "Your root is taken of the 2 alone. The standard deviation is the root of the whole variance."
LAST_AXIS = (
    "For filters you take the last axis as that of the outputs. Their axes are (F, C, HH, WW): the outputs stand first."
)
MEAN_AND_SPREAD = (
    "All your numbers are the same: the standard deviation stands in the place of the mean. rng.normal takes the mean "
    "first, then the standard deviation, then the shape."
)
SIZES_ONLY = "None of your numbers is below 0: their sign is lost. They are drawn around a mean of 0."
UNIFORM = (
    "Your numbers have the right spread, but every place in their range is equally likely. A normal distribution is "
    "asked for: many small ones, a few large ones."
)
UNIFORM_STD = "Your numbers are uniform between plus and minus the standard deviation. Draw from a normal distribution."
OWN_GENERATOR = (
    "Your numbers do not come from rng: a generator in the same state gives others. Take all of them from the rng that "
    "is handed in, not from np.random or a generator of your own."
)
FIXED_GENERATOR = (
    "Your numbers are the same whatever rng is: they come from a generator made inside with a fixed seed. Take them "
    "from the rng that is handed in."
)
ONE_HALF = "Your numbers are uniform and none is below 0. Draw from a normal distribution with mean 0."
STANDARD = "Your numbers have standard deviation 1, whatever the shape. Scale them to the variance of the docstring."
FIXED_SPREAD = "Your numbers have standard deviation 0.01, whatever the shape. Here the fans say how large it is."
SHAPE_TURNED = "The axes of your array are in another order than shape says."

XAVIER_INIT = Check(
    "xavier_init",
    init_parts(),
    [
        Misconception(
            "fan_in only",
            [(WINDOW, "fan_in = shape[0] if len(shape) == 2 else math.prod(shape[1:])"),
             (XAVIER_DRAW, "rng.normal(0, np.sqrt(1 / fan_in), shape)")],
            "Your variance is 1 / fan_in. That is a convention in use, but not this one: 2 / (fan_in + fan_out) looks "
            "at both sides.",
        ),
        Misconception(
            "He's",
            [(WINDOW, "fan_in = shape[0] if len(shape) == 2 else math.prod(shape[1:])"),
             (XAVIER_DRAW, "rng.normal(0, np.sqrt(2 / fan_in), shape)")],
            "Your variance is 2 / fan_in: that is He's, for ReLU. Here fan_out counts as well.",
        ),
        Misconception(
            "fan_out only",
            [(WINDOW, "fan_out = shape[1] if len(shape) == 2 else shape[0] * math.prod(shape[2:])"),
             (XAVIER_DRAW, "rng.normal(0, np.sqrt(1 / fan_out), shape)")],
            "Your variance is 1 / fan_out. Here it is 2 / (fan_in + fan_out).",
        ),
        Misconception(
            "1 in place of 2",
            [("np.sqrt(2 /", "np.sqrt(1 /")],
            "Your variance is 1 / (fan_in + fan_out). It is twice that: 2 divided by the sum is 1 divided by the mean "
            "of the two.",
        ),
        Misconception(
            "6 in place of 2",
            [("np.sqrt(2 /", "np.sqrt(6 /")],
            "The root of 6 / (fan_in + fan_out) is the end of the range of a uniform distribution. A normal one needs "
            "the variance 2 / (fan_in + fan_out).",
        ),
        Misconception(
            "variance for standard deviation",
            [("np.sqrt(2 / (window * (shape[0] + shape[1])))", "2 / (window * (shape[0] + shape[1]))")],
            ROOT_FORGOTTEN,
        ),
        Misconception(
            "root of the fans only",
            [("np.sqrt(2 / (window * (shape[0] + shape[1])))", "2 / np.sqrt(window * (shape[0] + shape[1]))")],
            "The 2 is outside of your root. The standard deviation is the root of the whole variance.",
        ),
        Misconception(
            "product of the fans",
            [("(window * (shape[0] + shape[1]))", "(window**2 * shape[0] * shape[1])")],
            "You multiply fan_in and fan_out. Add them.",
        ),
        Misconception(
            "window forgotten",
            [(WINDOW, "window = 1")],
            "Your fans of filters leave out the window. One output of a filter sees C * HH * WW numbers, and one input "
            "goes into F * HH * WW outputs.",
        ),
        Misconception(
            "window in one fan only",
            [("window * (shape[0] + shape[1])", "shape[0] + window * shape[1]")],
            "In your sum for filters the window counts only with one of C and F. fan_in is C * HH * WW, fan_out "
            "F * HH * WW.",
        ),
        Misconception(
            "window with the filters only",
            [("window * (shape[0] + shape[1])", "window * shape[0] + shape[1]")],
            "In your sum for filters the window counts only with F. fan_in is C * HH * WW, fan_out F * HH * WW.",
        ),
        Misconception(
            "last two axes",
            [("window * (shape[0] + shape[1])", "shape[-1] + shape[-2]")],
            "Your fans of filters are the height and the width of the window. fan_in is C * HH * WW, fan_out F * HH * "
            "WW.",
        ),
        Misconception(
            "uniform",
            [(XAVIER_DRAW, "rng.uniform(-1, 1, shape) * np.sqrt(6 / (window * (shape[0] + shape[1])))")],
            UNIFORM,
        ),
        Misconception(
            "uniform, up to the standard deviation",
            [(XAVIER_DRAW, "rng.uniform(-1, 1, shape) * np.sqrt(2 / (window * (shape[0] + shape[1])))")],
            UNIFORM_STD,
        ),
        Misconception(
            "between 0 and 1",
            [(XAVIER_DRAW, "rng.random(shape) * np.sqrt(2 / (window * (shape[0] + shape[1])))")],
            ONE_HALF,
        ),
        Misconception("standard normal", [(XAVIER_DRAW, "rng.normal(0, 1, shape)")], STANDARD),
        Misconception("always 0.01", [(XAVIER_DRAW, "rng.normal(0, 0.01, shape)")], FIXED_SPREAD),
        Misconception(
            "root of the 2 only",
            [("np.sqrt(2 / (window * (shape[0] + shape[1])))", "np.sqrt(2) / (window * (shape[0] + shape[1]))")],
            ROOT_OF_TWO,
        ),
        Misconception(
            "last axis as the outputs",
            [("window * (shape[0] + shape[1])", "math.prod(shape[:-1]) + shape[-1]")],
            LAST_AXIS,
        ),
        Misconception("places swapped", [("(0, np", "(np"), ("]))), shape)", "]))), 0, shape)")], MEAN_AND_SPREAD),
        Misconception("sizes only", [(XAVIER_DRAW, f"np.abs({XAVIER_DRAW})")], SIZES_ONLY),
        Misconception("own generator", xavier_own_generator, OWN_GENERATOR),
        Misconception("fixed generator", [("return rng", "return np.random.default_rng(0)")], FIXED_GENERATOR),
        Misconception("axes turned round", [("shape[1]))), shape)", "shape[1]))), shape[::-1])")], SHAPE_TURNED),
    ],
    accepts=[xavier_scaled],
    rtol=0.03,
)

HE_INIT = Check(
    "he_init",
    init_parts(),
    [
        Misconception(
            "1 in place of 2",
            [("np.sqrt(2 /", "np.sqrt(1 /")],
            "Your variance is 1 / fan_in. ReLU silences half of its inputs; the 2 makes up for that.",
        ),
        Misconception(
            "Xavier's",
            [(HE_DRAW, XAVIER_DRAW.replace("window", "math.prod(shape[2:])"))],
            "Your numbers have Xavier's spread. He's looks at fan_in alone: 2 / fan_in.",
        ),
        Misconception(
            "fan_out",
            [(HE_FAN, "fan_in = shape[1] if len(shape) == 2 else shape[0] * math.prod(shape[2:])")],
            "You divide by fan_out, how many outputs an input has a part in. fan_in is how many numbers go into one "
            "output.",
        ),
        Misconception(
            "affine layers like filters",
            [(HE_FAN, "fan_in = math.prod(shape[1:])")],
            "For an affine layer you take the number of outputs. Its shape is (inputs, outputs): fan_in stands first. "
            "In filters it is the first axis that is left out.",
        ),
        Misconception(
            "filters like affine layers",
            [(HE_FAN, "fan_in = shape[0]")],
            "For filters you take F as fan_in, the number of filters. One output of a filter sees C * HH * WW numbers.",
        ),
        Misconception(
            "window forgotten",
            [("math.prod(shape[1:])", "shape[1]")],
            "Your fan_in of filters is C. A window sees HH * WW numbers of each channel.",
        ),
        Misconception(
            "channels forgotten",
            [("math.prod(shape[1:])", "math.prod(shape[2:])")],
            "Your fan_in of filters is the size of the window. It sees that many numbers of each channel.",
        ),
        Misconception(
            "all axes",
            [("math.prod(shape[1:])", "math.prod(shape)")],
            "Your fan_in of filters counts all weights. One output comes from a single filter: F has no part in it.",
        ),
        Misconception("variance for standard deviation", [("np.sqrt(2 / fan_in)", "2 / fan_in")], ROOT_FORGOTTEN),
        Misconception(
            "root of the fan only",
            [("np.sqrt(2 / fan_in)", "2 / np.sqrt(fan_in)")],
            "The 2 is outside of your root. The standard deviation is the root of the whole variance.",
        ),
        Misconception("uniform", [(HE_DRAW, "rng.uniform(-1, 1, shape) * np.sqrt(6 / fan_in)")], UNIFORM),
        Misconception(
            "uniform, up to the standard deviation",
            [(HE_DRAW, "rng.uniform(-1, 1, shape) * np.sqrt(2 / fan_in)")],
            UNIFORM_STD,
        ),
        Misconception("between 0 and 1", [(HE_DRAW, "rng.random(shape) * np.sqrt(2 / fan_in)")], ONE_HALF),
        Misconception("standard normal", [(HE_DRAW, "rng.normal(0, 1, shape)")], STANDARD),
        Misconception("always 0.01", [(HE_DRAW, "rng.normal(0, 0.01, shape)")], FIXED_SPREAD),
        Misconception("root of the 2 only", [("np.sqrt(2 / fan_in)", "np.sqrt(2) / fan_in")], ROOT_OF_TWO),
        Misconception("last axis as the outputs", [("math.prod(shape[1:])", "math.prod(shape[:-1])")], LAST_AXIS),
        Misconception("places swapped", [("(0, np.sqrt(2 / fan_in),", "(np.sqrt(2 / fan_in), 0,")], MEAN_AND_SPREAD),
        Misconception("sizes only", [(HE_DRAW, f"np.abs({HE_DRAW})")], SIZES_ONLY),
        Misconception("own generator", he_own_generator, OWN_GENERATOR),
        Misconception("fixed generator", [("return rng", "return np.random.default_rng(0)")], FIXED_GENERATOR),
        Misconception("axes turned round", [("fan_in), shape)", "fan_in), shape[::-1])")], SHAPE_TURNED),
    ],
    accepts=[he_scaled],
    rtol=0.03,
)


# --- l2_penalty -------------------------------------------------------------------------------


def weights(rng):
    yield {"w": whole(rng, 2), "reg": 0.5}
    yield {"w": whole(rng, 2, 3), "reg": 0.25}
    yield {"w": rng.normal(size=(4, 3, 2, 5)), "reg": 0.1}
    yield {"w": rng.normal(size=(6, 7)), "reg": 3.0}


def l2_dot(w, reg):
    return float(np.dot(w.ravel(), w.ravel())) * reg / 2, w * reg


PENALTY = "0.5 * reg * np.sum(w**2), "

L2_PENALTY = Check(
    "l2_penalty",
    [Part("penalty", 1, weights, ["penalty"]), Part("gradient", 1, weights, ["dw"])],
    [
        Misconception(
            "half forgotten",
            [("0.5 * reg", "reg")],
            "The half is missing in your penalty. With it the gradient has no 2: they cancel.",
        ),
        Misconception(
            "half forgotten in both",
            [(PENALTY + "reg * w", "reg * np.sum(w**2), 2 * reg * w")],
            "The half is missing in your penalty; your gradient belongs to it, so that both are twice too large.",
        ),
        Misconception(
            "gradient twice too large",
            [(", reg * w", ", 2 * reg * w")],
            "Your gradient is twice too large: the 2 from the square and the half of the penalty cancel.",
        ),
        Misconception(
            "half in the gradient",
            [(", reg * w", ", 0.5 * reg * w")],
            "The half stands in your gradient too. It is gone there: the square brings a 2 with it.",
        ),
        Misconception(
            "half in the gradient and not in the penalty",
            [(PENALTY + "reg * w", "reg * np.sum(w**2), 0.5 * reg * w")],
            "The half stands in your gradient, and is missing in your penalty. Differentiate reg / 2 times a square: "
            "what is left of the 2?",
        ),
        Misconception(
            "sizes in place of squares",
            [(PENALTY + "reg * w", "reg * np.sum(np.abs(w)), reg * np.sign(w)")],
            "You add up sizes: that is the L1 penalty. L2 adds up squares.",
        ),
        Misconception(
            "sizes in the penalty",
            [("w**2", "np.abs(w)")],
            "Your penalty adds up sizes. It is made of the squares; your gradient already is theirs.",
        ),
        Misconception(
            "sum without squares",
            [("w**2", "w")],
            "Your penalty adds up the weights as they are, so that negative ones pay for positive ones. Square them.",
        ),
        Misconception(
            "mean",
            [("np.sum(w**2)", "np.mean(w**2)")],
            "Your penalty is a mean. It is the sum of all squares, so each weight pays for itself.",
        ),
        Misconception(
            "mean in both",
            [(PENALTY + "reg * w", "0.5 * reg * np.mean(w**2), reg * w / w.size")],
            "You take the mean of the squares, and its gradient. It is their sum, so each weight pays for itself.",
        ),
        Misconception(
            "root",
            [("np.sum(w**2)", "np.sqrt(np.sum(w**2))")],
            "Your penalty takes the root of the sum: the length of w. It is the sum itself.",
        ),
        Misconception(
            "not summed",
            [("np.sum(w**2)", "w**2")],
            "Your penalty is an array, with what each weight costs. It is one number: their sum.",
        ),
        Misconception(
            "sizes in place of squares, without the half",
            [(PENALTY + "reg * w", "reg * np.sum(np.abs(w)), reg * w")],
            "Your penalty adds up sizes. It is reg / 2 times the sum of the squares; your gradient already is theirs.",
        ),
        Misconception(
            "L1",
            [(PENALTY + "reg * w", "0.5 * reg * np.sum(np.abs(w)), 0.5 * reg * np.sign(w)")],
            "You add up sizes, and take their slope: that is the L1 penalty. L2 adds up squares.",
        ),
        Misconception(
            "square of the sum",
            [("np.sum(w**2)", "np.sum(w) ** 2")],
            "You square the sum, in which negative weights pay for positive ones. Square each weight, then add up.",
        ),
        Misconception(
            "summed along the first axis",
            [("np.sum(w**2)", "sum(w**2)")],
            "You add up along the first axis only, as Python's own sum and a loop over w do: right for one axis, but "
            "your penalty is an array when w has more. It is one number, from all entries.",
        ),
        Misconception(
            "matrix product",
            [("np.sum(w**2)", "(w.T @ w)")],
            "w.T @ w is the sum of the squares when w has one axis, and a matrix when it has two. w may have any "
            "shape.",
        ),
        Misconception(
            "reg forgotten",
            [(PENALTY + "reg * w", "0.5 * np.sum(w**2), w")],
            "reg is missing in both: the penalty cannot be made stronger or weaker.",
        ),
        Misconception(
            "reg in the penalty only",
            [(", reg * w", ", w")],
            "reg is missing in your gradient. What scales the penalty scales its gradient too.",
        ),
        Misconception(
            "reg in the gradient only",
            [("0.5 * reg", "0.5")],
            "reg is missing in your penalty; the gradient has it.",
        ),
        Misconception(
            "only in the loss",
            [(", reg * w", ", np.zeros_like(w)")],
            "Your gradient is zero: the penalty raises the loss, but no step makes the weights smaller.",
        ),
        Misconception(
            "only in the gradient",
            [(PENALTY, "0.0, ")],
            "Your penalty is zero: the steps make the weights smaller, but the loss does not say why.",
        ),
        Misconception(
            "gradient summed",
            [(", reg * w", ", reg * w.sum()")],
            "Your gradient is one number. Each weight has its own: dw has the shape of w.",
        ),
        Misconception(
            "gradient downhill",
            [(", reg * w", ", -reg * w")],
            "Your gradient has the wrong sign. It points to where the penalty grows; the optimiser walks against it.",
        ),
        Misconception(
            "weights squared in the gradient",
            [(", reg * w", ", reg * w**2")],
            "Your gradient holds the squares. That of a square is linear in w.",
        ),
        Misconception(
            "changed in place",
            [("return " + PENALTY + "reg * w", "half = 0.5 * np.sum(w**2)\n    w *= reg\n    return reg * half, w")],
            "You multiply w in place, with an operator such as *=: the weights of the network shrink although no step "
            "was taken. Make a new array.",
        ),
    ],
    accepts=[l2_dot],
)


# --- dropout_forward --------------------------------------------------------------------------


def many_numbers(rng):
    for shape, p_drop in [((150, 400), 0.25), ((300, 200), 0.6)]:
        yield {"shape": shape, "p_drop": p_drop, "_seed": int(rng.integers(2**31))}


def nothing_dropped(rng):
    for shape, mode, p_drop in [
        ((3,), "test", 0.5),
        ((2, 3), "test", 0.25),
        ((2, 3), "train", 0.0),
        ((3, 4, 1, 2), "test", 0.75),
    ]:
        yield {"x": whole(rng, *shape), "mode": mode, "p_drop": p_drop, "_seed": int(rng.integers(2**31))}


def masks(rng):
    for shape, p_drop in [((4, 7), 0.5), ((2, 3, 4, 5), 0.25), ((6, 8), 0.75)]:
        yield {"x": whole(rng, *shape), "mode": "train", "p_drop": p_drop, "_seed": int(rng.integers(2**31))}


def refused(rng):
    x = small(rng, 2, 3)
    for mode, p_drop in [
        ("train", 1.0),
        ("train", 0.0),
        ("train", -0.25),
        ("train", 1.5),
        ("test", 0.5),
        ("test", 1.0),
        ("Train", 0.5),
        ("evaluation", 0.5),
    ]:
        yield {"x": x, "mode": mode, "p_drop": p_drop}


def dropout_less_than(x, dropout_param):
    mode, p_drop = dropout_param["mode"], dropout_param["p_drop"]
    if p_drop < 0 or p_drop >= 1:
        raise ValueError("p_drop")
    if mode == "train":
        keep = 1 - p_drop
        mask = (dropout_param["rng"].random(x.shape) < keep) / keep
        return x * mask, mask
    if mode == "test":
        return x, np.ones(x.shape, dtype=int)
    raise ValueError("mode")


def dropout_binomial(x, dropout_param):
    if dropout_param["mode"] not in {"train", "test"} or not 0 <= dropout_param["p_drop"] < 1:
        raise ValueError(dropout_param)
    if dropout_param["mode"] == "test":
        return x.copy(), np.ones(x.shape)
    keep = 1 - dropout_param["p_drop"]
    mask = dropout_param["rng"].binomial(1, keep, size=x.shape) / keep
    return mask * x, mask


def dropout_choice(x, dropout_param):
    mode, p_drop, rng = dropout_param["mode"], dropout_param["p_drop"], dropout_param["rng"]
    if mode not in ("train", "test") or not 0 <= p_drop < 1:
        raise ValueError(mode)
    keep = 1 - p_drop if mode == "train" else 1.0
    mask = rng.choice([0.0, 1 / keep], size=x.shape, p=[1 - keep, keep])
    out = np.zeros(x.shape)
    out[mask != 0] = x[mask != 0] / keep
    return out, mask


def dropout_own_generator(x, dropout_param):
    # As np.random.rand does: numbers from a stream that goes on from call to call.
    mode, p_drop = dropout_param["mode"], dropout_param["p_drop"]
    if mode not in ("train", "test") or not 0 <= p_drop < 1:
        raise ValueError(mode)
    stream = vars(dropout_own_generator).setdefault("stream", np.random.default_rng(12345))
    mask = (stream.random(x.shape) >= p_drop) / (1 - p_drop) if mode == "train" else np.ones(x.shape)
    return x * mask, mask


BERNOULLI = '(dropout_param["rng"].random(x.shape) >= p_drop)'
NORMAL = BERNOULLI.replace("random(", "standard_normal(")
SCALE = "astype(x.dtype) / (1 - p_drop)"
CHECK_P = "if not 0 <= p_drop < 1:"
CHECK_MODE = 'if mode not in ("train", "test"):'
SCALED_IN_TEST = '    if mode == "test":\n        mask = mask * (1 - p_drop)\n    return x * mask'
OUT_SCALED = '    return x * mask * (1 - p_drop if mode == "test" else 1.0)'
IN_TRAINING = 'if mode == "train":'

DROPOUT_FORWARD = Check(
    "dropout_forward",
    [
        Part(
            "how many are dropped",
            1,
            many_numbers,
            ["share of entries that are kept"],
            probe="dropout_forward_chance",
        ),
        Part(
            "scale of those kept",
            1,
            many_numbers,
            ["smallest factor of the others", "largest factor of the others"],
            probe="dropout_forward_chance",
        ),
        Part(
            "each entry by itself, by rng",
            1,
            many_numbers,
            [
                "share of columns that are 0 from top to bottom",
                "share of rows that are 0 from left to right",
                "just the share p_drop of the entries is dropped, to the last one",
                "the same again by a generator in the same state",
                "the same by another generator",
            ],
            probe="dropout_forward_chance",
        ),
        Part("test, and nothing to drop", 1, nothing_dropped),
        Part("cache", 1, masks, probe="dropout_forward_mask"),
        Part("other modes and probabilities", 1, refused, probe="dropout_forward_refuses"),
    ],
    [
        Misconception(
            "not scaled",
            [(SCALE, "astype(x.dtype)")],
            "What is kept is not scaled. The layer behind gets less in training than in a test: divide by 1 - p_drop.",
        ),
        Misconception(
            "divided by p_drop",
            [(SCALE, "astype(x.dtype) / p_drop if p_drop else mask")],
            "You divide what is kept by p_drop. The share that is kept is 1 - p_drop.",
        ),
        Misconception(
            "multiplied by 1 - p_drop",
            [(SCALE, "astype(x.dtype) * (1 - p_drop)")],
            "You multiply what is kept by 1 - p_drop and make it smaller still. Divide, so that the expected value "
            "stays.",
        ),
        Misconception(
            "p_drop as the probability of keeping",
            [(BERNOULLI, BERNOULLI.replace(">=", "<")), (SCALE, "astype(x.dtype) / p_drop if p_drop else 0 * mask")],
            "You read p_drop as the probability that an entry is kept. Here it is the probability that it is dropped.",
        ),
        Misconception(
            "kept with probability p_drop",
            [(BERNOULLI, BERNOULLI.replace(">=", "<"))],
            "An entry is kept with probability p_drop in your code. Your scale is right: turn the comparison round.",
        ),
        Misconception(
            "mask from a normal distribution",
            [(BERNOULLI, NORMAL), (IN_TRAINING, IN_TRAINING.replace(":", " and p_drop:"))],
            "Your mask compares normal numbers with p_drop, so that another share than p_drop is dropped. The numbers "
            "must be uniform between 0 and 1.",
        ),
        Misconception(
            "mask from a normal distribution, always",
            [(BERNOULLI, NORMAL)],
            "Your mask compares normal numbers with p_drop, and for p_drop 0 half of the entries vanish. The numbers "
            "must be uniform between 0 and 1.",
        ),
        Misconception(
            "one mask for all rows",
            [("random(x.shape)", "random(x.shape[1:])"), ("mask = (", "mask = mask * (")],
            "All rows share one mask: a column is dropped from top to bottom. Each entry has a draw of its own.",
        ),
        Misconception(
            "one mask for all columns",
            [("random(x.shape)", "random((len(x),) + (1,) * (x.ndim - 1))"), ("mask = (", "mask = mask * (")],
            "A row is dropped as a whole: one draw for all of its entries. Each entry has a draw of its own.",
        ),
        Misconception(
            "one draw for all",
            [("random(x.shape)", "random()"), (".astype(x.dtype) / (1 - p_drop)", " / (1 - p_drop) * mask")],
            "One draw decides for all entries at once. Each entry has a draw of its own.",
        ),
        Misconception(
            "dropped in a test too",
            [(IN_TRAINING, "if True:")],
            'In mode "test" entries are dropped too. A test uses the whole network: out is x there.',
        ),
        Misconception(
            "scaled in a test",
            [("    return x * mask", SCALED_IN_TEST)],
            'In mode "test" your out is scaled. Inverted dropout has done its scaling in training: out is x.',
        ),
        Misconception(
            "scaled in a test and not in training",
            [(SCALE, "astype(x.dtype)"),
             ("    return x * mask", SCALED_IN_TEST)],
            "You scale in the test and not in training. Inverted dropout does it in training, so that a test leaves x "
            "alone.",
        ),
        Misconception(
            "modes swapped",
            [(IN_TRAINING, 'if mode == "test":')],
            'The modes are swapped: entries are dropped in mode "test" and not in mode "train".',
        ),
        Misconception(
            "scaled in a test, with ones in the cache",
            [("    return x * mask", OUT_SCALED)],
            'In mode "test" your out is scaled. Inverted dropout has done its scaling in training: out is x.',
        ),
        Misconception(
            "the older form",
            [(SCALE, "astype(x.dtype)"), ("    return x * mask", OUT_SCALED)],
            "That is the older form, which scales in the test and not in training. Inverted dropout does it in "
            "training, so that a test leaves x alone.",
        ),
        Misconception(
            "drawn mask in a test",
            [(IN_TRAINING, "if True:"), ("return x * mask", 'return x if mode == "test" else x * mask')],
            'In mode "test" your cache holds a mask that was drawn, though out is x. The mask that changes nothing is '
            "all ones.",
        ),
        Misconception(
            "drawn mask in a test, kept below 1 - p_drop",
            [(BERNOULLI, '(dropout_param["rng"].random(x.shape) < 1 - p_drop)'), (IN_TRAINING, "if True:"),
             ("return x * mask", 'return x if mode == "test" else x * mask')],
            'In mode "test" your cache holds a mask that was drawn, though out is x. The mask that changes nothing is '
            "made of ones.",
        ),
        Misconception(
            "number as mask in a test",
            [("np.ones_like(x)", "1.0")],
            'In mode "test" your cache is a single number. It has the shape of x: a 1 for each entry.',
        ),
        Misconception(
            "as many each time",
            [(BERNOULLI, "(dropout_param[\"rng\"].permutation(x.size).reshape(x.shape) >= round(p_drop * x.size))")],
            "You drop the same number of entries every time. Each entry is dropped by its own draw, so that the number "
            "differs a little from draw to draw.",
        ),
        Misconception("own generator", dropout_own_generator, OWN_GENERATOR),
        Misconception(
            "fixed generator", [('dropout_param["rng"]', "np.random.default_rng(0)")], FIXED_GENERATOR,
        ),
        Misconception(
            "mean in place of 0",
            [("return x * mask", "return np.where(mask == 0, x.mean(), x * mask)")],
            "What is dropped becomes the mean of x. It becomes 0.",
        ),
        Misconception(
            "1 in place of 0",
            [("return x * mask", "return np.where(mask == 0, 1.0, x * mask)")],
            "What is dropped becomes 1. It becomes 0.",
        ),
        Misconception(
            "cache is True and False",
            [("return x * mask, mask", "return x * mask, mask != 0")],
            "Your cache says which entries are kept, as True and False, without the factor. It is what x was "
            "multiplied by.",
        ),
        Misconception(
            "cache without the factor",
            [("return x * mask, mask", "return x * mask, (mask != 0).astype(x.dtype)")],
            "Your cache holds 0 and 1: the factor is missing. It is what x was multiplied by, so that the backward "
            "pass can do the same.",
        ),
        Misconception(
            "out in the cache",
            [("return x * mask, mask", "return x * mask, x * mask")],
            "Your cache holds out. It is the mask: what x was multiplied by.",
        ),
        Misconception(
            "no mask in a test",
            [("mask = np.ones_like(x)", "mask = None"), ("return x * mask", "return x if mask is None else x * mask")],
            'Your cache is None in mode "test". It is the mask, all ones there.',
        ),
        Misconception(
            "changed in place",
            [("    return x * mask", "    x *= mask\n    return x")],
            "You change x in place, with an operator such as *=. It belongs to the caller: make a new array.",
        ),
        Misconception(
            "p_drop = 1 passes",
            [(CHECK_P, "if not 0 <= p_drop <= 1:"), ("/ (1 - p_drop)", "/ np.float64(1 - p_drop)")],
            "p_drop = 1 passes without an error. Nothing would be kept, and its scale would be 1 / 0: p_drop is less "
            "than 1.",
        ),
        Misconception(
            "p_drop below 0 passes",
            [(CHECK_P, "if p_drop >= 1:")],
            "A p_drop below 0 passes without an error. It is a probability.",
        ),
        Misconception(
            "every p_drop passes",
            [(CHECK_P, "if False:"), ("/ (1 - p_drop)", "/ np.float64(1 - p_drop)")],
            "Every p_drop passes without an error. It is at least 0 and less than 1: `raise` a ValueError for any "
            "other.",
        ),
        Misconception(
            "every mode passes",
            [(CHECK_MODE, "if False:")],
            'A mode that is neither "train" nor "test" passes without an error: `raise` a ValueError there.',
        ),
        Misconception(
            "everything passes",
            [(CHECK_MODE, "if False:"), (CHECK_P, "if False:"), ("/ (1 - p_drop)", "/ np.float64(1 - p_drop)")],
            "Other modes, and a p_drop that is no probability or is 1, pass without an error: `raise` a ValueError "
            "there.",
        ),
        Misconception(
            "p_drop looked at in training only",
            [(CHECK_P, 'if mode == "train" and not 0 <= p_drop < 1:')],
            'In mode "test" every p_drop passes. It is refused there too, before the training that goes wrong with it.',
        ),
        Misconception(
            "p_drop = 0 refused",
            [(CHECK_P, "if not 0 < p_drop < 1:")],
            "p_drop = 0 is refused. It is allowed, and drops nothing.",
        ),
    ],
    accepts=[dropout_less_than, dropout_binomial, dropout_choice],
    rtol=0.05,
)


# --- dropout_backward -------------------------------------------------------------------------


def errors(rng):
    for shape, p_drop in [((4,), 0.5), ((2, 3), 0.75), ((3, 4, 2), 0.2), ((2, 3, 4, 5), 0.6)]:
        kept = rng.random(shape) >= p_drop
        kept.flat[:2] = rng.permutation([True, False])
        kept.flat[2:4] = rng.permutation([True, False])
        yield {"dout": whole(rng, *shape), "cache": kept / (1 - p_drop)}


def dropout_backward_where(dout, cache):
    dx = np.zeros(dout.shape)
    dx[cache > 0] = dout[cache > 0] * cache.max()
    return dx


DROPOUT_BACKWARD = Check(
    "dropout_backward",
    [
        Part("where x was dropped", 1, errors, ["zeros in dx where x was dropped, and nowhere else"]),
        Part("where x was kept", 1, errors, ["dx where x was kept"]),
    ],
    [
        Misconception(
            "mask forgotten",
            [("dout * cache", "dout.copy()")],
            "Your dx is dout: the mask is not used. An entry that was dropped had no part in out, so it gets 0.",
        ),
        Misconception(
            "divided by the mask",
            [("dout * cache", "dout / cache")],
            "You divide by the mask, which is 0 where an entry was dropped. The forward pass multiplied, and the "
            "slope of x * factor is the factor.",
        ),
        Misconception(
            "factor forgotten",
            [("dout * cache", "dout * (cache != 0)")],
            "You let the kept entries through as they are. The forward pass multiplied them by a factor, which the "
            "cache holds.",
        ),
        Misconception(
            "factor twice",
            [("dout * cache", "dout * cache**2")],
            "The kept entries are scaled twice. The factor is in the mask already.",
        ),
        Misconception(
            "divided by the factor",
            [("dout * cache", "np.where(cache != 0, dout / np.where(cache != 0, cache, 1), 0.0)")],
            "You divide the kept entries by the factor. The forward pass multiplied by it, and so does the backward "
            "pass.",
        ),
        Misconception(
            "factor for all",
            [("dout * cache", "dout * cache.max()")],
            "Every entry gets the factor, the dropped ones too. They had no part in out: their gradient is 0.",
        ),
        Misconception(
            "dropped entries only",
            [("dout * cache", "dout * (cache == 0)")],
            "Your mask is the wrong way round: the dropped entries get the gradient.",
        ),
        Misconception(
            "mean of the mask",
            [("dout * cache", "dout * cache.mean()")],
            "You multiply by the mean of the mask. Each entry goes back the way it came: by its own entry of the mask.",
        ),
        Misconception(
            "the mask itself",
            [("dout * cache", "cache.copy()")],
            "You return the mask. It is the slope of out by x; the chain rule multiplies it by dout.",
        ),
        Misconception(
            "changed in place",
            [("return dout * cache", "dout *= cache\n    return dout")],
            "You change dout in place, with an operator such as *=. It belongs to the caller: make a new array.",
        ),
        Misconception(
            "set to 0 in place",
            [("return dout * cache", "dout[cache == 0] = 0\n    return dout * cache")],
            "You write zeros into dout, which belongs to the caller. Make a new array.",
        ),
    ],
    accepts=[dropout_backward_where],
)


# --- k_fold_indices ---------------------------------------------------------------------------


def splits(rng):
    for n, k in [(7, 3), (9, 2), (10, 4), (23, 5)]:
        yield {"n": n, "k": k, "_seed": int(rng.integers(2**31))}


def large_splits(rng):
    for n, k in [(40, 4), (101, 7)]:
        yield {"n": n, "k": k, "_seed": int(rng.integers(2**31))}


def numbers_of_folds(rng):
    for n, k in [(5, 6), (5, 5), (6, 1), (4, 2), (6, 0), (3, 9)]:
        yield {"n": n, "k": k, "_seed": int(rng.integers(2**31))}


def k_fold_strided(n, k, rng):
    if k < 2 or k > n:
        raise ValueError("k")
    shuffled = np.arange(n)
    rng.shuffle(shuffled)
    folds = [shuffled[i::k] for i in range(k)]
    return [(np.setdiff1d(shuffled, fold), fold) for fold in folds]


def k_fold_masks(n, k, rng):
    if not (k >= 2 and k <= n):
        raise ValueError("k")
    fold_of = rng.permutation(np.arange(n) % k)
    return [(np.flatnonzero(fold_of != fold), np.flatnonzero(fold_of == fold)) for fold in range(k)]


def k_fold_lists(n, k, rng):
    if k not in range(2, n + 1):
        raise ValueError("k")
    order, pairs, start = rng.choice(n, size=n, replace=False), [], 0
    for i in range(k):
        stop = start + n // k + (i < n % k)
        pairs.append([np.delete(order, np.s_[start:stop]), order[start:stop]])
        start = stop
    return pairs


def k_fold_own_generator(n, k, rng):
    # As np.random.permutation does: numbers from a stream that goes on from call to call.
    if not 2 <= k <= n:
        raise ValueError("k")
    stream = vars(k_fold_own_generator).setdefault("stream", np.random.default_rng(12345))
    folds = np.array_split(stream.permutation(n), k)
    return [(np.concatenate(folds[:i] + folds[i + 1:]), fold) for i, fold in enumerate(folds)]


def k_fold_one_passes(n, k, rng):
    if k < 1 or k > n:
        raise ValueError("k")
    order = rng.permutation(n)
    return [(np.setdiff1d(order, fold), fold) for fold in np.array_split(order, k)]


def k_fold_all_pass(n, k, rng):
    order = rng.permutation(n)
    return [(np.setdiff1d(order, fold), fold) for fold in (np.array_split(order, k) if k else [])]


FOLDS = "folds = np.array_split(rng.permutation(n), k)"
PAIRS = "[(np.concatenate(folds[:i] + folds[i + 1:]), fold) for i, fold in enumerate(folds)]"
CHECK_K = "if not 2 <= k <= n:"

K_FOLD_INDICES = Check(
    "k_fold_indices",
    [
        Part(
            "val",
            1,
            splits,
            [
                "number of pairs",
                "an index in val is below 0 or above n - 1",
                "an example is in no val",
                "an example is in val more than once",
                "sizes of val, sorted",
            ],
        ),
        Part(
            "train",
            1,
            splits,
            [
                "sizes of train, sorted",
                "an example is in train and in val of a pair",
                "an example is neither in train nor in val of a pair",
                "an example is in a train more than once",
            ],
        ),
        Part("by chance", 1, large_splits, probe="k_fold_indices_chance"),
        Part("too few and too many folds", 1, numbers_of_folds, probe="k_fold_indices_refuses"),
    ],
    [
        Misconception(
            "not shuffled",
            [("rng.permutation(n)", "np.arange(n)")],
            "Your folds are runs of neighbours. If the examples are sorted by class, a fold holds a class that the "
            "others never show: shuffle first, with rng.",
        ),
        Misconception(
            "every k-th",
            [(FOLDS, "folds = [np.arange(n)[i::k] for i in range(k)]")],
            "Each of your folds is every k-th example, whatever rng is. Chance must decide which are held out "
            "together.",
        ),
        Misconception(
            "shuffled after the split",
            [(FOLDS, "folds = np.array_split(np.arange(n), k)\n    folds = [folds[i] for i in rng.permutation(k)]")],
            "You shuffle, but each of your folds is a run of neighbours. Shuffle all examples before they are split.",
        ),
        Misconception(
            "rest dropped",
            [(FOLDS, "folds = list(rng.permutation(n)[: n // k * k].reshape(k, -1))")],
            "When k does not divide n, the examples that are left over are in no pair. Each index is in val once: "
            "some folds are larger by one.",
        ),
        Misconception(
            "rest never held out",
            [(FOLDS, "order = rng.permutation(n)\n    folds = list(order[: n // k * k].reshape(k, -1))"),
             (PAIRS, "[(np.setdiff1d(order, fold), fold) for fold in folds]")],
            "When k does not divide n, the examples that are left over are never in val. Some folds are larger by one.",
        ),
        Misconception(
            "rest in the last fold",
            [(FOLDS, "folds = np.split(rng.permutation(n), [n // k * i for i in range(1, k)])")],
            "When k does not divide n, your last fold takes all that is left over. Share it out: the sizes differ by "
            "at most 1.",
        ),
        Misconception(
            "folds rounded up",
            [(FOLDS, "folds = np.split(rng.permutation(n), [-(-n // k) * i for i in range(1, k)])")],
            "When k does not divide n, you round the size up, and the last fold gets what is left. The sizes differ "
            "by at most 1.",
        ),
        Misconception(
            "train and val swapped",
            [("[(np.conc", "[(fold, np.conc"), ("1:]), fold) for", "1:])) for")],
            "train and val are swapped: a pair is (train, val), and val is the one fold that is held out.",
        ),
        Misconception(
            "train holds everything",
            [("folds[:i] + folds[i + 1:]", "folds")],
            "Your train holds all examples, those of val too. What is learned from cannot show how new examples fare.",
        ),
        Misconception(
            "train misses a fold",
            [("folds[i + 1:]", "folds[i + 2:]"), ("np.concatenate(", "np.concatenate([fold[:0]] + ")],
            "A fold is missing in your train: that behind the one held out. Only the held-out one is left out.",
        ),
        Misconception(
            "train is the next fold",
            [("np.concatenate(folds[:i] + folds[i + 1:])", "folds[(i + 1) % k]")],
            "Your train holds a single fold. It holds all that are not held out.",
        ),
        Misconception(
            "only one pair",
            [(PAIRS, PAIRS + "[:1]")],
            "You return one pair only. There are k: each fold is held out once.",
        ),
        Misconception(
            "all train, then all val",
            [(PAIRS, f"tuple(zip(*{PAIRS}))")],
            "You return all train and then all val. What is asked for is a list of pairs: one (train, val) for each "
            "fold.",
        ),
        Misconception(
            "drawn anew for each pair",
            [(FOLDS, "sizes = [len(fold) for fold in np.array_split(np.arange(n), k)]\n"
              "    orders = [rng.permutation(n) for _ in sizes]"),
             (PAIRS, "[(order[size:], order[:size]) for order, size in zip(orders, sizes)]")],
            "You shuffle anew for each pair, so that some examples are held out twice and others never. Shuffle once.",
        ),
        Misconception(
            "drawn with repeats",
            [("rng.permutation(n)", "rng.integers(0, n, n)")],
            "Your indices are drawn with repeats, so that some come twice and others never. Each index comes once.",
        ),
        Misconception(
            "from 1 to n",
            [("rng.permutation(n)", "rng.permutation(n) + 1")],
            "Your indices run from 1 to n. Places in an array run from 0 to n - 1.",
        ),
        Misconception(
            "k as the size of a fold",
            [("rng.permutation(n), k)", "rng.permutation(n), max(n // k, 2))")],
            "You read k as the size of a fold. It is the number of folds.",
        ),
        Misconception("own generator", k_fold_own_generator, OWN_GENERATOR),
        Misconception("fixed generator", [("rng.perm", "np.random.default_rng(0).perm")], FIXED_GENERATOR),
        Misconception(
            "more folds than examples pass",
            [(CHECK_K, "if k < 2:")],
            "More folds than examples pass without an error, and some folds are empty. `raise` a ValueError for k > n.",
        ),
        Misconception(
            "one fold passes",
            k_fold_one_passes,
            "k = 1 passes without an error. A single fold leaves nothing to train on: `raise` a ValueError for k < 2.",
        ),
        Misconception(
            "every number of folds passes",
            k_fold_all_pass,
            "Every k passes without an error. It is from 2 to n: `raise` a ValueError for any other.",
        ),
        Misconception(
            "as many folds as examples refused",
            [(CHECK_K, "if not 2 <= k < n:")],
            "k = n is refused. It is allowed: then each fold holds one example.",
        ),
    ],
    accepts=[k_fold_strided, k_fold_masks, k_fold_lists],
)


# --- random_search ----------------------------------------------------------------------------


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


DRAW = "(np.exp(rng.uniform(*np.log(ends))) for ends in (lr_range, reg_range))"
SORTED = "np.array(sorted(found, key=lambda trial: -trial[2]))"
TRIED = "found.append((learning_rate, reg, evaluate(learning_rate, reg)))"

RANDOM_SEARCH = Check(
    "random_search",
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
    [
        Misconception(
            "uniform",
            [("np.exp(rng.uniform(*np.log(ends)))", "rng.uniform(*ends)")],
            "You draw the numbers themselves evenly, so that nearly all lie close to the upper end of their range. "
            "Draw their logarithms.",
        ),
        Misconception(
            "learning rate uniform",
            [("reg = " + DRAW, "reg = rng.uniform(*lr_range), np.exp(rng.uniform(*np.log(reg_range)))")],
            "You draw the learning rate itself evenly, so that nearly all lie close to the upper end. Draw its "
            "logarithm, as you do for the strength.",
        ),
        Misconception(
            "strength uniform",
            [("reg = " + DRAW, "reg = np.exp(rng.uniform(*np.log(lr_range))), rng.uniform(*reg_range)")],
            "You draw the strength itself evenly, so that nearly all lie close to the upper end. Draw its logarithm, "
            "as you do for the learning rate.",
        ),
        Misconception(
            "same draw for both",
            [("learning_rate, reg =", "place = rng.random()\n        learning_rate, reg ="),
             ("np.exp(rng.uniform(*np.log(ends)))", "ends[0] * (ends[1] / ends[0]) ** place")],
            "Both settings come from the same draw: a small learning rate always meets a small strength. Draw twice.",
        ),
        Misconception(
            "ranges swapped",
            [("in (lr_range, reg_range)", "in (reg_range, lr_range)")],
            "The learning rate is drawn from the range of the strength, and the strength from that of the learning "
            "rate.",
        ),
        Misconception(
            "range of the learning rate for both",
            [("in (lr_range, reg_range)", "in (lr_range, lr_range)")],
            "The strength is drawn from the range of the learning rate. It has one of its own.",
        ),
        Misconception(
            "lowest first",
            [("-trial[2]", "trial[2]")],
            "Your rows begin with the lowest score. The highest comes first.",
        ),
        Misconception(
            "not sorted",
            [(SORTED, "np.array(found)")],
            "Your rows stand in the order of the trials. Sort them by their score, the highest first.",
        ),
        Misconception(
            "sorted by learning rate",
            [(SORTED, "np.array(sorted(found))")],
            "Your rows are sorted by the learning rate, which stands first in them. Sort by the score.",
        ),
        Misconception(
            "largest learning rate first",
            [(SORTED, "np.array(sorted(found, reverse=True))")],
            "Your rows are sorted by the learning rate, which stands first in them, the largest first. Sort by the "
            "score.",
        ),
        Misconception(
            "columns sorted apart",
            [(SORTED, "np.sort(np.array(found), axis=0)[::-1]")],
            "Each column is sorted by itself, so that a row no longer holds what belongs together. Move whole rows.",
        ),
        Misconception(
            "only the scores sorted",
            [("return " + SORTED, "found = np.array(found)\n    found[:, 2][::-1].sort()\n    return found")],
            "You sort the scores alone: they stand beside settings that are not theirs. Move whole rows.",
        ),
        Misconception(
            "score first",
            [("found.append((learning_rate, reg, evaluate(learning_rate, reg)))",
              "found.append((evaluate(learning_rate, reg), learning_rate, reg))"), ("-trial[2]", "-trial[0]")],
            "The score stands first in your rows. It stands last, behind the learning rate and the strength.",
        ),
        Misconception(
            "strength first",
            [(TRIED, "found.append((reg, learning_rate, evaluate(learning_rate, reg)))")],
            "The strength stands first in your rows. The learning rate does, then the strength, then the score.",
        ),
        Misconception(
            "each row sorted",
            [(SORTED, "np.sort(np.array(found))")],
            "The numbers are sorted within each row, so that they no longer stand in their columns. Move whole rows, "
            "by their score.",
        ),
        Misconception(
            "columns sorted apart, lowest first",
            [(SORTED, "np.sort(np.array(found), axis=0)")],
            "Each column is sorted by itself, from its lowest number on, so that a row no longer holds what belongs "
            "together. Move whole rows.",
        ),
        Misconception(
            "best row only, as a table",
            [(SORTED, SORTED + "[:1]")],
            "You return the best trial only. All of them are asked for: how the others fared says how sure the best "
            "is.",
        ),
        Misconception(
            "best row only",
            [(SORTED, SORTED + "[0]")],
            "You return the best trial only, as one row. All of them are asked for, in a table of shape (trials, 3).",
        ),
        Misconception(
            "scores forgotten",
            [(SORTED, SORTED + "[:, :2]")],
            "The scores are missing in your table. Each row ends with the score of its settings.",
        ),
        Misconception(
            "evaluate called twice",
            [("found.append((", "evaluate(learning_rate, reg)\n        found.append((")],
            "You call evaluate twice for each trial. A call may be a training of minutes: keep what it returns.",
        ),
        Misconception(
            "one trial too many",
            [("range(trials)", "range(trials + 1)")],
            "You make one trial too many.",
        ),
        Misconception(
            "one trial too few",
            [("range(trials)", "range(1, trials)")],
            "You make one trial too few.",
        ),
        Misconception(
            "arguments swapped",
            [("evaluate(learning_rate, reg)", "evaluate(reg, learning_rate)")],
            "You call evaluate with the strength first. It takes the learning rate, then the strength.",
        ),
        Misconception(
            "grid",
            random_search_grid,
            "Your settings lie on a grid, where each learning rate comes again and again. Draw each of them by chance.",
        ),
        Misconception(
            "ends as exponents",
            [("np.exp(rng.uniform(*np.log(ends)))", "10 ** rng.uniform(*ends)")],
            "You read the ends of the ranges as exponents, so that all numbers are 1 or a little more. Take the "
            "logarithm of the ends first.",
        ),
        Misconception(
            "logarithm not undone",
            [("np.exp(rng.uniform(*np.log(ends)))", "rng.uniform(*np.log(ends))")],
            "You hand on the logarithms, which are negative. Undo the logarithm after the draw.",
        ),
        Misconception(
            "undone with another base",
            [("np.exp(rng.uniform(*np.log(ends)))", "10 ** rng.uniform(*np.log(ends))")],
            "You take the natural logarithm and undo it with powers of 10, so that the numbers become much too small. "
            "Use one base for both.",
        ),
        Misconception(
            "log10 undone with exp",
            [("np.exp(rng.uniform(*np.log(ends)))", "np.exp(rng.uniform(*np.log10(ends)))")],
            "You take the logarithm to base 10 and undo it with np.exp, so that the numbers become too large. Use one "
            "base for both.",
        ),
        Misconception(
            "whole exponents",
            [("np.exp(rng.uniform(*np.log(ends)))", "10.0 ** rng.integers(*np.round(np.log10(ends)).astype(int))")],
            "Your exponents are whole numbers, so that only powers of 10 are ever tried. Draw the logarithm evenly "
            "between the ends, with all that lies between.",
        ),
        Misconception("own generator", random_search_own_generator, OWN_GENERATOR),
        Misconception(
            "fixed generator",
            [("    found = []", "    found, rng = [], np.random.default_rng(0)")],
            FIXED_GENERATOR,
        ),
    ],
    accepts=[random_search_vectorised, random_search_ratio],
    rtol=0.2,
)


CHECKS = [
    SGD,
    MOMENTUM,
    ADAGRAD,
    RMSPROP,
    ADAM,
    XAVIER_INIT,
    HE_INIT,
    L2_PENALTY,
    DROPOUT_FORWARD,
    DROPOUT_BACKWARD,
    K_FOLD_INDICES,
    RANDOM_SEARCH,
]
