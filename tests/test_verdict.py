"""What is said of arrays that are not right: the nearest right answer, and the mistake whatever its kind of number."""
import functools
import json

import numpy as np

from convlab.card import Card, Case, Part
from convlab.check import run_card
from convlab.probes import probes_of
from convlab.render import text
from convlab.run import CHANGED, Outcome, Student
from convlab.verdict import judge
from grader.cards import PUBLIC_SEED, make_card
from grader.sources import checks_of, implementation, reference_of

CHAPTER = "02_padding_and_stride"
CHECKS = {check.exercise: check for check in checks_of(CHAPTER)}
CARDS = {name: make_card(CHAPTER, check, PUBLIC_SEED) for name, check in CHECKS.items()}


def verdict_on(exercise: str, edits: list):
    student = implementation(CHAPTER, exercise, edits)
    return judge(CARDS[exercise], run_card(CARDS[exercise], student, probes_of(CHAPTER)))


def wrong(exercise: str, name: str) -> list:
    (found,) = (misconception.wrong for misconception in CHECKS[exercise].mistakes if misconception.name == name)
    return found


def test_a_mistake_made_in_floats_is_the_same_mistake():
    edits = [*wrong("pixel_use_counts", "assigned, not added"), ("dtype=int", "dtype=float")]
    assert verdict_on("pixel_use_counts", edits).misconception["name"] == "assigned, not added"


def test_where_floats_are_right_too_a_wrong_float_is_told_its_value():
    verdict = verdict_on("pixel_use_counts", [("+= 1", "+= 1.5"), ("dtype=int", "dtype=float")])
    said = "counts is [[1.5]], expected [[1.]]. counts is 1.5 times what is right."
    assert verdict.message == said and verdict.misconception["name"] == "times a number"


def test_where_floats_are_wrong_the_kind_is_named_and_not_a_mistake_with_the_same_numbers():
    verdict = verdict_on("conv_output_size", wrong("conv_output_size", "float"))
    assert verdict.misconception["name"] == "float"
    assert verdict.counterexample.fault.sentence == "size holds floats, expected integers."


def test_an_error_of_another_kind_is_a_yes_where_no_is_expected():
    verdict = verdict_on("conv_output_size", [("raise ValueError(f\"{name}", "raise TypeError(f\"{name}")])
    assert verdict.counterexample.fault.sentence == "This input is refused, but not with a ValueError: raise that."
    assert "expected =" not in text(verdict), "the sentence has said it"
    assert [name for name, score, points in verdict.parts if score < points] == [
        "errors raised", "errors that name the wrong number",
    ]  # fmt: skip


def test_of_two_mistakes_with_the_same_numbers_the_one_of_the_same_kind_is_named():
    def case(**wrongs):
        return Case("probe", {}, [{"y": np.array([1, 2])}], {k: {"y": np.array(v)} for k, v in wrongs.items()})

    card = Card("f", [Part("all", 1, [0])], [case(whole=[3, 4], floating=[3.0, 4.0])], {"whole": "w", "floating": "f"})
    for got, name in [(np.array([3, 4]), "whole"), (np.array([3.0, 4.0]), "floating")]:
        assert judge(card, [Outcome({"y": got})]).misconception["name"] == name
    assert judge(card, [Outcome({"y": np.array([3, 5])})]).misconception is None


def test_a_single_number_is_told_and_not_counted():
    card = Card("f", [Part("all", 1, [0])], [Case("probe", {}, [{"y": np.array([[2.0]])}])], {})
    of_nan = "nan comes of 0 / 0, of inf - inf, of the root or logarithm of a negative number, and of None."
    for got, said in [(3.0, "y is [[3.]], expected [[2.]]."), (np.nan, f"y is [[nan]], expected [[2.]]. {of_nan}")]:
        assert judge(card, [Outcome({"y": np.array([[got]])})]).message == said


def test_a_mistake_is_named_though_another_probe_fails_for_another_reason():
    unrefused = [
        ('raise ValueError(f"{name} must be at least {least}, but is {number}")', "pass"),
        ('raise ValueError(f"k is {k}, longer than the padded input, {n + 2 * pad}")', "pass"),
    ]
    verdict = verdict_on("conv_output_size", wrong("conv_output_size", "pad ignored") + unrefused)
    assert verdict.misconception["name"] == "pad ignored"
    assert verdict.counterexample.part in ("stride 1", "strides that divide", "strides that do not divide")
    assert verdict.score == 0


# --- inputs changed in place --------------------------------------------------------------------

BACKPROP = "05_backprop"


@functools.cache
def card_of(exercise: str) -> Card:
    (check,) = (check for check in checks_of(BACKPROP) if check.exercise == exercise)
    return make_card(BACKPROP, check, PUBLIC_SEED)


