"""Reference for chapter 05_backprop. Names, signatures and docstrings equal the notebook's stubs."""
import numpy as np


def numerical_diff(f, x):
    """Return the derivative of a function of one number, measured by the central difference.

    f: function that takes a number and returns a number
    x: the number at which the slope is measured

    Returns a number: the slope of the line through the points of f that lie h = 1e-4 to the left and to
    the right of x.
    """
    h = 1e-4
    return (f(x + h) - f(x - h)) / (2 * h)


def numerical_gradient(f, x):
    """Return the gradient of a function of an array, measured by a central difference for each entry.

    f: function that takes an array of the shape of x and returns a number
    x: writable array of floats, of any shape; afterwards it holds exactly the numbers that it held before

    Returns an array of the shape of x: the derivative of f with respect to each entry, with h = 1e-4
    as in numerical_diff, while the other entries keep their values.
    """
    h = 1e-4
    x = np.asarray(x, dtype=float)  # an integer cannot be moved by h
    grad = np.zeros_like(x)
    for index in np.ndindex(x.shape):
        moved = x.copy()
        moved[index] = x[index] + h
        above = f(moved)
        moved[index] = x[index] - h
        below = f(moved)
        grad[index] = (above - below) / (2 * h)
    return grad


def gradient_check(f, x, analytic):
    """Return how far an analytic gradient is from the measured one, relative to their size.

    f:        function that takes an array of the shape of x and returns a number
    x:        array of floats, of any shape, left as it was
    analytic: array of the shape of x, the claimed gradient of f at x

    Returns a number: the largest, over all entries, of |a - m| / max(1e-8, |a| + |m|), where a is an entry
    of analytic and m the measured one, from numerical_gradient. It lies between 0 (equal) and 1 (opposite
    signs, or only one of the two is 0). Raises ValueError when analytic has not the shape of x.
    """
    if np.shape(analytic) != x.shape:
        raise ValueError(f"analytic has shape {np.shape(analytic)}, but x has {x.shape}")
    measured = numerical_gradient(f, x)
    size = np.maximum(1e-8, np.abs(analytic) + np.abs(measured))
    return np.max(np.abs(analytic - measured) / size)


def gradient_descent(f, init_x, learning_rate, steps):
    """Descend from init_x: step against the measured gradient of f again and again.

    f:             function that takes an array of the shape of init_x and returns a number
    init_x:        array of floats, the starting point, left as it was
    learning_rate: length of a step, as a multiple of the gradient
    steps:         number of steps, a non-negative integer

    Returns an array of the shape of init_x: the end point.
    """
    x = init_x.copy()
    for _ in range(steps):
        x = x - learning_rate * numerical_gradient(f, x)
    return x


class MulLayer:
    """A node of a computational graph that multiplies two numbers, or two arrays of one shape."""

    def forward(self, x, y):
        """Returns x * y, and remembers what backward will need."""
        self.x, self.y = x, y
        return x * y

    def backward(self, dout):
        """dout: upstream gradient, of the loss with respect to what the last forward returned.

        Returns (dx, dy): the gradients with respect to the x and the y of that forward.
        """
        return dout * self.y, dout * self.x


class AddLayer:
    """A node of a computational graph that adds two numbers, or two arrays of one shape."""

    def forward(self, x, y):
        """Returns x + y."""
        return x + y

    def backward(self, dout):
        """dout: upstream gradient, of the loss with respect to what the last forward returned.

        Returns (dx, dy): the gradients with respect to the x and the y of that forward.
        """
        return dout, dout


def step(x):
    """The step function, the activation of the first artificial neurons.

    x: array of any shape

    Returns an array of the shape of x: 1 where x is positive, 0 elsewhere.
    """
    return np.where(x > 0, 1.0, 0.0)


def relu_forward(x):
    """The rectified linear unit: negative entries become 0.

    x: array of any shape

    Returns (out, cache). out is an array of the shape of x; cache is x.
    """
    return np.maximum(x, 0), x


def relu_backward(dout, cache):
    """Return the gradient of the loss with respect to the input of relu_forward.

    dout:  upstream gradient, of the loss with respect to out, of the same shape
    cache: x, the input of the forward pass

    Returns dx, of the shape of x. Where x is 0 exactly the derivative of ReLU is taken to be 0.
    """
    return dout * (cache > 0)


def sigmoid_forward(x):
    """The logistic function, 1 / (1 + exp(-x)) for each entry.

    x: array of any shape

    Returns (out, cache). out is an array of the shape of x, finite even for entries of -1000 or 1000;
    cache is out.
    """
    out = 0.5 * (1 + np.tanh(0.5 * x))  # the same curve, and nothing in it overflows
    return out, out


