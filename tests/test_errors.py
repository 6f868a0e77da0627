"""What errors mean: each is raised by Python or NumPy itself, as their words change from version to version."""
import linecache

import numpy as np
import pytest

from convlab.compare import Fault
from convlab.errors import MEANINGS
from convlab.kinds import kind
from convlab.run import Outcome, describe

NUMBERS = np.arange(6.0).reshape(2, 3)
WRONG = {
    "None where a value is needed": ["None + 1", "None.shape", "None[0]", "a, b = None", "np.sqrt(None)"],
    "a name that is not defined": ["nowhere + 1"],
    "a name without a value yet": ["def f():\n    total += 1\n    return total\nf()"],
    "a key that is not there": ["{'a': 1}['b']"],
    "a shape in two arguments": ["np.zeros(3, 4)", "np.ones(2, 2)"],
    "a list where an integer is needed": ["range([1, 2])", "np.zeros(2).reshape([1], 2)"],
    "a float where an integer is needed": ["range(4 / 2)", "np.zeros(4 / 2)", "np.zeros((2, np.float64(3)))"],
    "an index that is not an integer": ["x[1.0]", "[1, 2][1.0]", "x[:4 / 2]", "x[:, 1.0:]", "x['f']", "x[np.ones(2)]"],
    "an index beyond the end": ["x[2, 0]", "x[0, -4]", "[1][1]", "x.shape[2]"],
    "more indices than axes": ["x[0, 0, 0]"],
    "shapes that do not fit together": ["x * np.ones(2)", "x[0] = np.ones(2)", "x[:, :2] += x"],
    "a matrix product with a number": ["2 @ x", "np.cos(1.0) @ x"],
    "an array of too many axes": ["np.convolve(x, x)"],
    "a matrix product of shapes that do not fit": ["x @ x", "np.dot(x, x)", "x @ np.ones(2)"],
    "a reshape to another number of entries": ["x.reshape(4)", "x.reshape(-1, 4)"],
    "a negative length": ["np.zeros((2, -1))"],
    "an axis that is not there": ["x.sum(axis=2)"],
    "a transpose that misses axes": ["x.transpose(1, 2, 0)", "np.transpose(x, [0])"],
    "the largest entry of nothing": ["x[:0].max()", "np.min(x[:, 3:])"],
    "arrays that cannot be joined": ["np.stack([x, x[0]])", "np.concatenate([x, x[:, :2]])"],
    "rows of different lengths": ["np.array([[1, 2], [3]])"],
    "an array where one number is needed": ["x[0, 0] = np.ones(2)", "float(x)"],
    "an array as a condition": ["if x > 1: pass", "x > 1 and x < 2", "max(0, x)"],
    "too many arguments": ["def f(a):\n    return a\nf(1, 2)", "class A:\n    def g(x):\n        pass\nA().g(1)"],
    "an argument of another name": ["def f(a):\n    return a\nf(b=1)"],
    "a call of what is not a function": ["x(0)", "3(x)"],
    "an entry of what has none": ["(3)[0]", "len[0]", "x[0, 0][0]"],
    "another number of names than values": ["a, b, c = x", "a = b, c = 1", "n, m = 3", "for a, b in [1, 2]: pass"],
    "arithmetic with a list": ["[1] - [2]", "(1, 2) / 2", "[1] + (2,)", "[1, 2] * np.float64(2)", "[1] * 0.5"],
    "a function that is not in the module": ["np.nowhere(x)"],
    "an attribute that no method stores": ["class A:\n    def g(self):\n        w = 1\nA().w"],
    "an attribute that is not there": ["x.nowhere", "(3).shape"],
    "a function that calls itself without end": ["def f(n):\n    return f(n)\nf(1)"],
}


def outcome_of(code: str, names: dict) -> Outcome:
    """What a cell with this code would come to."""
    file = "<ipython-input-0>"
    linecache.cache[file] = (len(code), None, code.splitlines(True), file)
    try:
        exec(compile(code, file, "exec"), names)
    except Exception as error:
        return Outcome(failure="raised", message=describe(error))
    raise AssertionError(f"{code} raises nothing")


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize(("name", "code"), [(name, code) for name, codes in WRONG.items() for code in codes])
def test_an_error_is_told_with_its_meaning(name, code):
    outcome = outcome_of(code, {"np": np, "x": NUMBERS.copy()})
    said = f"Your code stopped: {outcome.message}."
    found, sentence = kind(Fault(said), outcome)
    assert found == name, outcome.message
    assert sentence.startswith(said) and sentence[-1] in ".?" and len(sentence) > len(said) + 20


def test_every_meaning_has_an_error():
    assert {name for name, *_ in MEANINGS} == set(WRONG) and len(MEANINGS) == len(WRONG)


@pytest.mark.parametrize("code", ["1 / 0", "raise RuntimeError('shapes (2,) and (3,) not aligned')"])
def test_other_errors_speak_for_themselves(code):
    outcome = outcome_of(code, {})
    assert kind(Fault(f"Your code stopped: {outcome.message}."), outcome)[0] in ("", "refused, though allowed")


def test_an_error_outside_of_the_notebook_is_not_the_readers():
    assert kind(Fault("x"), Outcome(failure="raised", message="NameError: name 'f' is not defined")) == ("", "")


def test_what_an_object_of_the_notebook_lacks_is_told_though_the_check_asks_for_it():
    outcome = Outcome(failure="raised", message="AttributeError: 'Conv2D' object has no attribute 'weight'")
    assert kind(Fault("Your code stopped."), outcome)[0] == "an attribute that no method stores"


@pytest.mark.parametrize(("line", "said"), [
    ("H, W = x.shape", "values on its right."), ("x, w = cache", "What was put into the cache?"),
    ("g(x)", "cell: g(x))."),
])  # fmt: skip
def test_of_a_cache_it_is_asked_what_was_put_into_it_and_of_a_call_nothing_is_said_of_its_sides(line, said):
    message = f"ValueError: too many values to unpack (expected 2) (f, line 2 of its cell: {line})"
    fault = Fault(f"Your code stopped: {message}.")
    assert (kind(fault, Outcome(failure="raised", message=message))[1] or fault.sentence).endswith(said)
