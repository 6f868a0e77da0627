"""Workers that die, hang, come late or do not belong: on this machine, and on a dask cluster."""
import json
import os
import re
import signal
import subprocess
import sys
import threading

import pytest
from classroom import CHAPTER, gradebook, hand_in_class, new_course, points, run_warm, submit
from clusters import NO_WALL, OTHER_COURSE, OTHER_PYTHON, cluster, files_below, wait_until

from grader import cluster as cluster_module
from grader import pool
from grader.autograde import autograde
from grader.course import CourseError, filled, grade_id, load_chapter
from grader.judge import Judge
from grader.sources import reference_sources

TOTAL = sum(points().values())
CLASS = 8


@pytest.fixture
def course(first_released, tmp_path):
    """A course folder with a class, each third of which has one function wrong, one that fell and an empty folder."""
    course = new_course(first_released, tmp_path / "course", CHAPTER)
    hand_in_class(course, CLASS, every=3, timestamp="2026-01-12 12:00:00 UTC")
    submit(course, "letter", "Dear teacher")
    submit(course, "nothing", None)
    return course


def graded_here(course) -> tuple:
    """What one worker on this machine makes of the class; nothing of it is left."""
    summary = autograde(course, CHAPTER, workers=1, force=True)
    return outcome(course, summary)


def outcome(course, summary) -> tuple:
    """All that a class is told, and what is kept of how it came about."""
    rows = [(row.student, row.score, row.note) for row in summary.graded]
    return rows, sorted(summary.refused), gradebook(course), files_below(course, "receipts", "autograded")


def judged_one_by_one(monkeypatch, wait):
    """Call wait(name) in the process that judges, before each submission."""
    grade = Judge.grade

    def judged(self, chapter, submission, name):
        wait(name)
        return grade(self, chapter, submission, name)

    monkeypatch.setattr(Judge, "grade", judged)


# --- on this machine --------------------------------------------------------------------------


def test_a_worker_that_dies_or_hangs_is_replaced_and_nobody_loses_a_grade(course, monkeypatch, tmp_path):
    expected = graded_here(course)

    def befall(name):
        for student, how in [("student-1", signal.SIGKILL), ("student-4", signal.SIGSTOP)]:
            if student in name and not (tmp_path / student).exists():
                (tmp_path / student).touch()
                os.kill(os.getpid(), how)

    judged_one_by_one(monkeypatch, befall)
    monkeypatch.setattr(pool, "PATIENCE", 20.0)
    assert outcome(course, autograde(course, CHAPTER, workers=2, force=True)) == expected
    assert (tmp_path / "student-1").exists() and (tmp_path / "student-4").exists()


def test_a_submission_that_ends_every_worker_is_for_a_person_and_costs_nobody_else(course, monkeypatch, tmp_path):
    def befall(name):
        if "student-1" in name:
            with open(tmp_path / "deaths", "a") as deaths:
                deaths.write("x")
            os.kill(os.getpid(), signal.SIGKILL)

    judged_one_by_one(monkeypatch, befall)
    summary = autograde(course, CHAPTER, workers=2)
    # A worker that dies before it has brought what it did before is lost with that one: it is graded once more.
    assert pool.ATTEMPTS <= len((tmp_path / "deaths").read_text()) <= 2 * pool.ATTEMPTS
    said = dict(summary.refused)["student-1"]
    assert "the grader failed (WorkerLost" in said and "look at it yourself" in said
    assert {row[:3] for row in gradebook(course)["student-1"].values()} == {(None, 0, True)}
    assert [row.student for row in summary.graded if row.score == TOTAL] == ["student-2", "student-4", "student-5",
                                                                           "student-7"]  # fmt: skip


def test_where_no_worker_lives_all_stops_with_what_to_do(course, monkeypatch):
    judged_one_by_one(monkeypatch, lambda name: os.kill(os.getpid(), signal.SIGKILL))
    monkeypatch.setattr(pool, "LOST_AT_MOST", 3)
    with pytest.raises(CourseError, match="3 workers were lost.*signal 9.*out of memory.*fewer --workers"):
        autograde(course, CHAPTER, workers=2)


# --- whatever else the machines have to do ------------------------------------------------------

BRIEF = "from grader.judge import Judge; Judge.__init__.__defaults__ = ('auto', 1.0, ()); "
SLOW = """
import time
def corr2d_is_slow(start=time.process_time()):
    while time.process_time() - start < 0.6:
        pass
corr2d_is_slow()
"""
# Within the limit by its processor time alone; beyond it; asleep; in one long call that no signal interrupts.
TIMES = {
    "slow": SLOW,
    "endless": "def corr2d(X, K):\n    while True: pass\n",
    "asleep": "import time\ndef corr2d(X, K):\n    time.sleep(60)\n",
    "one-call": "def corr2d(X, K):\n    return sum(range(10 ** 12))\n",
}


HURRIED = ("auto", 1.0, ())  # limits of a second


@pytest.fixture(scope="module")
def hurried_class(first_released, tmp_path_factory):
    """A small class with some whose time matters, and what comes of it where nothing disturbs."""
    course = new_course(first_released, tmp_path_factory.mktemp("hurried"), CHAPTER)
    hand_in_class(course, 3, every=3)
    right = reference_sources(CHAPTER)
    for student, source in TIMES.items():
        own = source + right["corr2d"] if student == "slow" else source
        submit(course, student, filled(load_chapter(CHAPTER), right | {"corr2d": own}))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Judge.__init__, "__defaults__", HURRIED)
        return course, graded_here(course)


