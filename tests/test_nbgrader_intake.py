"""nbgrader's own commands take and refuse what ours do: files by any name, broken ones, notebooks of no chapter."""
import io
import json
import zipfile

import pytest
from classroom import CHAPTER, gradebook, new_course, points, run_warm, submit
from nbgrader.api import Gradebook
from own_questions import cell, notebook_of, write_source

from grader.autograde import autograde
from grader.course import filled, load_chapter
from grader.sources import reference_sources, source_of

NAMED = f"{CHAPTER}.ipynb"
RIGHT = reference_sources(CHAPTER)
FLIPPED = {"corr2d": source_of(CHAPTER, "corr2d", [("* K)", "* K[::-1, ::-1])")])}


@pytest.fixture(scope="module")
def chapter():
    return load_chapter(CHAPTER)


@pytest.fixture(scope="module")
def worked(chapter):
    return json.dumps(filled(chapter, RIGHT))


@pytest.fixture
def course(released, tmp_path):
    return new_course(released, tmp_path / "course", CHAPTER)


def zipped(name: str, text: str) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr(name, text)
    return packed.getvalue()


def test_a_file_by_any_name_is_graded_and_what_is_none_is_named_without_a_zero(course, chapter, worked):
    mended = {"text": f"{NAMED}.txt", "above": f"../{NAMED}", "nested": f"hw/{NAMED}"}
    for student, name in {**mended, "rar": "work.rar"}.items():
        path = submit(course, student, None).parent / name
        path.resolve().parent.mkdir(exist_ok=True)
        path.write_text(worked)
    (course / "submitted" / "above" / CHAPTER).rmdir()
    submit(course, "copy", worked).rename(course / "submitted" / "copy" / CHAPTER / f"{CHAPTER}-Copy1.ipynb")
    submit(course, "copy", filled(chapter, {}))
    submit(course, "zip", zipped(f"hw/{NAMED}", worked)).rename(course / "submitted" / "zip" / CHAPTER / "all.zip")
    submit(course, "letter", "Dear teacher")
    said = run_warm("nbgrader", "autograde", CHAPTER, cwd=course, code=1).stderr
    assert "work.rar. Hand in the .ipynb file itself" in said and "it is not JSON" in said and "Traceback" not in said
    rows = {student: {row[:2] for row in cells.values()} for student, cells in gradebook(course).items()}
    assert rows.pop("rar") == rows.pop("letter") == {(None, 0)}, "no zero for a file that is there"
    full = {(score, score) for score in points().values()}
    assert rows == dict.fromkeys([*mended, "copy", "zip"], full)
    assert sorted(autograde(course, CHAPTER, workers=1).skipped) == sorted(rows), "nothing is new to `grader autograde`"


def test_other_bytes_without_a_time_are_graded_and_broken_ones_leave_the_grade(course, chapter, worked):
    path = submit(course, "ada", worked)
    run_warm("nbgrader", "autograde", CHAPTER, cwd=course)
    path.write_text(json.dumps(filled(chapter, RIGHT | FLIPPED)))
    run_warm("nbgrader", "autograde", CHAPTER, cwd=course)
    graded = gradebook(course)
    assert graded["ada"]["corr2d"][1] == 0
    path.write_text("Dear teacher")
    run_warm("nbgrader", "autograde", CHAPTER, "--force", cwd=course, code=1)
    assert gradebook(course) == graded and (course / "autograded" / "ada" / CHAPTER / NAMED).exists()


def test_another_notebook_in_a_chapters_folder_is_refused_and_never_run(course, chapter, worked, tmp_path):
    write_source(course, CHAPTER, filled(chapter, {}))
    harm = notebook_of(cell("code", f"open({str(tmp_path / 'harm')!r}, 'w')", grade_id="extra", solution=True))
    (course / "source" / CHAPTER / "extra.ipynb").write_text(json.dumps(harm))
    before = (course / "release" / CHAPTER / NAMED).read_bytes()
    (line,) = run_warm("grader", "release", CHAPTER, cwd=course, code=2).stderr.splitlines()
    assert "has another notebook: extra.ipynb. A chapter has one notebook" in line
    said = run_warm("nbgrader", "generate_assignment", CHAPTER, "--force", cwd=course, code=1).stderr
    assert "has another notebook: extra.ipynb" in said
    assert (course / "release" / CHAPTER / NAMED).read_bytes() == before
    with Gradebook(f"sqlite:///{course / 'gradebook.db'}", "convnet") as book:
        assert [one.name for one in book.find_assignment(CHAPTER).notebooks] == [CHAPTER]
        book.add_notebook("extra", CHAPTER)  # as an older edition of the course let it be
    (course / "source" / CHAPTER / "extra.ipynb").unlink()
    submit(course, "ada", worked)
    (course / "submitted" / "ada" / CHAPTER / "extra.ipynb").write_text(json.dumps(harm))
    run_warm("nbgrader", "autograde", CHAPTER, "--notebook", "extra", cwd=course, code=1)
    run_warm("nbgrader", "autograde", CHAPTER, cwd=course)
    assert not (tmp_path / "harm").exists()
    with Gradebook(f"sqlite:///{course / 'gradebook.db'}", "convnet") as book:
        assert book.find_submission_notebook(CHAPTER, CHAPTER, "ada").score == sum(points().values())
