"""What nbgrader and the grader do with odd, late, hostile and hand-graded submissions."""
import copy
import errno
import json
import os
import re
import shutil
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest
from classroom import CHAPTER, gradebook, new_course, points, run, run_warm, submit
from traitlets.utils.importstring import import_item

from grader.autograde import autograde
from grader.course import MAX_CELLS, ROOT, CourseError, checked_notebook, filled, grade_id, load_chapter, read_notebook
from grader.invented import with_cell
from grader.judge import Judge
from grader.nbgrader import gradebook as gradebook_module
from grader.nbgrader import plugin as nbgrader_plugin
from grader.nbgrader.cleaning import harmless
from grader.nbgrader.driver import generate_feedback
from grader.nbgrader.pages import harmless_markdown
from grader.rebuild import MAX_OWN, MAX_RUN, rebuild
from grader.release import release_chapter
from grader.sources import reference_sources, source_of

TOTAL = sum(points().values())
HOSTILE = (
    "<script>attack(1)</script> <img src=x onerror='attack(2)'> [a](javascript:attack(3)) <svg onload=attack(4)> "
    "<a href='jav&#x09;ascript:attack(5)'>b</a> <iframe srcdoc='<script>attack(6)</script>'></iframe> "
    "<details ontoggle=attack(7) open><summary>c</summary></details> <style>*{display:none}</style> "
    "<img src='https://example.org/who-reads-this.png'> <a href='data:text/html,<script>attack(8)</script>'>d</a> "
    "<form action=/delete><input type=submit></form> <p style='position:fixed;background:url(//example.org)'>e</p>"
)
FLIPPED = {"corr2d": source_of(CHAPTER, "corr2d", [("* K)", "* K[::-1, ::-1])")])}


@pytest.fixture(scope="module")
def chapter():
    return load_chapter(CHAPTER)


@pytest.fixture
def course(released, tmp_path):
    return new_course(released, tmp_path)


def total(course, student) -> float:
    return sum(row[1] for row in gradebook(course)[student].values())


# --- odd submissions --------------------------------------------------------------------------


def odd(chapter) -> dict[str, tuple[object, float]]:
    """{student: (notebook, score)} of submissions that are mended as far as one can."""
    right = filled(chapter, reference_sources(chapter.name))

    def changed(change):
        notebook = copy.deepcopy(right)
        notebook["cells"] = change(notebook["cells"]) or notebook["cells"]
        return notebook

    def retype(cells):
        for cell in cells:
            if grade_id(cell) == "corr2d":
                cell["cell_type"] = "markdown"
                del cell["outputs"], cell["execution_count"]

    def lie(cells):
        for cell in cells:
            if grade_id(cell).startswith("test_"):
                cell["metadata"]["nbgrader"] |= {"points": 1000, "locked": False}
                cell["source"] = "assert True"
            cell["metadata"]["tags"] = ["skip-execution"]

    def unmark(cells):
        for cell in cells:
            cell["metadata"] = {}

    def break_cells(cells):
        return [*cells, "no cell", {"cell_type": "code"}, {"cell_type": "code", "source": 7, "metadata": []}]

    def without(cells):
        return [cell for cell in cells if grade_id(cell) != "convolve1d"]

    def crowd(cells):
        return [*cells, *({"cell_type": "code", "source": "corr2d = None"} for _ in range(MAX_CELLS - len(cells)))]

    def doubled(cells):
        return [*cells, *(cell for cell in cells if grade_id(cell) == "convolve1d")]

    return {
        "missing": (changed(without), TOTAL - points()["convolve1d"]),
        "twice": (changed(doubled), TOTAL),
        "retyped": (changed(retype), TOTAL),
        "crowded": (changed(crowd), TOTAL),
        "half-a-letter": (changed(lambda cells: [*cells, {"cell_type": "code", "source": "'\ud800'"}]), TOTAL),
        "reversed": (changed(lambda cells: cells[::-1]), TOTAL),
        "liar": (changed(lie), TOTAL),
        "unmarked": (changed(unmark), TOTAL),
        "broken-cells": (changed(break_cells), TOTAL),
        "no-metadata": ({key: value for key, value in right.items() if key != "metadata"}, TOTAL),
        "strange-metadata": ({**right, "metadata": {"language": 7, "kernelspec": {"name": "/bin/sh"}}}, TOTAL),
    }


