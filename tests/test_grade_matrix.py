"""The grade matrix, in nbgrader's gradebook: what is right scores fully, what is wrong loses and is named.

`grader autograde` grades all submissions of a chapter. `nbgrader autograde`, with the same judge but a second a
submission, grades some of each kind: its gradebook must say the same of them.
"""
import functools
import re

import numpy as np
import pytest
from classroom import gradebook, new_course, points, run_warm, submit

from convlab.run import Outcome
from convlab.verdict import judge
from grader.card_cache import cards_of
from grader.cards import PUBLIC_SEED
from grader.course import chapter_names, filled, load_chapter
from grader.invented import invented_class
from grader.sources import calls_of, checks_of, reference_sources, source_of, without_docstrings

CHECKS = [(chapter, check) for chapter in chapter_names() for check in checks_of(chapter)]
PAIRS = [(chapter, check.exercise) for chapter, check in CHECKS]

each_chapter = pytest.mark.parametrize("chapter", chapter_names())
each_check = pytest.mark.parametrize(("chapter", "check"), CHECKS, ids=[f"{c[:2]}-{e}" for c, e in PAIRS])


def class_of(chapter: str) -> dict[str, object]:
    """{student: notebook}: everything that the tests below ask about."""
    loaded, right = load_chapter(chapter), reference_sources(chapter)
    students = {"reference": filled(loaded, right), "empty": filled(loaded, {})}
    students |= {f"only-{name}": filled(loaded, {name: right[name]}) for name in right}
    # What calls others gets right ones: two mistakes may make up for each other. Nothing else is filled in, as what is
    # not there takes no time.
    for kind in ("wrong", "other"):
        variants_of = {check.exercise: variants(check, kind) for check in checks_of(chapter)}
        for number, taken in enumerate(packed(chapter, kind)):
            made = {name: source_of(chapter, name, variants_of[name][which]) for name, which in taken.items()}
            students[f"{kind}-{number}"] = filled(loaded, needed(chapter, made, right) | made)
    if chapter == chapter_names()[0]:  # how they cheat and trip has nothing to do with the chapter
        students |= {f"demo-{name}": notebook for name, (_, notebook) in invented_class(loaded).items()}
    return students


def asked_of_nbgrader(students: dict) -> list[str]:
    """Who is graded by nbgrader's own command: of the first chapter the demo's class and the first of each kind; of
    another one who has a mistake in some exercises, and is right in others.
    """
    kinds = {re.sub(r"\d+$|(?<=^only)-.*", "", name): name for name in reversed(students)}
    return [name for kind, name in kinds.items() if kind != "only"] if "demo-ada" in students else ["wrong-0"]


@functools.cache
def packed(chapter: str, kind: str) -> list[dict[str, int]]:
    """Submissions that take all variants of a kind, each as {exercise: the number of its variant}.

    Exercises are judged apart, so that one submission can take a mistake of each, as long as none calls another one.
    Those that have most left go first.
    """
    left = {check.exercise: dict(enumerate(calls_of_variants(chapter, check, kind))) for check in checks_of(chapter)}
    submissions = []
    while any(left.values()):
        taken: dict[str, int] = {}
        called: set[str] = set()
        for name in sorted(left, key=lambda name: -len(left[name])):
            fits = [which for which, calls in left[name].items() if name not in called and not calls & set(taken)]
            if fits:
                taken[name] = fits[0]
                called |= left[name].pop(fits[0])
        submissions.append(taken)
    return submissions


def submission_of(chapter: str, kind: str, exercise: str, number: int) -> str:
    """The student who hands in that variant of the exercise."""
    taken = packed(chapter, kind)
    return f"{kind}-{next(n for n, one in enumerate(taken) if one.get(exercise) == number)}"


def calls_of_variants(chapter: str, check, kind: str) -> list[set[str]]:
    """For each variant of an exercise the others that it mentions, or that these call."""
    names = {one.exercise for one in checks_of(chapter)} - {check.exercise}
    codes = [without_docstrings(source_of(chapter, check.exercise, one)) for one in variants(check, kind)]
    mentioned = [{name for name in names if re.search(rf"\b{name}\b", code)} for code in codes]
    return [ones.union(*(calls_of(chapter)[one] for one in ones)) for ones in mentioned]


def needed(chapter: str, made: dict[str, str], right: dict[str, str]) -> dict[str, str]:
    """Right sources of all that these sources and the exercises themselves may call, and of what that may call."""
    named = {name for name in right if any(re.search(rf"\b{name}\b", source) for source in made.values())}
    return {name: right[name] for name in named.union(*(calls_of(chapter)[name] for name in named))}


def variants(check, kind: str) -> list:
    return check.accepts if kind == "other" else check.mistakes


@pytest.fixture(scope="module")
def courses(released, tmp_path_factory):
    """courses(chapter): the gradebooks of nbgrader's autograde, for some of the class, and of ours, for all."""

    @functools.cache
    def grade(chapter: str) -> tuple[dict, dict]:
        folder = tmp_path_factory.mktemp(chapter)
        stock, ours = (new_course(released, folder / name) for name in ["stock", "ours"])
        students = class_of(chapter)
        for course, names in [(stock, asked_of_nbgrader(students)), (ours, students)]:
            for student in names:
                submit(course, student, students[student], chapter)
        letter = int("demo-yara" in students)  # one of the demo's class hands in a letter
        run_warm("nbgrader", "autograde", chapter, cwd=stock, code=letter)
        run_warm("grader", "autograde", chapter, "--workers", 1, cwd=ours, code=letter)  # the cores have other tests
        return gradebook(stock, chapter), gradebook(ours, chapter)

    return grade