@pytest.fixture
def hurried(hurried_class, monkeypatch):
    monkeypatch.setattr(Judge.__init__, "__defaults__", HURRIED)
    return hurried_class


@pytest.fixture
def busy(hurried):
    """Two more processes that always have something to do."""
    loops = [subprocess.Popen([sys.executable, "-c", "while True: pass"]) for _ in range(2)]
    yield
    for loop in loops:
        loop.kill()
        loop.wait()


def test_load_and_the_number_of_workers_change_no_grade_and_no_byte(hurried, busy):
    course, expected = hurried
    scores = {student: score for student, score, _ in expected[0]}
    assert scores["slow"] == TOTAL and scores["endless"] == scores["asleep"] == scores["one-call"] == TOTAL - 5
    assert outcome(course, autograde(course, CHAPTER, workers=8, force=True)) == expected


@pytest.mark.cluster
def test_on_a_busy_cluster_neither(hurried, busy, tmp_path):
    hurried, expected = hurried
    with cluster(tmp_path / "dask", one=BRIEF, two=BRIEF) as made:
        assert outcome(hurried, autograde(hurried, CHAPTER, force=True, scheduler=made.address)) == expected


# --- on a cluster -----------------------------------------------------------------------------


def test_no_package_and_no_scheduler_are_said_before_any_work(course, monkeypatch):
    monkeypatch.setattr(cluster_module, "CONNECT_SECONDS", 0.5)
    with monkeypatch.context() as patch:
        patch.setitem(sys.modules, "distributed", None)
        with pytest.raises(CourseError, match=r"pip install 'convnet-course\[cluster\]'"):
            autograde(course, CHAPTER, scheduler="tcp://127.0.0.1:9")
    pytest.importorskip("distributed", reason="distributed is missing: pip install -e '.[cluster]'")
    for address in ["tcp://127.0.0.1:9", "nonsense://here", "127.0.0.1"]:
        with pytest.raises(CourseError, match="No scheduler answers at .*dask scheduler.*leave --scheduler out"):
            autograde(course, CHAPTER, scheduler=address)
    assert not list(course.glob("receipts/*")) and not list(course.glob("autograded/*"))


@pytest.mark.cluster
def test_a_cluster_gives_what_this_machine_gives_though_a_worker_is_killed_in_the_middle(course, tmp_path):
    own = filled(load_chapter(CHAPTER), {})
    for cell in own["cells"]:
        if grade_id(cell) == "":
            cell["source"] = cell["source"].replace("### Exercise", "### Aufgabe")
    (course / "source" / CHAPTER).mkdir(parents=True)
    (course / "source" / CHAPTER / f"{CHAPTER}.ipynb").write_text(json.dumps(own))
    run_warm("grader", "release", CHAPTER, cwd=course)
    expected = graded_here(course)
    with cluster(tmp_path / "dask", one="", two="") as made:
        killed = threading.Event()

        def kill(done, total):
            if done == 3:
                made.kill("one")
                killed.set()

        summary = autograde(course, CHAPTER, force=True, advance=kill, scheduler=made.address)
        assert killed.is_set()
    assert outcome(course, summary) == expected


@pytest.mark.cluster
def test_workers_that_do_not_belong_are_named_and_given_no_work(course, tmp_path):
    odd = {"bare": NO_WALL, "other": OTHER_PYTHON, "elsewhere": OTHER_COURSE}
    with cluster(tmp_path / "dask", **odd) as made:
        with pytest.raises(CourseError) as refused:
            autograde(course, CHAPTER, scheduler=made.address)
        said = dict(re.findall(r"^(tcp://\S+): (.*)", str(refused.value), re.MULTILINE))
        assert set(said) == set(made.names.values())
        assert "No isolation for student code" in said[made.names["bare"]]
        assert "Python 3.99.0 there" in said[made.names["other"]]
        assert re.search(r"course \w+ there, \w+ here", said[made.names["elsewhere"]])
        assert not list(course.glob("receipts/*"))

        made.add("good")
        made.wait_for(len(odd) + 1)
        summary = autograde(course, CHAPTER, scheduler=made.address)
    assert len(summary.graded) == CLASS + 1
    assert set(summary.left_out) == set(made.names.values())


@pytest.mark.cluster
def test_a_worker_that_hangs_is_done_without_and_one_that_comes_late_is_taken_in(course, monkeypatch, tmp_path):
    expected = graded_here(course)
    monkeypatch.setattr(pool, "PATIENCE", 25.0)
    with cluster(tmp_path / "dask", one="") as made:

        def hang(done, total):
            if done == 3:
                made.add("late")
                made.wait_for(2)
                made.kill("one", signal.SIGSTOP)

        summary = autograde(course, CHAPTER, force=True, advance=hang, scheduler=made.address)
    assert outcome(course, summary) == expected
    assert list(summary.left_out) in ([made.names["one"]], [])


@pytest.mark.cluster
def test_a_scheduler_that_ends_leaves_the_rest_for_another_run(course, tmp_path):
    expected = graded_here(course)
    with cluster(tmp_path / "dask", one="") as made:
        def end(done, total):
            if done == 3:
                made.kill("scheduler")

        with pytest.raises(CourseError, match="The scheduler at .* is gone.*saved.*run this again"):
            autograde(course, CHAPTER, force=True, advance=end, scheduler=made.address)
    wait_until(lambda: list(course.glob("receipts/*/*")))
    assert outcome(course, autograde(course, CHAPTER, workers=1, force=True)) == expected