REFUSED = {
    "letter": ("Dear teacher", "not JSON"),
    "binary": (b"\x00\xff\xfe", "not JSON"),
    "deep": ("[" * 100_000, "not JSON"),
    "list": ("[]", "nbformat"),
    "old": (json.dumps({"nbformat": 3, "nbformat_minor": 0, "worksheets": [], "metadata": {}}), "format 3"),
    "stranger": (json.dumps({"nbformat": 4, "metadata": {}, "cells": []}), "none of the exercises"),
}


def test_odd_submissions_cost_what_is_odd_and_bad_ones_stop_nobody(course, chapter):
    for student, (notebook, _) in odd(chapter).items():
        submit(course, student, notebook)
    for student, (payload, _) in REFUSED.items():
        submit(course, student, payload)
    submit(course, "misnamed", "{}").rename(course / "submitted" / "misnamed" / CHAPTER / "mine.ipynb")
    submit(course, "no-notebook", None)
    linked = submit(course, "linked", None)
    linked.symlink_to(course / "submitted" / "liar" / CHAPTER / f"{CHAPTER}.ipynb")
    done = run("grader", "autograde", CHAPTER, "--json", cwd=course, code=1)
    summary = json.loads(done.stdout)
    scores = {row["student"]: row["score"] for row in summary["graded"]}
    assert scores == {student: score for student, (_, score) in odd(chapter).items()} | {"no-notebook": 0}
    errors = {one["student"]: one["error"] for one in summary["refused"]}
    assert set(errors) == {*REFUSED, "misnamed", "linked"}
    for student, (_, words) in REFUSED.items():
        assert words in errors[student] and f"{student}/{CHAPTER}/{CHAPTER}.ipynb" in errors[student], student
    assert "Rename it" in errors["misnamed"]
    for student in errors:
        assert not (course / "autograded" / student).exists()
        assert {row[:3] for row in gradebook(course)[student].values()} == {(None, 0, True)}
    ours = gradebook(course)

    stock = run("nbgrader", "autograde", CHAPTER, "--force", cwd=course, code=1)
    theirs = gradebook(course)
    assert {name: theirs[name] for name in odd(chapter)} == {name: ours[name] for name in odd(chapter)}
    for student in REFUSED:
        assert f"for student '{student}'" in stock.stderr
        assert not (course / "autograded" / student / CHAPTER).exists()


def test_nothing_to_grade_and_unknown_chapters_say_what_to_do(course):
    empty = run_warm("grader", "autograde", CHAPTER, cwd=course, code=2)
    assert f"submitted/STUDENT/{CHAPTER}/{CHAPTER}.ipynb" in empty.stderr
    unknown = run_warm("grader", "autograde", "99_nothing", cwd=course, code=2)
    assert CHAPTER in unknown.stderr
    submit(course, "letter", "Dear teacher")
    assert "Not graded: letter" in run_warm("grader", "autograde", CHAPTER, cwd=course, code=2).stdout
    (course / "gradebook.db").unlink()
    unreleased = run_warm("grader", "autograde", CHAPTER, cwd=course, code=2)
    assert f"grader release {CHAPTER}" in unreleased.stderr


def test_full_disk_stops_with_a_message_and_leaves_nothing_half_written(course, chapter, monkeypatch):
    submit(course, "ada", filled(chapter, reference_sources(chapter.name)))

    def no_space(*_):
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(os, "replace", no_space)
        with pytest.raises(CourseError, match="could not be written: No space left on device. Make room"):
            autograde(course, CHAPTER, workers=1)
    assert [path for path in course.rglob("*") if path.name.endswith(".part")] == []
    assert not list(course.glob(f"autograded/*/{CHAPTER}/*"))
    assert [row.score for row in autograde(course, CHAPTER, workers=1).graded] == [TOTAL]


