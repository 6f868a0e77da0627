"""Every clause of a docstring has a case: whoever breaks that clause alone loses points, also with a hidden seed.

tests/clauses/CHAPTER.toml has a table for each exercise. Its keys are words of the reference's signature and
docstring, their values code that breaks what they say:

    "words" = 'name'              a mistake of the exercise
    "words" = ['old', 'new', ...] an edit of the reference, like that of a mistake
    "words" = {right = [...]}     words that leave a choice: an edit that makes use of it and loses nothing
"""
import ast
import functools
import inspect
import re
import tomllib
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from classroom import SEED

from convlab.check import run_card
from convlab.probes import probes_of, stem
from convlab.run import Outcome, Student
from convlab.verdict import judge
from grader.card_cache import cards_of
from grader.cards import PUBLIC_SEED, make_card
from grader.course import chapter_names
from grader.sources import checks_of, implementation, reference_of

TABLES = Path(__file__).parent / "clauses"
CHECKS = [(chapter, check) for chapter in chapter_names() for check in checks_of(chapter)]
# What a sentence has that promises something. A default in a signature is a promise too.
PROMISES = re.compile(
    r"Returns|ValueError|missing|cache is|new array|in place|left as|as they are|exactly the numbers|types? of|of type"
    r"|\bNone\b|only source of (chance|randomness)|may be|must not|finite|loops? (over|may)|Python loop"
    r"|for you to choose|\beither (mark|the first)"
)


@functools.cache
def table(chapter: str) -> dict[str, dict]:
    return tomllib.loads((TABLES / f"{stem(chapter)}.toml").read_text(encoding="utf-8"))


def words(text: str) -> str:
    return " ".join(text.split())


def promised(chapter: str, exercise: str) -> tuple[str, list[str]]:
    """(docstrings in one line, defaults of the signatures) of an exercise and its methods."""
    tree = ast.parse(inspect.getsource(getattr(reference_of(chapter), exercise)))
    made = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.ClassDef)]
    functions = [node.args for node in made if isinstance(node, ast.FunctionDef)]
    defaults = [f"{name.arg}={ast.unparse(value)}".replace("'", '"') for args in functions
                for name, value in zip(args.args[len(args.args) - len(args.defaults):], args.defaults)]  # fmt: skip
    return words(" ".join(ast.get_docstring(node) or "" for node in made)), defaults


def score(chapter: str, check, card, wrong) -> float:
    names = vars(implementation(chapter, check.exercise, wrong))
    return judge(card, run_card(card, Student(names), probes_of(chapter)), explain=False).score


each_check = pytest.mark.parametrize(
    ("chapter", "check"), CHECKS, ids=[f"{chapter[:2]}-{check.exercise}" for chapter, check in CHECKS]
)


@each_check
def test_every_clause_is_listed(chapter, check):
    text, defaults = promised(chapter, check.exercise)
    listed = table(chapter).get(check.exercise, {})
    said = [key for key in listed if key not in defaults]
    assert [key for key in said if text.count(words(key)) != 1] == [], "quote words that the docstring has once"
    spans = [(text.index(words(key)), text.index(words(key)) + len(words(key))) for key in said]
    unlisted = [text[max(0, found.start() - 60):found.end() + 60] for found in PROMISES.finditer(text)
                if not any(start <= found.start() and found.end() <= end for start, end in spans)]  # fmt: skip
    assert unlisted == []
    assert [one for one in defaults if one not in listed] == []


@each_check
def test_whoever_breaks_a_clause_loses_points(chapter, check):
    card = make_card(chapter, replace(check, mistakes=[]), "a seed that nobody has")
    mistakes = {mistake.name: mistake for mistake in check.mistakes}
    clauses = table(chapter)[check.exercise]
    unpaid = [clause for clause, broken in clauses.items() if not isinstance(broken, dict)
              and score(chapter, check, card, mistakes[broken] if isinstance(broken, str) else edit(broken))
              == card.points]  # fmt: skip
    assert unpaid == [], "no case breaks with these"
    choices = {clause: broken["right"] for clause, broken in clauses.items() if isinstance(broken, dict)}
    assert [one for one, way in choices.items() if score(chapter, check, card, edit(way)) < card.points] == []


