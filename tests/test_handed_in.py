"""What is handed in, however it comes: found or refused, never stale, never a zero for a file that is there."""
import copy
import csv
import io
import json
import shutil
import sqlite3
import subprocess
import sys
import textwrap
import time
import zipfile
from pathlib import Path

import nbformat
import pytest
from classroom import CHAPTER, environment, gradebook, points, run, run_warm, submit

from grader import cells
from grader.autograde import autograde
from grader.course import CourseError, chapter_of, filled, grade_id, load_chapter
from grader.handed_in import OLDER, find_notebook, is_older
from grader.nbgrader.driver import export_grades, generate_feedback, open_app, write_page
from grader.nbgrader.gradebook import open_ledger
from grader.nbgrader.times import parse_time
from grader.preflight import preflight, repaired
from grader.rebuild import rebuild
from grader.release import release_chapter
from grader.report.findings import class_report
from grader.report.page import report_page
from grader.sandbox import SandboxError, open_rooms
from grader.sources import reference_sources, source_of
from grader.summary import summary_table
from grader.terminal import show

TOTAL = sum(points().values())
RIGHT = reference_sources(CHAPTER)
FLIPPED = {"corr2d": source_of(CHAPTER, "corr2d", [("* K)", "* K[::-1, ::-1])")])}


@pytest.fixture(scope="module")
def chapter():
    return load_chapter(CHAPTER)


@pytest.fixture
def course(first_released, tmp_path):
    return shutil.copytree(first_released, tmp_path / "course")


@pytest.fixture(scope="module")
def worked(chapter):
    return json.dumps(filled(chapter, RIGHT))


@pytest.fixture(scope="module")
def untouched(chapter):
    return json.dumps(chapter.notebook)


@pytest.fixture
def folder(tmp_path):
    place = tmp_path / "submitted" / "ada" / CHAPTER
    place.mkdir(parents=True)
    return place


def zipped(members: dict[str, str | bytes], how: int = zipfile.ZIP_DEFLATED) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", how) as archive:
        for name, text in members.items():
            archive.writestr(name, text)
    return packed.getvalue()


def altered(packed: bytes, place: int, by: bytes) -> bytes:
    """A zip with other bytes at a place of its first entry in the list of members."""
    start = packed.index(b"PK\x01\x02") + place
    return packed[:start] + by + packed[start + len(by):]


# --- which file it is -------------------------------------------------------------------------

NAMED = f"{CHAPTER}.ipynb"


@pytest.mark.parametrize(
    "name",
    [
        NAMED, f"{NAMED}.txt", f"{NAMED}.json", f"{CHAPTER}.json", f"{CHAPTER}.IPYNB", f"{CHAPTER} (1).ipynb",
        "mine.ipynb", f"{CHAPTER}/{NAMED}", f"a/b/{NAMED}", f"../{NAMED}", f"../{CHAPTER}-Copy1.ipynb",
    ],
)  # fmt: skip
def test_one_notebook_is_it_whatever_its_name_and_folder(folder, chapter, worked, name):
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(worked)
    (folder / "notes.md").write_text("of my own")
    found = find_notebook(folder, chapter)
    assert found.notebook["cells"] == chapter_cells(worked)
    assert found.note == ("" if name == NAMED else f"graded: {name}")


def chapter_cells(text: str) -> list:
    return json.loads(text)["cells"]


@pytest.mark.parametrize("inside", [NAMED, f"ada/{CHAPTER}/{NAMED}", f"../../{NAMED}", "/etc/x.ipynb"])
def test_a_zip_is_read_in_memory_and_nothing_of_it_is_written(folder, chapter, worked, inside):
    members = {inside: worked, f"__MACOSX/._{NAMED}": b"\0", ".ipynb_checkpoints/a.ipynb": worked, "convlab/a.py": "1"}
    (folder / "work.zip").write_bytes(zipped(members))
    before = sorted(folder.parents[2].rglob("*"))
    found = find_notebook(folder, chapter)
    assert found.notebook["cells"] == chapter_cells(worked)
    assert found.note == f"graded: work.zip: {inside}"
    assert sorted(folder.parents[2].rglob("*")) == before