def test_what_goes_wrong_with_one_submission_stops_nobody_else(course, chapter, monkeypatch):
    right = filled(chapter, reference_sources(chapter.name))
    for student in ["ada", "breaks", "no-json", "half-a-letter", "no-pickle", "zoe"]:
        submit(course, student, right)
    submit(course, "\udcff", right)  # a name that is not UTF-8
    submit(course, "n" * 240, right)
    judged = Judge.grade

    def grade(self, chapter, submission, name):
        if "/breaks/" in name:
            raise RuntimeError("a bug of ours")
        graded = judged(self, chapter, submission, name)
        if "/no-json/" in name:
            graded.receipt["odd"] = object()
        if "/half-a-letter/" in name:
            graded.verdicts[0].message = graded.receipt["odd"] = "\ud800"
        if "/no-pickle/" in name:
            graded.odd = lambda: 0
        return graded

    monkeypatch.setattr("grader.judge.Judge.grade", grade)
    for workers in [2, 1]:
        summary = autograde(course, CHAPTER, workers=workers, force=True)
        scores = {row.student: row.score for row in summary.graded}
        unpickled = {"no-pickle": TOTAL} if workers == 1 else {}
        assert scores == {"ada": TOTAL, "half-a-letter": TOTAL, "zoe": TOTAL} | unpickled
        errors = dict(summary.refused)
        failed = {"breaks", "no-json", *({"no-pickle"} - set(unpickled))}
        assert set(errors) == failed | {"\udcff", "n" * 240}
        for student in failed:
            assert "the grader failed" in errors[student] and "Grade it again" in errors[student]
            assert {row[:3] for row in gradebook(course)[student].values()} == {(None, 0, True)}
        assert "Rename" in errors["\udcff"] and "Rename" in errors["n" * 240]


def test_one_submission_that_the_gradebook_refuses_stops_nobody_else(course, chapter, monkeypatch):
    for student in ["ada", "odd", "zoe"]:
        submit(course, student, filled(chapter, reference_sources(chapter.name)))
    saved = gradebook_module.Ledger.save_grades

    def save_grades(self, entries):
        if any(entry.student == "odd" for entry in entries):
            raise ValueError("cannot be stored")
        saved(self, entries)

    monkeypatch.setattr(gradebook_module.Ledger, "save_grades", save_grades)
    summary = autograde(course, CHAPTER, workers=1)
    assert [row.student for row in summary.graded] == ["ada", "zoe"]
    assert "cannot be stored" in dict(summary.refused)["odd"]


def test_links_and_special_files_are_refused_before_anything_is_copied_or_opened(course, chapter):
    right = filled(chapter, reference_sources(chapter.name))

    def handed_in(student, notebook=right):
        return submit(course, student, notebook).parent

    for student in ["ada", "zoe"]:
        (handed_in(student) / "data").mkdir()
        (course / "submitted" / student / CHAPTER / "data" / "notes.txt").write_text("of my own")
    (handed_in("file") / "seed.txt").symlink_to("../../../course_seed")
    (handed_in("folder") / "data").symlink_to("../../..")
    (handed_in("dangling") / "data").symlink_to("nowhere")
    (handed_in("deep") / "a" / "b").mkdir(parents=True)
    (course / "submitted" / "deep" / CHAPTER / "a" / "b" / "zero").symlink_to("/dev/zero")
    os.mkfifo(handed_in("pipe") / "pipe")
    os.mkfifo(handed_in("pipe-time") / "timestamp.txt")
    os.mkfifo(handed_in("pipe-notebook", None) / f"{CHAPTER}.ipynb")
    (handed_in("time") / "timestamp.txt").symlink_to("../../../course_seed")
    (course / "submitted" / "whole").mkdir()
    (course / "submitted" / "whole" / CHAPTER).symlink_to("../ada/" + CHAPTER)
    bad = {"file", "folder", "dangling", "deep", "pipe", "pipe-time", "pipe-notebook", "time", "whole"}
    summary = autograde(course, CHAPTER, workers=1)
    errors = dict(summary.refused)
    assert set(errors) == bad
    assert {row[:3] for row in gradebook(course)["file"].values()} == {(None, 0, True)}
    assert "seed.txt" in errors["file"] and "a link" in errors["file"] and "Put the file itself there" in errors["file"]
    assert "pipe" in errors["pipe"] and "Delete it" in errors["pipe"]
    assert [row.student for row in summary.graded] == ["ada", "zoe"]

    stock = run_warm("nbgrader", "autograde", CHAPTER, "--force", cwd=course, code=1)
    for student in bad:
        assert f"for student '{student}'" in stock.stderr
        assert errors[student] in stock.stderr
        assert not (course / "autograded" / student / CHAPTER).exists()
    for student in ["ada", "zoe"]:
        assert (course / "autograded" / student / CHAPTER / "data" / "notes.txt").read_text() == "of my own"
    with pytest.raises(CourseError, match="no regular file"):
        read_notebook(course / "submitted" / "pipe-notebook" / CHAPTER / f"{CHAPTER}.ipynb")


