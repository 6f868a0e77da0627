"""What someone brings along from a well-known course: right forms are paid in full, the others are told by name."""
import functools
from dataclasses import replace

import known_forms
import pytest

from convlab.check import run_card
from convlab.probes import probes_of
from convlab.run import Student
from convlab.verdict import judge
from grader.cards import PUBLIC_SEED, make_card
from grader.course import chapter_names
from grader.sources import checks_of, implementation

CHECKS = {check.exercise: (chapter, check) for chapter in chapter_names() for check in checks_of(chapter)}


@functools.cache
def card_of(exercise: str, named: bool):
    chapter, check = CHECKS[exercise]
    return make_card(chapter, check if named else replace(check, mistakes=[]), PUBLIC_SEED)


@pytest.mark.parametrize(
    ("exercise", "written", "name"), known_forms.FORMS, ids=[written.__name__ for _, written, _ in known_forms.FORMS]
)
def test_a_well_known_form_is_paid_or_named(exercise, written, name):
    chapter, _ = CHECKS[exercise]
    names = vars(implementation(chapter, exercise, written))
    card = card_of(exercise, bool(name))
    verdict = judge(card, run_card(card, Student(names), probes_of(chapter)))
    if name == known_forms.RIGHT:
        assert (verdict.outcome, verdict.score) == ("right", verdict.max_score), verdict.message
    else:
        assert verdict.score < verdict.max_score
        assert verdict.misconception and verdict.misconception["name"] == name, verdict.message