@pytest.mark.parametrize(
    ("payload", "said"),
    [
        (zipped({f"{number}.txt": "" for number in range(5001)}), "too large"),
        (zipped({NAMED: b"0" * (21 << 20)}), "larger than 20 MB"),
        (b"PK, but no zip", "no zip, cut off"),
        (zipped({NAMED: "{}" * 999})[:-200], "no zip, cut off"),
        (zipped({NAMED: "{}" * 999}, zipfile.ZIP_LZMA), "uncommon way"),
        (zipped({NAMED: "{}" * 999}).replace(b"PK\x03\x04", b"PK\x03\x05"), "damaged"),
        (zipped({"report.pdf": b"%PDF"}), "only work.zip. Hand in the .ipynb file itself"),
        (altered(zipped({NAMED: "{}"}), 6, b"\x63"), "uncommon way"),  # needs version 9.9
        (altered(altered(zipped({NAMED: "{}"}), 8, b"\x00\x08"), 46, b"\xff"), "uncommon way"),  # a name in no UTF-8
    ],
)
def test_a_zip_that_is_odd_is_refused(folder, chapter, payload, said):
    (folder / "work.zip").write_bytes(payload)
    with pytest.raises(CourseError, match=said):
        find_notebook(folder, chapter)


def test_the_desk_parses_nothing_of_a_students(folder, chapter, worked, untouched, monkeypatch):
    """It waits for nobody: what 20 MB of code would take minutes for is the examiner's, within bounds."""
    own = json.loads(worked)
    own["cells"].append({"cell_type": "code", "id": "own", "metadata": {}, "outputs": [], "source": "!x\n" * 40})
    (folder / NAMED).write_text(untouched)
    (folder / "mine.ipynb").write_text(json.dumps(own))
    monkeypatch.setattr(cells, "parse", lambda text: pytest.fail("parsed"))
    assert find_notebook(folder, chapter).notebook["cells"] == own["cells"]


def test_what_is_parsed_of_one_notebook_is_bounded(monkeypatch):
    asked = []
    monkeypatch.setattr(cells.ast, "parse", lambda text: asked.append(len(text)))
    texts = [f"#{number}\n" + "a,b\n" * 12_000 for number in range(90)]
    for _ in range(2):
        asked.clear()
        with cells.bounded_reading():
            list(map(cells.as_python, texts))
        assert 0 < sum(asked) <= cells.MOST
    list(map(cells.as_python, texts))  # the course's own are read whole
    assert sum(asked) > 2 * cells.MOST


def test_a_retyped_answer_without_marks_is_work(folder, chapter, untouched):
    mine = json.loads(untouched)
    source = next(cell["source"] for cell in mine["cells"] if grade_id(cell) == "corr2d")
    cell = {"cell_type": "code", "id": "own", "metadata": {}, "outputs": [], "execution_count": None}
    mine["cells"].append(cell | {"source": "".join(source).replace("raise NotImplementedError", "return X")})
    (folder / NAMED).write_text(untouched)
    (folder / "mine.ipynb").write_text(json.dumps(mine))
    assert find_notebook(folder, chapter).note == f"graded: mine.ipynb; {NAMED} is as it was released"
    mine["cells"][-1]["source"] = "print(corr2d)"
    (folder / "mine.ipynb").write_text(json.dumps(mine))
    assert "mine.ipynb" not in find_notebook(folder, chapter).name


def test_a_worked_copy_beside_the_untouched_original_is_it(folder, chapter, worked, untouched):
    for copied in [f"{CHAPTER}-Copy1.ipynb", f"{CHAPTER}(1).ipynb", f"{CHAPTER} (1).ipynb"]:
        (folder / NAMED).write_text(untouched)
        (folder / copied).write_text(worked)
        found = find_notebook(folder, chapter)
        assert found.notebook["cells"] == chapter_cells(worked)
        assert found.note == f"graded: {copied}; {NAMED} is as it was released"
        (folder / NAMED).write_text(worked.replace("# 1. Convolution", "# One"))
        found = find_notebook(folder, chapter)
        assert found.notebook["cells"] != chapter_cells(worked)
        assert found.note == f"not looked at, though there: {copied}"
        (folder / copied).unlink()