TIMES = ["T-٣٣:٣٣" + "9" * 40, "2026-01-12 12:00:00" + " " * 1000 + "UTC", "\udcff", "9" * 200, "yesterday"]


def test_odd_timestamps_are_refused_and_stop_nobody_else(course, chapter):
    right = filled(chapter, reference_sources(chapter.name))
    submit(course, "ada", right, timestamp="2026-01-12 12:00:00 UTC")
    for number, text in enumerate(TIMES):
        path = submit(course, f"odd-{number}", right)
        (path.parent / "timestamp.txt").write_bytes(text.encode("utf-8", "surrogateescape"))
    summary = autograde(course, CHAPTER, workers=1)
    errors = dict(summary.refused)
    assert set(errors) == {f"odd-{number}" for number in range(len(TIMES))}
    assert all("timestamp.txt" in error and "Mend or delete it" in error for error in errors.values())
    assert [row.student for row in summary.graded] == ["ada"]
    stock = run_warm("nbgrader", "autograde", CHAPTER, "--force", cwd=course, code=1)
    for student in errors:
        assert f"for student '{student}'" in stock.stderr
    assert gradebook(course)["ada"]["corr2d"][0] == points()["corr2d"]


def test_too_many_cells_are_refused_and_own_cells_have_limits(chapter):
    with pytest.raises(CourseError, match=f"mine.ipynb has more than {MAX_CELLS} cells"):
        checked_notebook({"nbformat": 4, "cells": [{}] * (MAX_CELLS + 1)}, "mine.ipynb")
    notebook = filled(chapter, {})
    many = [{"cell_type": "code", "source": f"x = {n}"} for n in range(MAX_RUN + 50)]
    long = [{"cell_type": kind, "source": "#" * 900_000} for kind in ["markdown", "code", "code", "raw"]]
    for own, run_of_own, cut in [(many, MAX_RUN, 50), (long, 1, 2)]:
        cells = [*notebook["cells"], *own]
        rebuilt = rebuild(chapter, checked_notebook({**notebook, "cells": cells}, "mine.ipynb"))
        shown = [cell["source"] for cell in rebuilt.notebook["cells"] if cell["id"].startswith("own-")]
        assert len(shown) == len(own)
        assert sum("left out by the grader" in source for source in shown) == cut
        assert sum(map(len, shown)) < MAX_OWN + 1000 * len(own)
        sources = [one["source"] for one in own]
        assert sum(step.source in sources for step in rebuilt.steps) == run_of_own


@pytest.mark.parametrize("name", ["c++", "a [1]", "{ä} (b|"])
def test_a_course_and_a_class_may_lie_in_any_folder(tmp_path, monkeypatch, chapter, name):
    place = tmp_path / name
    shutil.copytree(ROOT / "notebooks" / CHAPTER, place / "notebooks" / CHAPTER)
    monkeypatch.setattr("grader.course.NOTEBOOKS", place / "notebooks")
    folder = place / "class"
    bundle = release_chapter(folder, CHAPTER)
    assert [path.name for path in bundle.parent.iterdir() if path.suffix == ".zip"] == [f"{CHAPTER}.zip"]
    submit(folder, "ada", filled(chapter, reference_sources(chapter.name)))
    assert [row.score for row in autograde(folder, CHAPTER, workers=1).graded] == [TOTAL]
    (page,) = generate_feedback(folder, CHAPTER, None, False, lambda *_: None)
    assert ">corr2d: right</div>" in page.read_text(encoding="utf-8") and "5 of 5 points" in page.read_text("utf-8")


