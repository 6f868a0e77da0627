"""A class in which every fifth submission is hostile or broken: nobody honest is graded otherwise for it."""
import pytest
from classroom import CHAPTER, gradebook, new_course, run, submit
from recipes import handed_in, recipes

from grader.course import filled, load_chapter
from grader.invented import with_cell
from grader.sources import checks_of, reference_sources, source_of

HOSTILE = [
    "process/kills_what_it_can", "notebook_file/nested_deeply", "network/forged_cases", "resources/memory",
    "disk/deletes_the_course",
]  # fmt: skip
BROKEN = ["file/cut_in_the_middle", "cells/upside_down"]


def honest(count: int) -> dict[str, dict]:
    """Notebooks of honest students: right ones, one mistake each, some with cells of their own. {student: notebook}"""
    chapter, right = load_chapter(CHAPTER), reference_sources(CHAPTER)
    known = [(check.exercise, mistake) for check in checks_of(CHAPTER) for mistake in check.mistakes]
    people = {}
    for number in range(count):
        exercise, wrong = known[number * len(known) // count]
        sources = right | ({exercise: source_of(CHAPTER, exercise, wrong)} if number % 2 else {})
        notebook = filled(chapter, sources)
        people[f"honest-{number:03d}"] = with_cell(notebook, "mine = np.arange(3)") if number % 3 == 0 else notebook
    return people


@pytest.fixture(scope="module")
def classes(released, tmp_path_factory):
    """The honest students in a course of their own, and in one with others among them."""
    attacks = {one.name: one for one in recipes("attacks")}
    patients = {one.name: one for one in recipes("hospital")}
    folders = [new_course(released, tmp_path_factory.mktemp(name) / "course", CHAPTER) for name in ("alone", "among")]
    for student, notebook in honest(20).items():
        for course in folders:
            submit(course, student, notebook)
    places = {"course": str(folders[1]), "root": "/", "cache": "/"}
    others = [handed_in(attacks[name], places=places) for name in HOSTILE]
    others += [handed_in(patients[name], "hospital") for name in BROKEN]
    for number, payload in enumerate(others):
        submit(folders[1], f"honest-{4 * number:03d}-not", payload)  # their names put them between the others
    for course in folders:
        run("grader", "autograde", CHAPTER, "--workers", "2", cwd=course, code=None)
    return folders


def test_an_honest_student_gets_the_grade_that_they_get_without_the_others(classes):
    alone, among = (gradebook(course) for course in classes)
    assert len(alone) == 20 and alone == {student: among[student] for student in alone}
    for student in alone:
        receipts = [(course / "receipts" / CHAPTER / f"{student}.json").read_bytes() for course in classes]
        paths = [course / "autograded" / student / CHAPTER / f"{CHAPTER}.ipynb" for course in classes]
        assert receipts[0] == receipts[1] and paths[0].read_bytes() == paths[1].read_bytes()


def test_the_others_get_what_their_work_is_worth(classes):
    among = gradebook(classes[1])
    total = {student: sum(row[0] or 0 for row in rows.values()) for student, rows in among.items() if "not" in student}
    wanted = [0, 0, 0, 0, 0, 0, load_chapter(CHAPTER).points]
    assert total == {f"honest-{4 * number:03d}-not": score for number, score in enumerate(wanted)}
    refused = [student for student in total if not (classes[1] / "receipts" / CHAPTER / f"{student}.json").exists()]
    assert refused == ["honest-004-not", "honest-020-not"]
    assert (classes[1] / "course_seed").read_bytes() == (classes[0] / "course_seed").read_bytes()