def verdict_on_function(exercise: str, wrong):
    card, names = card_of(exercise), dict(vars(reference_of(BACKPROP)))
    return judge(card, run_card(card, Student(names | {exercise: wrong}), probes_of(BACKPROP)))


def softmax_in_place(x):
    x -= x.max(axis=-1, keepdims=True)
    return np.exp(x) / np.exp(x).sum(axis=-1, keepdims=True)


def relu_backward_of_the_book(dout, cache):
    dout[cache <= 0] = 0
    return dout


def step_in_place(x):
    x[...] = x > 0
    return x.astype(int)


def test_right_numbers_and_a_changed_input_lose_the_cheapest_part():
    for exercise, wrong in [("softmax", softmax_in_place), ("relu_backward", relu_backward_of_the_book)]:
        verdict = verdict_on_function(exercise, wrong)
        assert verdict.score == verdict.max_score - 1 and verdict.outcome == "wrong"
        assert sum(score < points for _, score, points in verdict.parts) == 1
        assert "That costs one part of the points, not all." in text(verdict), "also where a mistake is named"
        assert "after your call" in text(verdict)


def test_of_an_exercise_with_one_part_a_changed_input_costs_half():
    card = card_of("step")
    assert len(card.parts) == 1 and verdict_on_function("step", step_in_place).score == card.points / 2


def softmax_doubled_in_place(x):
    return 2 * softmax_in_place(x)


def test_a_changed_input_hides_nothing_else_that_is_wrong():
    verdict = verdict_on_function("softmax", softmax_doubled_in_place)
    assert verdict.score == 0 and "of p are wrong" in verdict.message
    assert verdict.message.endswith("Besides, your code changes its input x; work on a copy.")
    assert "after your call" not in text(verdict), "what is shown is the numbers"


def changing(card: Card, arrays: list[dict]) -> list[Outcome]:
    """Outcomes of a run that gives these arrays and changes x in every case."""
    return [Outcome({**one, CHANGED + "x": case.inputs["x"] + 1}) for case, one in zip(card.cases, arrays)]


def test_a_mistake_is_named_though_an_input_is_changed_besides():
    card, name = card_of("softmax"), "sum along axis 0"
    verdict = judge(card, changing(card, [case.wrong[name] for case in card.cases]))
    assert verdict.misconception["name"] == name
    assert verdict.message == f"{card.messages[name]} Besides, your code changes its input x; work on a copy."


def test_what_a_named_mistake_changes_itself_is_not_told_besides():
    run = {"y": np.array(2.0), CHANGED + "x": np.zeros(1)}
    card = Card("f", [Part("all", 1, [0])], [Case("probe", {"x": np.ones(1)}, [{"y": np.array(1.0)}], {"m": run})],
                {"m": "You change x before you use it."})  # fmt: skip
    assert judge(card, [Outcome(run)]).message == "You change x before you use it."


def test_right_numbers_are_no_mistake_that_gives_them_too():
    right = {"y": np.array(1.0)}
    cases = [Case("probe", {"x": np.ones(n)}, [right], {"other": right if n == 1 else {"y": np.array(2.0)}})
             for n in (1, 2)]  # fmt: skip
    card = Card("f", [Part("one", 1, [0]), Part("two", 3, [1])], cases, {"other": "Something else."})
    verdict = judge(card, [Outcome({**right, CHANGED + "x": np.zeros(1)}), Outcome(right)])
    assert verdict.misconception["name"] == "an input changed in place" and "changes its input x" in verdict.message


def test_a_changed_input_costs_a_part_that_shows_it_and_is_right_otherwise():
    right, bad = {"y": np.array(1.0)}, {"y": np.array(2.0)}
    cases = [Case("probe", {"x": np.ones(n)}, [right]) for n in (1, 2, 3)]
    card = Card("f", [Part("a", 1, [0]), Part("b", 2, [1]), Part("c", 3, [2])], cases, {})
    changed = {CHANGED + "x": np.zeros(1)}
    for outcomes, scores in [
        ([right, right | changed, right | changed], [1, 0, 3]),
        ([right, bad | changed, right | changed], [1, 0, 0]),
        ([right, right, bad | changed], [1, 2, 0]),
    ]:
        verdict = judge(card, [Outcome(arrays) for arrays in outcomes])
        assert [score for _, score, _ in verdict.parts] == scores


def test_a_counterexample_whose_input_is_a_dictionary_of_arrays_goes_into_a_receipt():
    inputs = {"params": {"W1": np.ones((1, 2))}, "pads": (1, 2)}
    card = Card("f", [Part("all", 1, [0])], [Case("probe", inputs, [{"y": np.array([1, 2])}], {})], {})
    said = judge(card, [Outcome({"y": np.array([1, 3])})]).to_json()
    assert json.loads(json.dumps(said))["counterexample"]["inputs"] == {
        "params": {"W1": {"shape": [1, 2], "dtype": "float64", "values": [[1, 1]]}},
        "pads": [1, 2],
    }
