"""Time as limits count it, and what a program is told while a class is graded."""
import importlib
import json
import math
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from classroom import CHAPTER, new_course, points, run_warm, submit

from grader.course import ROOT, filled, load_chapter
from grader.inside import clock, wire
from grader.inside.clock import ASLEEP, OVER, WORKING, Allowance, Deadline, state_of
from grader.judge import Judge
from grader.nbgrader import gradebook as gradebook_module
from grader.sources import reference_sources
from grader.terminal import Pace

TOTAL = sum(points().values())


@pytest.mark.parametrize(
    ("used", "waited", "passed", "state"),
    [
        (5.0, 0.0, 5.0, OVER),  # it worked all the time
        (4.9, 0.0, 30.0, WORKING),  # it waited for a core, and the system does not tell
        (0.1, 4.9, 5.0, WORKING),  # it waited for a core, on a machine that is very busy
        (0.1, 90.0, 99.0, WORKING),
        (0.1, 0.0, 4.9, WORKING),
        (0.1, 0.0, 5.0, ASLEEP),
        (1.0, 2.0, 39.0, ASLEEP),  # so it does, for most of the time
        (4.9, 0.0, 40.0, OVER),  # whatever it does
        (4.9, 95.0, 100.0, OVER),
        (math.inf, 0.0, 0.1, OVER),  # nobody counts
    ],
)
def test_a_limit_is_the_processors_and_the_walls_for_who_sleeps(used, waited, passed, state):
    assert state_of(5.0, used, waited, passed) == state


@pytest.fixture
def warm(monkeypatch):
    """The warm process's module, in this process."""
    monkeypatch.setattr(sys, "argv", ["warm.py", json.dumps({"path": [], "environment": {}})])
    module = importlib.import_module("grader.inside.warm")
    yield module
    module.stop_clock()


def test_of_two_clocks_that_strike_at_once_the_second_hits_nobody(warm):
    for _ in range(2):
        warm.start_clock(100)
        with pytest.raises(warm.TimeLimit):
            warm.out_of_time()
        assert warm.out_of_time() is None, "it would hit what tells of the first"


def test_a_timer_that_was_given_the_ticks_of_others_strikes_nobody_too_early(warm):
    warm.start_clock(100)
    signal.setitimer(signal.ITIMER_PROF, 0)
    warm.recount()
    assert signal.getitimer(signal.ITIMER_PROF)[0] == pytest.approx(100, abs=1)
    assert warm.stop_clock() == pytest.approx(100, abs=1)
    warm.start_clock(100)
    used, waited, passed = warm.CLOCK["began"]
    warm.CLOCK["began"] = used - 100, waited, passed
    with pytest.raises(warm.TimeLimit):
        warm.recount()


def test_many_that_hang_leave_the_rest_their_share_and_what_honest_code_takes_is_nothing(monkeypatch):
    taken = Allowance()
    assert taken.share(5.0, most=14.0) == 5.0
    for _ in range(20):
        taken.charge(0.24)
    assert taken.used == 0
    shares = []
    while not taken.is_over(14.0):
        shares.append(taken.share(5.0, most=14.0))
        taken.charge(shares[-1])
    assert shares[:3] == [5.0, 4.5, 2.25] and shares[-1] == clock.LEAST
    many = Allowance()
    while not many.is_over(14.0):
        many.charge(0.24)
    assert 3 * 14 <= many.rest < 3 * 14 + 1, "small pieces, far more than honest ones"
    late = Allowance()
    late.began -= 14.0 * clock.SLACK
    assert late.is_over(14.0) and late.used == 0
    late.charge(0.1, waited=14.0)
    assert not late.is_over(14.0), "it did not get a core"


def test_a_deadline_is_put_off_while_they_wait_for_a_core_and_stands_when_they_work_or_sleep():
    asked = []

    def processor(seconds, waited=0.0):
        return lambda since: asked.append(since) or (seconds, waited)

    ours, theirs = socket.socketpair()
    with ours, theirs:
        for used in (1.0, 0.0):
            started = time.monotonic()
            with pytest.raises(wire.WireTimeout):
                wire.receive(ours, Deadline(0.2, processor(used)))
            assert time.monotonic() - started < 0.2 * clock.SLACK
        for times in [(0.1, 0.0), (0.0, 0.5)]:
            waiting = Deadline(0.2, processor(*times))
            threading.Timer(0.6, wire.send, (theirs, {"late": True})).start()
            assert wire.receive(ours, waiting) == {"late": True}
            assert asked[-1] == waiting.start
    asked.clear()
    assert Deadline(9.0, processor(7.0)).spent()[0] < 0.1 and asked == [], "nobody is asked of what is brief"
    for times, used in [((7.0, 0.0), 7.0), ((0.0, 0.0), 20.0), ((0.1, 15.0), 0.1), ((math.inf, 0.0), 20.0)]:
        long_ago = Deadline(9.0, processor(*times))
        long_ago.start -= 20
        assert long_ago.spent() == (pytest.approx(used, abs=1), times[1])


def test_a_frame_whose_first_half_came_before_the_deadline_was_put_off_is_whole():
    ours, theirs = socket.socketpair()
    frame = wire.pack({"text": "x" * 1000})
    with ours, theirs:
        theirs.sendall(frame[:500])
        threading.Timer(0.5, theirs.sendall, (frame[500:],)).start()
        assert wire.receive(ours, Deadline(0.2, lambda since: (0.1, 0.0))) == {"text": "x" * 1000}