def test_a_link_for_nbgrader_is_taken_away_at_the_end(tmp_path):
    (tmp_path / "c++").mkdir()
    code = "import pathlib, sys; from grader.places import for_nbgrader; print(for_nbgrader(pathlib.Path(sys.argv[1])))"
    for name, linked in [("c++", True), ("plain", False)]:
        command = [sys.executable, "-c", code, tmp_path / name]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
        link = Path(done.stdout.strip())
        assert (link != tmp_path / name) == linked and not link.exists()


def test_dotted_names_in_peoples_settings_stay():
    # A course folder's nbgrader_config.py is written once, and names what it configures.
    for name in ["configure", "JudgeNotebook", "SaveVerdicts", "GetPlainGrades", "SubmissionExporter"]:
        assert import_item(f"grader.plugin.{name}") is getattr(nbgrader_plugin, name)


def test_the_wing_does_not_pass_for_nbgrader():
    start = [sys.executable, "-c", "import nbgrader.api"]  # Python puts the folder that it is started in first
    done = subprocess.run(start, cwd=ROOT / "grader", capture_output=True, text=True)
    assert done.returncode == 1 and "Start Python in another folder" in done.stderr


# --- again, late, by hand ---------------------------------------------------------------------


def test_only_what_is_new_is_graded_and_lateness_costs_as_nbgrader_is_told(course, chapter):
    config = course / "nbgrader_config.py"
    config.write_text(config.read_text() + "c.LateSubmissionPlugin.penalty_method = 'zero'\n")
    right = filled(chapter, reference_sources(chapter.name))
    submit(course, "early", right, timestamp="2026-01-12 09:59:59 UTC")
    submit(course, "late", right, timestamp="2026-01-12 12:00:01 Europe/Berlin")
    submit(course, "undated", filled(chapter, {}))
    with sqlite3.connect(course / "gradebook.db") as book:
        book.execute("UPDATE assignment SET duedate = '2026-01-12 11:00:00.000000'")
    first = autograde(course, CHAPTER, workers=1)
    assert {row.student: row.score for row in first.graded} == {"early": TOTAL, "late": 0, "undated": 0}
    again = autograde(course, CHAPTER)
    assert (again.graded, sorted(again.skipped)) == ([], ["early", "late", "undated"])

    submit(course, "early", filled(chapter, {}), timestamp="2026-01-12 10:30:00 UTC")
    submit(course, "undated", right)
    changed = autograde(course, CHAPTER)
    assert {row.student: row.score for row in changed.graded} == {"early": 0, "undated": TOTAL}
    assert changed.skipped == ["late"]

    before = penalties(course)
    run_warm("nbgrader", "autograde", CHAPTER, "--force", cwd=course)
    assert penalties(course) == before == {"early": None, "late": TOTAL, "undated": None}
    submit(course, "late", right, timestamp="yesterday, I think")
    assert "Mend or delete it" in dict(autograde(course, CHAPTER, force=True).refused)["late"]


def penalties(course) -> dict:
    with sqlite3.connect(course / "gradebook.db") as book:
        return dict(
            book.execute(
                "SELECT a.student_id, n.late_submission_penalty FROM submitted_notebook n "
                "JOIN submitted_assignment a ON n.assignment_id = a.id"
            )
        )


