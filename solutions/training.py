"""Reference for chapter 09_training. Names, signatures and docstrings equal the notebook's stubs."""
import math

import numpy as np


def sgd(w, dw, config=None):
    """One step of stochastic gradient descent: against the gradient.

    w:      parameter, array of any shape; it may be changed in place
    dw:     gradient of the loss with respect to w, of the same shape
    config: None, or {"learning_rate": size of the step, 1e-2 when it is missing}

    Returns (next_w, config): the parameter after the step, and the config to pass with the next gradient.
    """
    config = {} if config is None else config
    config.setdefault("learning_rate", 1e-2)
    return w - config["learning_rate"] * dw, config


def momentum(w, dw, config=None):
    """One step of gradient descent with momentum: velocity = momentum * velocity - learning_rate * dw, then
    w + velocity.

    w:      parameter, array of any shape; it may be changed in place
    dw:     gradient of the loss with respect to w, of the same shape
    config: None, or {"learning_rate": 1e-2 when it is missing,
            "momentum": share of the velocity that is kept, 0.9 when it is missing,
            "velocity": array of the shape of w, zeros when it is missing}

    Returns (next_w, config): the parameter after the step, and the config with the new velocity. All that the
    next step needs is in config: each parameter has one of its own.
    """
    config = {} if config is None else config
    config.setdefault("learning_rate", 1e-2)
    config.setdefault("momentum", 0.9)
    velocity = config.get("velocity", np.zeros_like(w))
    config["velocity"] = config["momentum"] * velocity - config["learning_rate"] * dw
    return w + config["velocity"], config


def adagrad(w, dw, config=None):
    """One step of AdaGrad: divide the step of each entry by the root of the sum of all its squared gradients so far.

    w:      parameter, array of any shape; it may be changed in place
    dw:     gradient of the loss with respect to w, of the same shape
    config: None, or {"learning_rate": 1e-2 when it is missing,
            "epsilon": added to the root, 1e-7 when it is missing,
            "cache": the sums, array of the shape of w, zeros when it is missing}

    Returns (next_w, config): w - learning_rate * dw / (root of the sums + epsilon), where the sums already hold
    the square of dw; and the config with the new sums.
    """
    config = {} if config is None else config
    config.setdefault("learning_rate", 1e-2)
    config.setdefault("epsilon", 1e-7)
    config["cache"] = config.get("cache", np.zeros_like(w)) + dw**2
    return w - config["learning_rate"] * dw / (np.sqrt(config["cache"]) + config["epsilon"]), config


def rmsprop(w, dw, config=None):
    """One step of RMSProp: AdaGrad with a moving average of the squared gradients in place of their sum.

    w:      parameter, array of any shape; it may be changed in place
    dw:     gradient of the loss with respect to w, of the same shape
    config: None, or {"learning_rate": 1e-2 when it is missing,
            "decay_rate": share of the old that the average keeps, 0.99 when it is missing,
            "epsilon": added to the root, 1e-8 when it is missing,
            "cache": the average, array of the shape of w, zeros when it is missing}

    Returns (next_w, config): w - learning_rate * dw / (root of the average + epsilon), where the average already
    holds the square of dw; and the config with the new average.
    """
    config = {} if config is None else config
    config.setdefault("learning_rate", 1e-2)
    config.setdefault("decay_rate", 0.99)
    config.setdefault("epsilon", 1e-8)
    cache, keep = config.get("cache", np.zeros_like(w)), config["decay_rate"]
    config["cache"] = keep * cache + (1 - keep) * dw**2
    return w - config["learning_rate"] * dw / (np.sqrt(config["cache"]) + config["epsilon"]), config


def adam(w, dw, config=None):
    """One step of Adam: moving averages of the gradient and of its square, both corrected for their start at 0.

    w:      parameter, array of any shape; it may be changed in place
    dw:     gradient of the loss with respect to w, of the same shape
    config: None, or {"learning_rate": 1e-3 when it is missing,
            "beta1": share of the old that the average of the gradients keeps, 0.9 when it is missing,
            "beta2": the same of the average of their squares, 0.999 when it is missing,
            "epsilon": added to the root, 1e-8 when it is missing,
            "m", "v": the two averages, arrays of the shape of w, zeros when they are missing,
            "t": number of steps so far, 0 when it is missing}

    A step first adds 1 to t. The averages kept in config are those without the correction; the step divides m by
    1 - beta1**t and v by 1 - beta2**t (Kingma and Ba, 2015, algorithm 1).

    Returns (next_w, config): w - learning_rate * corrected m / (root of corrected v + epsilon); and the config
    with the new m, v and t.
    """
    config = {} if config is None else config
    config.setdefault("learning_rate", 1e-3)
    beta1, beta2 = config.setdefault("beta1", 0.9), config.setdefault("beta2", 0.999)
    config.setdefault("epsilon", 1e-8)
    config["t"] = config.get("t", 0) + 1
    config["m"] = beta1 * config.get("m", np.zeros_like(w)) + (1 - beta1) * dw
    config["v"] = beta2 * config.get("v", np.zeros_like(w)) + (1 - beta2) * dw**2
    m_hat = config["m"] / (1 - beta1 ** config["t"])
    v_hat = config["v"] / (1 - beta2 ** config["t"])
    return w - config["learning_rate"] * m_hat / (np.sqrt(v_hat) + config["epsilon"]), config


