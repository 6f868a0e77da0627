"""One case: what comes back from a student's function, and what is said when it is nothing that can be compared."""
from types import SimpleNamespace

import numpy as np
import pytest

from convlab.card import Card, Case, Part
from convlab.render import text
from convlab.run import CHANGED, describe, run_case
from convlab.verdict import judge


def run(function, **inputs):
    return run_case(lambda student, **given: {"y": student.f(**given)}, SimpleNamespace(f=function), inputs)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (np.array(["a"]), "y should be a number or an array of numbers, but your code gave an array of <U1"),
        (None, "y should be a number or an array of numbers, but your code gave None (is a `return` missing?)"),
        ("text", "y should be a number or an array of numbers, but your code gave str"),
        ([[1], [1, 2]], "y should be a number or an array of numbers, but your code gave list"),
        ([[1, 2]], "y should be an array, but your code gave a list; np.array(...) makes an array of it"),
    ],
)
def test_what_is_no_array_is_named(given, said):
    assert run(lambda: given).message == f"TypeError: {said}"


@pytest.mark.parametrize("given", [np.ones((2, 3)), np.float32(2), 5, True])
def test_arrays_and_numbers_come_back(given):
    assert np.array_equal(run(lambda: given).arrays["y"], given)


def pop(param):
    return param.pop("pad")


def write_inside(param):
    param["running"][0] = 7.0
    return 1


def write_first(x):
    x[0] = 7.0
    return 1


def append(param):
    param.append(3)
    return 1


@pytest.mark.parametrize(
    ("function", "param"),
    [(pop, {"pad": 1, "stride": 2}), (write_inside, {"running": np.zeros(2)}), (append, [(3, 1)])],
)
def test_a_dictionary_or_list_that_was_changed_is_named(function, param):
    outcome = run(function, param=param)
    assert outcome.arrays[CHANGED + "param"] == True  # noqa: E712, an array of one entry
    case = Case("probe", {"param": param}, [{"y": outcome.arrays["y"]}])
    verdict = judge(Card("f", [Part("all", 1, [0])], [case], {}), [outcome])
    assert verdict.score == 0 and verdict.message == "Your code changes its input param; work on a copy."
    assert "param" in text(verdict), "and it can be shown"


def test_an_array_that_was_changed_is_shown_before_and_after():
    outcome = run(write_first, x=np.array([3.0, 4.0]))
    case = Case("probe", {"x": np.array([3.0, 4.0])}, [{"y": outcome.arrays["y"]}])
    verdict = judge(Card("f", [Part("all", 1, [0])], [case], {}), [outcome])
    assert "x before = [3. 4.]" in text(verdict) and "x after your call = [7. 4.]" in text(verdict)
    assert " x = " not in text(verdict) and "expected" not in text(verdict)


def test_of_two_inputs_that_are_one_array_the_changed_one_is_named():
    x = np.array([3.0, 4.0])
    probe = lambda student, w, x: {"y": write_first(x) + w[0]}  # noqa: E731
    outcome = run_case(probe, None, {"w": x, "x": x})
    assert outcome.arrays["y"] == 4 and CHANGED + "x" in outcome.arrays and CHANGED + "w" not in outcome.arrays


def test_what_was_only_read_is_not_named():
    param = {"pad": 1, "running": np.array([np.nan]), "layers": [(1, 2)]}
    assert set(run(lambda param: len(param["running"]), param=param).arrays) == {"y"}


def test_a_crash_names_the_function_and_its_line():
    code = "def given(n):\n    raise ValueError('n is 0')\n\n\ndef mine(n):\n    return given(n)\n"
    names = {}
    exec(compile(code, "<ipython-input-3>", "exec"), names)
    with pytest.raises(ValueError) as caught:
        names["mine"](0)
    assert describe(caught.value) == "ValueError: n is 0 (given, line 2 of its cell)"


def test_a_crash_in_a_given_function_names_the_call_too():
    names = {}
    cells = {3: "def given(n):\n    raise ValueError('n is 0')\n", 5: "def mine(n):\n\n    return given(n)\n"}
    for number, code in cells.items():
        exec(compile(code, f"<ipython-input-{number}>", "exec"), names)
    with pytest.raises(ValueError) as caught:
        names["mine"](0)
    said = "ValueError: n is 0 (given, line 2 of its cell, called in mine, line 3 of its cell)"
    assert describe(caught.value) == said