def test_of_two_worked_ones_without_the_name_none_is_taken(folder, chapter, worked, untouched):
    (folder / "a.ipynb").write_text(worked)
    (folder / "b.ipynb").write_text(worked + " ")
    (folder / "other.ipynb").write_text('{"nbformat": 4, "metadata": {}, "cells": []}')
    with pytest.raises(CourseError, match=f"a.ipynb, b.ipynb. Name the one that counts {NAMED}"):
        find_notebook(folder, chapter)
    (folder / "b.ipynb").write_text(worked)  # the same bytes are no second notebook
    assert find_notebook(folder, chapter).note == "graded: a.ipynb; not looked at, though there: b.ipynb, other.ipynb"
    (folder / "a.ipynb").write_text(untouched)
    assert find_notebook(folder, chapter).note.startswith("graded: b.ipynb")
    for name in ["a.ipynb", "b.ipynb"]:
        (folder / name).unlink()
    (folder / "else.ipynb").write_text("Dear teacher")
    with pytest.raises(CourseError, match=f"else.ipynb, other.ipynb, none of which is a notebook of {CHAPTER}"):
        find_notebook(folder, chapter)


def test_what_is_no_notebook_is_named_and_an_empty_folder_is_nothing(folder, chapter):
    (folder / "timestamp.txt").write_text("2026-01-12 12:00:00 UTC")
    assert find_notebook(folder, chapter) is None
    (folder / "work.rar").write_bytes(b"Rar!")
    with pytest.raises(CourseError, match=r"only work\.rar\. Hand in the \.ipynb file itself"):
        find_notebook(folder, chapter)


def test_no_zero_is_recorded_for_a_file_that_is_there(course, chapter, worked):
    names = {"text": f"{NAMED}.txt", "above": f"../{NAMED}", "rar": "work.rar", "moved": f"../hw1/{NAMED}"}
    for student, name in names.items():
        path = course / "submitted" / student / CHAPTER / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.parent.joinpath(path.name).write_text(worked)
        if not name.endswith((".rar", ".txt")):
            shutil.rmtree(course / "submitted" / student / CHAPTER, ignore_errors=True)
    submit(course, "nothing", None)
    (course / "submitted" / "zoe.ipynb").write_text(worked)
    (course / "submitted" / "linked").symlink_to("text")
    (course / "submitted" / "a\nb" / CHAPTER).mkdir(parents=True)
    done = json.loads(run_warm("grader", "autograde", CHAPTER, "--json", cwd=course, code=1).stdout)
    assert {row["student"]: row["score"] for row in done["graded"]} == {"above": TOTAL, "nothing": 0, "text": TOTAL}
    errors = {one["student"]: one["error"] for one in done["refused"]}
    assert set(errors) == {"rar", "moved", "zoe.ipynb", "linked", "a\nb"}
    assert "Move it there" in errors["moved"] and "in no student's folder" in errors["zoe.ipynb"]
    assert "another student" in errors["linked"] and "\n" not in errors["a\nb"]
    assert {row[:2] for row in gradebook(course)["rar"].values()} == {(None, 0)}


def test_a_notebook_of_another_chapter_is_named_and_pays_nothing(folder, chapter):
    late = load_chapter("03")  # its `given` cell holds the course's own corr2d
    (folder / NAMED).write_text(json.dumps(late.notebook))
    with pytest.raises(CourseError, match=f"is a notebook of {late.name}, not of {CHAPTER}"):
        rebuild(chapter, find_notebook(folder, chapter).notebook, "it")
    assert chapter_of(Path("renamed.ipynb"), late.notebook) == late.name


def test_an_older_release_is_told_and_read(folder, chapter, worked):
    assert not is_older(chapter, json.loads(worked))
    for change in [{"source": "assert True"}, {"metadata": {"nbgrader": {"grade_id": "test_gone", "solution": False}}}]:
        notebook = filled(chapter, RIGHT)
        next(cell for cell in notebook["cells"] if grade_id(cell) == "test_corr2d").update(change)
        (folder / NAMED).write_text(json.dumps(notebook))
        assert find_notebook(folder, chapter).note == OLDER


# --- before it is handed in -------------------------------------------------------------------


def with_sources(chapter, **sources) -> dict:
    return filled(chapter, RIGHT | sources)


def without(notebook: dict, name: str) -> dict:
    return {**notebook, "cells": [cell for cell in notebook["cells"] if grade_id(cell) != name]}


LEFT = RIGHT["corr2d"].rstrip() + "\n    raise NotImplementedError\n"
INDENTED = textwrap.indent(RIGHT["corr2d"], "    ")  # IPython takes it
MARKED = f"<<<<<<< HEAD\n{RIGHT['corr2d']}=======\nx\n>>>>>>> theirs\n"


