"""Submissions that broke on their way, of tests/hospital/: right code gets its points, wrong code words that help."""
import json

import pytest
from classroom import SEED
from recipes import handed_in, recipes

from grader.course import CourseError
from grader.handed_in import find_notebook
from grader.judge import Judge

PATIENTS = {patient.name: patient for patient in recipes("hospital")}


@pytest.fixture(scope="module")
def judge():
    with Judge(SEED, seconds=1.0) as one:
        yield one


@pytest.mark.parametrize("name", PATIENTS)
def test_an_accident_costs_no_more_than_what_is_wrong(judge, tmp_path, name):
    patient = PATIENTS[name]
    file = patient.wanted.get("file", f"{patient.chapter.name}.ipynb")
    (tmp_path / file).write_bytes(handed_in(patient, "hospital"))
    if "refused" in patient.wanted:
        with pytest.raises(CourseError) as refused:
            find_notebook(tmp_path, patient.chapter)
        assert patient.wanted["refused"] in str(refused.value)
        return
    found = judge.grade(patient.chapter, find_notebook(tmp_path, patient.chapter).notebook)
    verdict = next(one for one in found.verdicts if one.exercise == patient.exercise)
    assert not found.faulty and json.dumps(found.notebook)
    told = [(one.exercise, one.score, one.message) for one in found.verdicts]
    assert found.score == patient.score, told
    assert verdict.outcome == patient.wanted.get("outcome", verdict.outcome), told
    assert patient.wanted.get("says", "") in verdict.message


def test_there_are_enough_beds():
    assert len(PATIENTS) >= 60
    quiet = [one.name for one in PATIENTS.values() if "says" not in one.wanted and "refused" not in one.wanted
             and one.score not in (5, one.chapter.points)]  # fmt: skip
    assert not quiet, "what is wrong must be told in words"
