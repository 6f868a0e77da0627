"""Right in float32 is right, and what is wrong by more than its rounding stays wrong."""
import functools
import types
from dataclasses import replace

import numpy as np
import pytest

from convlab.card import Card, Case, Part
from convlab.check import run_card
from convlab.compare import TOO_COARSE
from convlab.probes import probes_of
from convlab.run import Outcome, Student
from convlab.verdict import judge
from grader.cards import PUBLIC_SEED, make_card
from grader.course import chapter_names
from grader.sources import checks_of, implementation, reference_of

CHECKS = [(chapter, check) for chapter in chapter_names() for check in checks_of(chapter)]
# A difference of 1e-4 is lost in the rounding of float32.
TOO_FINE = {"numerical_gradient", "gradient_check", "gradient_descent"}
TYPE_ASKED = {"max_pool_forward_fast", "max_pool_backward_fast", "random_shift", "global_average_pool_backward"}


def lowered(value):
    if isinstance(value, np.ndarray) and value.dtype == np.float64:
        return value.astype(np.float32)
    return tuple(map(lowered, value)) if isinstance(value, tuple) else value


def in_float32(written):
    """A right function or class that computes with what it is given in float32."""
    if isinstance(written, type):
        methods = {name: one for name, one in vars(written).items() if isinstance(one, types.FunctionType)}
        return type(written.__name__, (written,), {name: in_float32(one) for name, one in methods.items()})

    @functools.wraps(written)
    def call(*args, **kwargs):
        return written(*map(lowered, args), **{name: lowered(value) for name, value in kwargs.items()})

    return call


@pytest.mark.parametrize(("chapter", "check"), CHECKS, ids=[f"{c[:2]}-{check.exercise}" for c, check in CHECKS])
def test_a_right_method_in_float32_is_right_or_told_why_it_is_not(chapter, check, monkeypatch):
    card = make_card(chapter, replace(check, mistakes=[]), PUBLIC_SEED)
    if check.exercise in TOO_FINE:  # the course's own makes floats of integers, and so of float32
        small = implementation(chapter, "numerical_gradient", [("np.asarray(x, dtype=float)", "np.asarray(x)")])
        monkeypatch.setattr(reference_of(chapter), "numerical_gradient", small.numerical_gradient)
    names = dict(vars(reference_of(chapter)))
    names[check.exercise] = in_float32(names[check.exercise])
    verdict = judge(card, run_card(card, Student(names), probes_of(chapter)))
    if check.exercise in TOO_FINE:
        assert verdict.message.endswith(TOO_COARSE)
    elif check.exercise in TYPE_ASKED:
        lost = [name for name, score, points in verdict.parts if score < points]
        assert len(lost) == 1 and "type" in lost[0], "what the docstring says of the type, and no more"
        assert verdict.message.startswith("Type of")
    else:
        assert verdict.outcome == "right", verdict.message


@pytest.mark.parametrize("exercise", ["random_search", "numerical_gradient", "dropout_forward", "col2im"])
def test_right_numbers_that_are_stored_in_float32_are_right(exercise):
    ((chapter, check),) = ((chapter, check) for chapter, check in CHECKS if check.exercise == exercise)
    card, names = make_card(chapter, replace(check, mistakes=[]), PUBLIC_SEED), dict(vars(reference_of(chapter)))
    right = names[exercise]
    names[exercise] = lambda *args, **kwargs: lowered(right(*args, **kwargs))
    verdict = judge(card, run_card(card, Student(names), probes_of(chapter)))
    lost = [name for name, score, points in verdict.parts if score < points and not name.startswith("no Python loop")]
    assert lost == [], verdict.message


def verdict_on(expected, got, exact=False, **inputs):
    case = Case("probe", inputs, [{"y": np.asarray(expected)}])
    card = Card("f", [Part("all", 1, [0])], [case], {}, exact=exact)
    return judge(card, [Outcome({"y": np.asarray(got)})])


RIGHT = np.array([100.7, 0.1234567890123, -3.3])
ROUNDED = 1 + 5e-7  # further off than a check allows, not further than float32


@pytest.mark.parametrize(
    ("expected", "got", "inputs", "outcome"),
    [
        (RIGHT, (RIGHT * ROUNDED).astype(np.float32), {}, "right"),
        (RIGHT, RIGHT + 1e-4, {}, "right"),  # next to a sum of 100, an error of 1e-4 is one of its rounding
        (RIGHT, RIGHT * (1 + 1e-5), {}, "wrong"),  # five digits: another formula
        (np.array(1e-3), np.array(1e-3 + 1e-6), {"x": np.array([5.0, -4.999])}, "right"),  # a sum that cancels
        (np.array(1e-3), np.array(1e-3 + 1e-6), {"x": np.array([1e-3])}, "wrong"),  # here nothing cancels
        (np.array(1e-3), np.array(1e-3 + 1e-5), {"x": np.array([1e6])}, "wrong"),  # large inputs excuse nothing
        (np.array(5.0), np.array(5.0 + 1e-6), {"x": np.array([np.inf, np.nan])}, "right"),
        (np.array([np.inf, 5.0]), np.array([np.inf, 6.0]), {}, "wrong"),
    ],
)
def test_seven_digits_of_the_largest_number_are_right(expected, got, inputs, outcome):
    assert verdict_on(expected, got, **inputs).outcome == outcome


def test_an_exact_check_takes_seven_digits_of_float32_and_of_nothing_else():
    rounded = (RIGHT * ROUNDED).astype(np.float32)
    assert verdict_on(RIGHT, rounded, exact=True).outcome == "right"
    assert verdict_on(RIGHT, rounded.astype(float), exact=True).outcome == "right", "it was float32"
    verdict = verdict_on(RIGHT, RIGHT * ROUNDED, exact=True)
    assert verdict.outcome == "wrong" and "float32" not in verdict.message, "float64 has another cause"


def test_float32_is_blamed_only_for_what_it_can_have_done():
    assert verdict_on(RIGHT, (RIGHT + 1e-3).astype(np.float32)).message.endswith(TOO_COARSE)
    assert "float32" not in verdict_on(RIGHT, (RIGHT * 2).astype(np.float32)).message
    assert "float32" not in verdict_on(RIGHT, RIGHT + 1e-3).message
    assert "float32" not in verdict_on(np.array([1.0, 2.0]), np.array([1.0, 2.0 + 2**-10])).message
    assert "float32" not in verdict_on(RIGHT, np.zeros((2, 2), np.float32)).message