@pytest.mark.parametrize(
    ("change", "state", "said"),
    [
        (lambda chapter: with_sources(chapter), "written", None),
        (lambda chapter: with_sources(chapter, corr2d=LEFT), "written", "is left in corr2d: delete line"),
        (lambda chapter: with_sources(chapter, corr2d=MARKED), "unreadable", "marks of a merge conflict"),
        (lambda chapter: with_sources(chapter, corr2d="def corr2d(:"), "unreadable", "corr2d does not run: line 1"),
        (lambda chapter: with_sources(chapter, corr2d=INDENTED), "written", None),
        (lambda chapter: with_sources(chapter, corr2d=f"layers = [1]\nlayers[0]?\n{RIGHT['corr2d']}"), "written", None),
        (lambda chapter: with_sources(chapter, corr2d=f",print 1 2\n{RIGHT['corr2d']}"), "written", None),
        (lambda chapter: without(with_sources(chapter), "corr2d"), "missing", "corr2d has no cell"),
        (lambda chapter: filled(chapter, {k: v for k, v in RIGHT.items() if k != "corr2d"}), "unchanged", None),
        (lambda chapter: chapter.notebook, "unchanged", "No exercise is written"),
    ],
)
def test_preflight_says_what_to_mend(tmp_path, chapter, change, state, said):
    path = tmp_path / NAMED
    path.write_text(json.dumps(change(chapter)))
    found = preflight(path)
    assert {one["name"]: one["state"] for one in found.exercises}["corr2d"] == state
    assert len(found.mend) == (said is not None) and (said or "") in "".join(found.mend)
    assert ("It can be handed in." in found.as_text()) == (said is None)


def test_preflight_has_exit_codes_and_never_runs_or_overwrites(tmp_path, chapter, worked):
    bad, fine, letter = tmp_path / "mine.ipynb.txt", tmp_path / NAMED, tmp_path / "letter.ipynb"
    fine.write_text(worked.replace("# 1. Convolution", "# 1. Convolution, as I see it"))
    bad.write_text(json.dumps(with_sources(chapter, corr2d=f"open({str(tmp_path / 'ran')!r}, 'w')\n{RIGHT['corr2d']}")))
    letter.write_text("Dear teacher")
    assert json.loads(run("grader", "preflight", fine, "--json", cwd=tmp_path).stdout)["mend"] == []
    done = run_warm("grader", "preflight", bad, "--repair", "--json", cwd=tmp_path, code=1)
    found = json.loads(done.stdout)
    assert found["repaired"] == str(tmp_path / "mine-repaired.ipynb") and f"Rename it to {NAMED}" in found["mend"][0]
    again = run_warm("grader", "preflight", bad, "--repair", letter, cwd=tmp_path, code=2).stdout
    assert "mine-repaired.ipynb is there already" in again and "not JSON" in again
    assert not (tmp_path / "ran").exists()


def test_a_repaired_copy_has_the_courses_cells_and_every_line_of_the_persons(chapter):
    notebook = without(with_sources(chapter), "test_convolve1d")
    mine = [("markdown", "My own thoughts."), ("code", "x = 1\n" * 300_000), ("code", RIGHT["corr2d"] + "# again")]
    own = [{"cell_type": kind, "source": text, "metadata": {}} for kind, text in mine]
    own[2]["metadata"] = {"nbgrader": {"grade_id": "corr2d", "solution": True}}
    for cell in notebook["cells"]:
        if cell["id"] == "title":
            cell["source"] += "\n\nA note of mine in the title."
        if grade_id(cell) == "test_corr2d":
            cell["source"] += "\nprint('mine, in a test')"
    notebook["cells"] = [*own[:2], *notebook["cells"], own[2]]
    copied = repaired(chapter, copy.deepcopy(notebook))
    nbformat.validate(nbformat.from_dict(copied))
    lines = {line for cell in copied["cells"] for line in cell["source"].split("\n")}
    assert {line for cell in notebook["cells"] for line in cell["source"].split("\n")} <= lines
    ours = {cell["id"]: cell for cell in copied["cells"]}
    for cell in chapter.notebook["cells"]:
        assert ours[cell["id"]]["source"] == RIGHT.get(grade_id(cell), cell["source"])
    assert [cell["cell_type"] for cell in copied["cells"] if "in a test" in cell["source"]] == ["raw"]
    assert max(len(cell["source"]) for cell in copied["cells"]) == len(mine[1][1]) > 1 << 20


