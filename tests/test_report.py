"""The report on a class: what is counted, who stands behind it, and that nothing of a student runs in it."""
import json
import re

import pytest
from browsing import chromium, new_page
from classroom import CHAPTER

from grader.course import CourseError
from grader.report.cases import case_lines, shown
from grader.report.findings import class_report, distribution, spans
from grader.report.page import report_page
from grader.report.ranked import mistakes, not_explained, whole_notebooks
from grader.report.tables import report_tables
from grader.terminal import show

EVIL = "<script>alert(1)</script>"
RIGHT = {"shape": [2, 2], "dtype": "float64", "values": [[1.0, 2.0], [3.0, 4.0]]}


def case(got, x=1) -> dict:
    return {"part": "one", "inputs": {"x": x}, "output": "y", "expected": RIGHT, "got": got, "reason": "y is wrong."}


def verdict(outcome, score=0, name="corr2d", most=5, **more) -> dict:
    parts = [{"name": "one", "score": score, "max_score": most}]
    blank = {"misconception": None, "counterexample": None, "message": "", "parts": parts}
    return {"name": name, "outcome": outcome, "score": score, "max_score": most, **blank, **more}


FLIPPED = {"name": "flipped kernel", "message": "The kernel is flipped."}
CLASS = {
    "ada": [verdict("right", 5)],
    "ben": [verdict("wrong", misconception=FLIPPED, counterexample=case(RIGHT, [1, 2, 3]))],
    "cem": [verdict("wrong", misconception=FLIPPED, counterexample=case(RIGHT, 7))],
    "dan": [verdict("wrong", counterexample=case({**RIGHT, "shape": [9]}), message=f"y is {EVIL}")],
    "eve": [verdict("wrong", counterexample=case({**RIGHT, "shape": [9]}), message=f"y is {EVIL}")],
    "fay": [verdict("wrong", counterexample=case({**RIGHT, "shape": [8]}))],
    "gus": [verdict("crashed", message=EVIL)],
    "hal": [verdict("timed out"), verdict("grader fault", name="Conv2D", most=3)],
}


@pytest.fixture
def course(tmp_path):
    """A course folder with receipts, and with folders that were not graded; it has no gradebook."""
    (tmp_path / "receipts" / CHAPTER).mkdir(parents=True)
    for student, exercises in CLASS.items():
        receipt = {"student": student, "chapter": CHAPTER, "exercises": exercises}
        (tmp_path / "receipts" / CHAPTER / f"{student}.json").write_text(json.dumps(receipt))
    for student, text in [(EVIL.replace("/", ""), "Dear teacher"), ("ida", None)]:
        folder = tmp_path / "submitted" / student / CHAPTER
        folder.mkdir(parents=True)
        if text:
            (folder / f"{CHAPTER}.ipynb").write_text(text)
    return tmp_path


@pytest.fixture
def found(course, monkeypatch):
    cell = {"automatic": 0.0, "score": 4.0, "by hand": True, "waits": False}
    waits = {"automatic": None, "score": None, "by hand": False, "waits": True}
    standing = {"handed in": True, "score": 4.0, "of": 22.0, "cells": {}}
    gradebook = {
        "ben": {**standing, "cells": {"test_corr2d": cell}},
        "cem": {**standing, "cells": {"essay": waits}},
        "zoe": {**standing, "handed in": False},
    }
    monkeypatch.setattr("grader.nbgrader.standings.standings", lambda *_: gradebook)
    return class_report(course, CHAPTER)


def exercise_of(found, name="corr2d") -> dict:
    return next(one for one in found["exercises"] if one["exercise"] == name)


def test_mistakes_have_their_students_and_the_smallest_case(found):
    (one,) = exercise_of(found)["misconceptions"]
    assert (one["name"], one["count"], one["students"]) == ("flipped kernel", 2, ["ben", "cem"])
    assert one["case"]["inputs"] == {"x": 7}  # the smaller of the two


def test_wrong_results_without_a_name_are_grouped_by_what_came(found):
    groups = exercise_of(found)["unnamed"]
    assert [(g["outcome"], g["students"]) for g in groups] == [
        ("wrong", ["dan", "eve"]), ("wrong", ["fay"]), ("crashed", ["gus"]), ("timed out", ["hal"])
    ]  # fmt: skip