@pytest.mark.parametrize("still_asleep", [True, False])
def test_who_seems_to_sleep_is_looked_at_twice(warm, still_asleep):
    """A machine that stood still: the wall clock went on, and nobody worked. Then they do."""
    now = time.monotonic()
    after = 0.0 if still_asleep else 0.2
    deadline = Deadline(5.0, lambda since: (after if since > now - 5 else 0.1, 0.0))
    deadline.start, deadline.end = now - 10, now - 5
    assert 0 < deadline.left() <= clock.QUANTUM
    deadline.dozed = deadline.end = time.monotonic() - clock.QUANTUM
    assert (deadline.left() > 0) is not still_asleep

    warm.start_clock(5.0)
    used, waited, passed = warm.CLOCK["began"]
    warm.CLOCK["began"] = used, waited, passed - 10
    warm.look()
    assert warm.CLOCK["dozed"] and signal.getitimer(signal.ITIMER_REAL)[0] <= clock.QUANTUM
    warm.CLOCK["dozed"] = used - after, waited, warm.CLOCK["dozed"][2] - clock.QUANTUM
    if still_asleep:
        with pytest.raises(warm.TimeLimit):
            warm.look()
    else:
        warm.look()
        assert warm.CLOCK["strikes"]


@pytest.fixture
def crowded_core():
    """A function that fills the core that this process keeps to: what else is there has a fifteenth of it."""
    before, loops = os.sched_getaffinity(0), []
    os.sched_setaffinity(0, {min(before)})

    def fill():
        # Each in a session of its own: the system may share a core between sessions first.
        busy = [sys.executable, "-S", "-c", "while True: pass"]
        loops.extend(subprocess.Popen(busy, start_new_session=True) for _ in range(14))

    yield fill
    os.sched_setaffinity(0, before)
    for loop in loops:
        loop.kill()
        loop.wait()


SLOWLY = """
import time
end = time.process_time() + 0.2
while time.process_time() < end: pass
"""


@pytest.mark.skipif(not Path("/proc/self/schedstat").exists(), reason="the system does not say who waits for a core")
def test_who_waits_for_a_core_does_not_sleep_however_long_that_takes(crowded_core):
    chapter, right = load_chapter(CHAPTER), reference_sources(CHAPTER)
    with Judge("any seed", seconds=0.5) as judge:
        crowded_core()
        notebook = filled(chapter, right | {"corr2d": SLOWLY + right["corr2d"]})
        assert judge.grade(chapter, notebook).score == TOTAL
        asleep = judge.grade(chapter, filled(chapter, {"corr2d": "import time\ndef corr2d(X, K): time.sleep(60)"}))
    assert {one.exercise: one.outcome for one in asleep.verdicts}["corr2d"] == "timed out"


def test_time_that_the_grader_takes_to_answer_is_nobodys():
    waiting = Deadline(0.2, lambda since: (0.0, 0.0))
    waiting.put_off(100.0)
    assert waiting.left() > 99


# --- what a program is told -------------------------------------------------------------------


def test_json_tells_a_program_what_happens_a_line_each(first_released, tmp_path):
    course = new_course(first_released, tmp_path / "course", CHAPTER)
    submit(course, "ada", filled(load_chapter(CHAPTER), reference_sources(CHAPTER)))
    submit(course, "letter", "Dear teacher")
    done = run_warm("grader", "autograde", CHAPTER, "--json", "--workers", "1", cwd=course, code=1)
    begin, *judged, end = map(json.loads, done.stderr.splitlines())
    assert begin == {"event": "begin", "chapter": CHAPTER, "total": 2, "kept": 0}
    assert [(one["event"], one["student"], one["done"], one["total"]) for one in judged] == [
        ("judged", "ada", 1, 2), ("judged", "letter", 2, 2)
    ]  # fmt: skip
    assert judged[0]["score"] == TOTAL and "not JSON" in judged[1]["error"] and judged[1]["seconds_left"] == 0
    assert (end["event"], end["graded"], end["refused"]) == ("end", 1, 1)
    assert [row["student"] for row in json.loads(done.stdout)["graded"]] == ["ada"]


def test_the_pace_says_how_fast_it_goes_and_what_is_left():
    pace = Pace()
    pace.started -= 100
    assert re.fullmatch(r"50 of 4000, 0\.5 a second, 2:1[12]:\d\d left", pace.text(50, 4000))
    assert re.fullmatch(r"50 of 80, 0\.5 a second, 1:0\d left", pace.text(50, 80))


def test_workers_start_before_nbgrader_is_loaded():
    code = "import sys, grader.autograde; print([one for one in ('nbgrader', 'sqlalchemy') if one in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]", "it takes longer to load than the rooms to warm up"


# --- two desks at once ------------------------------------------------------------------------


def test_a_batch_that_another_desk_stood_in_the_way_of_is_filed_again(first_released, tmp_path, monkeypatch):
    from grader.autograde import autograde

    course = new_course(first_released, tmp_path / "course", CHAPTER)
    for student in ("ada", "bob"):
        submit(course, student, filled(load_chapter(CHAPTER), reference_sources(CHAPTER)))
    committed, tried = gradebook_module.Ledger.commit, []

    def commit(self):
        tried.append(1)
        if len(tried) < 3:
            raise gradebook_module.Disturbed("somebody else was there")
        committed(self)

    monkeypatch.setattr(gradebook_module.Ledger, "commit", commit)
    summary = autograde(course, CHAPTER, workers=1)
    assert [row.score for row in summary.graded] == [TOTAL, TOTAL] and summary.refused == []
    assert len(tried) in (3, 4), "the two are filed together, or on a busy machine one by one"
