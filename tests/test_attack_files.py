"""The attacks of tests/attacks/, each a submission of its own: what it gains, what it touches, and who comes next."""
import copy
import functools
import hashlib
import json
import re
import time
from pathlib import Path

import numpy as np
import pytest
from classroom import SEED
from forging import answers, constants, forged, outputs, refusals
from recipes import handed_in, own_cell, recipes

from convlab.card import Card
from grader.card_cache import cache_folder, cards_of
from grader.cards import PUBLIC_SEED
from grader.course import ROOT, CourseError, chapter_names, filled, load_chapter, notebook_of
from grader.graded import Graded
from grader.judge import Judge
from grader.sandbox import open_rooms
from grader.sources import source_of

ATTACKS = {attack.name: attack for attack in recipes("attacks")}
RUNGS = ("namespaces", "landlock")
WALLED = ("process", "disk", "network")  # groups that a wall has to stop: tried on each; the others on the best one
PAIRS = sorted((rung, name) for name in ATTACKS for rung in (RUNGS if name.split("/")[0] in WALLED else ["auto"]))
MEMORY = 200 << 20  # bytes that the grader's process may take beside what it had: of 500 MB in all
LASTS = 20  # seconds that a submission may take
# An honest submission comes after each of those, and after the last of every other group.
FOLLOWED = {name.split("/")[0]: name for name in ATTACKS}


@pytest.fixture(scope="module")
def judge(request):
    try:
        for room in open_rooms(request.param):
            room.close()
    except CourseError as error:
        pytest.skip(str(error))
    with Judge(SEED, request.param, seconds=1.0) as one:
        yield one


@pytest.fixture(scope="module")
def unwalled():
    with Judge(SEED, "process", seconds=2.0) as one:
        yield one


@pytest.fixture
def outside(tmp_path):
    """A course's folder as it lies beside the grader; nothing in it may be read or changed."""
    (tmp_path / "gradebook.db").write_bytes(b"SQLite format 3")
    (tmp_path / "course_seed").write_text(SEED)
    other = tmp_path / "submitted" / "other" / "01_convolution"
    other.mkdir(parents=True)
    (other / "other.ipynb").write_text("theirs")
    (tmp_path / "feedback").mkdir(mode=0o777)
    return tmp_path


def places(outside: Path) -> dict[str, str]:
    """The paths that an attack knows."""
    return {"course": str(outside), "root": str(ROOT), "cache": str(cache_folder())}


