"""The judge on honest notebooks, odd ones, and ones that end or outlast their process."""
import copy
import json
import platform

import numpy as np
import pytest
from classroom import SEED
from exams import examined_here

from grader import lending
from grader.card_cache import cards_of
from grader.course import ROOT, CourseError, checked_notebook, filled, grade_id, in_lines, load_chapter
from grader.graded import judged
from grader.judge import Judge, seed_id
from grader.rebuild import rebuild
from grader.sources import checks_of, reference_sources, source_of

CHAPTER = load_chapter("01_convolution")
NAMES = [exercise.name for exercise in CHAPTER.exercises]
REFERENCE = reference_sources(CHAPTER.name)
LOOP = "def corr2d(X, K):\n    while True:\n        pass"
STUBBORN = """
def corr2d(X, K):
    while True:
        try:
            while True:
                pass
        except BaseException:
            continue
"""


@pytest.fixture(scope="module")
def judge():
    with Judge(SEED, "auto", seconds=2.0) as one:
        yield one


def scores(graded) -> dict:
    return {verdict.exercise: verdict.score for verdict in graded.verdicts}


def outcomes(graded) -> dict:
    return {verdict.exercise: verdict.outcome for verdict in graded.verdicts}


def with_cells(notebook: dict, after: str, *sources: str, cell_type="code") -> dict:
    """A copy with cells of the student's own behind the cell with id `after` ('': in front)."""
    notebook = copy.deepcopy(notebook)
    cells = notebook["cells"]
    place = next((k + 1 for k, cell in enumerate(cells) if cell["id"] == after), 0)
    own = {"cell_type": cell_type, "metadata": {}}
    cells[place:place] = [{**own, "id": f"x{k}", "source": source} for k, source in enumerate(sources)]
    return notebook


def verdict_on(graded, name):
    return next(verdict for verdict in graded.verdicts if verdict.exercise == name)


def test_the_reference_gets_everything_and_the_stubs_nothing(judge):
    full = judge.grade(CHAPTER, filled(CHAPTER, REFERENCE))
    assert full.score == full.max_score == CHAPTER.points
    empty = judge.grade(CHAPTER, filled(CHAPTER, {}))
    assert empty.score == 0
    assert set(outcomes(empty).values()) == {"not attempted"}


def test_printing_warning_plotting_and_helper_cells_cost_nothing(judge):
    noise = "print('working'); import warnings; warnings.warn('slow'); plt.plot([1, 2]); plt.show()"
    chatty = REFERENCE["corr2d"].replace("    H, W = X.shape", f"    {noise}\n    H, W = helper(X)")
    notebook = filled(CHAPTER, {**REFERENCE, "corr2d": chatty})
    helpers = ["%matplotlib inline", "def helper(X):\n    return X.shape", "1 / 0", "%%time\nz = 1"]
    notebook = with_cells(notebook, "convolve1d", *helpers)
    assert judge.grade(CHAPTER, notebook).score == CHAPTER.points


def test_an_error_in_one_exercise_is_not_charged_to_those_that_need_it(judge):
    flipped = next(m for c in checks_of(CHAPTER.name) if c.exercise == "corr2d" for m in c.mistakes)
    wrong = source_of(CHAPTER.name, "corr2d", flipped)
    graded = judge.grade(CHAPTER, filled(CHAPTER, {**REFERENCE, "corr2d": wrong}))
    assert graded.score == CHAPTER.points - 5
    assert verdict_on(graded, "corr2d").misconception["name"] == "flipped kernel"
    assert "Judged with the course's corr2d" in verdict_on(graded, "Conv2D").message


@pytest.mark.parametrize("source", [LOOP, STUBBORN], ids=["loop", "stubborn loop"])
def test_an_endless_loop_costs_its_exercise_only(judge, source):
    graded = judge.grade(CHAPTER, filled(CHAPTER, {**REFERENCE, "corr2d": source}))
    assert outcomes(graded) == {**dict.fromkeys(NAMES, "right"), "corr2d": "timed out"}


@pytest.mark.parametrize(
    "source",
    ["import os\nos._exit(0)", "def corr2d(X, K):\n    import os\n    os._exit(0)", "raise SystemExit",
     "def corr2d(X, K):\n    raise SystemExit", "import ctypes\nctypes.string_at(0)", "def corr2d(X, K)\n    return",
     "def corr2d(X, K):\n    return corr2d(X, K)"],
)  # fmt: skip
def test_a_crash_costs_its_exercise_only(judge, source):
    graded = judge.grade(CHAPTER, filled(CHAPTER, {**REFERENCE, "corr2d": source}))
    assert outcomes(graded) == {**dict.fromkeys(NAMES, "right"), "corr2d": "crashed"}


