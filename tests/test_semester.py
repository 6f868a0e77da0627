"""A semester through nbgrader's own commands: the exchange, "Generate", own questions, changes on the way."""
import json
import re
import shutil
from pathlib import Path

import pytest
from classroom import CHAPTER, SEED, gradebook, new_course, points, run_warm, submit
from nbgrader.api import Gradebook
from nbgrader.apps.api import NbGraderAPI
from own_questions import GOOD, OWN_POINTS, PIXEL, add_own_questions, answered, cell, notebook_of, write_source

from grader import course as course_module
from grader.autograde import autograde
from grader.bundle import checked_chapter
from grader.course import CourseError, chapter_names, checked_notebook, filled, grade_id, load_chapter
from grader.judge import Judge
from grader.nbgrader.driver import open_app
from grader.rebuild import rebuild
from grader.sources import reference_sources

TOTAL = sum(points().values())


@pytest.fixture(scope="module")
def chapter():
    return load_chapter(CHAPTER)


@pytest.fixture
def course(released, tmp_path):
    return new_course(released, tmp_path / "course", CHAPTER)


def files_of(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


# --- the exchange -----------------------------------------------------------------------------


def test_the_exchange_carries_the_bundle_out_and_the_feedback_back(course, chapter, tmp_path):
    exchange, home = tmp_path / "exchange", tmp_path / "home"
    exchange.mkdir(mode=0o777)
    exchange.chmod(0o777)
    home.mkdir()
    settings = f"c.Exchange.root = {str(exchange)!r}\nc.Exchange.cache = {str(tmp_path / 'cache')!r}\n"
    with open(course / "nbgrader_config.py", "a") as config:
        config.write(settings)
    (home / "nbgrader_config.py").write_text(f"c = get_config()\n{settings}c.CourseDirectory.course_id = 'convnet'\n")

    run_warm("nbgrader", "release_assignment", CHAPTER, cwd=course)
    run_warm("nbgrader", "fetch_assignment", CHAPTER, cwd=home)
    assert files_of(home / CHAPTER) == files_of(course / "release" / CHAPTER)
    notebook = home / CHAPTER / f"{CHAPTER}.ipynb"
    notebook.write_text(json.dumps(filled(chapter, reference_sources(CHAPTER))))
    run_warm("nbgrader", "submit", CHAPTER, cwd=home)
    run_warm("nbgrader", "collect", CHAPTER, cwd=course)
    run_warm("grader", "autograde", CHAPTER, cwd=course)
    (student,) = gradebook(course)
    assert sum(row[1] for row in gradebook(course)[student].values()) == TOTAL
    run_warm("grader", "feedback", CHAPTER, cwd=course)
    run_warm("nbgrader", "release_feedback", CHAPTER, cwd=course)
    run_warm("nbgrader", "fetch_feedback", CHAPTER, cwd=home)
    (page,) = (home / CHAPTER / "feedback").rglob("*.html")
    assert page.read_bytes() == (course / "feedback" / student / CHAPTER / f"{CHAPTER}.html").read_bytes()


# --- "Generate" -------------------------------------------------------------------------------


def test_nbgraders_generate_gives_the_bundle_that_release_gives(course):
    ours, zipped = files_of(course / "release" / CHAPTER), course / "release" / f"{CHAPTER}.zip"
    assert {"cards.npz", "README.md", "convlab/__init__.py"} < set(ours)
    whole = zipped.read_bytes()
    zipped.write_bytes(b"of an older release")
    run_warm("nbgrader", "generate_assignment", CHAPTER, "--force", cwd=course)
    assert files_of(course / "release" / CHAPTER) == ours and zipped.read_bytes() == whole


# --- other assignments, own chapters ----------------------------------------------------------


def test_a_plain_assignment_beside_ours_is_nbgraders_alone(course):
    answer = cell("code", "### BEGIN SOLUTION\ntwice = 4\n### END SOLUTION", grade_id="twice", solution=True)
    test = cell("code", "assert twice == 4\nprint('passed')", grade_id="test_twice", grade=True, locked=True, points=3)
    write_source(course, "ps1", notebook_of(answer, test))
    run_warm("nbgrader", "generate_assignment", "ps1", cwd=course)
    assert set(files_of(course / "release" / "ps1")) == {"ps1.ipynb"}
    released = (course / "release" / "ps1" / "ps1.ipynb").read_text()
    assert "twice = 4" not in released and "YOUR CODE HERE" in released
    for student, source in [("ada", "twice = 4"), ("bob", "twice = 5")]:
        handed_in = json.loads(released)
        handed_in["cells"][0]["source"] = source
        submit(course, student, handed_in, "ps1")
    run_warm("nbgrader", "autograde", "ps1", cwd=course)
    assert [gradebook(course, "ps1")[one]["twice"][1] for one in ("ada", "bob")] == [3, 0]
    assert "passed" in (course / "autograded" / "ada" / "ps1" / "ps1.ipynb").read_text(), "run by nbgrader's Execute"


# --- an instructor's own questions ------------------------------------------------------------

@pytest.fixture
def own_course(course, chapter):
    add_own_questions(course, chapter)
    run_warm("grader", "release", CHAPTER, cwd=course)
    return course


def test_own_questions_are_released_without_their_answers(own_course):
    released = json.loads((own_course / "release" / CHAPTER / f"{CHAPTER}.ipynb").read_text())
    sources = {one["metadata"].get("nbgrader", {}).get("grade_id"): "".join(one["source"]) for one in released["cells"]}
    assert sources["area"] == "def area(side):\n    # YOUR CODE HERE\n    raise NotImplementedError()"
    assert sources["test_area"] == "assert area(2) == 4"
    assert sources["drawing"].startswith("# Draw it.\n# YOUR CODE HERE") and sources["words"] == "YOUR ANSWER HERE"
    assert sources["corr2d"] == next(
        one["source"] for one in load_chapter(CHAPTER).notebook["cells"]
        if one["metadata"].get("nbgrader", {}).get("grade_id") == "corr2d"
    )  # fmt: skip
    assert f"{TOTAL + 14:g} points" in (own_course / "release" / CHAPTER / "README.md").read_text()


@pytest.mark.parametrize("command", ["grader", "nbgrader"])
def test_own_questions_are_scored_as_nbgrader_scores_them(own_course, chapter, command):
    submit(own_course, "ada", answered(own_course, chapter, **GOOD))
    submit(own_course, "bob", answered(own_course, chapter, **GOOD | {"area": "def area(side):\n    return 4"}))
    submit(own_course, "cyd", answered(own_course, chapter))
    run_warm(command, "autograde", CHAPTER, cwd=own_course)
    grades = gradebook(own_course)
    waits, zero = (None, 0, True), (0, 0, False)
    assert [grades["ada"][name][:3] for name in OWN_POINTS] == [(2, 2, False), waits, waits, waits]
    assert [grades["bob"][name][:3] for name in OWN_POINTS] == [zero, waits, waits, waits]
    assert [grades["cyd"][name][:3] for name in OWN_POINTS] == [zero, zero, zero, waits]
    for student in grades:
        assert {name: grades[student][name][1] for name in points()} == points(), "no own cell spoils an exercise"
    shown = (own_course / "autograded" / "ada" / CHAPTER / f"{CHAPTER}.ipynb").read_text()
    assert "what ada drew" in shown and PIXEL[:40] in shown and "acting" not in shown
    failed = (own_course / "autograded" / "bob" / CHAPTER / f"{CHAPTER}.ipynb").read_text()
    assert "AssertionError: a hidden case" in failed


def test_an_own_test_may_give_a_part_of_its_points(tmp_path, chapter):
    lines = {"all": "None", "some": "1.5", "none": "0", "long": "(1 +  # of two lines\n 0.25)  # 'é'", "text": "'well'",
             "silent": "1.5;", "numpy": "'é'; np.float64(0.5)", "truth": "True", "failed": "1 / 0\n2.0"}  # fmt: skip
    gives = dict(zip(lines, [2, 1.5, 0, 1.25, 2, 2, 0.5, 2, 0], strict=True))
    more = {**lines, "too many": "7", "not a number": "float('nan')"}
    marks = {"grade": True, "locked": True, "points": 2}
    tests = [cell("code", f"x = 1\n{line}", grade_id=name, **marks) for name, line in more.items()]
    add_own_questions(tmp_path, chapter, *tests)
    own = load_chapter(CHAPTER, tmp_path)
    with Judge(SEED) as judge:
        graded = judge.grade(own, filled(chapter, reference_sources(CHAPTER)))
    scores = {one.name: one.score for one in graded.own}
    assert {name: scores[name] for name in more} == gives | {"too many": None, "not a number": None}
    shown = {grade_id(one): one["outputs"] for one in graded.notebook["cells"] if grade_id(one) in more}
    assert shown["all"] == [] and shown["some"][0]["text"] == "1.5"
    assert "gave 7.0 of 2 points" in shown["too many"][0]["traceback"][0]


def test_an_answer_keeps_the_images_in_its_text_and_nothing_else_that_is_attached(tmp_path, chapter):
    add_own_questions(tmp_path, chapter)
    own = load_chapter(CHAPTER, tmp_path)
    odd = {"a.svg": {"image/svg+xml": PIXEL}, "b.png": {"image/png": "PHN2Zz4="}, "c": "text",
           "d.png": {"image/png": 5}, "e.png": {"image/png": "A" * (3 << 20)}, "n" * 201: {"image/png": PIXEL}}
    for attached, kept in [
        ({"it.png": {"image/png": [PIXEL], "text/html": "<b>"}, **odd}, {"it.png": {"image/png": PIXEL}}),
        ({f"{n}.png": {"image/png": PIXEL} for n in range(99)}, {f"{n}.png": {"image/png": PIXEL} for n in range(10)}),
        (["no", "names"], None),
    ]:
        notebook = filled(own, {})
        answer = next(one for one in notebook["cells"] if grade_id(one) == "words")
        answer["attachments"] = attached
        task = notebook["cells"].index(next(one for one in notebook["cells"] if grade_id(one) == "search"))
        notebook["cells"].insert(task + 1, {**answer, "id": "mine", "metadata": {}, "source": "found"})
        shown = rebuild(own, checked_notebook(notebook, "it")).notebook["cells"]
        assert [one.get("attachments") for one in shown if grade_id(one) == "words" or one["source"] == "found"] == [
            kept, kept
        ]  # fmt: skip


def test_an_own_test_that_hangs_or_ends_the_process_costs_itself_alone(own_course, chapter):
    for student, body in [("hangs", "while True: pass"), ("ends", "import os; os._exit(0)")]:
        submit(own_course, student, answered(own_course, chapter, **GOOD | {"area": f"def area(side):\n    {body}"}))
    run_warm("grader", "autograde", CHAPTER, cwd=own_course)
    for student, rows in gradebook(own_course).items():
        assert rows["area"][1] == 0 and {name: rows[name][1] for name in points()} == points(), student


def test_no_notebook_is_zero_in_own_questions_too_and_a_person_has_the_last_word(own_course, chapter):
    submit(own_course, "ada", answered(own_course, chapter, **GOOD))
    submit(own_course, "nil", None)
    run_warm("grader", "autograde", CHAPTER, cwd=own_course)
    assert {row[:3] for row in gradebook(own_course)["nil"].values()} == {(0, 0, False)}
    with Gradebook(f"sqlite:///{own_course / 'gradebook.db'}", "convnet") as book:
        for name, score in [("search", 5), ("words", 3)]:
            book.find_grade(name, CHAPTER, CHAPTER, "ada").manual_score = score
        book.find_comment("search", CHAPTER, CHAPTER, "ada").manual_comment = "Well found."
        book.db.commit()
    run_warm("grader", "autograde", CHAPTER, "--force", cwd=own_course)
    assert [gradebook(own_course)["ada"][name][1] for name in ("search", "words")] == [5, 3]
    run_warm("grader", "feedback", CHAPTER, cwd=own_course)
    page = (own_course / "feedback" / "ada" / CHAPTER / f"{CHAPTER}.html").read_text()
    assert "Well found." in page and PIXEL[:40] in page


def test_formgrader_lists_our_chapters_and_the_folders_own_assignments(course, chapter):
    add_own_questions(course, chapter)
    write_source(course, "ps1", notebook_of(cell("markdown", "# A sheet")))
    app = open_app(course)
    found = NbGraderAPI(app.coursedir, parent=app)
    assert {"ps1", *chapter_names()} == found.get_source_assignments()
    assert found.get_assignment("ps1")["source_path"].endswith(str(Path("source", "ps1")))


# --- points, headings, editions ---------------------------------------------------------------


def copied(course: Path, chapter, change) -> None:
    """The course folder's own copy of the chapter, each of its cells changed by `change`."""
    notebook = filled(chapter, {})
    for one in notebook["cells"]:
        change(one)
    write_source(course, CHAPTER, notebook)


def test_points_that_no_check_gives_are_refused_with_the_remedy(course, chapter):
    def more_points(one):
        if grade_id(one) == "test_corr2d":
            one["metadata"]["nbgrader"]["points"] = 8

    before = files_of(course / "release")
    copied(course, chapter, more_points)
    for start, command in [("grader", "release"), ("grader", "autograde"), ("nbgrader", "generate_assignment")]:
        submit(course, "ada", filled(chapter, {}))
        force = ["--force"] if start == "nbgrader" else []
        said = run_warm(start, command, CHAPTER, *force, cwd=course, code=None)
        assert said.returncode != 0
        assert "points of test_corr2d in the notebook are 8, the check's parts give 5" in said.stderr
    assert f"{CHAPTER}.zip" in before


def test_headings_may_be_dropped_or_translated_and_cells_may_not_be_missing(course, chapter):
    def translate(one):
        one["source"] = one["source"].replace("### Exercise", "### Aufgabe").replace(" minutes\n", " Minuten\n")
        one["source"] = re.sub(r"### Aufgabe 1.1 .*", "### Falten", one["source"])

    copied(course, chapter, translate)
    run_warm("grader", "release", CHAPTER, cwd=course)
    said = (course / "release" / CHAPTER / "README.md").read_text()
    assert f"{len(chapter.exercises)} exercises, {TOTAL:g} points, about {chapter.minutes} minutes" in said
    shutil.rmtree(course / "source")
    copied(course, chapter, lambda one: grade_id(one) == "corr2d" and one["metadata"].clear())
    (line,) = run_warm("grader", "release", CHAPTER, cwd=course, code=2).stderr.splitlines()
    assert "has no cell with the nbgrader ID 'corr2d'" in line


def without(notebook: dict, *marks: str) -> dict:
    return {**notebook, "cells": [one for one in notebook["cells"] if grade_id(one) not in marks]}


def test_a_whole_exercise_may_be_left_out_where_no_other_builds_on_it(course, chapter):
    whole = filled(chapter, {})
    write_source(course, CHAPTER, without(whole, "receptive_field", "test_receptive_field"))
    run_warm("grader", "release", CHAPTER, cwd=course)
    rest = TOTAL - points()["receptive_field"]
    said = (course / "release" / CHAPTER / "README.md").read_text()
    assert f"{len(chapter.exercises) - 1} exercises, {rest:g} points" in said
    assert "This course leaves out: `receptive_field`." in said
    submit(course, "ada", filled(load_chapter(CHAPTER, course), reference_sources(CHAPTER)))
    summary = autograde(course, CHAPTER, workers=1)
    assert [(row.score, row.max_score) for row in summary.graded] == [(rest, rest)]
    assert "receptive_field" not in gradebook(course)["ada"] and summary.refused == []

    source = course / "source" / CHAPTER / f"{CHAPTER}.ipynb"
    source.write_text(json.dumps(without(whole, "corr2d", "test_corr2d")))
    with pytest.raises(CourseError, match="leaves out corr2d, which convolve2d builds on"):
        checked_chapter(CHAPTER, course)
    given = cell("code", reference_sources(CHAPTER)["corr2d"])
    source.write_text(json.dumps({**whole, "cells": [given, *without(whole, "corr2d", "test_corr2d")["cells"]]}))
    assert checked_chapter(CHAPTER, course).points == TOTAL - points()["corr2d"]
    for change in [{"metadata": {}}, {"metadata": {}, "id": "another"}]:  # a mark that was lost
        lost = [one | change if grade_id(one) in ("convolve1d", "test_convolve1d") else one for one in whole["cells"]]
        source.write_text(json.dumps({**whole, "cells": lost}))
        with pytest.raises(CourseError, match="has no cell with the nbgrader ID 'convolve1d'"):
            checked_chapter(CHAPTER, course)
    source.write_text(json.dumps({**whole, "cells": []}))
    with pytest.raises(CourseError, match="has none of the exercises"):
        checked_chapter(CHAPTER, course)


def test_a_heading_missing_in_the_courses_own_notebook_is_one_line(chapter, monkeypatch, tmp_path):
    monkeypatch.setattr(course_module, "NOTEBOOKS", tmp_path)
    path = tmp_path / CHAPTER / f"{CHAPTER}.ipynb"
    path.parent.mkdir()
    text = json.dumps(filled(chapter, {}), ensure_ascii=False)
    path.write_text(text.replace("· `corr2d` ·", "· the first function ·"), encoding="utf-8")
    with pytest.raises(CourseError, match="has no heading of `corr2d`. Write one in a text cell, like: ### Exercise"):
        checked_chapter(CHAPTER)


def test_grades_of_an_older_course_are_named_and_kept_until_forced(course, chapter):
    for student in ("ada", "bob"):
        submit(course, student, filled(chapter, reference_sources(CHAPTER)))
    run_warm("grader", "autograde", CHAPTER, cwd=course)
    assert "older course" not in run_warm("grader", "autograde", CHAPTER, cwd=course).stdout
    copied(course, chapter, lambda one: None)
    run_warm("grader", "autograde", CHAPTER, "--student", "bob", "--force", cwd=course)
    kept = (course / "receipts" / CHAPTER / "ada.json").read_bytes()
    said = run_warm("grader", "autograde", CHAPTER, cwd=course).stdout
    assert "1 of them graded by an older course: ada. " in said and "--force grades them by this one" in said
    assert (course / "receipts" / CHAPTER / "ada.json").read_bytes() == kept
    run_warm("grader", "autograde", CHAPTER, "--force", cwd=course)
    assert "older course" not in run_warm("grader", "autograde", CHAPTER, cwd=course).stdout
