"""Attacks that need more than a submission: something to listen outside, a look into the judge, a second judge.

Those that a submission alone makes are files in tests/attacks/ (test_attack_files.py).
"""
import socket
import subprocess
import textwrap
import threading
import time

import pytest
from exams import examined_here

from grader.card_cache import cards_of
from grader.course import ROOT, CourseError, filled, load_chapter
from grader.inside import wire
from grader.judge import Judge
from grader.passes import Pass, read_calls
from grader.sandbox import open_rooms
from grader.sources import source_of

CHAPTER = load_chapter("01_convolution")
WRONG = "def corr2d(X, K):\n    return X * 0.0\n"
FIND_SOCKET = (ROOT / "tests" / "attacks" / "tools" / "say.py").read_text()
HONEST = """
def honest(X, K):
    (H, W), (HH, WW) = X.shape, K.shape
    return np.array([[np.sum(X[i:i+HH, j:j+WW] * K) for j in range(W-WW+1)] for i in range(H-HH+1)])
"""


@pytest.fixture(scope="module", params=["namespaces", "landlock"])
def judge(request):
    try:
        for room in open_rooms(request.param):
            room.close()
    except CourseError as error:
        pytest.skip(str(error))
    with Judge("a seed for attacks", request.param, seconds=1.0) as one:
        yield one


@pytest.fixture(scope="module")
def unwalled():
    with Judge("a seed for attacks", "process", seconds=2.0) as one:
        yield one


def points(judge, source: str) -> float:
    graded = judge.grade(CHAPTER, filled(CHAPTER, {"corr2d": source}))
    return next(verdict.score for verdict in graded.verdicts if verdict.exercise == "corr2d")


def assert_goes_on(judge):
    """The next submission, an honest one, is graded as if nothing had been."""
    assert points(judge, source_of(CHAPTER.name, "corr2d")) == 5


def as_one(source: str) -> str:
    """A cell of one statement: what stops in it stops all of it. Of a cell's own statements the others go on."""
    return "if True:\n" + textwrap.indent(source, "    ")


def test_no_network(judge, unwalled):
    server = socket.create_server(("127.0.0.1", 0))
    server.settimeout(0.2)
    source = f"""
import socket
socket.create_connection(("127.0.0.1", {server.getsockname()[1]}), timeout=1).sendall(b"hello")
{HONEST}
corr2d = honest
"""
    with server:
        assert points(judge, as_one(source)) == 0
        with pytest.raises(TimeoutError):
            server.accept()
        assert points(unwalled, as_one(source)) == 5, "the attack itself is broken"
        server.accept()[0].close()


def test_no_abstract_or_named_unix_socket(judge, tmp_path):
    path = str(tmp_path / "s")
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(path)
    listener.listen()
    listener.settimeout(0.2)
    source = f"import socket\ns = socket.socket(socket.AF_UNIX)\ns.connect({path!r})\n{HONEST}\ncorr2d = honest\n"
    with listener:
        assert points(judge, as_one(source)) == 0
        with pytest.raises(TimeoutError):
            listener.accept()


def test_nothing_of_the_environment_is_seen(judge, monkeypatch):
    monkeypatch.setenv("COURSE_SECRET", "do not tell")
    with Judge("a seed for attacks", judge.isolation, seconds=2.0) as fresh:
        source = "import os\nassert not [n for n in os.environ if 'SECRET' in n or 'USER' in n]\n" + HONEST
        assert points(fresh, as_one(source + "corr2d = honest")) == 5


def test_the_hidden_seed_is_nowhere_in_reach(judge):
    source = f"""
import gc, os, sys
seen = [str(o) for o in gc.get_objects() if isinstance(o, (str, list, dict))] + sys.argv
needle = "seed for " + "attacks"
assert not [text for text in seen if "a " + needle in text]
{HONEST}
corr2d = honest
"""
    assert points(judge, as_one(source)) == 5


LEFT_BEHIND = """
import os, time
if os.fork() == 0:
    try: os.setsid()
    except OSError: pass
    if os.fork() == 0:
        while True:
            time.sleep(0.05)
    os._exit(0)
"""