BACKPROP = load_chapter("05_backprop")
FLAT = "def numerical_gradient(f, x):\n    return 0 * x"


def test_a_need_that_is_handed_functions_is_lent_too(judge):
    right = reference_sources(BACKPROP.name)
    graded = judge.grade(BACKPROP, filled(BACKPROP, right | {"numerical_gradient": FLAT}))
    lost = {verdict.exercise for verdict in graded.verdicts if verdict.outcome != "right"}
    assert lost == {"numerical_gradient"}
    assert "Judged with the course's numerical_gradient" in verdict_on(graded, "gradient_descent").message


def test_a_need_that_is_handed_an_object_is_lent_too(judge):
    chapter = load_chapter("10_three_layer_convnet")
    graded = judge.grade(chapter, filled(chapter, {"train": reference_sources(chapter.name)["train"]}))
    assert verdict_on(graded, "train").outcome == "right" and verdict_on(graded, "check_accuracy").score == 0


@pytest.mark.parametrize(
    ("model", "said"),
    [
        ("7", "'int' object has no attribute 'loss'"),
        ("type('M', (), {'loss': lambda self, X: 1 / 0})()", "ZeroDivisionError"),
        ("type('M', (), {'loss': lambda self, X: 'low'})()", "loss did not return an array"),
        ("type('M', (), {'loss': lambda self, X: np.zeros((60_000, 2))})()", "loss did not return an array"),
    ],
)
def test_what_a_lent_function_is_handed_as_an_object_may_be_wrong(judge, model, said):
    chapter = load_chapter("10_three_layer_convnet")
    source = "def train(model, data, *_, **__):\n"
    source += f"    return check_accuracy({model}, np.zeros((4, 2)), np.zeros(4, int))"
    graded = judge.grade(chapter, filled(chapter, {"train": source}))
    assert verdict_on(graded, "train").score == 0 and said in verdict_on(graded, "train").message


def test_what_a_lent_function_writes_into_its_dictionary_is_there(judge):
    chapter = load_chapter("08_normalization")
    name = "spatial_batchnorm_forward"
    graded = judge.grade(chapter, filled(chapter, {name: reference_sources(chapter.name)[name]}))
    assert verdict_on(graded, name).outcome == "right" and verdict_on(graded, "batchnorm_forward").score == 0


@pytest.mark.parametrize(
    ("bn_param", "said"),
    [("{'mode': 'eval'}", "ValueError: mode must be 'train' or 'test', but is 'eval'"), ("{}", "KeyError: 'mode'")],
)
def test_an_error_of_a_lent_function_is_that_of_the_function(judge, bn_param, said):
    chapter = load_chapter("08_normalization")
    source = "def spatial_batchnorm_forward(x, gamma, beta, bn_param):\n"
    source += f"    return batchnorm_forward(x[:, :, 0, 0], gamma, beta, {bn_param})"
    graded = judge.grade(chapter, filled(chapter, {"spatial_batchnorm_forward": source}))
    assert f"Your code stopped: {said} (spatial" in verdict_on(graded, "spatial_batchnorm_forward").message


@pytest.mark.parametrize(
    ("function", "said"),
    [
        ("lambda x: 1 / 0", "ZeroDivisionError: division by zero (line 2 of its cell"),
        ("lambda x: 'low'", "the function did not return a number"),
        ("lambda x: x", "the function did not return a number"),
        ("7", "TypeError: 'int' object is not callable"),
        ("np.sum, np.zeros(60_000)); (f", "too many or too large calls"),
        ("np.sum, np.zeros(30)); (f", "too many calls in a given function"),
        ("lambda x: next(1 for _ in iter(int, 1) if False)", "it was still running when its time was up"),
    ],
)
def test_what_a_lent_function_is_handed_may_be_wrong(judge, monkeypatch, function, said):
    monkeypatch.setattr(lending, "MAX_CALLS", 50)
    source = "def gradient_descent(f, init_x, learning_rate, steps):\n"
    source += f"    return numerical_gradient({function}, init_x)"
    notebook = filled(BACKPROP, {"numerical_gradient": FLAT, "gradient_descent": source})
    verdict = examined_here(judge, BACKPROP, notebook)["gradient_descent"]
    assert verdict.score == 0
    assert said in verdict.message