def sigmoid_backward(dout, cache):
    """Return the gradient of the loss with respect to the input of sigmoid_forward.

    dout:  upstream gradient, of the loss with respect to out, of the same shape
    cache: out, the output of the forward pass

    Returns dx, of the shape of out.
    """
    return dout * cache * (1 - cache)


def tanh_forward(x):
    """The hyperbolic tangent, (exp(x) - exp(-x)) / (exp(x) + exp(-x)) for each entry.

    x: array of any shape

    Returns (out, cache). out is an array of the shape of x, finite even for entries of -1000 or 1000;
    cache is out.
    """
    out = np.tanh(x)
    return out, out


def tanh_backward(dout, cache):
    """Return the gradient of the loss with respect to the input of tanh_forward.

    dout:  upstream gradient, of the loss with respect to out, of the same shape
    cache: out, the output of the forward pass

    Returns dx, of the shape of out.
    """
    return dout * (1 - cache**2)


def affine_forward(x, w, b):
    """A fully connected layer: each output is a weighted sum of all inputs of one example, plus a bias.

    x: N examples, shape (N, d_1, ..., d_k); each is flattened into one row of D = d_1 * ... * d_k numbers
    w: weights of shape (D, M)
    b: biases of shape (M,)

    Returns (out, cache). out has shape (N, M); cache is (x, w, b).
    """
    return x.reshape(len(x), -1) @ w + b, (x, w, b)


def affine_backward(dout, cache):
    """Return the gradients of the loss with respect to the inputs of affine_forward.

    dout:  upstream gradient, of the loss with respect to out, shape (N, M)
    cache: (x, w, b), the inputs of the forward pass: shapes (N, d_1, ..., d_k), (D, M) and (M,)

    Returns (dx, dw, db), of the shapes of x, w and b.
    """
    x, w, _ = cache
    dx = (dout @ w.T).reshape(x.shape)
    dw = x.reshape(len(x), -1).T @ dout
    return dx, dw, dout.sum(axis=0)


def softmax(x):
    """Turn scores into probabilities: exp of each score, divided by the sum of these in its row.

    x: scores of shape (K,) for one example or (N, K) for N, a row for each

    Returns an array of the shape of x: numbers from 0 to 1, each row adds up to 1. Scores of -1000 and 1000
    must not lead to nan or to inf.
    """
    exps = np.exp(x - x.max(axis=-1, keepdims=True))
    return exps / exps.sum(axis=-1, keepdims=True)


def log_softmax(x):
    """The natural logarithm of softmax(x), finite even where the probability is too small for a float.

    x: scores of shape (K,) for one example or (N, K) for N, a row for each

    Returns an array of the shape of x. Scores of -1000 and 1000 must not lead to nan or to inf.
    """
    shifted = x - x.max(axis=-1, keepdims=True)
    return shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True))


def mean_squared_error(y, t):
    """Return the mean of the squared differences between predictions and targets.

    y: predictions, array of any shape
    t: targets, of the same shape

    Returns a number.
    """
    return np.mean((y - t) ** 2)


def nll_loss(log_p, t):
    """Negative log-likelihood: minus the log-probability of the correct class, averaged over the examples.

    log_p: logarithms of probabilities, shape (N, K)
    t:     the correct classes, either N integers from 0 to K - 1, shape (N,), or one-hot rows, shape (N, K)

    Returns a number.
    """
    right = log_p[np.arange(len(t)), t] if t.ndim == 1 else (log_p * t).sum(axis=1)
    return -right.mean()


def cross_entropy_error(y, t):
    """Cross-entropy between probabilities and the correct classes, averaged over the examples.

    y: probabilities, shape (N, K), or (K,) for a single example
    t: the correct classes, either N integers from 0 to K - 1, shape (N,), or one-hot rows of the shape of y.
       For a single example one entry of an array of classes (an np.int64), or one row of shape (K,)

    Returns a number: the mean of -log(probability of the correct class). It is finite even where that
    probability is 0: a little, at most 1e-7, is added before the logarithm.
    """
    log_y = np.log(np.atleast_2d(y) + 1e-12)
    if np.ndim(t) == np.ndim(y):
        return -(log_y * t).sum() / len(log_y)
    return -log_y[np.arange(len(log_y)), t].mean()


def softmax_loss(x, y):
    """Softmax and cross-entropy in one: the loss of the scores, and its gradient.

    x: scores of shape (N, K)
    y: the correct classes, N integers from 0 to K - 1, shape (N,)

    Returns (loss, dx). loss is a number, the mean over the examples of -log(softmax probability of the
    correct class), finite for scores of -1000 and 1000; dx, its gradient with respect to x, has the shape of x.
    """
    N = len(x)
    shifted = x - x.max(axis=1, keepdims=True)
    log_p = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    dx = np.exp(log_p)
    dx[np.arange(N), y] -= 1
    return -log_p[np.arange(N), y].mean(), dx / N