def test_a_process_left_behind_is_ended(judge):
    run = judge.student.start_run()
    # It inherits the other end of `job`: while it lives, this end never sees the end of the stream.
    with run.job.dup() as watched:
        until = time.monotonic() + 10
        wire.send(run.job, {"chapter": CHAPTER.name, "seconds": 1, "left": 10, "steps": [{"source": LEFT_BEHIND}]})
        while "end" not in wire.receive(run.job, until):
            pass
        run.close()
        watched.settimeout(5)
        assert watched.recv(1) == b""


def test_a_file_left_behind_is_not_there_for_the_next(judge):
    leave = "open('note.txt', 'w').write('corr2d = honest')\n" + WRONG
    assert points(judge, leave) == 0
    assert points(judge, HONEST + "\nexec(open('note.txt').read())\n") == 0


def test_a_thread_that_talks_into_the_wire_harms_only_itself(judge):
    source = FIND_SOCKET + """
import threading, time
def babble():
    while True:
        say({"case": 0})
threading.Thread(target=babble, daemon=True).start()
time.sleep(0.1)
""" + WRONG
    start = time.monotonic()
    assert points(judge, source) == 0
    assert time.monotonic() - start < 60
    assert_goes_on(judge)


def test_no_stand_in_is_offered_before_the_verdict_on_it_is_final(judge, monkeypatch):
    offers = []
    task = Pass.task

    def asked(self, name, last):
        offers.append((self, name, task(self, name, last)))
        return offers[-1][2]

    monkeypatch.setattr(Pass, "task", asked)
    notebook = filled(CHAPTER, {"corr2d": WRONG, "convolve2d": "def convolve2d(X, K):\n    return corr2d(X, K)"})
    place = [cell["id"] for cell in notebook["cells"]].index("test_corr2d") + 1
    own = {"cell_type": "code", "id": "own", "metadata": {}, "source": "import os\nos._exit(0)"}
    notebook["cells"].insert(place, own)
    examined_here(judge, CHAPTER, notebook)
    offers = [offer for offer in offers if offer[0].cards is cards_of(CHAPTER.name, judge.seed)]
    quick = [given["given"] for one, name, given in offers if one.closed is None and name == "convolve2d"]
    careful = [given["given"] for one, name, given in offers if one.closed is not None and name == "convolve2d"]
    assert quick and not any(quick)
    assert careful == [["corr2d"]]


def test_the_course_does_not_work_without_limit_for_a_student(judge):
    large = "def convolve2d(X, K):\n    return corr2d(np.zeros((1_500_000, 0)), np.zeros((1, 0)))"
    start = time.monotonic()
    graded = judge.grade(CHAPTER, filled(CHAPTER, {"corr2d": WRONG, "convolve2d": large}))
    assert time.monotonic() - start < 20
    verdict = next(verdict for verdict in graded.verdicts if verdict.exercise == "convolve2d")
    assert "too large calls" in verdict.message


@pytest.mark.parametrize(
    ("chapter", "borrower", "call"),
    [
        ("03_multichannel", "conv_forward_naive",
         "corr2d_multi_in_out(np.zeros((1, 150, 150)), np.zeros((20_000, 1, 1, 1)))"),
        ("02_padding_and_stride", "corr2d_strided", "pixel_use_counts(9_000, 1)"),
    ],
)  # fmt: skip
def test_a_few_numbers_do_not_keep_the_course_at_work(judge, chapter, borrower, call):
    loaded = load_chapter(chapter)
    judge.grade(loaded, filled(loaded, {}))  # makes the cards
    start = time.monotonic()
    graded = judge.grade(loaded, filled(loaded, {borrower: f"def {borrower}(*_):\n    return {call}"}))
    assert time.monotonic() - start < 60
    assert graded.score == 0 and not graded.faulty


LIES = """
import sys
sys.modules["__main__"].names_below = lambda *_: {CALLED}
def batchnorm_backward_alt(dout, cache):
    return batchnorm_backward(dout, cache)
"""