def test_rates_leave_out_what_the_grader_could_not_judge(found):
    one = exercise_of(found)
    assert one["share"] == 1 / 8 and one["parts"] == [{"name": "one", "passed": 1, "of": 8}]
    assert one["outcomes"] == {"wrong": 5, "right": 1, "crashed": 1, "timed out": 1}
    assert exercise_of(found, "Conv2D")["share"] == 0 and exercise_of(found, "Conv2D")["parts"] == []
    assert one["who"]["timed out"] == ["hal"]


def test_a_part_whose_points_are_held_back_is_right(tmp_path, monkeypatch):
    monkeypatch.setattr("grader.nbgrader.standings.standings", lambda *_: {})
    parts = [{"name": "a", "score": 0, "max_score": 1, "withheld": True}, {"name": "b", "score": 0, "max_score": 4}]
    (tmp_path / "receipts" / CHAPTER).mkdir(parents=True)
    receipt = {"student": "ada", "chapter": CHAPTER, "exercises": [verdict("wrong", parts=parts)]}
    (tmp_path / "receipts" / CHAPTER / "ada.json").write_text(json.dumps(receipt))
    one = exercise_of(class_report(tmp_path, CHAPTER))
    assert [(part["name"], part["passed"]) for part in one["parts"]] == [("a", 1), ("b", 0)] and one["share"] == 0


def test_people_without_a_grade_or_with_one_by_hand_are_named(found):
    assert found["without_notebook"] == ["ida"] and found["missing"] == ["zoe"]
    assert [one["error"] for one in found["refused"]] == [
        f"{CHAPTER}.ipynb is not a notebook: it is not JSON. Hand in the .ipynb file itself."
    ]
    assert [(one["student"], one["cell"]) for one in found["by_hand"]] == [("ben", "test_corr2d")]
    assert [(one["student"], one["cell"]) for one in found["waiting"]] == [("cem", "essay")]
    assert {one["student"]: one["score"] for one in found["students"]}["ben"] == 4.0


@pytest.mark.parametrize("scores, bins", [([], [0] * 7), ([0, 2.5, 3, 20, -3], [3, 1, 0, 0, 0, 0, 1])])
def test_full_marks_and_negative_scores_fall_into_the_outer_spans(scores, bins):
    assert distribution(scores, 20)["bins"] == bins
    assert distribution(scores, 0)["bins"] == [len(scores)]


@pytest.mark.parametrize("most", [1, 9, 10, 20, 22, 49.5, 100])
def test_every_whole_score_lies_in_one_span_that_says_so(most):
    names = spans(distribution([], most))
    assert 2 <= len(names) <= 10
    inside = [score for first, last in names for score in range(int(first), int(last or first) + 1)]
    assert inside == list(range(len(inside))) and most <= inside[-1] < most + 1
    for score in inside:
        (place,) = [k for k, (first, last) in enumerate(names) if int(first) <= score <= int(last or first)]
        assert distribution([score], most)["bins"][place] == 1


def test_the_page_is_alone_and_nothing_of_a_student_runs(found):
    page = report_page(found)
    assert "<script" not in page and "&lt;script&gt;alert(1)" in page
    assert not re.search(r'(src|href)=', page) and "default-src 'none'" in page
    for said in ["ben, cem", "flipped kernel", "1 of 8", "dan, eve", "handed in nothing", "has 4 points by hand"]:
        assert said in page, said


def zeros(name) -> dict:
    said = {"name": "all 0", "message": f"All of {name} is 0."}
    return verdict("wrong", name=name, misconception=said, counterexample=case(RIGHT))


def no_flip(name, student) -> dict:
    said = {"name": "no flip", "message": f"Flip, {student}."}
    return verdict("wrong", name=name, misconception=said, counterexample=case(RIGHT))


@pytest.fixture
def together(tmp_path, monkeypatch):
    """A class in which mistakes go beyond an exercise."""
    monkeypatch.setattr("grader.nbgrader.standings.standings", lambda *_: {})
    notebooks = {
        "ada": [zeros("corr2d"), zeros("convolve1d"), zeros("convolve2d"), verdict("crashed", name="Conv2D")],
        "ben": [zeros("corr2d"), zeros("convolve1d"), zeros("convolve2d")],
        "cem": [zeros("corr2d"), no_flip("convolve1d", "cem"), no_flip("convolve2d", "cem")],
        "dan": [verdict("wrong", score=2), no_flip("convolve1d", "dan"), verdict("crashed", name="convolve2d")],
    }
    (tmp_path / "receipts" / CHAPTER).mkdir(parents=True)
    for student, exercises in notebooks.items():
        receipt = {"student": student, "chapter": CHAPTER, "exercises": exercises}
        (tmp_path / "receipts" / CHAPTER / f"{student}.json").write_text(json.dumps(receipt))
    return class_report(tmp_path, CHAPTER)