def xavier_init(shape, rng):
    """Random weights by Xavier Glorot, for layers of tanh or sigmoid: neither signals nor gradients grow or die.

    shape: (D, M) for an affine layer with D inputs and M outputs, or (F, C, HH, WW) for F filters on C channels
    rng:   numpy.random.Generator, the only source of randomness

    Returns an array of that shape of numbers from a normal distribution with mean 0 and variance
    2 / (fan_in + fan_out) (Glorot and Bengio, 2010). fan_in is how many numbers go into one output: D, or
    C * HH * WW; fan_out how many outputs one input contributes to: M, or F * HH * WW.
    """
    window = math.prod(shape[2:])
    return rng.normal(0, np.sqrt(2 / (window * (shape[0] + shape[1]))), shape)


def he_init(shape, rng):
    """Random weights by Kaiming He, for layers of ReLU, which silences half of its inputs.

    shape: (D, M) for an affine layer with D inputs and M outputs, or (F, C, HH, WW) for F filters on C channels
    rng:   numpy.random.Generator, the only source of randomness

    Returns an array of that shape of numbers from a normal distribution with mean 0 and variance
    2 / fan_in (He and others, 2015). fan_in is how many numbers go into one output: D, or C * HH * WW.
    """
    fan_in = shape[0] if len(shape) == 2 else math.prod(shape[1:])
    return rng.normal(0, np.sqrt(2 / fan_in), shape)


def l2_penalty(w, reg):
    """Weight decay: what large weights cost, and the gradient of that cost.

    w:   weights, array of any shape
    reg: strength of the penalty

    Returns (penalty, dw). penalty is a number, reg / 2 times the sum of the squares of the weights; dw, of the
    shape of w, is its gradient.
    """
    return 0.5 * reg * np.sum(w**2), reg * w


def dropout_forward(x, dropout_param):
    """Inverted dropout: in training entries are set to 0 at random, and the others are scaled up to compensate.

    x:             array of any shape
    dropout_param: {"mode": "train" or "test",
                    "p_drop": probability that an entry is dropped, at least 0 and less than 1,
                    "rng": numpy.random.Generator, the only source of randomness}

    In mode "train" each entry independently becomes 0 with probability p_drop; those that are kept are divided by
    1 - p_drop, so that the expected value of each entry of out is that of x. In mode "test" out
    holds the numbers of x, and nothing is drawn.

    Returns (out, cache), both of the shape of x. cache is the mask, by which x was multiplied: 0 or
    1 / (1 - p_drop) in training, ones in a test. Raises ValueError for any other mode, and in both modes for any other
    p_drop.
    """
    mode, p_drop = dropout_param["mode"], dropout_param["p_drop"]
    if not 0 <= p_drop < 1:
        raise ValueError(f"p_drop must be at least 0 and less than 1, but is {p_drop}")
    if mode not in ("train", "test"):
        raise ValueError(f"mode must be 'train' or 'test', but is {mode!r}")
    mask = np.ones_like(x)
    if mode == "train":
        mask = (dropout_param["rng"].random(x.shape) >= p_drop).astype(x.dtype) / (1 - p_drop)
    return x * mask, mask


def dropout_backward(dout, cache):
    """Return the gradient of the loss with respect to the input of dropout_forward.

    dout:  upstream gradient, of the loss with respect to out, array of any shape
    cache: the mask of the forward pass, of the same shape: 0 where an entry was dropped, the factor elsewhere

    Returns dx, of the shape of dout.
    """
    return dout * cache


def k_fold_indices(n, k, rng):
    """Split n examples at random into k folds, each of which is held out once.

    n:   number of examples
    k:   number of folds, from 2 to n; raises ValueError for any other
    rng: numpy.random.Generator, the only source of randomness

    Returns a list of k pairs (train, val) of arrays of integers. Over all pairs each index from 0 to n - 1 is in
    val exactly once; train has all other indices. Which examples are held out together is
    random, and the sizes of the val arrays differ by at most 1.
    """
    if not 2 <= k <= n:
        raise ValueError(f"k must be from 2 to the number of examples, {n}, but is {k}")
    folds = np.array_split(rng.permutation(n), k)
    return [(np.concatenate(folds[:i] + folds[i + 1:]), fold) for i, fold in enumerate(folds)]


def random_search(evaluate, lr_range, reg_range, trials, rng):
    """Try random settings, each learning rate and weight decay with its own draw, and list the best first.

    evaluate:  function (learning_rate, reg) -> score, a number; higher is better. Called once for each trial
    lr_range:  (lowest, highest) learning rate, both positive
    reg_range: (lowest, highest) strength of weight decay, both positive
    trials:    number of settings to try
    rng:       numpy.random.Generator, the only source of randomness

    The logarithm of each of the two numbers is drawn evenly between those of its range: from (1e-4, 1e-2), half of
    the learning rates lie below 1e-3. The two are drawn independently of each other.

    Returns an array of shape (trials, 3): in each row a learning rate, a strength and their score, in
    the order of the scores, the highest first.
    """
    found = []
    for _ in range(trials):
        learning_rate, reg = (np.exp(rng.uniform(*np.log(ends))) for ends in (lr_range, reg_range))
        found.append((learning_rate, reg, evaluate(learning_rate, reg)))
    return np.array(sorted(found, key=lambda trial: -trial[2]))