def state_of(folder: Path) -> dict[str, str]:
    files = [path for path in sorted(folder.rglob("*")) if path.is_file()]
    return {str(path): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def graded(judge: Judge, attack, outside: Path) -> Graded:
    return judge.grade(attack.chapter, notebook_of(handed_in(attack, places=places(outside)), attack.name))


def status(name: str) -> int:
    """Bytes of this process by /proc: VmRSS, or VmHWM, the most since `forget_peak`."""
    return int(re.search(rf"^{name}:\s+(\d+) kB", Path("/proc/self/status").read_text(), re.MULTILINE)[1]) << 10


def forget_peak() -> None:
    Path("/proc/self/clear_refs").write_text("5")


@pytest.mark.parametrize(("judge", "name"), PAIRS, indirect=["judge"], scope="module")
def test_an_attack_scores_what_its_work_is_worth_and_harms_nobody(judge, outside, name):
    attack = ATTACKS[name]
    signs_of(attack.chapter.name)  # makes the cards, which a class has before its first submission
    forget_peak()
    before, had, began = state_of(outside), status("VmRSS"), time.monotonic()
    if "refused" in attack.wanted:
        with pytest.raises(CourseError, match=re.escape(attack.wanted["refused"])):
            graded(judge, attack, outside)
    else:
        assert_worth(attack, graded(judge, attack, outside))
    assert status("VmHWM") - had <= MEMORY
    assert time.monotonic() - began <= LASTS
    assert state_of(outside) == before
    group = name.split("/")[0]
    if group in WALLED or FOLLOWED[group] == name:
        assert_goes_on(judge)


def assert_worth(attack, found: Graded) -> None:
    verdict = next(one for one in found.verdicts if one.exercise == attack.exercise)
    assert not found.faulty
    assert found.score == attack.score, [(one.exercise, one.score, one.message) for one in found.verdicts if one.score]
    assert verdict.outcome == attack.wanted.get("outcome", verdict.outcome)
    assert attack.wanted.get("says", "") in verdict.message
    assert not told_of_hidden(found)
    assert json.dumps([found.receipt, found.notebook, found.answers], ensure_ascii=False, allow_nan=False).encode()
    assert all(c.isprintable() or c in "\n\t" for one in found.verdicts for c in one.message + one.text)


def assert_goes_on(judge: Judge) -> None:
    """The next submission, an honest one, is graded as if nothing had been."""
    chapter = load_chapter("01")
    assert judge.grade(chapter, filled(chapter, {"corr2d": source_of(chapter.name, "corr2d")})).score == 5


UNWALLED = [name for name, attack in ATTACKS.items() if "unwalled" in attack.wanted]


@pytest.mark.parametrize("name", UNWALLED)
def test_an_attack_is_one_where_there_is_no_wall(unwalled, outside, name):
    attack = ATTACKS[name]
    assert graded(unwalled, attack, outside).score == float(attack.wanted["unwalled"])


FORGED = {"answers": answers, "outputs": outputs, "constants": constants}


@pytest.mark.parametrize("kind", [*FORGED, "refusals"])
@pytest.mark.parametrize("chapter", chapter_names())
@pytest.mark.parametrize("judge", ["auto"], indirect=True, scope="module")
def test_an_empty_notebook_is_worth_nothing_whatever_it_forges(judge, chapter, kind):
    loaded = load_chapter(chapter)
    source = forged(chapter, FORGED[kind]) if kind in FORGED else refusals(chapter)
    notebook = {**loaded.notebook, "cells": [own_cell(source), *loaded.notebook["cells"]]}
    if kind == "refusals":
        notebook["cells"] = [*loaded.notebook["cells"], own_cell(source)]
    found = judge.grade(loaded, notebook)
    assert not found.faulty
    assert found.score == 0, [(one.exercise, one.parts) for one in found.verdicts if one.score]


def test_a_forgery_pays_where_the_hidden_cases_are_those_that_students_have():
    chapter = load_chapter("07")
    with Judge(PUBLIC_SEED, seconds=1.0) as one:
        for kind in (answers, outputs):
            cells = [own_cell(forged(chapter.name, kind)), *chapter.notebook["cells"]]
            assert one.grade(chapter, {**chapter.notebook, "cells": cells}).score > 20, "the attack itself is broken"


# --- hidden numbers ---------------------------------------------------------------------------


def told_of_hidden(found: Graded) -> list[str]:
    """Numbers of hidden inputs and answers that occur in anything of a grading that a student may come to see."""
    told = json.dumps([found.receipt, found.notebook, [one.text for one in found.verdicts]], ensure_ascii=False)
    return sorted(sign for sign in signs_of(found.chapter) if sign in told)


@functools.cache
def signs_of(chapter: str) -> set[str]:
    """How the numbers of a chapter's hidden cases show that no student has."""
    return signs(cards_of(chapter, SEED)) - signs(cards_of(chapter, PUBLIC_SEED))


def signs(cards: dict[str, Card]) -> set[str]:
    """How a card's arrays show in a text: digits of their numbers as they are printed, bytes in hexadecimal."""
    found: set[str] = set()
    for array in (array for card in cards.values() for case in card.cases for array in arrays_of(case)):
        shown = (f"{abs(one):.12f}" for one in array.ravel()[:50].tolist())
        found |= {text[:9] for text in shown if len(set(text[:9])) > 4}
        found |= {array.tobytes().hex()[:16]} if array.size and array.any() else set()
    return found


def arrays_of(case) -> list[np.ndarray]:
    values = [*case.inputs.values(), *(array for one in case.expected for array in one.values())]
    return [one for one in values if isinstance(one, np.ndarray) and one.dtype.kind == "f" and (one % 1).any()]


def test_a_hidden_number_would_be_found():
    chapter = load_chapter("01")
    case = cards_of(chapter.name, SEED)["corr2d"].cases[-1]
    X = next(one for one in arrays_of(case))
    for said in (str(X), repr(X.tolist()), X.tobytes().hex()):
        found = Graded(chapter.name, "", [], {"cells": [{"source": said}]}, {})
        assert told_of_hidden(found)
    assert not told_of_hidden(Graded(chapter.name, "", [], chapter.notebook, {}))


KEEPS = """
import sys
kept = []
def corr2d(X, K):
    kept.append(sys._getframe(1).f_locals["X"].tolist())
    return X * 0.0
"""


@pytest.mark.parametrize("judge", ["auto"], indirect=True, scope="module")
def test_an_instructors_own_test_runs_where_no_hidden_case_was(judge, tmp_path):
    """What it raises is told: its process has seen nothing that may not be."""
    notebook = copy.deepcopy(load_chapter("01").notebook)
    marks = {"grade": True, "grade_id": "test_mine", "points": 1, "locked": True, "solution": False}
    notebook["cells"].append(own_cell("assert kept == [], kept") | {"id": "test_mine", "metadata": {"nbgrader": marks}})
    path = tmp_path / "source" / "01_convolution" / "01_convolution.ipynb"
    path.parent.mkdir(parents=True)
    path.write_text(json.dumps(notebook))
    chapter = load_chapter("01", tmp_path)
    found = judge.grade(chapter, filled(chapter, {"corr2d": KEEPS}))
    assert [(one.name, one.score) for one in found.own] == [("test_mine", 1)]
    assert not told_of_hidden(found) and found.score == 1


def test_there_are_attacks_of_every_kind():
    groups = {name.split("/")[0] for name in ATTACKS}
    kinds = "comparison shell process notebook_file disk network resources semantics pages"
    assert groups == set(kinds.split()) and len(ATTACKS) >= 80