# --- again ------------------------------------------------------------------------------------


def test_other_bytes_without_a_time_are_graded_again(course, chapter, worked):
    path = submit(course, "ada", worked)
    assert [row.score for row in autograde(course, CHAPTER, workers=1).graded] == [TOTAL]
    assert autograde(course, CHAPTER, workers=1).skipped == ["ada"]
    path.write_text(json.dumps(filled(chapter, RIGHT | FLIPPED)))
    assert [row.score for row in autograde(course, CHAPTER, workers=1).graded] == [TOTAL - points()["corr2d"]]
    path.rename(path.with_name("mine.ipynb"))
    assert [row.note for row in autograde(course, CHAPTER, workers=1).graded] == ["graded: mine.ipynb"]
    path.with_name("mine.ipynb").write_text("Dear teacher")
    for _ in range(2):  # for as long as the file is there
        assert list(dict(autograde(course, CHAPTER, workers=1).refused)) == ["ada"]


def test_a_receipt_without_the_files_hash_is_compared_by_its_sources(course, chapter, worked):
    path = submit(course, "ada", worked)
    autograde(course, CHAPTER, workers=1)
    receipt = course / "receipts" / CHAPTER / "ada.json"  # as nbgrader's own autograde leaves it
    receipt.write_text(json.dumps({k: v for k, v in json.loads(receipt.read_text()).items() if "handed_in" not in k}))
    assert autograde(course, CHAPTER, workers=1).skipped == ["ada"]
    path.write_text(json.dumps(filled(chapter, RIGHT | FLIPPED)))
    assert [row.student for row in autograde(course, CHAPTER, workers=1).graded] == ["ada"]


@pytest.mark.parametrize(
    ("text", "hour"),
    [
        ("2026-01-31 12:00:00 UTC", 12), ("2026-01-31T12:00:00Z", 12), ("2026-01-31 12:00:00.123456 UTC", 12),
        ("2026-01-31 12:00:00 +0100", 11), ("2026-01-31T12:00:00.5+01:00", 11), ("2026-01-31 12:00", 12),
        ("2026-01-31 12:00:00 Europe/Berlin", 11),
    ],
)  # fmt: skip
def test_iso_times_are_read(text, hour):
    time = parse_time(text)
    assert (time.year, time.month, time.day, time.hour, time.tzinfo) == (2026, 1, 31, hour, None)


@pytest.mark.parametrize(
    "text", ["10", "01.11.2026", "2026-01-31 12:00:00 PST", "2026-01-31", "31 Jan 2026 12:00", "2026-02-30 12:00:00"]
)
def test_a_time_is_never_guessed(text):
    with pytest.raises(ValueError):
        parse_time(text)


# --- the gradebook ----------------------------------------------------------------------------


def set_config(course: Path, line: str) -> None:
    config = course / "nbgrader_config.py"
    config.write_text(f"{config.read_text()}{line}\n")


def sql(course: Path, statement: str, *values) -> list:
    with sqlite3.connect(course / "gradebook.db") as book:
        return book.execute(statement, values).fetchall()


def test_a_due_date_that_changed_costs_those_who_are_kept(course, worked):
    set_config(course, "c.LateSubmissionPlugin.penalty_method = 'zero'")
    submit(course, "early", worked, timestamp="2026-01-12 09:00:00 UTC")
    submit(course, "late", worked, timestamp="2026-01-12 12:00:00 UTC")
    assert {row.score for row in autograde(course, CHAPTER, workers=1).graded} == {TOTAL}
    for due, changed, penalty in [("2026-01-12 11:00:00.000000", ["late"], TOTAL), (None, ["late"], None)]:
        sql(course, "UPDATE assignment SET duedate = ?", due)
        for expected in [changed, []]:
            summary = autograde(course, CHAPTER, workers=1)
            assert (summary.graded, summary.skipped, summary.penalties) == ([], ["early", "late"], expected)
        found = sql(course, "SELECT late_submission_penalty FROM submitted_notebook ORDER BY late_submission_penalty")
        assert found == [(None,), (penalty,)]


def test_no_student_is_made_where_nbgrader_is_told_so(course, worked):
    set_config(course, "c.Autograde.create_student = False")
    sql(course, "INSERT INTO student (id) VALUES ('ada')")
    for student in ["ada", "eve x"]:
        submit(course, student, worked)
    summary = autograde(course, CHAPTER, workers=1)
    assert [row.student for row in summary.graded] == ["ada"]
    assert "nbgrader db student add 'eve x'" in dict(summary.refused)["eve x"]
    assert sql(course, "SELECT id FROM student") == [("ada",)]