def test_a_loop_in_a_cell_of_the_students_own_costs_nothing(judge):
    notebook = with_cells(filled(CHAPTER, REFERENCE), "convolve1d", STUBBORN + "\ncorr2d(1, 2)")
    assert judge.grade(CHAPTER, notebook).score == CHAPTER.points


def test_one_exercise_cannot_spoil_another(judge):
    spoiler = "def convolve1d(f, g):\n    np.sum = np.zeros = np.cos = None\n    return f"
    graded = judge.grade(CHAPTER, filled(CHAPTER, {**REFERENCE, "convolve1d": spoiler}))
    assert outcomes(graded) == {**dict.fromkeys(NAMES, "right"), "convolve1d": "wrong"}


def test_what_is_not_an_array_of_numbers_is_named(judge):
    for source, word in [("None", "return"), ("'text'", "str"), ("[[1], [1, 2]]", "list"), ("object()", "object")]:
        graded = judge.grade(CHAPTER, filled(CHAPTER, {"corr2d": f"def corr2d(X, K):\n    return {source}"}))
        assert word in verdict_on(graded, "corr2d").message


def test_an_input_changed_in_place_is_named(judge):
    careless = REFERENCE["corr2d"].replace("    return Y", "    K[...] = 0\n    return Y")
    graded = judge.grade(CHAPTER, filled(CHAPTER, {**REFERENCE, "corr2d": careless}))
    assert verdict_on(graded, "corr2d").outcome == "wrong"
    assert "changes its input K" in verdict_on(graded, "corr2d").message


def test_a_dictionary_changed_in_place_is_named_across_the_wall(judge):
    pooling = load_chapter("04_pooling")
    right = reference_sources(pooling.name)
    careless = right["max_pool_forward_naive"].replace('.get("pad", 0)', '.pop("pad", 0)')
    graded = judge.grade(pooling, filled(pooling, {**right, "max_pool_forward_naive": careless}))
    verdict = verdict_on(graded, "max_pool_forward_naive")
    assert "changes its input pool_param" in verdict.message
    assert 0 < verdict.score < verdict.max_score, "only the part with a pad is lost"
    assert graded.score == graded.max_score - verdict.max_score + verdict.score


def test_the_same_seed_gives_the_same_receipt_and_another_seed_other_cases(judge):
    notebook = filled(CHAPTER, REFERENCE)
    one, two = judge.grade(CHAPTER, notebook), judge.grade(CHAPTER, notebook)
    assert one.receipt == two.receipt
    assert (one.receipt["python"], one.receipt["numpy"]) == (platform.python_version(), np.__version__)
    assert one.receipt["seed_id"] == seed_id(SEED) != SEED
    ours, others = cards_of(CHAPTER.name, SEED), cards_of(CHAPTER.name, "another")
    assert any((a.inputs["X"] != b.inputs["X"]).any() for a, b in zip(ours["corr2d"].cases, others["corr2d"].cases))


# --- rebuilding -------------------------------------------------------------------------------


def edited(change) -> dict:
    notebook = filled(CHAPTER, REFERENCE)
    change(notebook["cells"])
    return notebook


def position(cells, name) -> int:
    return next(k for k, cell in enumerate(cells) if grade_id(cell) == name)


def test_a_missing_cell_costs_its_exercise(judge):
    graded = judge.grade(CHAPTER, edited(lambda cells: cells.pop(position(cells, "convolve1d"))))
    assert outcomes(graded) == {**dict.fromkeys(NAMES, "right"), "convolve1d": "not attempted"}
    assert "missing" in verdict_on(graded, "convolve1d").message


def test_reordered_retyped_and_untagged_cells_cost_nothing(judge):
    def stripped(cells):
        for cell in cells:
            cell["metadata"] = {}
        cells.reverse()
        cells[next(k for k, cell in enumerate(cells) if cell["id"] == "corr2d")]["cell_type"] = "markdown"

    assert judge.grade(CHAPTER, edited(stripped)).score == CHAPTER.points