def edit(texts: list[str]) -> list[tuple[str, str]]:
    return list(zip(texts[::2], texts[1::2], strict=True))


def test_each_table_is_of_an_exercise():
    listed = {(chapter, name) for chapter in chapter_names() for name in table(chapter)}
    assert listed == {(chapter, check.exercise) for chapter, check in CHECKS}
    assert {path.stem for path in TABLES.iterdir()} == set(map(stem, chapter_names()))


# Where what is drawn could decide most: masks, and which entry of a window is the largest.
DRAWN = ["pool_forward", "create_mask_from_window", "max_pool_backward_naive", "dropout_forward"]


@pytest.mark.parametrize("exercise", DRAWN)
def test_what_a_mistake_costs_does_not_depend_on_the_seed(exercise):
    ((chapter, check),) = ((chapter, check) for chapter, check in CHECKS if check.exercise == exercise)
    cards = [make_card(chapter, replace(check, mistakes=[]), seed) for seed in ("one", "another")]
    costs = {mistake.name: {score(chapter, check, card, mistake) for card in cards} for mistake in check.mistakes}
    assert {name: sorted(scores) for name, scores in costs.items() if len(scores) > 1} == {}


# In its place "shapes of the parameters" fails always; what it draws is too little to be judged for sure.
BY_CHANCE = [("SmallResNet", "always one input channel"), ("SmallResNet", "always ten classes")]


@pytest.mark.parametrize("chapter", chapter_names())
def test_a_mistake_fails_the_same_parts_at_home_and_when_graded(chapter):
    """Else luck decides over points, and feedback tells of a part that was right when it was graded."""
    at_home, graded = cards_of(chapter, PUBLIC_SEED), cards_of(chapter, SEED)
    differ = {(exercise, mistake): [failing(card, mistake), failing(graded[exercise], mistake)]
              for exercise, card in at_home.items() for mistake in card.messages}  # fmt: skip
    assert {name: one for name, one in differ.items() if one[0] != one[1] and name not in BY_CHANCE} == {}


def failing(card, mistake: str) -> list[str]:
    """The parts of which whoever makes a mistake has no points, by what the card knows of it."""
    known = [case.wrong[mistake] for case in card.cases]
    outcomes = [Outcome(None, "raised", one) if isinstance(one, str) else Outcome(one) for one in known]
    return [name for name, got, most in judge(card, outcomes, explain=False).parts if got < most]


@pytest.mark.parametrize("chapter", chapter_names())
def test_the_references_take_the_cases_of_any_seed(chapter):
    """Sizes that are drawn must fit: a class whose secret seed draws others could not be graded at all."""
    for check in checks_of(chapter):
        for seed in ("one", "another", "a third", "a fourth"):
            assert make_card(chapter, replace(check, mistakes=[]), seed).cases


STARTS = [("11_architectures", "SmallResNet"), ("10_three_layer_convnet", "ThreeLayerConvNet")]


@pytest.mark.parametrize(("chapter", "exercise"), STARTS)
def test_who_draws_in_another_order_is_right_whatever_the_seed(chapter, exercise):
    """What is asked of a start may not depend on luck: the same of a hundred starts by each of two right networks."""
    (check,) = (check for check in checks_of(chapter) if check.exercise == exercise)
    (part,) = (part for part in check.parts if part.probe == f"{exercise}_start")
    probe = getattr(probes_of(chapter), f"{exercise}_start")
    student = SimpleNamespace(**{exercise: check.accepts[0]})
    reference = SimpleNamespace(**{exercise: getattr(reference_of(chapter), exercise)})
    for case in part.cases(np.random.default_rng(0)):
        said = set()
        for inputs in (case | {"_seed": seed} for seed in range(50)):
            said |= {repr(probe.properties(probe(by, **inputs), **inputs)) for by in (student, reference)}
        assert len(said) == 1, said