GONE = "sqlite:////nowhere/at/all/gradebook.db"


@pytest.mark.parametrize(
    ("url", "said"),
    [
        (GONE, "The gradebook /nowhere/at/all/gradebook.db cannot be used: unable to open"),
        ("postgresql+pg8000://me:secret@host/grades", r"me:\*\*\*@host/grades needs pg8000.*convnet-course\[cluster\]"),
        ("postgres://me:secret@host/grades", "grades is no address of a gradebook"),
    ],
)
def test_a_gradebook_that_is_not_there_is_one_sentence(course, worked, url, said):
    submit(course, "ada", worked)
    (course / "autograded" / "ada" / CHAPTER).mkdir(parents=True)
    (course / "autograded" / "ada" / CHAPTER / NAMED).write_text(worked)
    set_config(course, f"c.CourseDirectory.db_url = {url!r}")
    for command in [
        lambda: release_chapter(course, CHAPTER), lambda: autograde(course, CHAPTER, workers=1),
        lambda: generate_feedback(course, CHAPTER, None, False, lambda *_: None),
        lambda: export_grades(course, course / "grades.csv"),
    ]:  # fmt: skip
        with pytest.raises(CourseError, match=said) as refused:
            command()
        assert "secret" not in str(refused.value) and "upgrade" not in str(refused.value)


def test_a_gradebook_that_is_in_use_or_no_gradebook_is_one_sentence(course, worked):
    submit(course, "ada", worked)
    autograde(course, CHAPTER, workers=1)
    app = open_app(course)
    with sqlite3.connect(course / "gradebook.db") as other:
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(CourseError, match="gradebook.db is in use by another program. Close that"):
            write_page(course, CHAPTER, "ada")
        other.rollback()
    (course / "gradebook.db").write_text("Dear teacher, " * 99)
    with pytest.raises(CourseError, match="gradebook.db cannot be used: file is not a database"):
        with open_ledger(app, CHAPTER):
            raise AssertionError("it was opened")


def test_what_was_refused_has_no_score_and_what_is_missing_has_zero(course, worked):
    for student, payload in [("ada", worked), ("nothing", None), ("refused", "Dear teacher")]:
        submit(course, student, payload)
    sql(course, "INSERT INTO student (id, last_name) VALUES ('missing', 'O, \"K\"')")
    autograde(course, CHAPTER, workers=1)
    with open(export_grades(course, course / "grades.csv"), newline="") as file:
        lines = {line["student_id"]: line for line in csv.DictReader(file)}
    assert {name: (line["raw_score"], line["score"]) for name, line in lines.items()} == {
        "ada": ("22.0", "22.0"), "nothing": ("0.0", "0.0"), "missing": ("0.0", "0.0"), "refused": ("", ""),
    }  # fmt: skip
    assert lines["missing"]["last_name"] == 'O, "K"'
    sql(course, "UPDATE grade SET manual_score = 1 WHERE auto_score IS NULL")
    with open(export_grades(course, course / "grades.csv"), newline="") as file:
        assert {line["score"] for line in csv.DictReader(file) if line["student_id"] == "refused"} == {"8.0"}


def test_the_grade_of_what_came_before_a_broken_notebook_is_named_everywhere(course, worked, capsys):
    path = submit(course, "ada", worked, timestamp="2026-01-12 12:00:00 UTC")
    submit(course, "ben", "Dear teacher")
    autograde(course, CHAPTER, workers=1)
    assert class_report(course, CHAPTER)["earlier"] == []
    path.write_text("Dear teacher")
    path.with_name("timestamp.txt").write_text("2026-01-13 12:00:00 UTC")
    for _ in range(2):
        summary = autograde(course, CHAPTER, workers=1)
        assert summary.earlier == ["ada"] and sorted(dict(summary.refused)) == ["ada", "ben"]
        show(*summary_table(summary))
        said = " ".join(capsys.readouterr().out.split())
        assert said.count("The score in the gradebook is that of what was handed in before.") == 1
    (earlier,) = class_report(course, CHAPTER)["earlier"]
    assert earlier["student"] == "ada" and "it is not JSON" in earlier["error"]
    assert "those of an earlier submission; the last one: “01_conv" in report_page(class_report(course, CHAPTER))
    said = run_warm("grader", "export", CHAPTER, cwd=course).stdout
    assert f"ada: the score of {CHAPTER} is that of an earlier submission. The last one: {NAMED} is no" in said
    with open(course / "grades.csv", newline="") as file:
        lines = {line["student_id"]: line for line in csv.DictReader(file)}
    assert (lines["ada"]["score"], lines["ada"]["timestamp"]) == ("22.0", "2026-01-12 12:00:00"), "both of the earlier"
    path.write_text(worked)
    assert "grader autograde" in class_report(course, CHAPTER)["earlier"][0]["error"]


