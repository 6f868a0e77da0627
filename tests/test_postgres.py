"""A gradebook in a PostgreSQL server: two who grade at once, and what is said when it is not there."""
import re

import pytest
from classroom import CHAPTER, gradebook, hand_in_class, new_course, run_warm, start_warm, submit
from databases import server, use

from grader.autograde import autograde
from grader.course import CourseError

pytestmark = pytest.mark.server
CLASS = 8


@pytest.fixture(scope="module")
def postgres():
    with server() as made:
        yield made


@pytest.fixture
def course(first_released, tmp_path):
    course = new_course(first_released, tmp_path / "course", CHAPTER)
    hand_in_class(course, CLASS, every=3, timestamp="2026-01-12 12:00:00 UTC")
    submit(course, "letter", "Dear teacher")
    submit(course, "nothing", None)
    return course


def moved(course, postgres, name: str) -> str:
    """Have the course's gradebook in a new database, and the chapter known to it."""
    postgres.execute(f"CREATE DATABASE {name}")
    use(course, postgres.url(name))
    run_warm("grader", "release", CHAPTER, cwd=course)
    return postgres.url(name)


def test_two_instructors_grade_at_once_and_the_grades_are_those_of_sqlite(course, postgres, tmp_path):
    autograde(course, CHAPTER, workers=1)
    expected = gradebook(course)
    url = moved(course, postgres, "together")
    said = [(tmp_path / f"{who}.out", tmp_path / f"{who}.err") for who in ("first", "second")]
    for force in ["--force", "--force"]:  # the rows are new, and then they are there
        command = ("grader", "autograde", CHAPTER, force, "--workers", "1")
        both = [start_warm(*command, cwd=course, said=files) for files in said]
        for process, (out, err) in zip(both, said):
            process.join(300)
            assert process.exitcode == 1, err.read_text()  # the letter
            assert "10 graded" not in err.read_text() and "9 graded" in out.read_text()
        assert gradebook(course, url=url) == expected
    run_warm("grader", "feedback", CHAPTER, cwd=course)
    assert len(list(course.glob("feedback/*/*/*.html"))) == CLASS


def test_a_server_that_is_gone_is_one_sentence_without_a_password_and_costs_nothing(course, postgres):
    url = moved(course, postgres, "gone")
    use(course, url.replace("grader@", "grader:secret@"))
    postgres.kill()
    try:
        with pytest.raises(CourseError) as refused:
            autograde(course, CHAPTER, workers=1)
        said = str(refused.value)
        assert re.search(r"grader:\*\*\*@127.0.0.1:\d+/gone cannot be used: .*Mend that", said) and "secret" not in said
        assert not list(course.glob("autograded/*"))
    finally:
        postgres.start()
    assert len(autograde(course, CHAPTER, workers=1).graded) == CLASS + 1
    assert set(gradebook(course, url=url)) == {*(f"student-{n}" for n in range(CLASS)), "letter", "nothing"}
