"""One case: what comes back from a student's function, and what is said when it is nothing that can be compared."""
import re
import warnings
from types import SimpleNamespace

import numpy as np
import pytest

from convlab.card import Card, Case, Part, native
from convlab.probes import OTHERWISE, judged_by, whole
from convlab.render import text
from convlab.run import CHANGED, Outcome, as_judged, describe, run_case
from convlab.verdict import judge


def run(function, **inputs):
    return run_case(lambda student, **given: {"y": student.f(**given)}, SimpleNamespace(f=function), inputs)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (np.array(["a"]), "y should be a number or an array of numbers, but your code gives an array of <U1"),
        (None, "y should be a number or an array of numbers, but your code gives None (is a `return` missing?)"),
        ("text", "y should be a number or an array of numbers, but your code gives one str"),
        ([[1], [1, 2]], "y should be a number or an array of numbers, but your code gives a list of 2"),
        ([[1, 2]], "y should be an array, but your code gives a list; np.array(...) makes an array of it"),
    ],
)
def test_what_is_no_array_is_named(given, said):
    outcome = run(lambda: given)
    assert outcome.message == said and not outcome.stopped


@pytest.mark.parametrize("given", [np.ones((2, 3)), np.float32(2), 5, True])
def test_arrays_and_numbers_come_back(given):
    assert np.array_equal(run(lambda: given).arrays["y"], given)


@pytest.mark.parametrize("number", [3_000_000_000, -(2**63), 2**63 - 1])
def test_an_integer_of_64_bits_comes_back_whatever_the_machines_own_size_is(number):
    array = run(lambda: number).arrays["y"]
    assert array.dtype == np.int64 and int(array) == number


def test_an_integer_that_no_array_holds_is_said_to_be_too_long():
    assert run(lambda: 2**200).message == "y is an integer of 201 bits, which no array of numbers can hold"


def test_a_machine_of_32_bits_gets_integers_of_its_own_and_no_number_is_cut():
    labels = native(np.array([3, 1], dtype=np.int64), np.int32)
    assert labels.dtype == np.int32 and labels.tolist() == [3, 1]
    large = native(np.array([3_000_000_000]), np.int32)
    assert large.dtype == np.int64 and large.tolist() == [3_000_000_000]
    assert native(labels.astype(np.uint8), np.int32).dtype == np.uint8
    sizes = [whole(number, np.int32) for number in (1000, 1000, 3, 1000)]
    assert np.prod(sizes) == 3_000_000_000 and type(whole(3)) is int


def warned(text: str):
    """A function that warns as an older NumPy did."""

    def function():
        warnings.warn(text, DeprecationWarning, stacklevel=2)
        return 1

    return function


CONVERSION = "Conversion of an array with ndim > 0 to a scalar is deprecated, and will error in future. Ensure you"


REMOVED = "`in1d` is deprecated. Use `np.isin` instead."


@pytest.mark.parametrize("text", [CONVERSION, REMOVED, "tostring() is deprecated."])
def test_what_a_newer_numpy_refuses_is_refused_by_an_older_one(text):
    outcome = run(warned(text))
    assert outcome.failure == "raised"
    assert re.match(r"an error from NumPy 2\.\d on, of which this NumPy [\d.]+ only warns: ", outcome.message)
    assert text.split(". ")[0].rstrip(".") in outcome.message and "Ensure" not in outcome.message


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@pytest.mark.parametrize("text", ["~ of a bool is deprecated", "Setting the shape on an array has been deprecated"])
def test_what_is_only_deprecated_is_right_still(text):
    assert run(warned(text)).arrays["y"] == 1


def test_the_conversion_of_an_array_to_a_number_is_refused_by_every_numpy():
    outcome = run(lambda: float(np.ones((1, 1, 1))))
    assert outcome.failure == "raised" and re.search("to a scalar|to Python scalars", outcome.message)


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
    assert verdict.score == 0.5, "half of the only part: the number is right"
    said = "Your code changes its input param; work on a copy. That costs one part of the points, not all."
    assert verdict.message == said
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