def test_a_page_is_written_again_when_a_person_graded_and_only_then(course, worked):
    for student in ["ada", "*", "Tom [x]"]:
        submit(course, student, worked)
    autograde(course, CHAPTER, workers=1)
    assert written_again(course) == ["*", "Tom [x]", "ada"]
    assert written_again(course) == []
    ada = "notebook_id = (SELECT n.id FROM submitted_notebook n JOIN submitted_assignment a ON n.assignment_id = a.id "
    ada = f"WHERE {ada} WHERE a.student_id = 'ada') AND cell_id = (SELECT id FROM base_cell WHERE name = ?)"
    sql(course, f"UPDATE grade SET manual_score = 4.5 {ada}", "test_corr2d")
    assert written_again(course) == ["ada"]
    sql(course, f"UPDATE comment SET manual_comment = 'We talked about it.' {ada}", "corr2d")
    assert written_again(course) == ["ada"] and written_again(course) == []
    page = (course / "feedback" / "ada" / CHAPTER / f"{CHAPTER}.html").read_text()
    assert "We talked about it." in page and "4.5" in page
    sql(course, "UPDATE submitted_notebook SET late_submission_penalty = 1")
    assert written_again(course) == ["*", "Tom [x]", "ada"]


def written_again(course: Path) -> list[str]:
    """Whose pages `grader feedback` wrote."""
    pages = {path.parents[1].name: path.stat().st_mtime_ns for path in course.glob("feedback/*/*/*.html")}
    generate_feedback(course, CHAPTER, None, False, lambda *_: None)
    now = {path.parents[1].name: path.stat().st_mtime_ns for path in course.glob("feedback/*/*/*.html")}
    return sorted(name for name, time in now.items() if pages.get(name) != time)


# --- when the grader is killed ----------------------------------------------------------------


@pytest.mark.parametrize("rung", ["namespaces", "landlock", "process"])
def test_nothing_outlives_a_grader_that_is_killed(course, chapter, rung):
    try:
        for room in open_rooms(rung):
            room.close()
    except SandboxError as error:
        pytest.skip(str(error))
    forever = filled(chapter, {name: f"{source}\nwhile True:\n    pass\n" for name, source in RIGHT.items()})
    for student in ["ada", "eve"]:
        submit(course, student, forever)
    # Two workers, and for each a warm process, a guard and a student; bubblewrap has two processes of its own.
    number = 2 + 2 * (5 if rung == "namespaces" else 3)
    command = [sys.executable, "-m", "grader.cli", "autograde", CHAPTER, "--workers", "2", "--isolation", rung]
    grader = subprocess.Popen(command, cwd=course, env=environment(), stdout=subprocess.DEVNULL)
    try:
        began = wait_for(lambda: len(found := below(grader.pid)) >= number and found)
    finally:
        grader.kill()
        grader.wait()
    assert began, "a test of nothing"
    assert wait_for(lambda: not [pid for pid in began if alive(pid)])


def wait_for(condition, seconds: float = 60):
    until = time.monotonic() + seconds
    while not (found := condition()) and time.monotonic() < until:
        time.sleep(0.1)
    return found


def below(pid: int) -> list[int]:
    """All processes that come from one."""
    parents = {int(path.name): state(int(path.name)) for path in Path("/proc").glob("[0-9]*")}
    found = [pid]
    for one in found:
        found += [child for child, known in parents.items() if known and int(known[1]) == one]
    return found[1:]


def state(pid: int) -> list[str]:
    """What /proc says of a process from its state on; nothing of one that is gone."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(") ")[2].split()
    except OSError:
        return []


def alive(pid: int) -> bool:
    return state(pid)[:1] not in ([], ["Z"], ["X"])

