"""The counter that tells loops over pixels from NumPy's own loops."""
import gc
import sys
import threading

import numpy as np
import pytest

from convlab.counting import python_steps, uncounted


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


def test_what_is_left_out_is_not_counted_and_what_comes_after_it_is():
    def half(x):
        with uncounted():
            looping(x)
        return x * 2

    assert python_steps(half, np.ones(1000)) == python_steps(half, np.ones(10)) > python_steps(vectorised, np.ones(10))
    assert python_steps(looping, np.ones(100)) - python_steps(looping, np.ones(50)) >= 100


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


def hiding_with_a_tracer(x):
    sys.settrace(None)
    return looping(x)


def hiding_with_a_monitor(x):
    tool = next(number for number in range(6) if sys.monitoring.get_tool(number) == "convlab.counting")
    sys.monitoring.set_events(tool, 0)
    return looping(x)


def freeing_the_monitor(x):
    tool = next(number for number in range(6) if sys.monitoring.get_tool(number) == "convlab.counting")
    sys.monitoring.free_tool_id(tool)
    return looping(x)


@pytest.mark.skipif(hasattr(sys, "monitoring"), reason="counts without a tracer: see the tests below")
def test_switching_the_tracer_off_is_refused():
    with pytest.raises(RuntimeError, match="settrace"):
        python_steps(hiding_with_a_tracer, np.ones(3))


monitored = pytest.mark.skipif(not hasattr(sys, "monitoring"), reason="sys.monitoring came with Python 3.12")


@monitored
def test_a_tracer_of_the_students_own_changes_no_count():
    before = sys.gettrace()
    try:
        more, fewer = (python_steps(hiding_with_a_tracer, np.ones(n)) for n in (100, 50))
    finally:
        sys.settrace(before)
    assert more - fewer >= 100


@monitored
@pytest.mark.parametrize("hiding", [hiding_with_a_monitor, freeing_the_monitor])
def test_switching_the_monitor_off_is_refused_and_the_next_count_is_right(hiding):
    with pytest.raises(RuntimeError, match="monitoring"):
        python_steps(hiding, np.ones(3))
    assert python_steps(looping, np.ones(100)) - python_steps(looping, np.ones(50)) >= 100
    assert "convlab.counting" not in map(sys.monitoring.get_tool, range(6))


def test_the_first_call_of_a_function_takes_as_many_steps_as_the_next():
    names = {}
    exec("def below(x):\n    return x + 1\n\n\ndef fresh(x):\n    return [below(value) for value in x]\n", names)
    first, second = (python_steps(names["fresh"], [1, 2, 3]) for _ in range(2))
    assert first == second > 10


def test_other_threads_are_not_counted():
    busy, done = threading.Thread(target=looping, args=[range(10**6)], daemon=True), threading.Event()

    def waiting(_):
        busy.start()
        busy.join()
        done.set()

    assert python_steps(waiting, None) < 5000 and done.is_set()


def test_what_runs_when_garbage_is_collected_is_not_counted():
    def of_another(phase, info):
        sum(range(10)) + sum(range(10))

    def cycles():
        for _ in range(5000):
            one = []
            one.append(one)

    cycles()
    alone = python_steps(cycles)
    gc.callbacks.append(of_another)
    try:
        assert python_steps(cycles) == alone
    finally:
        gc.callbacks.remove(of_another)
    assert gc.isenabled()