@pytest.mark.parametrize("called", [{"batchnorm_backward"}, {"batchnorm_forward"}, {7}, set()])
def test_to_lie_about_what_one_calls_gains_nothing(judge, called):
    chapter = load_chapter("08_normalization")
    source = LIES.replace("{CALLED}", repr(called))
    graded = judge.grade(chapter, filled(chapter, {"batchnorm_backward_alt": source}))
    assert graded.score == 0 and not graded.faulty
    with pytest.raises(wire.WireError):
        read_calls(["corr2d"], ["batchnorm_forward"])


SLOW = """
def im2col(input_data, filter_h, filter_w, stride=1, pad=0):
    N, C, H, W = input_data.shape
    padded = np.pad(input_data, [(0, 0), (0, 0), (pad, pad), (pad, pad)])
    down = range(0, H + 2 * pad - filter_h + 1, stride)
    right = range(0, W + 2 * pad - filter_w + 1, stride)
    places = [(n, i, j) for n in range(N) for i in down for j in right]
    return np.array([padded[n, :, i:i + filter_h, j:j + filter_w].ravel() for n, i, j in places])
"""
COUNTS_NOTHING = """
from convlab import counting
counting.python_steps = lambda call, *args: (call(*args), 0)[1]
"""
SWITCHED_OFF = "    import sys; sys.settrace(None)\n    N, C"


@pytest.mark.parametrize(
    ("source", "lost"),
    [
        (SLOW, 1),
        (SLOW.replace("    N, C", SWITCHED_OFF), 1),
        # The one share of points that depends on what the student's process says of itself: it pays beside numbers.
        (COUNTS_NOTHING + SLOW, 0),
        (COUNTS_NOTHING + SLOW.replace(".ravel()", ".ravel() * 0"), 6),
    ],
)
def test_falsifying_the_count_of_steps_gains_its_own_point_alone(judge, source, lost):
    chapter = load_chapter("07_fast_convolution")
    (verdict, *_) = judge.grade(chapter, filled(chapter, {"im2col": source})).verdicts
    assert verdict.max_score - verdict.score == lost


def test_no_signal_leaves_the_sandbox(judge):
    with subprocess.Popen(["sleep", "30"]) as sleeper:
        points(judge, f"""
import fcntl, os
r, w = os.pipe()
try:
    fcntl.fcntl(r, 10, 9)
    fcntl.fcntl(r, fcntl.F_SETOWN, {sleeper.pid})
except OSError: pass
fcntl.fcntl(r, fcntl.F_SETFL, os.O_ASYNC)
os.write(w, b"x")
{WRONG}""")
        time.sleep(0.2)
        assert sleeper.poll() is None
        sleeper.kill()


def test_nothing_is_left_in_shared_memory_or_elsewhere(judge):
    leave = """
import os
for folder in ["/dev/shm", "/dev", "/var/tmp", "/usr/lib/python3/dist-packages", "/course", "/course/site", "/"]:
    try: open(folder + "/note-of-a-cheat.py", "w").write("x")
    except OSError: pass
"""
    find = leave.replace('"w").write("x")', '"r").close(); found = True')
    assert points(judge, leave + WRONG) == 0
    assert points(judge, "found = False" + find + HONEST + "\nif found: corr2d = honest") == 0


def test_a_submission_that_is_stuck_everywhere_ends(judge):
    loop = "while True:\n    try:\n        while True: pass\n    except BaseException: pass"
    start = time.monotonic()
    names = [exercise.name for exercise in CHAPTER.exercises[:4]]
    graded = judge.grade(CHAPTER, filled(CHAPTER, dict.fromkeys(names, loop)))
    assert graded.score == 0
    assert {verdict.exercise for verdict in graded.verdicts if verdict.outcome == "timed out"} == set(names)
    assert time.monotonic() - start < 20
    assert_goes_on(judge)


def test_the_warm_process_may_die_between_two_submissions(judge):
    judge.student.process.kill()
    judge.student.process.wait()
    assert_goes_on(judge)


def test_two_judges_do_not_disturb_each_other(judge):
    results = []
    threads = [threading.Thread(target=lambda: results.append(points(judge, WRONG)))]
    with Judge("a seed for attacks", judge.isolation, seconds=2.0) as other:
        threads.append(threading.Thread(target=lambda: results.append(points(other, WRONG))))
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert results == [0, 0]
