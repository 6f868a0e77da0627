"""The counter that tells loops over pixels from NumPy's own loops."""
import sys

import numpy as np
import pytest

from convlab.counting import python_steps


def looping(x):
    return [value * 2 for value in x]


def vectorised(x):
    return x * 2


def calling(x):
    return list(map(vectorised, x))


@pytest.mark.parametrize("call", [looping, calling])
def test_a_loop_takes_more_steps_on_more_numbers(call):
    assert python_steps(call, np.ones(100)) - python_steps(call, np.ones(50)) >= 100


def test_numpys_loop_takes_none():
    assert python_steps(vectorised, np.ones(1000)) == python_steps(vectorised, np.ones(10)) < 20


def test_steps_below_library_code_are_counted():
    each = np.vectorize(lambda value: value * 2)
    assert python_steps(each, np.ones(100)) - python_steps(each, np.ones(50)) >= 100


def test_another_tracer_is_put_back_even_after_an_error():
    def another(*_):
        return None

    before = sys.gettrace()
    try:
        sys.settrace(another)
        with pytest.raises(ZeroDivisionError):
            python_steps(lambda: 1 // 0)
        assert sys.gettrace() is another
    finally:
        sys.settrace(before)


def test_switching_the_counter_off_is_refused():
    def hiding(x):
        sys.settrace(None)
        return looping(x)

    with pytest.raises(RuntimeError, match="settrace"):
        python_steps(hiding, np.ones(3))