def test_scores_and_comments_by_hand_survive_grading_again(course, chapter):
    submit(course, "ada", filled(chapter, reference_sources(chapter.name) | FLIPPED))
    autograde(course, CHAPTER)
    with sqlite3.connect(course / "gradebook.db") as book:
        mine = "WHERE cell_id = (SELECT id FROM base_cell WHERE name = ?)"
        book.execute(f"UPDATE grade SET manual_score = 4, extra_credit = 1 {mine}", ["test_corr2d"])
        book.execute(f"UPDATE comment SET manual_comment = 'We talked about it.' {mine}", ["corr2d"])
    for again in ["ours", "nbgrader's"]:
        if again == "ours":
            autograde(course, CHAPTER, force=True)
        else:
            run_warm("nbgrader", "autograde", CHAPTER, "--force", cwd=course)
        auto, score, needs_a_person, comment = gradebook(course)["ada"]["corr2d"]
        assert (auto, score, needs_a_person) == (0, 5, True), again
        assert comment.startswith("Your kernel is flipped")
        with sqlite3.connect(course / "gradebook.db") as book:
            assert book.execute("SELECT manual_comment FROM comment WHERE manual_comment IS NOT NULL").fetchall() == [
                ("We talked about it.",)
            ]


def test_fault_of_the_grader_is_no_zero(course, chapter, monkeypatch):
    submit(course, "ada", filled(chapter, reference_sources(chapter.name)))

    examined = Judge.attend

    def fails(self, *asked):
        said = examined(self, *asked)
        lost = {"outcome": "grader fault", "message": "The grader failed. No points are lost; grade again."}
        for verdict in said["verdicts"]:
            parts = [part | {"score": 0} for part in verdict["parts"]]
            verdict |= lost | {"score": 0, "parts": parts}
        return said

    with monkeypatch.context() as patch:
        patch.setattr(Judge, "attend", fails)
        (row,) = autograde(course, CHAPTER, workers=1).graded
    assert "grader failed" in row.note
    for auto, score, needs_a_person, comment in gradebook(course)["ada"].values():
        assert (auto, score, needs_a_person) == (None, 0, True)
        assert "No points are lost" in comment
    assert [row.score for row in autograde(course, CHAPTER, force=True).graded] == [TOTAL]


def test_many_workers_give_what_one_gives(course, chapter):
    for number in range(6):
        sources = reference_sources(CHAPTER) | (FLIPPED if number % 2 else {})
        submit(course, f"student-{number}", filled(chapter, sources))
    autograde(course, CHAPTER, workers=1)
    one = gradebook(course)
    receipts = {path.name: path.read_bytes() for path in course.glob("receipts/*/*")}
    autograde(course, CHAPTER, workers=3, force=True)
    assert gradebook(course) == one
    assert {path.name: path.read_bytes() for path in course.glob("receipts/*/*")} == receipts
    assert len(receipts) == 6


# --- what people see --------------------------------------------------------------------------


def test_feedback_shows_the_verdict_and_nothing_of_a_student_runs(course, chapter):
    cells = filled(chapter, reference_sources(chapter.name) | FLIPPED)
    cells["cells"].insert(2, {"cell_type": "markdown", "id": "evil", "metadata": {}, "source": HOSTILE})
    cells["cells"].insert(2, {"cell_type": "raw", "metadata": {"raw_mimetype": "text/html"}, "source": HOSTILE})
    raises = f"def receptive_field(layers):\n    raise ValueError({HOSTILE!r} + ' __init__ *x* $y$')\n"
    for cell in with_cell(cells, f"%%html\n{HOSTILE}")["cells"]:
        if grade_id(cell) == "receptive_field":
            cell["source"] = raises
            cell["attachments"] = {"a.png": {"image/png": HOSTILE}}
        shown = {"output_type": "display_data", "data": {"text/html": HOSTILE}, "metadata": {}}
        cell.setdefault("outputs", []).append(shown)
    submit(course, "eve", cells)
    run_warm("grader", "autograde", CHAPTER, cwd=course)
    ours = pages(course, run)
    run_warm("nbgrader", "autograde", CHAPTER, "--force", cwd=course)
    assert pages(course) == ours
    page = ours["eve"]
    tags = re.findall(r"<[a-zA-Z][^>]*>", without_own_scripts(page))
    assert [tag for tag in tags if re.search(r"attack|\son\w+\s*=|javascript:|data:text|example\.org", tag)] == []
    assert [tag for tag in tags if re.match(r"<(script|svg|iframe|form|input|object|embed)\b", tag)] == []
    assert "attack" not in "".join(re.findall(r"<(?:script|style).*?</(?:script|style)>", page, re.DOTALL))
    assert page.count("Your kernel is flipped along both axes") == 2  # in the card, and the verdict below the test
    reasons = re.findall(r'<div class="reason">(.*?)</div>', page, re.DOTALL)
    assert sum("__init__ *x* $y$" in reason for reason in reasons) == 1  # as it stands, not as Markdown
    assert "border-left:4px solid" in page  # the verdict's own style is not lost