def test_what_python_cannot_read_is_named_by_its_line_alone():
    with pytest.raises(SyntaxError) as caught:
        compile("x = 1\ny = = 2", "<ipython-input-1-fc04acb65bb1>", "exec")
    assert describe(caught.value) == "SyntaxError: invalid syntax (line 2 of its cell)"
    with pytest.raises(SyntaxError) as caught:
        compile("y = = 2", "given.py", "exec")
    assert describe(caught.value) == "SyntaxError: invalid syntax (given.py, line 1)"


def test_a_crash_in_a_given_function_names_the_call_too():
    names = {}
    cells = {3: "def given(n):\n    raise ValueError('n is 0')\n", 5: "def mine(n):\n\n    return given(n)\n"}
    for number, code in cells.items():
        exec(compile(code, f"<ipython-input-{number}>", "exec"), names)
    with pytest.raises(ValueError) as caught:
        names["mine"](0)
    said = "ValueError: n is 0 (given, line 2 of its cell, called in mine, line 3 of its cell)"
    assert describe(caught.value) == said


def mean_and_size(arrays, x, **_):
    if arrays["y"].shape != x.shape:
        raise ValueError(f"y should have the shape of x, {x.shape}, but has {arrays['y'].shape}")
    return {"mean": arrays["y"].mean(), "size": arrays["y"].size}


@judged_by(mean_and_size)
def drawn(student, x):
    return {"y": student.f(x)}


def judged(function):
    inputs = {"x": np.zeros(4)}
    return as_judged(drawn, inputs, run_case(drawn, SimpleNamespace(f=function), inputs))


def test_of_what_is_judged_by_properties_only_these_are_compared():
    first, other = (judged(lambda x, y=y: x + y) for y in ([1, 2, 3, 4], [4, 3, 2, 1]))
    assert first.arrays.keys() == {"mean", "size"} and first.arrays == other.arrays


def test_arrays_that_have_no_properties_are_an_error_in_words():
    outcome = judged(lambda x: x[:2])
    assert outcome.failure == "raised"
    said = "What your code returns has not the form that is asked for (ValueError: y should have the shape of x, (4,), "
    assert outcome.message == f"{said}but has (2,))" and not outcome.stopped
    assert judged(lambda x: 1 / 0).message.startswith("ZeroDivisionError"), "an error of the student's own stays"


def test_a_changed_input_is_told_beside_the_properties():
    assert judged(lambda x: np.copy(x) if write_first(x) else x).arrays[CHANGED + "x"].tolist() == [7, 0, 0, 0]


def test_a_probe_without_properties_is_judged_by_its_arrays():
    outcome = run(lambda: np.ones(2))
    assert as_judged(lambda student: {}, {}, outcome) is outcome


@pytest.mark.parametrize(("message", "stopped"), [
    ("ValueError: no (corr2d, line 3 of its cell: raise ValueError('no'))", True),
    ("Oops: no (corr2d, line 3 of its cell: raise Oops('no'))", True),
    ("TypeError: corr2d() takes 1 positional argument but 2 were given", True),
    ("Y should be an array, but your code gives a list", False),
    ("Your code returns one array, expected 2 values: out, cache", False),
    ("config has no 'velocity': it is empty", False),
    (f"{OTHERWISE}IndexError: no (corr2d, line 3 of its cell: X[9])", False),
])  # fmt: skip
def test_code_that_came_to_its_end_has_not_stopped(message, stopped):
    assert Outcome(failure="raised", message=message).stopped == stopped


@pytest.mark.parametrize("failure", ["timed out", "died", "not implemented", ""])
def test_what_came_to_no_end_has_stopped(failure):
    assert Outcome(failure=failure, message="it was stopped after 5 s").stopped == bool(failure)


@pytest.mark.parametrize("name", ["a" * 100, "Y should be an array", ""])
def test_the_name_of_an_errors_class_may_be_any_text_and_is_told_only_as_a_name(name):
    odd = type(name, (Exception,), {})

    def fails():
        raise odd("text")

    outcome = run(fails)
    assert outcome.message.startswith("Exception: text") and outcome.stopped