def test_of_two_cells_for_one_exercise_both_run_and_the_later_holds(judge):
    def doubled(cells):
        k = position(cells, "convolve1d")
        helper = "def helper(f, g):\n    return np.convolve(f, g)\n\n\ndef convolve1d(f, g):\n    return f"
        cells.insert(k, copy.deepcopy(cells[k]) | {"source": helper})
        cells[k + 1]["source"] = "def convolve1d(f, g):\n    return helper(f, g)"

    assert judge.grade(CHAPTER, edited(doubled)).score == CHAPTER.points


def test_locked_cells_tags_and_points_come_from_the_course(judge):
    def tampered(cells):
        cells[position(cells, "corr2d")]["source"] = "def corr2d(X, K):\n    return X"
        for cell in cells:
            cell["metadata"]["tags"] = ["skip-execution", "demo"]
            if grade_id(cell).startswith("test_"):
                cell["source"] = "pass"
                cell["metadata"]["nbgrader"]["points"] = 1000

    graded = judge.grade(CHAPTER, edited(tampered))
    assert graded.score == CHAPTER.points - 5
    tests = [cell for cell in graded.notebook["cells"] if grade_id(cell).startswith("test_")]
    assert all("lab.check" in cell["source"] and "tags" not in cell["metadata"] for cell in tests)


def test_the_students_own_cells_stay_where_they_were():
    notebook = with_cells(filled(CHAPTER, {}), "corr2d", "a = 1", "b = 2")
    cells = rebuild(CHAPTER, notebook).notebook["cells"]
    k = position(cells, "corr2d")
    assert [cell["source"] for cell in cells[k + 1:k + 3]] == ["a = 1", "b = 2"]


@pytest.mark.parametrize(
    "notebook", [[], {}, {"nbformat": 3, "worksheets": []}, {"nbformat": 4}, {"nbformat": "4", "cells": []}], ids=repr
)
def test_what_is_no_notebook_is_refused_by_name(notebook):
    with pytest.raises(CourseError, match=r"^work\.ipynb"):
        checked_notebook(notebook, "work.ipynb")


def test_a_notebook_without_any_exercise_is_refused_by_name():
    with pytest.raises(CourseError, match=r"work\.ipynb.*right notebook"):
        rebuild(CHAPTER, {"nbformat": 4, "cells": []}, "work.ipynb")


def test_cells_of_odd_shapes_are_survived(judge):
    odd = [None, 5, {}, {"cell_type": "code"}, {"cell_type": 7, "source": 7, "metadata": 7, "id": 7}]
    odd += [{"cell_type": "code", "metadata": {"nbgrader": {"grade_id": ["corr2d"]}}, "source": ["a = 1", 5]}]
    notebook = filled(CHAPTER, REFERENCE)
    notebook["cells"] = odd + notebook["cells"]
    assert judge.grade(CHAPTER, checked_notebook(notebook, "odd")).score == CHAPTER.points


def test_a_fault_of_ours_is_no_zero(judge, monkeypatch):
    monkeypatch.setattr("grader.passes.Conversation.hold", lambda self: 1 / 0)
    verdicts = examined_here(judge, CHAPTER, filled(CHAPTER, REFERENCE))
    assert {verdict.outcome for verdict in verdicts.values()} == {"grader fault"}
    assert "No points are lost" in verdicts["corr2d"].message
    with pytest.raises(ValueError, match="cannot be"):
        judged({**vars(verdicts["corr2d"]), "outcome": "splendid"})


@pytest.mark.parametrize("rung", ["namespaces", "landlock"])
def test_what_is_written_beside_the_course_hides_none_of_it(rung, monkeypatch):
    """Python lists a folder again when it has changed, which it may not behind the second wall."""
    try:
        judge = Judge("a seed beside", rung)
    except CourseError as error:
        pytest.skip(str(error))
    with judge:
        note = ROOT / ".written-beside-the-course"
        try:
            note.write_text("x")
            chapter = load_chapter("06")
            assert not judge.grade(chapter, filled(chapter, {})).faulty
        finally:
            note.unlink(missing_ok=True)


def test_what_is_written_in_lines_is_the_same_json():
    notebook = {**CHAPTER.notebook, "empty": [], "none": None, "é": {"a": [1, "ü\n"]}}
    for ascii_only in (True, False):
        text = in_lines(notebook, ascii_only)
        assert json.loads(text) == notebook and text.isascii() == ascii_only
        assert text.count("\n") == len(notebook["cells"]) + len(notebook) + 3, "a line for each cell and each entry"
