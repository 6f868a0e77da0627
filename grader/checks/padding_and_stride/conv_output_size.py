"""How `conv_output_size` is judged."""
import numpy as np

from grader.checks import Check, Part


def steps_of_one(rng):
    yield {"n": 3, "k": 2, "pad": 0, "stride": 1}
    yield {"n": 3, "k": 2, "pad": 1, "stride": 1}
    yield {"n": 5, "k": 1, "pad": 0, "stride": 1}
    n = int(rng.integers(10, 30))
    yield {"n": n, "k": int(rng.integers(3, 9)), "pad": int(rng.integers(2, 5)), "stride": 1}
    yield {"n": 1, "k": 1, "pad": 0, "stride": 1}  # the smallest of all is no wrong number


def strides_that_divide(rng):
    yield {"n": 7, "k": 3, "pad": 0, "stride": 2}
    yield {"n": 6, "k": 4, "pad": 2, "stride": 3}
    yield {"n": 227, "k": 11, "pad": 0, "stride": 4}
    k, stride, steps = (int(number) for number in rng.permutation([3, 4, 5]))
    yield {"n": k + stride * steps - 4, "k": k, "pad": 2, "stride": stride}


def strides_that_do_not_divide(rng):
    yield {"n": 6, "k": 3, "pad": 0, "stride": 2}
    yield {"n": 7, "k": 2, "pad": 0, "stride": 4}
    yield {"n": 8, "k": 3, "pad": 1, "stride": 2}
    yield {"n": 224, "k": 7, "pad": 3, "stride": 2}
    k, stride, steps = (int(number) for number in rng.permutation([3, 4, 5]))
    yield {"n": k + stride * steps - 5 + stride, "k": k, "pad": 2, "stride": stride}


def wrong_numbers(rng):
    # In each case at most one number is wrong, named by `_about`; some are right, and must not be refused.
    yield {"n": 4, "k": 3, "pad": 0, "stride": 2, "_about": "pad"}
    yield {"n": 0, "k": 1, "pad": 1, "stride": 2, "_about": "n"}
    yield {"n": 5, "k": 0, "pad": 1, "stride": 2, "_about": "k"}
    yield {"n": 5, "k": -2, "pad": 1, "stride": 2, "_about": "k"}
    yield {"n": 5, "k": 2, "pad": -1, "stride": 1, "_about": "pad"}
    yield {"n": 5, "k": 2, "pad": 1, "stride": -1, "_about": "stride"}
    yield {"n": 5, "k": 2, "pad": 1, "stride": 0, "_about": "stride"}
    yield {"n": 3, "k": 4, "pad": 0, "stride": 2, "_about": "k"}
    yield {"n": 3, "k": 5, "pad": 1, "stride": 1, "_about": "k"}
    yield {"n": 3, "k": 4, "pad": 1, "stride": 1, "_about": "k"}
    yield {"n": 3, "k": 6, "pad": 1, "stride": 2, "_about": "k"}
    n, pad, stride = (int(number) for number in rng.permutation([4, 7, 9]))
    yield {"n": n, "k": n + 2 * pad + 1 + int(rng.integers(4)), "pad": pad, "stride": stride, "_about": "k"}
    yield {"n": n, "k": 1, "pad": -1, "stride": stride, "_about": "pad"}
    yield {"n": -n, "k": 2, "pad": n + 2, "stride": stride, "_about": "n"}


def conv_output_size_without_errors(n, k, pad, stride):
    return (n + 2 * pad - k) // stride + 1


def conv_output_size_float_without_errors(n, k, pad, stride):
    return np.floor((n + 2 * pad - k) / stride) + 1


def conv_output_size_answering(n, k, pad, stride):
    if n < 1 or k < 1 or pad < 0 or stride < 1 or k > n + 2 * pad:
        return 0
    return (n + 2 * pad - k) // stride + 1


def conv_output_size_by_int(n, k, pad, stride):
    if n < 1:
        raise ValueError("n: there is no input")
    if stride < 1:
        raise ValueError(f"stride {stride} does not move on")
    if pad < 0:
        raise ValueError("pad")
    if k < 1 or k > n + 2 * pad:
        raise ValueError(f"k = {k}, which does not fit")
    return 1 + int((n + 2 * pad - k) / stride)


def conv_output_size_counted(n, k, pad, stride):
    if n < 1:
        raise ValueError("n < 1")
    if not 1 <= k <= n + 2 * max(pad, 0):
        raise ValueError("k does not fit")
    if pad < 0:
        raise ValueError("pad < 0")
    if stride < 1:
        raise ValueError("stride < 1")
    return np.int64(len(range(0, n + 2 * pad - k + 1, stride)))


KINDS_OF_ERROR = ["an error that is no ValueError is raised", "a ValueError is raised"]


CHECK = Check(
    [
        Part("stride 1", 1, steps_of_one),
        Part("strides that divide", 1, strides_that_divide),
        Part("strides that do not divide", 1, strides_that_do_not_divide),
        Part("errors raised", 1, wrong_numbers, KINDS_OF_ERROR, "conv_output_size_error"),
        Part("errors that name the wrong number", 1, wrong_numbers, None, "conv_output_size_error"),
    ],
    accepts=[conv_output_size_by_int, conv_output_size_counted],
)