def having(books: tuple[dict, dict], student: str) -> list[dict]:
    """The gradebooks that have a student: ours must."""
    assert student in books[1]
    return [book for book in books if student in book]


def scores(book: dict, student: str) -> dict[str, float]:
    return {exercise: row[0] for exercise, row in book[student].items()}


@each_chapter
def test_nbgraders_autograde_and_ours_agree(courses, chapter):
    stock, ours = courses(chapter)
    # demo-wen's folder is empty: nbgrader passes over it, we give it zero. demo-yara's file is a letter: both file it.
    assert set(asked_of_nbgrader(class_of(chapter))) - set(stock) <= {"demo-wen"}
    assert {name: stock[name] for name in stock} == {name: ours[name] for name in stock}
    kinds = {"reference", "empty", "wrong-0", "other-0"} if chapter == chapter_names()[0] else {"wrong-0"}
    assert set(stock) < set(ours) and kinds <= set(stock)


@each_chapter
def test_reference_has_full_marks_and_empty_has_none(courses, chapter):
    for book in having(courses(chapter), "reference"):
        assert scores(book, "reference") == points(chapter)
    for book in having(courses(chapter), "empty"):
        assert scores(book, "empty") == dict.fromkeys(points(chapter), 0)
        assert {row[3] for row in book["empty"].values()} == {"The function is not written yet."}


@each_check
def test_each_exercise_alone_has_exactly_its_points(courses, chapter, check):
    for book in having(courses(chapter), f"only-{check.exercise}"):
        wanted = dict.fromkeys(points(chapter), 0) | {check.exercise: points(chapter)[check.exercise]}
        assert scores(book, f"only-{check.exercise}") == wanted


@each_check
def test_each_mistake_loses_points_and_is_named(courses, chapter, check):
    for number, mistake in enumerate(check.mistakes):
        student = submission_of(chapter, "wrong", check.exercise, number)
        for book in having(courses(chapter), student):
            score, _, needs_a_person, comment = book[student][check.exercise]
            assert score < points(chapter)[check.exercise], mistake.name
            assert re.split(r" \(Judged with the course's| The parts? “", comment)[0] == mistake.sentence
            assert not needs_a_person


@each_check
def test_each_acceptable_alternative_has_full_marks(courses, chapter, check):
    for number, _ in enumerate(check.accepts):
        student = submission_of(chapter, "other", check.exercise, number)
        for book in having(courses(chapter), student):
            found = scores(book, student)
            assert found[check.exercise] == points(chapter)[check.exercise], number


@pytest.mark.parametrize("chapter", chapter_names()[:1])  # named, so that one worker grades the chapter for all
def test_every_cheat_and_accident_of_the_demo_scores_what_it_should(courses, chapter):
    _, book = courses(chapter)
    total = sum(points(chapter).values())
    found = {name: sum(scores(book, f"demo-{name}").values()) for name in "ada bela chen dario tara umut vera".split()}
    assert found == {"ada": total, "bela": total, "chen": total, "dario": 0, "tara": 0, "umut": 0, "vera": 0}
    assert book["demo-yara"]["corr2d"][:3] == (None, 0, True)


# --- the vacuity gate: a check that anything passes is worse than none ------------------------


public_cards = functools.cache(lambda chapter: cards_of(chapter, PUBLIC_SEED))


def zeros(case, expected):
    return np.zeros_like(expected)


def doubled(case, expected):
    return expected * 2 if expected.dtype.kind != "b" else ~expected


def transposed(case, expected):
    return expected.T.copy()


def its_input(case, expected):
    arrays = [value for value in case.inputs.values() if isinstance(value, np.ndarray)]
    numbers = [value for value in case.inputs.values() if isinstance(value, int | float)]
    return np.array((arrays + numbers or [0])[0])


@each_check
@pytest.mark.parametrize("vacuous", [zeros, doubled, transposed, its_input])
def test_no_part_accepts_a_vacuous_answer(chapter, check, vacuous):
    card = public_cards(chapter)[check.exercise]
    outcomes = [Outcome({k: vacuous(case, v) for k, v in case.expected[0].items()}) for case in card.cases]
    verdict = judge(card, outcomes)
    for part, (name, score, _) in zip(card.parts, verdict.parts, strict=True):
        pairs = [
            (outcomes[c].arrays[k], card.cases[c].expected[0][k])
            for c in part.cases
            for k in part.outputs or card.cases[c].expected[0]
        ]
        differs = any(given.shape != right.shape or not np.array_equal(given, right) for given, right in pairs)
        if vacuous is transposed and not differs:
            continue  # numbers and symmetric tables are their own transpose
        assert differs, f"part {name!r} has no case that tells {vacuous.__name__} apart"
        assert score == 0, name