def test_a_mistake_in_several_exercises_is_one_entry_and_a_relation_is_none(together):
    first, second = mistakes(together)
    assert (first["name"], first["count"], first["students"]) == ("no flip", 2, ["cem", "dan"])
    assert [(where, group["students"]) for where, group in first["places"]] == [
        ("convolve1d", ["cem", "dan"]), ("convolve2d", ["cem"])
    ]  # fmt: skip
    assert (second["name"], second["students"]) == ("all 0", ["cem"]), "in one exercise it is a mistake like others"
    assert [(where, group["case"]) for where, group in second["places"]] == [("corr2d", None)]


def test_a_relation_of_whole_notebooks_is_one_sentence(together, capsys):
    said = "2 students return only zeros in 3 exercises: ada, ben."
    assert whole_notebooks(together) == [said.rstrip(".")]
    show(*report_tables(together))
    assert said in " ".join(capsys.readouterr().out.split()) and report_page(together).count(said) == 1
    assert report_page(together).count("All of convolve1d is 0.") == 0
    assert [group["students"] for _, group in not_explained(together)] == [["dan"], ["dan"]], "what ada shares is known"


def test_who_attempted_nothing_is_named_once(together):
    for number, exercise in enumerate(together["exercises"]):
        exercise["who"]["not attempted"] = ["eve", "fay"] if number == 1 else ["eve"]
    page = report_page(together)
    assert page.count(": eve<") == 1 and "every exercise</th><td>not attempted: eve<" in page
    assert f"{together['exercises'][1]['exercise']}</th><td>not attempted: fay<" in page


def test_the_page_quotes_what_students_were_told_and_marks_some_points(together):
    page = report_page(together)
    assert "<p>convolve1d: “Flip, cem. (So it was told to cem; others have other lines.)”</p>" in page
    assert '<td class="other">◐</td>' in page.split("dan</th>")[1]
    assert page.count("crashed") == 5, "in two exercises' outcomes, a group, a note and the legend"


def test_who_needs_help_is_named_by_what_the_gradebook_says(found):
    page = report_page(found)
    rows = re.findall(r'<th scope="row">(no points|half or less)</th><td>(.*?)</td>', page)
    assert rows == [("no points", "dan, eve, fay, gus, hal"), ("half or less", "ben, cem")], "4 of 22 by hand"
    assert "Who needs help" not in report_page(found | {"students": [found["students"][0]]})


def test_who_has_no_grade_comes_before_the_scores(found):
    page = report_page(found)
    assert page.index("handed in a folder without") < page.index("handed in nothing</td>") < page.index(">Scores<")
    assert page.index(">Scores<") < page.index("waits for points by hand")
    assert "mistakes without a name" in page


@pytest.mark.browser
def test_on_a_phone_names_are_whole_and_nothing_is_lost(found):
    with chromium() as browser, new_page(browser) as page:
        page.set_viewport_size({"width": 390, "height": 800})
        page.set_content(report_page(found))
        assert page.evaluate("document.documentElement.scrollWidth") == 390
        name = page.locator(".people th", has_text="ida").first
        assert name.bounding_box()["height"] < 40, "one line"
        assert page.get_by_text("5 wrong, 1 right").first.is_visible()


def test_the_terminal_says_the_same(found, capsys):
    show(*report_tables(found))
    said = " ".join(capsys.readouterr().out.split())
    for part in ["ben, cem", "The kernel is flipped.", "dan, eve", "Handed in nothing: zoe", "Points by hand: ben"]:
        assert part in said, part


def test_without_a_gradebook_there_is_still_a_report(course, monkeypatch):
    def broken(*_):
        raise CourseError("The gradebook is away.")

    monkeypatch.setattr("grader.nbgrader.standings.standings", broken)
    found = class_report(course, CHAPTER)
    assert found["submissions"] == 8 and "The gradebook is away." in report_page(found)
    with pytest.raises(CourseError, match="has no receipts yet"):
        class_report(course, "02")


def test_arrays_of_a_case_are_shown_row_by_row():
    assert shown(RIGHT) == "[[1, 2],\n [3, 4]]"
    assert shown({"shape": [100], "dtype": "int64", "values": None}) == "array of shape (100,), int64"
    assert shown({"shape": [], "dtype": "int64", "values": 6}) == "6"
    assert case_lines(case(None)) == [("x", "1"), ("expected", "[[1, 2],\n [3, 4]]")]