def test_markdown_that_takes_long_or_lacks_its_picture_is_shown_as_it_is():
    started = time.monotonic()
    page = harmless_markdown({}, "<b>" + "[" * 400_000)
    assert time.monotonic() - started < 10  # minutes, where it is read as Markdown
    assert page.startswith("<pre>&lt;b&gt;[[") and len(page) > 400_000
    assert "![a](attachment:a.png)" in harmless_markdown({}, "![a](attachment:a.png)")


def test_pages_keep_classes_of_highlighted_code_and_no_names():
    code = harmless_markdown({}, "# A\n\n```python\ndef f(): pass\n```\n")
    assert '<div class="highlight">' in code and '<span class="k">def</span>' in code
    assert "id=" not in code and "anchor-link" not in code
    odd = harmless('<p id="MathJax" class="modal highlight">a</p><p class="navbar-fixed-top">b</p>')
    assert odd == "<p>a</p><p>b</p>"


def pages(course, start=run_warm) -> dict[str, str]:
    start("nbgrader", "generate_feedback", CHAPTER, "--force", cwd=course)
    return {path.parents[1].name: path.read_text() for path in course.glob(f"feedback/*/{CHAPTER}/{CHAPTER}.html")}


def without_own_scripts(page: str) -> str:
    """Less the scripts and styles that nbconvert's template puts into every page."""
    head, body = page.split("<body", 1)
    return re.sub(r"<script[^>]*>(?:(?!attack).)*?</script>", "", body, flags=re.DOTALL)


def test_nbgraders_validate_button_passes_what_is_right_and_names_the_misconception(
    released, chapter, tmp_path
):
    course = new_course(released, tmp_path, CHAPTER)
    notebook = course / "release" / CHAPTER / f"{CHAPTER}.ipynb"
    stub = json.loads(notebook.read_text())
    right = reference_sources(CHAPTER)
    for name, sources in [("right", right), ("flipped", right | FLIPPED)]:
        filling = copy.deepcopy(stub)
        if name == "flipped":  # figures have been drawn once
            filling["cells"] = [cell for cell in filling["cells"] if "demo" not in cell["metadata"].get("tags", [])]
        for cell in filling["cells"]:
            cell["source"] = sources.get(cell["metadata"].get("nbgrader", {}).get("grade_id"), cell["source"])
        notebook.write_text(json.dumps(filling))
        start = run if name == "right" else run_warm
        said = start("nbgrader", "validate", notebook.name, cwd=notebook.parent, code=None).stdout
        if name == "right":
            assert "Success" in said, said
        else:
            assert "FAILED ON" in said and "kernel is flipped" in said, said


def test_export_is_nbgraders_and_holds_everyone(course, chapter):
    submit(course, "ada", filled(chapter, reference_sources(chapter.name)))
    submit(course, "letter", "Dear teacher")
    run_warm("grader", "autograde", CHAPTER, cwd=course, code=1)
    run("grader", "export", "--to", "ours.csv", cwd=course)
    run("nbgrader", "export", "--to", "theirs.csv", cwd=course)
    assert (course / "ours.csv").read_text() == (course / "theirs.csv").read_text()
    assert f",ada,,,,{TOTAL:.1f}," in (course / "ours.csv").read_text()
    assert ",letter,,,,,,," in (course / "ours.csv").read_text()


