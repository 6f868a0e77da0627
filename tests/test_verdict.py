"""What is said of arrays that are not right: the nearest right answer, and the mistake whatever its kind of number."""
import numpy as np

from convlab.card import Card, Case, Part
from convlab.check import run_card
from convlab.probes import probes_of
from convlab.render import text
from convlab.run import Outcome
from convlab.verdict import judge
from grader.cards import PUBLIC_SEED, make_card
from grader.sources import checks_of, implementation

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
    assert verdict.misconception is None
    assert verdict.message == "9 of 9 entries of counts are wrong, the first at [0, 0]."


def test_where_floats_are_wrong_the_kind_is_named_and_not_a_mistake_with_the_same_numbers():
    verdict = verdict_on("conv_output_size", wrong("conv_output_size", "float"))
    assert verdict.misconception["name"] == "float"
    assert verdict.counterexample.fault.sentence == "size holds floats, expected integers."


def test_an_error_of_another_kind_is_a_yes_where_no_is_expected():
    verdict = verdict_on("conv_output_size", [("raise ValueError(f\"{name}", "raise TypeError(f\"{name}")])
    assert verdict.counterexample.fault.sentence == "An error that is no ValueError is raised: yes, expected: no."
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
    for got, said in [(3.0, "y is [[3.]], expected [[2.]]."), (np.nan, "y is [[nan]], expected [[2.]].")]:
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
