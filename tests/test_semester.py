"""A semester through nbgrader's own commands: the exchange, "Generate", own questions, changes on the way."""
import json
from pathlib import Path

import pytest
from classroom import CHAPTER, gradebook, new_course, points, run, run_warm, submit

from grader.course import filled, load_chapter
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
